"""Put a seal into a .docx: as the last part of the package, stored as it is, so that it stands in the file in clear."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from dabiao.core.sm2 import PublicKey
from dabiao.office.seal import PART, Layout, Part, Sign, seal

_LOCAL, _CENTRAL = 30, 46
"""Bytes of the fixed halves of an entry's header, before its data and in the directory."""

_LOCAL_CRC, _CENTRAL_CRC = 14, 16
"""Where the CRC-32 stands in them (APPNOTE 4.3.7 and 4.3.12)."""


def sealed_docx(document: bytes, payload: Mapping[str, Any], key: PublicKey, sign: Sign) -> bytes:
    """Seal a document. It opens in every program as it did before; saving it anew there loses the seal."""
    with ZipFile(BytesIO(document)) as parts:
        contents = [(one.filename, _told_of_seal(one.filename, parts.read(one))) for one in parts.infolist()]
    return seal(lambda block: _packed(contents, block), payload, key, sign)


def _told_of_seal(name: str, content: bytes) -> bytes:
    """Name the seal among the package's content types and relations: programs mistrust parts that nobody names."""
    if name == "[Content_Types].xml":
        named = f'<Override PartName="/{PART}" ContentType="text/plain"/></Types>'
        return content.replace(b"</Types>", named.encode())
    if name == "_rels/.rels":
        related = f'<Relationship Id="rDabiaoSeal" Type="urn:dabiao:seal" Target="{PART}"/></Relationships>'
        return content.replace(b"</Relationships>", related.encode())
    return content


def _packed(contents: list[tuple[str, bytes]], block: bytes) -> Layout:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in contents:
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        archive.writestr(ZipInfo(PART), block, ZIP_STORED)
        entries = archive.infolist()
        directory = archive.start_dir
    data = made.getvalue()
    starts = [one.header_offset for one in entries]
    parts = [
        Part(one.filename, start, end)
        for one, start, end in zip(entries[:-1], starts, starts[1:], strict=False)
    ]
    head = starts[-1]
    content_at = head + _LOCAL + len(PART)
    parts += [
        Part(f"封记的文件头（{PART}）", head, content_at),
        Part("压缩包目录", content_at + len(block), len(data)),
    ]
    last = data.rindex(b"PK\x01\x02", directory)
    assert data[last + _CENTRAL : last + _CENTRAL + len(PART)] == PART.encode(), "the seal is the last entry"
    return Layout(data, tuple(parts), (head + _LOCAL_CRC, last + _CENTRAL_CRC))
