"""The groups file: which ranking group each street or unit belongs to."""

from __future__ import annotations

from pathlib import Path

from dabiao.core.defects import BadInput
from dabiao.office.cell_values import Fault, word_of
from dabiao.office.headed_table import in_row_order
from dabiao.office.pair_table import read_pairs

UNIT_HEADINGS = ("单位", "unit", "责任单位", "街道", "street", "名称", "name")
GROUP_HEADINGS = ("分组", "group", "组别", "组")


def read_groups(path: Path) -> dict[str, str]:
    """Read unit or street → group. Raises BadInput for a repeated unit and for one without a group."""
    groups: dict[str, str] = {}
    pairs, defects = read_pairs(path, UNIT_HEADINGS, GROUP_HEADINGS)
    for pair in pairs:
        group = word_of(pair.cell)
        if isinstance(group, Fault):
            defects.append(pair.defect(group.template, GROUP_HEADINGS[0], **group.parameters))
        elif group is None:
            defects.append(pair.defect("“%(name)s”没有填写分组，请补上", GROUP_HEADINGS[0], name=pair.name))
        else:
            groups[pair.name] = group
    if defects:
        raise BadInput(in_row_order(defects))
    return groups
