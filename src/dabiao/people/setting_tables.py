"""Tables of settings that stand in files of the data folder, outside the database because they hold secrets."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from dabiao.core.defects import BadInput, Defect


def read_rows(path: Path, table: str) -> list[dict[str, Any]]:
    """Read the ``[[table]]`` entries of a TOML file; none where there is no file. Raises BadInput for what is no TOML,
    or has something else of that name.
    """
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get(table, [])
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            Defect(
                "不是有效的 TOML（%(reason)s）。请改正后重新启动",
                path.name,
                parameters={"reason": str(error)},
            )
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(
            Defect("每一项要写成一个 [[%(table)s]]。请改正后重新启动", path.name, parameters={"table": table})
        )
    return rows
