"""Workbooks handed back: a copy of each one that has something wrong, with a column that says what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.whole_folder import make_folders, unmake_folders

ERRORS = "错误说明"
"""Begins the name of a workbook that is handed back."""


def hand_back(
    workbooks: Sequence[Path], defects: Sequence[Defect], folder: Path, *, bound_for: Path | None = None
) -> list[Path]:
    """Write into ``folder`` every one of ``workbooks`` that has ``defects``, and list what was written.

    What cannot even be opened is left out. A copy never takes the name of a workbook that was handed in: somebody may
    be mending it. ``bound_for`` is where the copies will be moved, if not ``folder``. ``folder`` is made when there is
    something to write. Raises OSError where it cannot be written.
    """
    handed_in = {path.resolve() for path in workbooks}
    written: list[Path] = []
    for path in workbooks:
        if not any(one.file == path.name for one in defects):
            continue
        made = make_folders(folder)
        target = folder / _free_name(bound_for or folder, path, handed_in)
        try:
            write_error_workbook(path, defects, target)
            written.append(target)
        except BadInput:  # it cannot be opened, and the message says all there is to say
            unmake_folders(made)
    return written


def _free_name(folder: Path, path: Path, handed_in: Collection[Path]) -> str:
    stem = path.stem.removeprefix(f"{ERRORS} ")
    names = [f"{ERRORS} {stem}{number}{path.suffix}" for number in ("", *range(2, len(handed_in) + 3))]
    return next(name for name in names if (folder / name).resolve() not in handed_in)
