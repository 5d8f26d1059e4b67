"""Where packs stand: those that come along, and the district's own editions in the data folder.

An edition is a folder ``packs/<id>/`` of the data folder, written once when it is published and never again.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from django.conf import settings

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.standards.pack_fields import is_id
from dabiao.standards.pack_raw import hint
from dabiao.standards.pack_schema import MANIFEST_FILE

DIGEST_FILE = "published.sha256"
"""Beside the files of a published edition: the digest they had then."""


def pack_root() -> Path:
    """Find the folder of the built-in packs: in the installed package, else in the source checkout."""
    installed = Path(str(resources.files("dabiao"))) / "packs"
    if installed.is_dir():
        return installed
    return Path(str(resources.files("dabiao"))).parents[1] / "packs"


def district_root() -> Path | None:
    """Find the folder of the district's own editions; None where no data folder is in use."""
    return Path(settings.HOME.packs) if settings.configured else None


def built_in_pack_ids() -> tuple[str, ...]:
    """Ids of the packs that come along, in order."""
    return _ids(pack_root())


def own_pack_ids(district: Path | None = None) -> tuple[str, ...]:
    """Ids of the district's own editions, in order; ``district`` is by default the one in use."""
    root = district or district_root()
    return _ids(root) if root is not None else ()


def pack_folder(id_or_path: str | Path, district: Path | None = None) -> Path:
    """Find the folder that ``id_or_path`` means. Raises BadInput when there is none.

    An edition of the district comes before a built-in pack of the same id: a later release may bring one of that
    name, and what the district scored must not change by it.
    """
    if isinstance(id_or_path, str) and is_id(id_or_path):
        for root in (district or district_root(), pack_root()):
            if root is not None and (root / id_or_path / MANIFEST_FILE).is_file():
                return root / id_or_path
    path = Path(id_or_path)
    try:
        if (path / MANIFEST_FILE).is_file():
            return path
        if path.is_dir():
            raise BadInput(Defect("文件夹里没有 pack.yaml，不是标准包", str(path)))
    except OSError as error:
        raise unreadable(path, error) from None
    raise _unknown(str(id_or_path), (*built_in_pack_ids(), *own_pack_ids(district)))


def unreadable(path: Path, error: OSError) -> BadInput:
    """Say that ``path`` cannot be read, and why."""
    return BadInput(
        Defect(
            "读不出来（%(reason)s）。请检查路径和权限",
            str(path)[:200],
            parameters={"reason": reason_of(error)},
        )
    )


def _unknown(name: str, known: tuple[str, ...]) -> BadInput:
    return BadInput(
        Defect(
            "没有这个标准包，也没有这个文件夹%(hint)s。现有的标准包有 %(known)s",
            name,
            parameters={"hint": hint(name, known), "known": "、".join(known)},
        )
    )


def _ids(root: Path) -> tuple[str, ...]:
    """Folders of packs below ``root``; what is being written stands under a name that begins with a point."""
    found = (path.parent.name for path in root.glob(f"*/{MANIFEST_FILE}"))
    return tuple(sorted(name for name in found if is_id(name)))
