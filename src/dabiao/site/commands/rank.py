"""``dabiao rank``: a weighted total of columns, ranked within groups."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Ties
from dabiao.core.proof.figures import plain, read_figure
from dabiao.core.proof.roles import CLOSE
from dabiao.core.proof.table import PrintedTable, RowKind, row_kind
from dabiao.core.ranking import display, rank, weighted_total
from dabiao.office.aligned_text import aligned
from dabiao.office.csv_out import write_csv
from dabiao.office.tables import read_tables

HEADING_ROWS = 20
"""Rows searched for the headings: titles and 单位、日期 lines stand above them."""

MOST_DIGITS = 6
"""Decimals of a total; circulars print one or two, a few indices four."""

_SUMMING = (RowKind.TOTAL, RowKind.SUBTOTAL, RowKind.MEAN)
_WEIGHT = re.compile(r"(?P<column>.+)=(?P<number>\d+(?:\.\d+)?|\.\d+)(?P<percent>%?)")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One row that is ranked."""

    name: str
    group: str | None
    scores: tuple[str, ...]
    total: Fraction


@dataclass(frozen=True, slots=True)
class _Ranked:
    unit: _Unit
    total: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns stand: the row of the headings and the index of each column."""

    row: int
    name: int
    group: int | None
    scores: tuple[int, ...]


def read_weights(text: str) -> dict[str, Fraction]:
    """Read ``实地=0.85,问卷=15%`` as exact weights by column. Raises BadInput unless they sum to exactly 1."""
    weights: dict[str, Fraction] = {}
    for part in re.split("[,，]", text):
        found = _WEIGHT.fullmatch(part.strip())
        if found is None:
            raise _refused("看不懂。请写成“列名=权重”，用逗号分开，例如 实地=0.85,问卷=0.15", part)
        column = found["column"].strip()
        if column in weights:
            raise _refused("这一列的权重写了两次", column)
        weights[column] = Fraction(found["number"]) / (100 if found["percent"] else 1)
        if not weights[column]:
            raise _refused("权重是 0，这一列不起作用；请去掉", column)
    total = sum(weights.values(), Fraction(0))
    if total != 1:
        hint = "。百分数请带百分号，如 85%" if total == 100 else ""
        raise _refused(
            "权重合计是 %(total)s，不是 1，没有排名%(hint)s", None, total=_decimal(total), hint=hint
        )
    return weights


def _refused(template: str, field: str | None, **parameters: object) -> BadInput:
    return BadInput(Defect(template, "--weights", field=field, parameters=parameters))


def _decimal(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _find_columns(
    table: PrintedTable, weights: Mapping[str, Fraction], group: str | None, name: str | None
) -> _Columns:
    """Find the heading row that has every column asked for. Raises BadInput naming the missing ones."""
    wanted = [*weights, *(column for column in (group, name) if column)]
    best: list[str] = []
    for row, texts in enumerate(table.rows[:HEADING_ROWS]):
        headings = [plain(text) for text in texts]
        if all(plain(column) in headings for column in wanted):
            return _columns(table, row, weights, group, name)
        if sum(bool(text) for text in headings) > sum(bool(text) for text in best):
            best = headings
    raise BadInput([_missing(table.file, column, best) for column in wanted if plain(column) not in best])


def _columns(
    table: PrintedTable, row: int, weights: Mapping[str, Fraction], group: str | None, name: str | None
) -> _Columns:
    headings = [plain(text) for text in table.rows[row]]
    wanted = [plain(column) for column in (*weights, *(one for one in (group, name) if one))]
    twice = [column for column in wanted if headings.count(column) > 1]
    if twice:
        template = "有两列都叫这个名字，分不清用哪一列"
        raise BadInput(
            [Defect(template, table.file, table.first_row + row, column) for column in dict.fromkeys(twice)]
        )
    scores = tuple(headings.index(plain(column)) for column in weights)
    group_at = headings.index(plain(group)) if group else None
    if name:
        return _Columns(row, headings.index(plain(name)), group_at, scores)
    free = [index for index in range(len(headings)) if index not in (*scores, group_at)]
    if not free:
        raise BadInput(Defect("没有单位名称列。请用 --name 指出", table.file, table.first_row + row))
    return _Columns(row, free[0], group_at, scores)


def _missing(file: str, column: str, headings: Sequence[str]) -> Defect:
    near = difflib.get_close_matches(plain(column), [text for text in headings if text], 1, CLOSE)
    hint = f"，是不是“{near[0]}”" if near else ""
    known = "、".join(text for text in headings if text) or "无"
    return Defect("没有这一列%(hint)s。表里有：%(known)s", file, None, column, {"hint": hint, "known": known})


def read_units(
    table: PrintedTable, columns: _Columns, weights: Mapping[str, Fraction]
) -> tuple[list[_Unit], list[str]]:
    """Read the units and the labels of summing rows left out. Raises BadInput with every defect."""
    units: list[_Unit] = []
    left_out: list[str] = []
    defects: list[Defect] = []
    seen: dict[tuple[str | None, str], int] = {}
    for index, texts in enumerate(table.rows[columns.row + 1 :], start=columns.row + 1):
        number = table.first_row + index
        name = texts[columns.name].strip()
        if row_kind(name) in _SUMMING:
            left_out.append(name)
            continue
        group = texts[columns.group].strip() if columns.group is not None else None
        found = _row_defects(table, columns, number, texts)
        if name and (group, name) in seen:
            found.append(
                Defect(
                    "“%(name)s”在第 %(row)d 行已有，同一单位只能排一次",
                    table.file,
                    number,
                    table.rows[columns.row][columns.name],
                    {"name": name, "row": seen[group, name]},
                )
            )
        seen.setdefault((group, name), number)
        defects += found
        if not found:
            scores = tuple(texts[column].strip() for column in columns.scores)
            total = weighted_total([_score(text) for text in scores], list(weights.values()))
            units.append(_Unit(name, group, scores, total))
    if defects:
        raise BadInput(defects)
    if not units:
        raise BadInput(Defect("表头下面没有可以排名的行", table.file, table.first_row + columns.row))
    return units, left_out


def _score(text: str) -> Fraction:
    figure = read_figure(text)
    assert figure is not None
    return figure.value * (100 if figure.percent else 1)


def _row_defects(table: PrintedTable, columns: _Columns, row: int, texts: Sequence[str]) -> list[Defect]:
    headings = table.rows[columns.row]
    defects = []
    for column in (columns.name, columns.group):
        if column is not None and not texts[column].strip():
            defects.append(Defect("是空的，请填写", table.file, row, headings[column]))
    for column in columns.scores:
        text = texts[column].strip()
        if not text:
            template = "是空的。没有测评不等于 0 分：请补上分数，或把这一行移出表格"
            defects.append(Defect(template, table.file, row, headings[column]))
        elif read_figure(text) is None:
            shown = text[:30]
            defects.append(Defect("“%(text)s”不是数", table.file, row, headings[column], {"text": shown}))
    return defects


def rank_units(units: Sequence[_Unit], digits: int, ties: Ties) -> list[_Ranked]:
    """Rank within each group; groups keep the order they appear in, units follow by rank."""
    ranked: list[_Ranked] = []
    for group in dict.fromkeys(unit.group for unit in units):
        members = [unit for unit in units if unit.group == group]
        ranks = rank([unit.total for unit in members], digits, ties)
        rows = [
            _Ranked(unit, display(unit.total, digits), place)
            for unit, place in zip(members, ranks, strict=True)
        ]
        ranked += sorted(rows, key=lambda row: row.rank)
    return ranked


def _only_table(path: Path) -> PrintedTable:
    tables = read_tables(path)
    if len(tables) > 1:
        second = tables[1]
        template = "这里另起了一张表（前面有空行，或在另一个工作表）。排名一次只用一张表，请删去空行或另存"
        raise BadInput(Defect(template, path.name, second.first_row, sheet=second.sheet))
    return tables[0]


@click.command(short_help="按权重合成总分并分组排名")
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--weights",
    "weights_text",
    required=True,
    metavar="列=权重,…",
    help="各列的权重，合计必须是 1；可写 0.85 或 85%。",
)
@click.option("--group", metavar="列", help="分组的列；各组分开排名，从不混排。")
@click.option("--name", metavar="列", help="单位名称的列；不写就用第一个既不计分也不分组的列。")
@click.option(
    "--ties",
    type=click.Choice([tie.value for tie in Ties]),
    default=Ties.SHARED.value,
    show_default=True,
    help="shared：显示的总分相同就并列，后面的名次空出来；ordinal：按未舍入的总分，再按表中先后。",
)
@click.option(
    "--digits",
    type=click.IntRange(0, MOST_DIGITS),
    default=2,
    show_default=True,
    help="总分的小数位数，四舍五入。",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件.csv",
    help="另存为 CSV（UTF-8，Excel 可直接打开）。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def command(
    table: Path,
    weights_text: str,
    group: str | None,
    name: str | None,
    ties: str,
    digits: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """按权重合成总分，在各组内从高到低排名。

    全程用精确小数计算，只在显示时四舍五入一次。合计、小计、平均行不参加排名。

    \b
    例：dabiao rank 得分.csv --weights 实地=0.85,问卷=0.15 --group 组别 --name 街道
    """  # noqa: D301 (click's mark for lines to keep)
    weights = read_weights(weights_text)
    if out is not None and out.resolve() == table.resolve():
        raise BadInput(
            Defect("和读入的文件是同一个，会把原始分数盖掉。请换一个文件名", str(out), field="--out")
        )
    source = _only_table(table)
    columns = _find_columns(source, weights, group, name)
    units, left_out = read_units(source, columns, weights)
    ranked = rank_units(units, digits, Ties(ties))
    if out is not None:
        write_csv(out, _lines(source, columns, ranked))
    if as_json:
        rows = [
            {"name": one.unit.name, "group": one.unit.group, "total": float(one.total), "rank": one.rank}
            for one in ranked
        ]
        click.echo(json.dumps({"rows": rows}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_printed(source, columns, ranked)))
    if left_out:
        click.echo(f"没有参加排名的汇总行：{'、'.join(left_out)}", err=True)


def _lines(source: PrintedTable, columns: _Columns, ranked: Sequence[_Ranked]) -> list[list[str]]:
    headings = source.rows[columns.row]
    shown = [*([] if columns.group is None else [columns.group]), columns.name, *columns.scores]
    lines = [[*(headings[column].strip() for column in shown), "总分", "名次"]]
    for one in ranked:
        first = [] if one.unit.group is None else [one.unit.group]
        lines.append([*first, one.unit.name, *one.unit.scores, f"{one.total:f}", str(one.rank)])
    return lines


def _printed(source: PrintedTable, columns: _Columns, ranked: Sequence[_Ranked]) -> list[str]:
    lines = _lines(source, columns, ranked)
    words = 1 if columns.group is None else 2
    printed = aligned(lines, right=range(words, len(lines[0])))
    if columns.group is None:
        return printed
    parted = printed[:1]
    for place, line in enumerate(printed[1:]):
        if place and ranked[place].unit.group != ranked[place - 1].unit.group:
            parted.append("")
        parted.append(line)
    return parted
