"""Which questions of a mapping a person must answer before the workbook can be checked."""

from __future__ import annotations

from dabiao.core.field.mapping import FieldMapping, Kind, Layout, Question


def items_optional(mapping: FieldMapping) -> bool:
    """Whether texts need no item: in a list of problems one that fits no standard is a problem all the same."""
    read = {one.layout for one in mapping.sheets} - {Layout.IGNORED}
    return read == {Layout.PROBLEMS}


def must_choose(mapping: FieldMapping) -> tuple[Question, ...]:
    """Questions without whose answer rows would be refused."""
    optional = items_optional(mapping)
    return tuple(one for one in mapping.questions if not (optional and one.kind is Kind.ITEM))
