"""Which rows of a new import are in the lake already."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.defects import Defect
from dabiao.core.observation import Observations
from dabiao.lake.observation_store import read_observations
from dabiao.rounds.counting import imports_on
from dabiao.rounds.files import lake_folder
from dabiao.rounds.freezing import no_more_rows

ROW_KEY = ("round", "site_id", "standard_id", "item", "method", "inspector")
"""What makes two rows the same row."""


def clashes(
    pack_id: str, new: Observations, file_name: str, sheets: Sequence[str | None] = ()
) -> list[Defect]:
    """Find rows that are stored already, from an earlier import of the same pack; ``sheets`` as in the file."""
    found: list[Defect] = []
    rows = new.table.column("source_row").to_pylist()
    keys = _keys(new.table).append_column("at", pa.array(range(len(rows)), pa.int32()))
    for earlier in imports_on(pack_id, new.rounds):
        known = _keys(read_observations(lake_folder(earlier.pk)).table)
        again = keys.join(known, keys=list(ROW_KEY), join_type="inner")
        found += [
            Defect(
                "这一行和 %(date)s 导入的“%(file)s”重复（轮次、点位、标准、检查项、测评员都相同）。"
                "请删掉已导入的行，只留新增的",
                file_name,
                row=rows[at],
                field="点位编号",
                parameters={"date": f"{earlier.uploaded_at:%Y-%m-%d}", "file": earlier.file_name},
                sheet=sheets[at] if len(sheets) == len(rows) else None,
            )
            for at in sorted(again.column("at").to_pylist())
        ]
    return found


def standing_against(
    pack_id: str, new: Observations, file_name: str, sheets: Sequence[str | None] = ()
) -> list[Defect]:
    """Find what of the things stored keeps ``new`` out: rounds that are frozen, else rows that are in already."""
    return no_more_rows(pack_id, new.rounds, file_name) or clashes(pack_id, new, file_name, sheets)


def _keys(table: pa.Table) -> pa.Table:
    """Key columns as plain words; a missing one is the empty word, since missing words never match."""
    return pa.table({name: pc.fill_null(table.column(name).cast(pa.string()), "") for name in ROW_KEY})
