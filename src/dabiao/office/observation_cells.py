"""Which parser reads which field, given the framework the observations are judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from dabiao.core.framework import Framework
from dabiao.core.observation import SCHEMA
from dabiao.office.cell_values import (
    Cell,
    Fault,
    base_of,
    count_of,
    date_of,
    hint,
    latitude_of,
    longitude_of,
    method_of,
    near,
    result_of,
    shown,
    text_of,
    value_of,
    word_of,
)
from dabiao.office.observation_columns import DegreeColumn, FigureColumn, TextColumn, WordColumn


@dataclass(frozen=True)
class FieldColumns:
    """The columns of one import. ``coded`` understand cells, ``texts`` keep them."""

    coded: dict[str, FigureColumn]
    texts: dict[str, TextColumn]

    def words(self, field: str) -> WordColumn:
        """Return the column of a field that holds words."""
        column = self.coded[field]
        assert isinstance(column, WordColumn)
        return column


def field_columns(framework: Framework) -> FieldColumns:
    """Make empty columns for every field a workbook can give."""
    coded: dict[str, FigureColumn] = {
        "date": FigureColumn(date_of, pa.date32()),
        "result": FigureColumn(result_of, pa.int8()),
        "count": FigureColumn(count_of, pa.int32()),
        "value": FigureColumn(value_of, pa.int64()),
        "base": FigureColumn(base_of, pa.int64()),
        "lon": DegreeColumn(longitude_of),
        "lat": DegreeColumn(latitude_of),
    }
    parsers: dict[str, Callable[[Cell], str | Fault | None]] = {
        "method": method_of,
        "standard_id": _standard_parser(framework),
        "site_type": _site_type_parser(framework),
    }
    for field in SCHEMA:
        if pa.types.is_dictionary(field.type):
            coded[field.name] = WordColumn(parsers.get(field.name, word_of))
    return FieldColumns(coded, {"problem": TextColumn(text_of), "photo": TextColumn(text_of)})


def _standard_parser(framework: Framework) -> Callable[[Cell], str | Fault | None]:
    standards = framework.standards

    def standard_of(cell: Cell) -> str | Fault | None:
        word = word_of(cell)
        if not isinstance(word, str) or framework.open_ended or word in standards:
            return word
        by_title = next((one.id for one in standards.values() if one.title == word), None)
        like = by_title or near(word, standards, cutoff=0.75)
        meant = f"{like} {standards[like].title}" if like else None
        return Fault(
            "标准包“%(pack)s”里没有标准“%(cell)s”%(hint)s",
            {"pack": framework.title, "cell": shown(word), "hint": hint(meant) or "，请核对标准编号"},
        )

    return standard_of


def _site_type_parser(framework: Framework) -> Callable[[Cell], str | Fault | None]:
    known = framework.site_type_names

    def site_type_of(cell: Cell) -> str | Fault | None:
        word = word_of(cell)
        if not isinstance(word, str):
            return word
        kind = known.get(word)
        if kind is not None:
            return kind.id
        if framework.open_ended:
            return word
        return Fault(
            "标准包“%(pack)s”里没有点位类型“%(cell)s”%(hint)s",
            {
                "pack": framework.title,
                "cell": shown(word),
                "hint": hint(near(word, known, cutoff=0.5)) or "，请核对点位类型",
            },
        )

    return site_type_of
