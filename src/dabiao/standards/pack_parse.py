"""Text → typed rows, and what a row gets wrong by itself. Rows against each other: ``pack_check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dabiao.core.defects import Defect
from dabiao.core.rubric import RubricError, Rule
from dabiao.standards.pack_raw import Origin, RawManifest, RawPack, RawRow, RawTable, hint
from dabiao.standards.pack_schema import (
    BlockRow,
    Entry,
    ItemRow,
    Manifest,
    NegativeRow,
    PictureRow,
    RuleRow,
    SiteTypeRow,
    StandardRow,
    TreeRow,
)
from dabiao.standards.pack_yaml import Path, YamlRefusedError, read_yaml, typed
from dabiao.standards.rule_parameters import parse_rule

RowT = TypeVar("RowT", bound=Entry)
RowT_co = TypeVar("RowT_co", bound=Entry, covariant=True)


@dataclass(frozen=True)
class Placed(Generic[RowT_co]):
    """A row and its number as the file shows it."""

    number: int
    row: RowT_co


@dataclass(frozen=True)
class ParsedTable(Generic[RowT_co]):
    """Rows that could be read; ``unread`` are those that could not, so that no other is blamed for them."""

    origin: Origin
    rows: tuple[Placed[RowT_co], ...]
    unread: tuple[RawRow, ...]

    def named(self, field: str = "id") -> dict[str, int]:
        """Find the (first) row number of each value of ``field``, unread rows included."""
        found = {str(getattr(placed.row, field)): placed.number for placed in reversed(self.rows)}
        return {row.cells[field]: row.number for row in self.unread if field in row.cells} | found


@dataclass(frozen=True)
class ParsedPack:
    """A pack whose rows are typed, not yet checked against each other."""

    raw_manifest: RawManifest
    manifest: Manifest | None
    tree: ParsedTable[TreeRow]
    standards: ParsedTable[StandardRow]
    rules: ParsedTable[RuleRow]
    site_types: ParsedTable[SiteTypeRow]
    items: ParsedTable[ItemRow]
    pictures: ParsedTable[PictureRow]
    blocks: ParsedTable[BlockRow]
    negative_list: ParsedTable[NegativeRow]
    scoring: Mapping[int, Rule]
    """The rule each row of ``rules`` makes, by row number; those that make none are left out."""

    def where(self, table: str) -> str:
        """Name ``table`` as the reader has it: a file of the folder, or a sheet of the workbook."""
        parsed: ParsedTable[Entry] = getattr(self, table)
        return f"工作表“{parsed.origin.sheet}”" if parsed.origin.sheet else parsed.origin.file


def parse_pack(raw: RawPack) -> tuple[ParsedPack, list[Defect]]:
    """Read every value of ``raw``; the defects name each that could not be."""
    defects: list[Defect] = []
    rules = _table(raw, "rules", RuleRow, defects)
    parsed = ParsedPack(
        raw_manifest=raw.manifest,
        manifest=_manifest(raw.manifest, defects),
        tree=_table(raw, "tree", TreeRow, defects),
        standards=_table(raw, "standards", StandardRow, defects),
        rules=rules,
        site_types=_table(raw, "site_types", SiteTypeRow, defects),
        items=_table(raw, "items", ItemRow, defects),
        pictures=_table(raw, "pictures", PictureRow, defects),
        blocks=_table(raw, "blocks", BlockRow, defects),
        negative_list=_table(raw, "negative_list", NegativeRow, defects),
        scoring=_scoring(rules, defects),
    )
    return parsed, defects


def _manifest(raw: RawManifest, defects: list[Defect]) -> Manifest | None:
    if not raw.values:
        return None  # it could not be read at all, which has been said
    manifest, found = read_manifest(raw.values)
    defects += [raw.defect(path, template, **parameters) for path, template, parameters in found]
    return manifest


def read_manifest(
    values: Mapping[str, object],
) -> tuple[Manifest | None, list[tuple[Path, str, dict[str, object]]]]:
    """Read what ``pack.yaml`` says; where it cannot be, say of each value by its path what is wrong with it."""
    try:
        return Manifest.model_validate(_without_blanks(values)), []
    except ValidationError as error:
        return None, [
            (tuple(part for part in one["loc"] if part != "[key]"), *_explained(one, Manifest.model_fields))
            for one in error.errors(include_url=False)
        ]


def _without_blanks(value: object) -> object:
    """Leave out what a mapping gives no value for: blank is absent, as in a table."""
    if isinstance(value, Mapping):
        return {key: _without_blanks(one) for key, one in value.items() if one not in (None, "")}
    if isinstance(value, list):
        return [_without_blanks(one) for one in value]
    return value


def _table(raw: RawPack, name: str, model: type[RowT], defects: list[Defect]) -> ParsedTable[RowT]:
    table = raw.tables[name]
    rows: list[Placed[RowT]] = []
    unread: list[RawRow] = []
    for row in table.rows:
        try:
            rows.append(Placed(row.number, model.model_validate(row.cells)))
        except ValidationError as error:
            unread.append(row)
            defects.extend(_row_defects(error, table, row, model))
    return ParsedTable(table.origin, tuple(rows), tuple(unread))


def _row_defects(error: ValidationError, table: RawTable, row: RawRow, model: type[Entry]) -> list[Defect]:
    found = []
    for one in error.errors(include_url=False):
        template, parameters = _explained(one, model.model_fields)
        found.append(table.origin.defect(template, row.number, str(one["loc"][0]), **parameters))
    return found


_SENTENCES = {
    "missing": "没有填写，这里必须有内容",
    "extra_forbidden": "“%(key)s”不认识%(hint)s",
    "int_parsing": "“%(value)s”不是整数",
    "int_type": "“%(value)s”不是整数",
    "int_from_float": "“%(value)s”不是整数",
    "greater_than_equal": "%(value)s 太小，应不小于 %(ge)s",
    "less_than_equal": "%(value)s 太大，应不大于 %(le)s",
    "string_too_long": "内容过长，最多 %(max_length)s 字",
    "string_type": "应是一段文字",
    "enum": "“%(value)s”不认识，应为 %(expected)s",
    "dict_type": "应是一组“名称: 值”",
    "model_type": "应是一组“名称: 值”",
    "tuple_type": "应是一个列表：用方括号，或每项一行、以短横线开头",
    "too_long": "最多 %(max_length)s 项",
}
"""Kinds of pydantic errors, in the words of the person who has to mend the file."""


def _explained(error: ErrorDetails, known: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """Find the sentence for one pydantic error, and what fills it."""
    context = dict(error.get("ctx", {}))
    if "template" in context:
        return str(context.pop("template")), context
    key = str(error["loc"][-1]) if error["loc"] else ""
    filled = {
        "value": str(error["input"])[:40],
        "key": key,
        "hint": hint(key, known),
        "problem": error["msg"],
        **context,
    }
    filled["expected"] = str(filled.get("expected", "")).replace(" or ", " 或 ")
    return _SENTENCES.get(error["type"], "写法有误（%(problem)s）"), filled


def _scoring(rules: ParsedTable[RuleRow], defects: list[Defect]) -> dict[int, Rule]:
    made: dict[int, Rule] = {}
    for placed in rules.rows:
        try:
            made[placed.number] = _rule(placed.row)
        except YamlRefusedError as refused:
            defects.append(
                rules.origin.defect(refused.template, placed.number, "parameters", **refused.parameters)
            )
        except RubricError as refused:
            defects.append(
                rules.origin.defect("%(problem)s", placed.number, "parameters", problem=str(refused))
            )
    return made


def _rule(row: RuleRow) -> Rule:
    parameters = read_yaml(row.parameters, typed).value
    if parameters is None:
        parameters = {}
    if not isinstance(parameters, dict):
        raise RubricError("规则参数应是花括号里的一组“名称: 值”，如 {at_least: 85}；没有参数时留空")
    return parse_rule(row.form, parameters)
