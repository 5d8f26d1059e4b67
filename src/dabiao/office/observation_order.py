"""The rounds that occur in gathered rows, oldest first."""

from __future__ import annotations

import numpy as np

from dabiao.office.observation_columns import MISSING
from dabiao.office.observation_table import GatheredRows
from dabiao.office.round_order import order_rounds


def rounds_of(rows: GatheredRows) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Order the rounds that occur; also the warnings to give."""
    codes = rows.codes["round"]
    days = rows.codes["date"]
    column = rows.columns.words("round")
    seen, first = np.unique(codes, return_index=True)
    in_file_order = seen[np.argsort(first)].tolist()
    earliest: dict[str, int | None] = {}
    for code in in_file_order:
        dated = days[(codes == code) & (days != MISSING)]
        earliest[column.words[code]] = int(dated.min()) if dated.size else None
    return order_rounds(tuple(earliest), earliest)
