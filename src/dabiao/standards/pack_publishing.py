"""An edition of the district on its shelf: written once, read-only, under an id of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.standards.pack_fields import is_id
from dabiao.standards.pack_files import digest_of
from dabiao.standards.pack_pictures import PICTURES_FOLDER
from dabiao.standards.pack_shelves import DIGEST_FILE, built_in_pack_ids, own_pack_ids
from dabiao.standards.pack_write import write_files

_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)
"""Names no folder may have on Windows, with any ending."""


def id_defect(pack_id: str, district: Path) -> Defect | None:
    """Why a new edition cannot have this id; None when it can. Names that differ in case alone are one folder."""
    if (
        not is_id(pack_id)
        or pack_id.endswith(".")
        or pack_id.split(".", maxsplit=1)[0].casefold() in _RESERVED
    ):
        return Defect(
            "编号“%(id)s”不能用：只用文字、数字、_、- 和点，不以点结尾，也不能是 con、nul 等系统保留的名字",
            pack_id,
            parameters={"id": pack_id},
        )
    taken = {one.casefold() for one in (*built_in_pack_ids(), *own_pack_ids(district))}
    if pack_id.casefold() in taken or (district / pack_id).exists():
        return Defect(
            "编号“%(id)s”已经有标准包在用。已发布的版次不能覆盖，请在“标准包编号”里换一个，如加上版次",
            pack_id,
            parameters={"id": pack_id},
        )
    return None


@contextmanager
def on_the_shelf(
    pack_id: str, files: Mapping[str, bytes], district: Path, pictures: Mapping[str, bytes]
) -> Iterator[str]:
    """Write an edition and give its digest; what follows fails, and it is taken down again.

    ``pictures`` are example pictures by their names, which a table among ``files`` has: the digest covers them so.

    Raises BadInput when the id cannot be had, and OSError when nothing can be written.
    """
    defect = id_defect(pack_id, district)
    if defect is not None:
        raise BadInput(defect)
    digest = digest_of(files)
    folder = district / pack_id
    shown = {f"{PICTURES_FOLDER}/{name}": data for name, data in pictures.items()}
    write_files({**files, **shown, DIGEST_FILE: digest.encode("ascii")}, folder, read_only=True)
    try:
        yield digest
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
