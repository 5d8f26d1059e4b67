"""Which files of a data folder belong into a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.site.backup.manifest import is_inside
from dabiao.site.database import FILE as DATABASE_FILE
from dabiao.site.home_folder import HomeFolder
from dabiao.site.lan.serving import lan_folder

PASSING = ".making-"
"""Beginning of names of what is just being made."""


def files_of(home: HomeFolder) -> list[str]:
    """Paths in the data folder of everything that the database does not hold itself, in order.

    Left out are the database, its copies from before upgrades, what belongs to this machine (the server it uses, its
    authority on the office network), and what is just being made. Raises BadInput for a link below the folders of the
    data folder, and for a name that other systems do not take.
    """
    return sorted(_walk(home.path, home))


def _walk(folder: Path, home: HomeFolder) -> Iterator[str]:
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name.startswith(PASSING) or (folder == home.path and _stays_out(entry.name, home)):
            continue
        if entry.is_dir(follow_symlinks=folder == home.path):
            yield from _walk(path, home)
            continue
        name = path.relative_to(home.path).as_posix()
        if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
            raise _refused("是链接或特殊文件，不能备份。请换成真正的文件，或移到数据文件夹外", path)
        if not is_inside(name):
            raise _refused("文件名里有别的系统不认的字符，不能备份。请改名，或移到数据文件夹外", path)
        yield name


def belongs(path: str, home: HomeFolder) -> bool:
    """Whether a file of that path may come out of a backup: none that ``files_of`` leaves out."""
    parts = path.split("/")
    return not _stays_out(parts[0].casefold(), home) and not any(one.startswith(PASSING) for one in parts)


def _stays_out(name: str, home: HomeFolder) -> bool:
    machine = {DATABASE_FILE, home.before_upgrades.name, home.restoring.name, lan_folder(home.path).name}
    return name.startswith(home.database.name) or name in machine


def _refused(template: str, path: Path) -> BadInput:
    return BadInput(Defect(template, str(path)))
