"""A printed table as rows and columns that mean something: headings, labels, total rows, weights.

Nothing is guessed from figures here; only words, merged cells and the form of a cell decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from dabiao.core.proof.figures import Figure, plain, read_figure, says_nothing


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A rectangle of cells as printed. A merged cell's text stands in every cell it covers."""

    file: str
    sheet: str | None
    """Worksheet, or 表1, 表2 … for the tables of a document; None for a file that is one table."""
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column of each merged cell, 0-based, ends included."""
    first_row: int = 1
    """Number of ``rows[0]`` as the file shows it."""


class RowKind(Enum):
    """What a row of the body is."""

    DATA = "行"
    TOTAL = "合计"
    SUBTOTAL = "小计"
    MEAN = "平均"
    OVERALL = "总体"
    """全区, 全市 …: the whole, though not said whether by sum, mean or pooling."""
    WEIGHTS = "权重"
    PART = "其中"
    """其中 …: counted in another row already."""


class ColumnKind(Enum):
    """What a column of figures is, by its heading."""

    COUNT = "数量"
    SCORE = "分数"
    RATE = "比率"
    RANK = "名次"
    WEIGHT = "权重"
    LABEL = "文字"


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its full heading (levels joined by /), what it is, and the weight its heading states."""

    index: int
    name: str
    kind: ColumnKind
    weight: Fraction | None = None
    group: str = ""
    """The heading above its own, shared with its neighbours; empty without one."""

    @property
    def own(self) -> str:
        """The lowest level of the heading, without forms and blanks."""
        return plain(self.name).rsplit("/", 1)[-1].lower()


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row below the headings. ``figures`` has one entry per column, None where there is no figure."""

    number: int
    label: str
    kind: RowKind
    section: str
    """Text of the last row that held nothing but a text (主城区), empty before the first."""
    texts: tuple[str, ...]
    figures: tuple[Figure | None, ...]
    spanned: frozenset[int] = frozenset()
    """Columns whose figure belongs to several rows together."""

    def own_figures(self) -> tuple[Figure | None, ...]:
        """The figures that belong to this row alone."""
        return tuple(None if index in self.spanned else one for index, one in enumerate(self.figures))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood: its columns and the rows of its body."""

    table: PrintedTable
    columns: tuple[Heading, ...]
    body: tuple[BodyRow, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def names(self) -> list[str]:
        """The headings, by column index."""
        return [column.name for column in self.columns]

    def numeric(self, *kinds: ColumnKind) -> list[Heading]:
        """The columns of the kinds, by default all that hold figures to be checked."""
        wanted = kinds or (ColumnKind.COUNT, ColumnKind.SCORE, ColumnKind.RATE)
        return [column for column in self.columns if column.kind in wanted]

    def of_kind(self, *kinds: RowKind) -> list[BodyRow]:
        """The rows of the kinds, in order."""
        return [row for row in self.body if row.kind in kinds]


_TOTAL = re.compile(r".{0,8}(合计|总计|共计|总和|总数)([(:（：].*)?|(grand)?total|sum")
_SUBTOTAL = re.compile(r".{0,12}小计([(:（：].*)?|subtotal")
_MEAN = re.compile(r".{0,8}(平均|均值|平均分|平均值|平均数|均分|平均得分)([(:（：].*)?|mean|average")
_OVERALL = re.compile(r"(全|本)(区|市|县|省|州|旗|镇|国)(总体|整体|综合)?|总体|整体|综合")
_WEIGHTS = re.compile(r"(权重|权数|所占权重|weights?)([(:（：].*)?")
_PART = re.compile(r"(其中|#).*")
_ROW_KINDS = (
    (_PART, RowKind.PART),
    (_SUBTOTAL, RowKind.SUBTOTAL),
    (_TOTAL, RowKind.TOTAL),
    (_MEAN, RowKind.MEAN),
    (_OVERALL, RowKind.OVERALL),
    (_WEIGHTS, RowKind.WEIGHTS),
)

_NO_FIGURES = re.compile(
    r"序号?|行号|(.*[^率])?(编号|编码|代码|代号|电话|手机|邮编|日期|时间|年份|年度|月份|年月)|id|no\.?|#|.*_id|year|date"
)
_RANK = re.compile(r".*(名次|排名|位次|排序|排位)(变化)?.*|rank(ing)?")
_CHANGE = re.compile(
    r".*(名次|排名|位次).*(变化|升降|增减|上期|上月|上次|去年)|(上期|上月|上次|上轮|去年|往期).*"
)
_RATE = re.compile(
    r".*(率|占比|比例|比重|百分比|增幅|增长|环比|同比)(\(.*\))?|.*[(]%[)]|.*(^|_)(rate|ratio|percent|pct)"
)
_SCORE = re.compile(
    r".*(分|得分|分数|成绩|指数|均|平均.*|平均值|满意度|测评结果|评分|折算.*|加权.*|单价|密度)(\(.*\))?|.*平均.*|.*人均.*"
    r"|.*(^|_)(score|raw|weighted|index|mean|average)(_\d+)?"
)
_WHOLE = re.compile(
    r"(合计|总计|共计|小计|累计|总数|总量|总和|总分|总得分|总成绩|总分值|总评|总评分|最终得分|最后得分|最终成绩"
    r"|综合得分|综合成绩|综合分|综合指数|指数|综合评分|总指数|(grand_?|sub_?)?total(_score)?|sum)(\(.*\))?"
    r"|.*(合计|总计|总数|总分)(\(.*\))?"
)
_WEIGHT = re.compile(r"(权重|权数|所占权重|比重权数|weights?)(\(.*\))?")
_STATED_WEIGHT = re.compile(r"(?:权重|占|×|x|\*|[(])[:=]?(\d{1,3}(?:\.\d+)?)%[)]?|.*_(\d{1,2}|100)")
_DECIMAL_WEIGHT = re.compile(r"(?:权重|×|\*)[:=]?(0?\.\d+)[)]?")
_MEASURED = re.compile(r"万|亿|公顷|平方|公里|千米|㎡|km|吨|亩|米")
_YEAR = re.compile(r"(19|20)\d\d年?")


def is_whole(heading: Heading) -> bool:
    """Whether a heading says that its column adds up others."""
    return bool(_WHOLE.fullmatch(heading.own))


def lay_out(table: PrintedTable) -> Layout | None:
    """Find headings and body of ``table``; None when it holds no figures below or beside any text."""
    first = _first_body_row(table)
    if first is None:
        return None
    headings, titles = _headings(table, first)
    body = _body(table, first, headings)
    columns = _totals_of_scores(tuple(_with_kind(column, body) for column in headings))
    stated = _weights_row(columns, body)
    columns = tuple(replace(one, weight=stated.get(one.index, one.weight)) for one in columns)
    measured = any(_MEASURED.search(plain(title)) for title in titles if "单位" in title)
    exact = _exact_columns(columns, body, measured)
    rows = tuple(replace(row, figures=_final(row.figures, columns, exact)) for row in _named(body, columns))
    return Layout(table, columns, rows, tuple(titles))


def _first_body_row(table: PrintedTable) -> int | None:
    for index, row in enumerate(table.rows):
        figures = [text for text in row if read_figure(text)]
        if not figures:
            continue
        years = all(_YEAR.fullmatch(plain(text)) for text in figures)
        if years and not _is_title(row) and index + 1 < len(table.rows) and not _headed(table.rows[:index]):
            continue
        return index if not _is_title(row) or index else None
    return None


def _headed(rows: Sequence[Sequence[str]]) -> bool:
    return any(not _is_title(row) for row in rows)


def _is_title(row: Sequence[str]) -> bool:
    return len({plain(text) for text in row if text.strip()}) <= 1


def _headings(table: PrintedTable, first: int) -> tuple[list[Heading], list[str]]:
    """Columns from the rows above the body: the last row that is no title, and the group rows right above it."""
    levels: list[Sequence[str]] = []
    for row in reversed(table.rows[:first]):
        if _is_title(row) and (levels or not any(text.strip() for text in row)):
            break
        if not _is_title(row):
            levels.insert(0, row)
    titles = [
        next((text for text in row if text.strip()), "") for row in table.rows[:first] if _is_title(row)
    ]
    columns = []
    for index in range(max(len(row) for row in table.rows)):
        parts: list[str] = []
        for level in levels:
            text = " ".join(level[index].split()) if index < len(level) else ""
            if text and text not in parts:
                parts.append(text)
        name = "/".join(parts) or f"{letters(index)}列"
        columns.append(Heading(index, name, ColumnKind.LABEL, _stated_weight(name), "/".join(parts[:-1])))
    return columns, titles


def letters(index: int) -> str:
    """The spreadsheet letters of a column: 0 is A, 26 is AA."""
    name, left = "", index + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def _stated_weight(name: str) -> Fraction | None:
    bare = plain(name).rsplit("/", 1)[-1].lower()
    if found := _STATED_WEIGHT.search(bare):
        return Fraction(found[1] or found[2]) / 100
    if found := _DECIMAL_WEIGHT.search(bare):
        return Fraction(found[1] if found[1].startswith("0") else f"0{found[1]}")
    return None


def _body(table: PrintedTable, first: int, headings: Sequence[Heading]) -> list[BodyRow]:
    covered, spanning = _merged_cells(table)
    rows: list[BodyRow] = []
    section = ""
    heading_texts = {tuple(plain(text) for text in row) for row in table.rows[:first]}
    for index in range(first, len(table.rows)):
        texts = table.rows[index]
        figures = tuple(
            None if (index, column.index) in covered else _figure(texts, column.index) for column in headings
        )
        if not any(figures):
            if _is_title(texts):
                section = next((text.strip() for text in texts if text.strip()), section)
            if not _may_lack_figures(texts, rows):
                continue
        if tuple(plain(text) for text in texts) in heading_texts:
            continue
        spanned = frozenset(column.index for column in headings if (index, column.index) in spanning)
        label, kind = _label(texts)
        rows.append(BodyRow(table.first_row + index, label, kind, section, texts, figures, spanned))
    return rows


def _may_lack_figures(texts: Sequence[str], above: Sequence[BodyRow]) -> bool:
    """Whether a row of words may be a unit whose figures are missing, rather than the name of a part.

    A name stands first, follows a 小计, or is written across all columns.
    """
    filled = sum(bool(text.strip()) for text in texts)
    return bool(above) and above[-1].kind is RowKind.DATA and 0 < filled < len(texts)


def _figure(texts: Sequence[str], index: int) -> Figure | None:
    return read_figure(texts[index]) if index < len(texts) else None


def _merged_cells(table: PrintedTable) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Cells that only repeat a merged cell's text, and cells that lie in one of several rows or columns."""
    covered: set[tuple[int, int]] = set()
    spanning: set[tuple[int, int]] = set()
    for top, left, bottom, right in table.merged:
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        covered |= cells - {(top, left)}
        spanning |= cells
    return covered, spanning


def _label(texts: Sequence[str]) -> tuple[str, RowKind]:
    """The row's name, and its kind by the first text that tells one."""
    words = [
        text.strip() for text in texts if text.strip() and not read_figure(text) and not says_nothing(text)
    ]
    for text in words[:4]:
        kind = row_kind(text)
        if kind is not RowKind.DATA:
            return text, kind
    return (words[0] if words else ""), RowKind.DATA


def row_kind(label: str) -> RowKind:
    """What a row with this label is: 合计 and 平均 sum up others, most labels name data."""
    bare = plain(label).lower()
    return next((kind for pattern, kind in _ROW_KINDS if pattern.fullmatch(bare)), RowKind.DATA)


def _with_kind(column: Heading, body: Sequence[BodyRow]) -> Heading:
    texts = [row.texts[column.index] for row in body if column.index < len(row.texts)]
    written = [text for text in texts if not says_nothing(text)]
    figures = sum(read_figure(text) is not None for text in written)
    if not written or figures * 2 <= len(written):
        return column
    return replace(column, kind=_kind(column.own, plain(column.name).lower(), written))


def _kind(own: str, full: str, written: Sequence[str]) -> ColumnKind:
    if _NO_FIGURES.fullmatch(own) or _CHANGE.fullmatch(full):
        return ColumnKind.LABEL
    if _RANK.fullmatch(full):
        return ColumnKind.RANK
    if _WEIGHT.fullmatch(own):
        return ColumnKind.WEIGHT
    if _RATE.fullmatch(own) or _RATE.fullmatch(full) or all("%" in plain(text) for text in written):
        return ColumnKind.RATE
    if _SCORE.fullmatch(own) or _SCORE.fullmatch(full) or _stated_weight(full) is not None:
        return ColumnKind.SCORE
    return ColumnKind.COUNT


def _weights_row(columns: Sequence[Heading], body: Sequence[BodyRow]) -> dict[int, Fraction]:
    """The weights a row called 权重 states under the headings."""
    for row in body:
        if row.kind is RowKind.WEIGHTS:
            return {
                index: figure.value if figure.percent or figure.value <= 1 else figure.value / 100
                for index, figure in enumerate(row.figures)
                if figure and columns[index].kind is not ColumnKind.LABEL
            }
    return {}


def _exact_columns(columns: Sequence[Heading], body: Sequence[BodyRow], measured: bool) -> frozenset[int]:
    """Columns of counts: whole numbers throughout, in no measured unit, called neither a score nor a rate."""
    return frozenset(
        column.index
        for column in columns
        if column.kind in (ColumnKind.COUNT, ColumnKind.RANK)
        and not measured
        and not _MEASURED.search(plain(column.name))
        and all(
            figure is None or (figure.unit == 1 and not figure.percent)
            for figure in (row.figures[column.index] for row in body)
        )
    )


def _final(
    figures: Sequence[Figure | None], columns: Sequence[Heading], exact: frozenset[int]
) -> tuple[Figure | None, ...]:
    return tuple(
        None
        if figure is None or columns[index].kind is ColumnKind.LABEL
        else replace(figure, exact=index in exact or columns[index].kind is ColumnKind.WEIGHT)
        for index, figure in enumerate(figures)
    )


def _totals_of_scores(columns: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """A column called 合计 adds up scores where the table holds scores and no counts."""
    parts = {column.kind for column in columns if not is_whole(column)}
    if ColumnKind.SCORE not in parts or ColumnKind.COUNT in parts:
        return columns
    return tuple(
        replace(one, kind=ColumnKind.SCORE) if one.kind is ColumnKind.COUNT and is_whole(one) else one
        for one in columns
    )


def _named(body: Sequence[BodyRow], columns: Sequence[Heading]) -> list[BodyRow]:
    """Rows of data called by the column of words that tells most of them apart; a lone 全市 row is such a row."""
    data = (RowKind.DATA, RowKind.PART)
    if not any(row.kind is RowKind.DATA for row in body):
        body = [replace(row, kind=RowKind.DATA) if row.kind is RowKind.OVERALL else row for row in body]
    labels = [column.index for column in columns if column.kind is ColumnKind.LABEL and not _numbers(column)]
    if not labels:
        return list(body)
    told_apart = {
        index: len({_at(row, index) for row in body if row.kind in data} - {""}) for index in labels
    }
    best = max(labels, key=lambda index: told_apart[index])
    return [replace(row, label=_at(row, best) or row.label) if row.kind in data else row for row in body]


def _numbers(column: Heading) -> bool:
    return bool(_NO_FIGURES.fullmatch(column.own))


def _at(row: BodyRow, index: int) -> str:
    return row.texts[index].strip() if index < len(row.texts) else ""
