"""CSV files out, written whole or not at all, harmless to open."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.office.cells_safe import csv_cell


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write ``rows`` as UTF-8 with a mark, which Excel in China needs; text that could run is neutralised.

    The file appears complete or stays as it was. Raises BadInput when it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([csv_cell(cell) for cell in row] for row in rows)
            # A new file would get this mode from open(); mkstemp makes it private.
            part.chmod(0o644)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(
            Defect(
                "写不进去（%(reason)s）。请检查文件夹是否存在、文件是否正被打开",
                str(path),
                parameters={"reason": reason_of(error)},
            )
        ) from None
