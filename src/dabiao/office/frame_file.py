"""The frame file (点位底册): how many places of each type exist, inspected or not."""

from __future__ import annotations

from pathlib import Path

from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.office.cell_values import Fault, count_of, hint, near, shown
from dabiao.office.headed_table import in_row_order
from dabiao.office.pair_table import read_pairs

TYPE_HEADINGS = ("点位类型", "site_type", "类型")
COUNT_HEADINGS = ("点位数", "places", "数量", "总数", "count", "size")


def read_frame(path: Path, framework: Framework) -> dict[str, int]:
    """Read place type → N, the number of places that exist, with the pack's ids.

    Raises BadInput for an unknown or repeated type and for a number that is not whole and positive.
    """
    known = framework.site_type_names
    sizes: dict[str, int] = {}
    pairs, defects = read_pairs(path, TYPE_HEADINGS, COUNT_HEADINGS)
    for pair in pairs:
        kind = known.get(pair.name)
        name = pair.name if kind is None else kind.id
        if kind is None and not framework.open_ended:
            meant = hint(near(pair.name, known, cutoff=0.5)) or "，请核对点位类型"
            defects.append(
                pair.defect(
                    "标准包“%(pack)s”里没有点位类型“%(cell)s”%(hint)s",
                    TYPE_HEADINGS[0],
                    pack=framework.title,
                    cell=shown(pair.name),
                    hint=meant,
                )
            )
            continue
        number = count_of(pair.cell)
        if number is None or isinstance(number, Fault) or number == 0:
            defects.append(
                pair.defect("点位数“%(cell)s”应是正整数", COUNT_HEADINGS[0], cell=shown(pair.cell))
            )
        elif name in sizes:
            defects.append(
                pair.defect("点位类型“%(cell)s”重复，请只留一行", TYPE_HEADINGS[0], cell=shown(pair.name))
            )
        else:
            sizes[name] = number
    if defects:
        raise BadInput(in_row_order(defects))
    return sizes
