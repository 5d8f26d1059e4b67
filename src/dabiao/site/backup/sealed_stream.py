"""A stream under a passphrase: AES-256-GCM by the chunk, so that no change and no missing end goes unnoticed.

The key comes from the passphrase by scrypt with a salt of the file's own. A chunk's nonce is its number and whether
it is the last, so chunks can neither be moved nor left out; the first line of the file is sealed with each of them.
"""

from __future__ import annotations

import json
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from dabiao.core.defects import BadInput, Defect
from dabiao.site.backup.container import Target

MAGIC = b"dabiao-backup-sealed-1 "

LONGEST_HEADER = 512
"""Bytes; ours has some hundred."""

WORK = 1 << 15
"""scrypt's n, with r = 8 and p = 1: 32 MB and a tenth of a second for each guess (RFC 7914)."""

SALT, KEY, TAG = 16, 32, 16
"""Bytes."""

CHUNK = 1 << 20
"""Bytes of plain text in every chunk but the last."""

SHORTEST_PASSPHRASE = 12
"""Characters. Whoever has the file may guess as long as they like."""


class SealedWriter:
    """Seals what is written to it; ``close`` writes the last chunk and leaves ``target`` open."""

    def __init__(self, target: Target, passphrase: str) -> None:
        salt = secrets.token_bytes(SALT)
        said = {"kdf": "scrypt", "n": WORK, "r": 8, "p": 1, "salt": salt.hex(), "chunk": CHUNK}
        self._header = MAGIC + json.dumps(said).encode() + b"\n"
        self._cipher = AESGCM(_key(passphrase, salt))
        self._target, self._waiting, self._number = target, bytearray(), 0
        target.write(self._header)

    def write(self, content: bytes, /) -> int:
        """Take the next bytes."""
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def close(self) -> None:
        """Write what is left as the last chunk."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, content: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), content, self._header))
        self._number += 1


class SealedReader:
    """Opens what ``SealedWriter`` wrote. Raises BadInput, naming the place, for a wrong passphrase or any change."""

    def __init__(self, source: BinaryIO, passphrase: str, file: str) -> None:
        self._source, self._file = source, file
        self._header = source.readline(LONGEST_HEADER)
        self._cipher = AESGCM(_key(passphrase, self._salt()))
        self._opened, self._number = bytearray(), 0
        self._offset = len(self._header)
        self._next: bytes | None = source.read(CHUNK + TAG)

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes of plain text, or as many as there are."""
        while len(self._opened) < size and self._next is not None:
            self._open()
        found = bytes(self._opened[:size])
        del self._opened[:size]
        return found

    def _open(self) -> None:
        sealed = self._next
        assert sealed is not None
        following = self._source.read(CHUNK + TAG)
        last = not following
        try:
            self._opened += self._cipher.decrypt(_nonce(self._number, last=last), sealed, self._header)
        except (InvalidTag, ValueError):
            template = (
                "从第 %(offset)d 字节起打不开：前面的都对，这里被改动，或文件在这之后被截断"
                if self._number
                else "打不开：口令不对，或文件从第 %(offset)d 字节起被改动、截断。口令没错的话，请换一份备份"
            )
            raise BadInput(Defect(template, self._file, parameters={"offset": self._offset})) from None
        self._offset += len(sealed)
        self._number += 1
        self._next = None if last else following

    def _salt(self) -> bytes:
        """The salt. Only our own settings of scrypt are taken: others could ask for all our memory."""
        try:
            said = json.loads(self._header.removeprefix(MAGIC))
            salt = bytes.fromhex(said.pop("salt"))
            known = said == {"kdf": "scrypt", "n": WORK, "r": 8, "p": 1, "chunk": CHUNK} and len(salt) == SALT
        except (ValueError, AttributeError, KeyError, TypeError):
            known = False
        if not known:
            raise BadInput(Defect("加密备份的开头读不懂：被改动，或由更新的版本所做", self._file, 1))
        return salt


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins so is sealed."""
    return beginning.startswith(MAGIC)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, KEY, WORK, 8, 1).derive(passphrase.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
