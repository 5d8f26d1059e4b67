"""A mapping as text and back: what a named profile keeps."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.mapping import FieldMapping

_ADAPTER = TypeAdapter(FieldMapping)


def to_json(mapping: FieldMapping) -> str:
    """Write a mapping as JSON; ``from_json`` gives back an equal one."""
    return _ADAPTER.dump_json(mapping).decode("utf-8")


def from_json(text: str | bytes, name: str) -> FieldMapping:
    """Read what ``to_json`` wrote. Raises BadInput, naming ``name``, for anything else."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError:
        raise BadInput(
            Defect("不是映射方案，或内容已损坏，没有使用。请重新导入一次工作簿，另存方案", name)
        ) from None
