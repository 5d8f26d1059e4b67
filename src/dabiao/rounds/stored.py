"""What is in the lake already, as far as a new import has to know."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.defects import Defect
from dabiao.core.findings import RoundFacts
from dabiao.core.observation import Observations
from dabiao.lake.observation_store import read_observations
from dabiao.office.round_order import order_rounds
from dabiao.rounds.files import lake_folder
from dabiao.rounds.models import Import, ImportState, Round

ROW_KEY = ("round", "site_id", "standard_id", "item", "method", "inspector")
"""What makes two rows the same row."""


def clashes(pack_id: str, new: Observations, file_name: str) -> list[Defect]:
    """Find rows that are stored already, from an earlier import of the same pack."""
    found: list[Defect] = []
    keys = _keys(new.table).append_column("source_row", new.table.column("source_row"))
    for earlier in _stored_with(pack_id, new.rounds):
        known = _keys(read_observations(lake_folder(earlier.pk)).table)
        again = keys.join(known, keys=list(ROW_KEY), join_type="inner")
        found += [
            Defect(
                "这一行和 %(date)s 导入的“%(file)s”重复（轮次、点位、标准、检查项、测评员都相同）。"
                "请删掉已导入的行，只留新增的",
                file_name,
                row=row,
                field="点位编号",
                parameters={"date": f"{earlier.uploaded_at:%Y-%m-%d}", "file": earlier.file_name},
            )
            for row in sorted(again.column("source_row").to_pylist())
        ]
    return found


def observations_of_rounds(pack_id: str, new: Observations, import_id: uuid.UUID) -> Iterator[Observations]:
    """Give, for each round of ``new``, all its observations: those stored before and the new ones."""
    earlier = [
        read_observations(lake_folder(one.pk))
        for one in _stored_with(pack_id, new.rounds)
        if one.pk != import_id
    ]
    for name in new.rounds:
        parts = [_of_round(one, name) for one in (*earlier, new)]
        table = pa.concat_tables([part for part in parts if part.num_rows]).unify_dictionaries()
        yield Observations(table, (name,))


def round_order(pack_id: str, touched: Sequence[RoundFacts]) -> tuple[str, ...]:
    """Order all rounds of a pack, stored and touched, oldest first."""
    dates = {one.name: one.first_date for one in Round.objects.filter(pack_id=pack_id)}
    dates |= {facts.name: facts.first_date for facts in touched}
    days = {name: first.toordinal() if first else None for name, first in dates.items()}
    return order_rounds(list(dates), days)[0]


def _stored_with(pack_id: str, rounds: Sequence[str]) -> list[Import]:
    stored = Import.objects.filter(pack_id=pack_id, state=ImportState.STORED).order_by("uploaded_at")
    return [one for one in stored if set(one.summary.get("rounds", ())) & set(rounds)]


def _of_round(observations: Observations, name: str) -> pa.Table:
    return observations.table.filter(pc.equal(observations.table.column("round").cast(pa.string()), name))


def _keys(table: pa.Table) -> pa.Table:
    """Key columns as plain words; a missing one is the empty word, since missing words never match."""
    return pa.table({name: pc.fill_null(table.column(name).cast(pa.string()), "") for name in ROW_KEY})
