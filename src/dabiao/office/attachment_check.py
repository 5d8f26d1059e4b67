"""Whether a document that is passed on as it is may be kept: decided from its size, its name and its first bytes.

Photographs are not taken here: a photo proves a problem or its cure, and has its own place; an answer in words needs
none, and a picture from a phone may carry where it was taken.
"""

from __future__ import annotations

from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.archives import OLE, has_macros, names_of, parts_of
from dabiao.office.file_checks import MEGABYTE

LARGEST_ATTACHMENT = 20 * MEGABYTE
"""Bytes. A circular of forty pages with pictures has five."""

LARGEST_UNPACKED = 512 * MEGABYTE
"""Unpacked, all parts of a document together; real ones stay below a tenth of it."""

LONGEST_NAME = 120
"""Characters; names on disk are ours, this one is shown and handed out."""

_MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
SUFFIXES = (".pdf", *_MAIN_PARTS)
_PDF_WITHIN = 1024
"""Bytes within which a PDF says what it is (ISO 32000-1, H.3, note 13)."""


def check_name_and_size(name: str, size: int) -> None:
    """Refuse at once what its name or size rules out. Raises BadInput."""
    if Path(name).suffix.lower() not in SUFFIXES:
        raise refused(name, "不是 .pdf、.docx 或 .xlsx 文件，没有收下。请另存为其中一种")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            Defect(
                "文件名超过 %(limit)d 个字，没有收下。请改短后再选",
                name[:LONGEST_NAME],
                parameters={"limit": LONGEST_NAME},
            )
        )
    if size == 0:
        raise refused(name, "是空文件，里面没有任何内容。请检查是否保存成功")
    if size > LARGEST_ATTACHMENT:
        raise BadInput(
            Defect(
                "文件超过 %(limit)d MB，没有收下。请删减图片或拆成几个文件",
                name,
                parameters={"limit": LARGEST_ATTACHMENT // MEGABYTE},
            )
        )


def check_content(path: Path, name: str) -> None:
    """Refuse a file whose content is not what ``name`` says, or that carries macros. Raises BadInput.

    ``path`` is where it lies; ``name`` passed ``check_name_and_size``.
    """
    suffix = Path(name).suffix.lower()
    with path.open("rb") as file:
        first = file.read(_PDF_WITHIN)
    if first.startswith(OLE):
        raise refused(name, "是旧版或加了密码的文档，没有收下。请去掉密码，另存为 .docx 或 .xlsx")
    if suffix == ".pdf":
        if b"%PDF-" not in first:
            raise refused(name, "扩展名是 .pdf，内容却不是 PDF。请重新导出后再选")
        return
    parts = parts_of(path)
    if parts is None:
        raise refused(name, "打不开：内容和扩展名不符，或者已经损坏。请打开核对，另存后再选")
    names = names_of(parts)
    if _MAIN_PARTS[suffix] not in names:
        raise refused(name, "内容和扩展名不符，没有收下。请打开核对，另存后再选")
    if has_macros(names):
        raise refused(name, "含有宏，没有收下。请另存为不含宏的文件")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise refused(name, "解开后大得不合常理，可能是恶意文件，没有收下。请换一份")


def refused(name: str, template: str) -> BadInput:
    """Make the exception that refuses the file of this name."""
    return BadInput(Defect(template, name[:LONGEST_NAME]))
