"""A sealed backup opens with its passphrase and unchanged, or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from small_backup import SmallBackup

from dabiao.core.defects import BadInput
from dabiao.site.backup import sealed_stream
from dabiao.site.backup.opening import open_backup
from dabiao.site.backup.sealed_stream import CHUNK, SealedReader, SealedWriter

PASSPHRASE = "三月初二上午东湖街道开会"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is made in no time: how long guessing takes is not what is tested."""
    monkeypatch.setattr(sealed_stream, "WORK", 1 << 4)


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    writer = SealedWriter(target, PASSPHRASE)
    for at in range(0, len(content), 70_000):
        writer.write(content[at : at + 70_000])
    writer.close()
    return target.getvalue()


def opened(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    reader = SealedReader(io.BytesIO(content), passphrase, "区.dbk")
    found = b""
    while chunk := reader.read(50_000):
        found += chunk
    return found


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    assert opened(sealed(content[:size])) == content[:size]


def test_the_same_content_is_never_sealed_alike() -> None:
    assert sealed(b"same") != sealed(b"same")


def test_a_wrong_passphrase_opens_nothing() -> None:
    with pytest.raises(BadInput, match="口令不对"):
        opened(sealed(b"content"), "another passphrase")


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_any_change_is_noticed_with_its_place(part: float) -> None:
    whole = sealed(b"x" * (2 * CHUNK + 100))
    header = whole.index(b"\n") + 1
    at = header + int((len(whole) - header) * part)
    with pytest.raises(BadInput, match=r"第 \d+ 字节"):
        opened(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_a_missing_end_is_noticed_also_between_chunks() -> None:
    whole = sealed(b"x" * (2 * CHUNK + 100))
    header = whole.index(b"\n") + 1
    for length in (header, header + 10, header + CHUNK + 16, header + 2 * (CHUNK + 16), len(whole) - 1):
        with pytest.raises(BadInput):
            opened(whole[:length])


def test_chunks_that_changed_places_are_noticed() -> None:
    whole = sealed(b"x" * (2 * CHUNK + 100))
    header, size = whole.index(b"\n") + 1, CHUNK + 16
    first, second = whole[header : header + size], whole[header + size : header + 2 * size]
    with pytest.raises(BadInput):
        opened(whole[:header] + second + first + whole[header + 2 * size :])


@pytest.mark.parametrize(
    "header",
    [
        b'{"kdf":"scrypt","n":1073741824,"r":8,"p":1,"salt":"00000000000000000000000000000000","chunk":1048576}',
        b'{"kdf":"none"}',
        b"[]",
        b"",
        b'{"kdf":"scrypt","n":16,"r":8,"p":1,"salt":7,"chunk":1048576}',
    ],
)
def test_a_beginning_that_asks_for_other_work_is_refused(header: bytes) -> None:
    with pytest.raises(BadInput, match="开头读不懂"):
        opened(sealed_stream.MAGIC + header + b"\n" + b"0" * 100)


def test_a_sealed_backup_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "区.dbk"
    path.write_bytes(sealed(SmallBackup().written()))
    assert "东湖".encode() not in path.read_bytes()
    with open_backup(path, lambda: PASSPHRASE) as backup:
        backup.check()
    assert backup.manifest.tables[0].rows == 2
