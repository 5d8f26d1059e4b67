"""Whether a file handed in may be opened at all: decided from its size, its first bytes and its directory.

Nothing is unpacked here. A file that is too large, is not what its name says, is protected, carries macros or
would swell beyond measure (zip bomb) is refused before a single cell is read.
"""

from __future__ import annotations

import stat
import zipfile
from enum import StrEnum
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.office.archives import OLE, has_macros, is_bomb, is_protected, names_of, parts_of

MEGABYTE = 1024 * 1024

LARGEST_FILE = 300 * MEGABYTE
"""On disk. A million rows with all twenty columns make a workbook of some 60 MB or a CSV of some 200 MB."""

LARGEST_CONTENT = 4096 * MEGABYTE
"""Unpacked, all parts together. A million rows unpack to some 600 MB."""

LARGEST_TABLE_OF_WORDS = 512 * MEGABYTE
"""Unpacked, of any part that is not a sheet: these are held in memory while sheets are read piecewise."""

BOMB_SIZE = 64 * MEGABYTE
"""Unpacked, of a part, up to which nobody asks how far it shrank."""

MOST_ROWS = 2_000_000
"""Rows of one import, all files together; two full Excel sheets."""

_TABLE_SUFFIXES = (".csv", ".txt", ".tsv")
_WORKBOOK_SUFFIXES = (".xlsx",)


class FileKind(StrEnum):
    """What a file that may be opened holds."""

    WORKBOOK = "xlsx"
    TEXT = "csv"


def check_file(path: Path) -> FileKind:
    """Say how ``path`` is to be read; raises BadInput when it may not be opened."""
    size = size_of(path, ".xlsx / .csv")
    if size > LARGEST_FILE:
        raise refused(
            path,
            "有 %(size)d MB，超过上限 %(limit)d MB，没有读取。请按轮次拆成几个文件",
            size=size // MEGABYTE,
            limit=LARGEST_FILE // MEGABYTE,
        )
    first = first_bytes(path, 8)
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".xltm", ".xlam"):
        raise refused(path, "是带宏的工作簿，没有打开。请另存为不含宏的 .xlsx")
    if first.startswith(OLE):
        raise refused(path, "是旧版 .xls 或加了密码的工作簿，没有打开。请去掉密码，另存为 .xlsx")
    if suffix not in (*_WORKBOOK_SUFFIXES, *_TABLE_SUFFIXES):
        raise refused(path, "不是 .xlsx 或 .csv 文件，没有读取。请另存为其中一种")
    zipped = first.startswith(b"PK")
    if suffix in _WORKBOOK_SUFFIXES:
        if not zipped:
            raise refused(
                path,
                "扩展名是 .xlsx，内容却不是 Excel 工作簿（像是改了名的文本）。请用 Excel 打开后另存为 .xlsx",
            )
        check_archive(path)
        return FileKind.WORKBOOK
    if zipped:
        raise refused(
            path, "扩展名是 %(suffix)s，内容却是压缩包或工作簿。工作簿请把扩展名改为 .xlsx", suffix=suffix
        )
    return FileKind.TEXT


def refused(path: Path, template: str, /, **parameters: object) -> BadInput:
    """Make the exception that refuses the whole file."""
    return BadInput(Defect(template, path.name, parameters=parameters))


def check_size(name: str, size: int, limit: int, template: str) -> None:
    """Refuse a file by its size alone, before it is kept. ``template`` names ``%(limit)d`` MB. Raises BadInput."""
    if size > limit:
        raise BadInput(Defect(template, name, parameters={"limit": limit // MEGABYTE}))


def size_of(path: Path, kinds: str) -> int:
    """Bytes of a file. Raises BadInput for what is no file, or an empty one; ``kinds`` says which are wanted."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise refused(path, "读不出来：没有这个文件。请检查路径和文件名") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if not stat.S_ISREG(status.st_mode):
        raise refused(path, "不是文件，没有读取。请给出一个 %(kinds)s 文件", kinds=kinds)
    if status.st_size == 0:
        raise refused(path, "是空文件，里面没有任何内容。请检查是否保存成功")
    return status.st_size


def first_bytes(path: Path, number: int) -> bytes:
    """The beginning of a file. Raises BadInput when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(number)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> BadInput:
    return refused(path, "读不出来（%(reason)s）。请检查路径和权限", reason=reason_of(error))


def check_archive(path: Path) -> None:
    """Judge a workbook by its directory alone."""
    parts = parts_of(path)
    if parts is None:
        raise damaged(path)
    if is_protected(parts):
        raise refused(path, "压缩包加了密码，没有打开。请去掉密码，另存为 .xlsx")
    _refuse_swelling(path, parts)
    names = names_of(parts)
    if has_macros(names):
        raise refused(path, "含有宏，没有打开。请另存为不含宏的 .xlsx")
    if "xl/workbook.bin" in names:
        raise refused(path, "是二进制工作簿（.xlsb），没有打开。请另存为 .xlsx")
    if "[content_types].xml" not in names or not any(name.endswith(".xml") for name in names - {""}):
        raise no_workbook(path)


def _refuse_swelling(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if total > LARGEST_CONTENT:
        raise refused(
            path,
            "解开后有 %(size)d MB，超过上限 %(limit)d MB，没有打开。请拆成几个文件",
            size=total // MEGABYTE,
            limit=LARGEST_CONTENT // MEGABYTE,
        )
    for part in parts:
        if is_bomb(part, BOMB_SIZE):
            raise refused(
                path,
                "其中 %(part)s 解开后有 %(size)d MB，是压缩后的 %(ratio)d 倍，不合常理，可能是恶意文件，没有打开",
                part=part.filename,
                size=part.file_size // MEGABYTE,
                ratio=part.file_size // max(part.compress_size, 1),
            )
        if part.file_size > LARGEST_TABLE_OF_WORDS and "sheet" not in part.filename.lower():
            raise refused(
                path,
                "其中 %(part)s 解开后超过 %(limit)d MB，没有打开。请拆成几个文件",
                part=part.filename,
                limit=LARGEST_TABLE_OF_WORDS // MEGABYTE,
            )


def no_workbook(path: Path) -> BadInput:
    """Make the exception for an archive that holds no workbook, such as a document renamed."""
    return refused(path, "里面没有工作表，不是 Excel 工作簿。请用 Excel 打开后另存为 .xlsx")


def damaged(path: Path) -> BadInput:
    """Make the exception for a workbook that cannot be taken apart."""
    return refused(path, "工作簿已损坏，打不开。请用 Excel 打开并另存为 .xlsx 再试")


def too_many_rows(file: str, rows: int) -> BadInput:
    """Make the exception for more rows than one import takes."""
    return BadInput(
        Defect(
            "约有 %(rows)d 行，超过一次导入的上限 %(limit)d 行，没有读取。请按轮次分几次导入",
            file,
            parameters={"rows": rows, "limit": MOST_ROWS},
        )
    )
