"""A mapping carried out: the rows of a field workbook as canonical rows, each with the cell it comes from.

Nothing is lost on the way: every answer of every table that is read ends as a row, as one of a list of
problems, as blank, as a repetition, as left out by a person, or as a defect that names the cell; sums and
signatures are counted too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dabiao.core.defects import Defect
from dabiao.core.field_dates import iso_date
from dabiao.core.field_given import year_of
from dabiao.core.field_inspected import Checked, with_inspected
from dabiao.core.field_mapping import (
    LEFT_OUT,
    FieldMapping,
    Kind,
    Layout,
    Match,
    Role,
    SheetMapping,
    of_item_target,
)
from dabiao.core.field_marks import FAILING, NOT_INSPECTED
from dabiao.core.field_names import Names
from dabiao.core.field_places import Places
from dabiao.core.field_propose import NO_ROUND, site_text
from dabiao.core.field_reading import Answer, RowTexts, TableReader, value_context
from dabiao.core.field_rows import RowKind
from dabiao.core.field_table import FieldTable
from dabiao.core.field_vocabulary import Vocabulary

NO_RATE = (
    "“%(sheet)s”只列了问题，没有说检查过哪些点位和项目，算不出符合率，只能作为问题交办。"
    "要计入符合率，请连同检查过的点位和检查项清单一起导入"
)
"""Said of every list of problems without a list of what was inspected."""

MOST_NAMED = 20
"""Sheets named one by one where none could be read."""

MOST_DEFECTS = 2_000
"""Spelt out; more are counted."""


@dataclass(frozen=True, slots=True)
class CanonicalRow:
    """One row of the canonical workbook: fields by name, and where it comes from. ``columns`` are letters by field."""

    file: str
    sheet: str | None
    row: int
    column: str
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """The cell it comes from, as a sentence names it."""
        sheet = f"工作表“{self.sheet}” " if self.sheet else ""
        return f"{sheet}{self.column}{self.row}"


@dataclass
class Account:
    """What became of the answers of all tables that are read. ``read`` is the sum of the others."""

    read: int = 0
    rows: int = 0
    problems: int = 0
    blank: int = 0
    refused: int = 0
    repeated: int = 0
    left_out: int = 0
    joined: int = 0
    """Problems that became the answer of something on the list of what was inspected."""

    @property
    def adds_up(self) -> bool:
        """Whether nothing was lost."""
        parts = (
            self.rows,
            self.problems,
            self.blank,
            self.refused,
            self.repeated,
            self.left_out,
            self.joined,
        )
        return self.read == sum(parts)


@dataclass(frozen=True)
class Converted:
    """What a workbook came to. ``problems_only`` form no rate; ``totals_skipped`` counts sums, signatures and headings
    repeated further down.
    """

    rows: tuple[CanonicalRow, ...]
    problems_only: tuple[CanonicalRow, ...]
    defects: tuple[Defect, ...]
    totals_skipped: int
    warnings: tuple[str, ...]
    account: Account = field(default_factory=Account)


def convert(tables: Sequence[FieldTable], mapping: FieldMapping, vocabulary: Vocabulary) -> Converted:
    """Carry out ``mapping`` on the tables it was made for. What is not settled becomes a defect, never a row."""
    return _Conversion(tables, mapping, vocabulary).converted()


class _Refused(Exception):
    """An answer that cannot become a row; its defect is noted."""


class _Conversion:
    def __init__(self, tables: Sequence[FieldTable], mapping: FieldMapping, vocabulary: Vocabulary) -> None:
        self._tables, self._mapping, self._vocabulary = tables, mapping, vocabulary
        self._names, self._places = Names(vocabulary), Places(vocabulary.places)
        self._account = Account()
        self._rows: dict[tuple[str, ...], CanonicalRow] = {}
        self._problems: list[CanonicalRow] = []
        self._inspected: list[Checked] = []
        self._defects: list[Defect] = []
        self._asked: dict[tuple[Kind, str, str], list[Defect | int]] = {}
        self._warnings: list[str] = []
        self._remarks: dict[str, int] = {}

    def converted(self) -> Converted:
        totals = 0
        for table, sheet in zip(self._tables, self._mapping.sheets, strict=True):
            if sheet.layout is Layout.IGNORED:
                if not sheet.reason.startswith("没有找到表头"):
                    self._warnings.append(f"“{sheet.title}”没有读取：{sheet.reason}")
                continue
            totals += sum(one.why != RowKind.SECTION for one in sheet.skipped)
            self._table(table, sheet)
        if all(one.layout is Layout.IGNORED for one in self._mapping.sheets):
            self._defects += [
                Defect(
                    "没有读：%(reason)s。如果里面有测评结果，请选定版式，再说明各列是什么",
                    one.file,
                    parameters={"reason": one.reason},
                    sheet=one.sheet,
                )
                for one in self._mapping.sheets[:MOST_NAMED]
            ]
        self._finish_problems()
        self._warnings += [f"{text}（{count} 处）" for text, count in self._remarks.items()]
        return Converted(
            tuple(self._rows.values()),
            tuple(self._problems),
            tuple(self._all_defects()),
            totals,
            tuple(self._warnings),
            self._account,
        )

    # ---- tables

    def _table(self, table: FieldTable, sheet: SheetMapping) -> None:
        if self._has_open_columns(table, sheet):
            reader = TableReader(table, sheet)
            lost = sum(1 for row in reader.rows() for _ in reader.answers(row))
            self._account.read += lost
            self._account.refused += lost
            return
        self._note_hidden(table, sheet)
        reader = TableReader(table, sheet)
        year = year_of(table, self._names)
        for row in reader.rows():
            headed = tuple(
                one for one in reader.under_heading(row.row) if sheet.columns[one].role is not Role.IGNORED
            )
            shared = _Shared(table, sheet, row, year, headed)
            kept = [self._answer(shared, answer) for answer in reader.answers(row)]
            if sheet.layout is Layout.WIDE:
                self._tell_problem(shared, [one for one in kept if one is not None])

    def _has_open_columns(self, table: FieldTable, sheet: SheetMapping) -> bool:
        """Note what must be chosen before the table can be read at all."""
        found = False
        if not sheet.settled:
            self._defects.append(
                _defect(
                    table,
                    None,
                    "",
                    "这张表怎么读还拿不准（%(reason)s）。请选定版式，或选“不读”",
                    reason=sheet.reason,
                )
            )
            found = True
        for column in sheet.columns:
            if not column.settled:
                self._defects.append(
                    _defect(
                        table,
                        sheet.header_rows[-1] if sheet.header_rows else None,
                        table.letters(column.index),
                        "“%(heading)s”这一列是什么还拿不准。请选定，或选“不读这一列”",
                        heading=column.heading or table.letters(column.index),
                    )
                )
                found = True
        return found

    def _note_hidden(self, table: FieldTable, sheet: SheetMapping) -> None:
        if table.hidden_rows:
            self._warnings.append(
                f"“{sheet.title}”有 {len(table.hidden_rows)} 行是隐藏的（多半是筛选），照常读取"
            )
        read = [one for one in sheet.columns if one.hidden and one.role is not Role.IGNORED]
        if read:
            letters = "、".join(table.letters(one.index) for one in read)
            self._warnings.append(f"“{sheet.title}”的 {letters} 列是隐藏的，照常读取")

    # ---- answers

    def _answer(self, shared: _Shared, answer: Answer) -> CanonicalRow | None:
        self._account.read += 1
        try:
            return self._placed(shared, answer)
        except _Refused:
            self._account.refused += 1
            return None

    def _placed(self, shared: _Shared, answer: Answer) -> CanonicalRow | None:
        sheet = shared.sheet
        listing = sheet.layout in (Layout.PROBLEMS, Layout.PLACES)
        self._refuse_errors(shared, answer)
        if shared.headed:
            letters = "、".join(map(shared.table.letters, shared.headed))
            self._refuse(
                shared,
                answer,
                "%(letters)s 列的表头和这一行合并成了一格。请在 Excel 里取消合并，补上这一行的内容",
                letters=letters,
            )
        if answer.both:
            self._refuse(shared, answer, "“符合”和“不符合”都打了勾，请只留一个")
        result = "" if listing else self._result(shared, answer)
        if result == NOT_INSPECTED:
            self._account.blank += 1
            return None
        cells = self._cells(shared, answer, needs_item=sheet.layout is not Layout.PROBLEMS)
        if cells is None:
            self._account.left_out += 1
            return None
        row = CanonicalRow(
            shared.table.file,
            sheet.sheet,
            shared.number,
            shared.letters(answer),
            {**cells, "result": FAILING if sheet.layout is Layout.PROBLEMS else result},
        )
        if sheet.layout is Layout.PROBLEMS:
            self._account.problems += 1
            self._problems.append(row)
            return None
        if sheet.layout is Layout.PLACES:
            self._inspected.append(
                Checked(row.cells["site_id"], row.cells["standard_id"], row.cells["item"], row)
            )
            return None
        return self._keep(shared, answer, row)

    def _keep(self, shared: _Shared, answer: Answer, row: CanonicalRow) -> CanonicalRow | None:
        """Keep a row unless another one says the same, or the contrary."""
        key = tuple(row.cells.get(name, "") for name in _KEY)
        first = self._rows.get(key)
        if first is None:
            self._rows[key] = row
            self._account.rows += 1
            return row
        if all(first.cells.get(name, "") == row.cells.get(name, "") for name in ("result", "value", "base")):
            self._account.repeated += 1
            self._remark("同一轮次、点位、检查项写了不止一次，结果相同，只计一次")
            return None
        self._refuse(
            shared,
            answer,
            "写的是“%(now)s”，与 %(first)s 的“%(before)s”矛盾：同一轮次、点位和检查项只能有一个结果。请核对后改成一致",
            now=row.cells["result"] or row.cells.get("value", ""),
            before=first.cells["result"] or first.cells.get("value", ""),
            first=first.where if first.file == row.file else f"{first.file} {first.where}",
        )
        return None

    def _refuse_errors(self, shared: _Shared, answer: Answer) -> None:
        """A formula error in a cell that is needed is named, never taken for a text."""
        places = [(answer.row, column) for column in answer.columns]
        places += [(answer.row, one.index) for one in shared.sheet.columns if one.role in _NEEDED]
        for row, column in places:
            error = shared.table.errors.get((row, column))
            if error is not None:
                self._defects.append(
                    _defect(
                        shared.table,
                        shared.number,
                        shared.table.letters(column),
                        "单元格 %(cell)s 是公式错误 %(error)s。请在 Excel 里改成文字或数，再保存一次",
                        cell=f"{shared.table.letters(column)}{shared.number}",
                        error=error,
                    )
                )
                raise _Refused

    def _result(self, shared: _Shared, answer: Answer) -> str:
        """符合, 不符合, 不适用, 未检查, or nothing for a figure that its rule judges."""
        figure = answer.figure or shared.row.get(Role.VALUE)
        if not answer.value and figure:
            return ""
        if not answer.value and answer.written and answer.problem:
            self._refuse(shared, answer, "写了问题却没有结果，请补上结果")
        context = value_context(shared.sheet, answer)
        found = self._mapping.match(Kind.VALUE, answer.value, context)
        if found is None and not answer.value:
            return NOT_INSPECTED
        return self._settled(shared, answer, found, Kind.VALUE, answer.shown, context)

    def _cells(self, shared: _Shared, answer: Answer, *, needs_item: bool) -> dict[str, str] | None:
        """The fields of a row; None where a person wants the item or the place left out."""
        row, sheet = shared.row, shared.sheet
        across = sheet.layout is Layout.WIDE and sheet.of(Role.SITE_COLUMN) is not None
        site = answer.written if across else site_text(row, self._places)
        item = row.get(Role.ITEM) if across else answer.written
        street = self._name(shared, answer, Kind.STREET, row.get(Role.STREET))
        place = self._place(shared, answer, site, street)
        if place is None:
            return None
        asked = self._item(shared, answer, item, place["site_type"], needed=needs_item)
        if asked is None:
            return None
        written = row.get(Role.ROUND) or NO_ROUND
        found = {
            "round": self._settled(
                shared, answer, self._mapping.match(Kind.ROUND, written), Kind.ROUND, written
            ),
            "date": self._date(shared, answer),
            **place,
            "street": place["street"] or street,
            "community": place["community"]
            or self._name(shared, answer, Kind.COMMUNITY, row.get(Role.COMMUNITY)),
            "unit": self._name(shared, answer, Kind.UNIT, row.get(Role.UNIT)) or place["unit"],
            "standard_id": asked[0],
            "item": asked[1],
            "method": self._name(shared, answer, Kind.METHOD, row.get(Role.METHOD)),
            "problem": answer.problem
            if sheet.layout is Layout.WIDE
            else _joined(answer.problem, row.get(Role.PROBLEM)),
        }
        for role in (Role.LON, Role.LAT, Role.COUNT, Role.VALUE, Role.BASE, Role.INSPECTOR, Role.PHOTO):
            found[role] = row.get(role)
        if answer.figure:
            found[Role.VALUE] = answer.figure
        if street and place["street"] and street != place["street"]:
            self._remark("表中写的街道与点位登记的不同，按登记的计")
        return {name: text for name, text in found.items() if text or name in _ALWAYS}

    # ---- texts

    def _settled(
        self,
        shared: _Shared,
        answer: Answer,
        match: Match | None,
        kind: Kind,
        written: str,
        context: str = "",
    ) -> str:
        if match is not None and match.settled:
            return match.target
        self._ask(shared, answer, match, kind, written, context)
        raise _Refused

    def _name(self, shared: _Shared, answer: Answer, kind: Kind, written: str) -> str:
        if not written:
            return ""
        found = self._settled(shared, answer, self._mapping.match(kind, written), kind, written)
        return "" if found == LEFT_OUT else found

    def _place(self, shared: _Shared, answer: Answer, written: str, street: str) -> dict[str, str] | None:
        if not written:
            self._refuse(shared, answer, "这一行没有写点位，请补上；只写一次的点位请合并单元格或每行都填")
        match = self._mapping.match(Kind.SITE, written, street)
        site_id = self._settled(shared, answer, match, Kind.SITE, written, street)
        if site_id == LEFT_OUT:
            return None
        known = self._places.by_id(site_id)
        if known is not None:
            return {
                "site_id": site_id,
                "site_name": known.name,
                "site_type": known.site_type,
                "street": known.street,
                "community": known.community,
                "unit": known.unit,
            }
        kind = shared.row.get(Role.SITE_TYPE)
        if not kind:
            self._refuse(
                shared,
                answer,
                "点位“%(site)s”没有登记，也没有写点位类型。请补上类型，或先登记点位",
                site=written,
            )
        name = shared.row.get(Role.SITE_NAME) or written
        site_type = self._settled(
            shared, answer, self._mapping.match(Kind.SITE_TYPE, kind), Kind.SITE_TYPE, kind
        )
        return {
            "site_id": site_id,
            "site_name": name,
            "site_type": site_type,
            "street": street,
            "community": "",
            "unit": "",
        }

    def _item(
        self, shared: _Shared, answer: Answer, written: str, site_type: str, *, needed: bool
    ) -> tuple[str, str] | None:
        match = self._mapping.match(Kind.ITEM, written, site_type)
        if not needed and (match is None or not match.settled):
            return "", written
        if not written:
            self._refuse(shared, answer, "这一行没有写检查了什么，请补上检查内容")
        target = self._settled(shared, answer, match, Kind.ITEM, written, site_type)
        return None if target == LEFT_OUT else of_item_target(target)

    def _date(self, shared: _Shared, answer: Answer) -> str:
        written = shared.row.get(Role.DATE)
        if not written:
            return ""
        day = iso_date(written, shared.year)
        if day is None:
            self._refuse(
                shared, answer, "日期“%(date)s”认不出来，请写成 2026-03-05 或 2026年3月5日", date=written
            )
        return day or ""

    def _tell_problem(self, shared: _Shared, kept: Sequence[CanonicalRow]) -> None:
        """The remark of a place goes with what failed there: one each where there are as many, else the whole
        to each.
        """
        text = shared.row.get(Role.PROBLEM)
        failing = [one for one in kept if one.cells["result"] == FAILING and not one.cells.get("problem")]
        if not text or not failing:
            return
        parts = [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]
        texts = parts if len(parts) == len(failing) else [text] * len(failing)
        for one, told in zip(failing, texts, strict=True):
            key = tuple(one.cells.get(name, "") for name in _KEY)
            self._rows[key] = replace(one, cells={**one.cells, "problem": told})

    # ---- lists of problems

    def _finish_problems(self) -> None:
        """With a list of what was inspected, problems become answers and the rest of the list was in order."""
        titles = [one.title for one in self._mapping.sheets if one.layout is Layout.PROBLEMS]
        if not self._inspected or not titles:
            self._warnings += [NO_RATE % {"sheet": title} for title in titles]
            self._account.blank += len(self._inspected)
            return
        rows, odd = with_inspected(self._problems, self._inspected)
        self._defects += [_not_inspected(one) for one in odd]
        self._account.problems -= len(self._problems)
        self._account.refused += len(odd)
        self._account.joined += len(self._problems) - len(odd)
        self._account.repeated += len(self._inspected) - len(rows)
        self._problems = []
        for row in rows:
            self._add_inspected(row)

    def _add_inspected(self, row: CanonicalRow) -> None:
        first = self._rows.setdefault(tuple(row.cells.get(name, "") for name in _KEY), row)
        if first is row:
            self._account.rows += 1
        elif first.cells["result"] == row.cells["result"]:
            self._account.repeated += 1
        else:
            self._account.refused += 1
            told = {"now": row.cells["result"], "first": first.where, "before": first.cells["result"]}
            self._defects.append(
                Defect(
                    "按问题清单是“%(now)s”，与 %(first)s 的“%(before)s”矛盾。请核对后改成一致",
                    row.file,
                    row.row,
                    row.column or None,
                    told,
                    row.sheet,
                )
            )

    # ---- defects

    def _refuse(self, shared: _Shared, answer: Answer, template: str, **parameters: object) -> None:
        self._defects.append(
            _defect(shared.table, shared.number, shared.letters(answer), template, **parameters)
        )
        raise _Refused

    def _ask(
        self, shared: _Shared, answer: Answer, match: Match | None, kind: Kind, written: str, context: str
    ) -> None:
        """One defect for a text that must be chosen for, at its first place, with the number of answers that wait."""
        key = (kind, written, context)
        if key in self._asked:
            count = self._asked[key][1]
            assert isinstance(count, int)
            self._asked[key][1] = count + 1
            return
        defect = _defect(
            shared.table,
            shared.number,
            shared.letters(answer),
            _QUESTION,
            written=written or "（空白）",
            kind=kind.value,
            guess=f"（可能是 {self._shown(kind, match.target)}）"
            if match is not None and match.target
            else "",
        )
        self._asked[key] = [defect, 1]

    def _shown(self, kind: Kind, target: str) -> str:
        if kind is Kind.ITEM:
            standard_id, item = of_item_target(target)
            texts = {one.id: one.text for one in self._vocabulary.framework.items}
            return texts.get(item, item or standard_id)
        if kind is Kind.SITE:
            known = self._places.by_id(target)
            return known.name if known is not None else target
        return target

    def _all_defects(self) -> Iterator[Defect]:
        yield from self._defects[:MOST_DEFECTS]
        for defect, count in self._asked.values():
            assert isinstance(defect, Defect)
            yield replace(defect, parameters={**defect.parameters, "count": count})
        if len(self._defects) > MOST_DEFECTS:
            more = len(self._defects) - MOST_DEFECTS
            yield Defect("还有 %(more)d 处没有列出", self._tables[0].file, parameters={"more": more})

    def _remark(self, text: str) -> None:
        self._remarks[text] = self._remarks.get(text, 0) + 1


_QUESTION = "“%(written)s”对应哪个%(kind)s还拿不准%(guess)s，%(count)d 处在等。请选定，或选“不导入”"

_KEY = ("round", "site_id", "standard_id", "item", "inspector")
_ALWAYS = ("site_id", "site_type", "standard_id", "item", "round")
_NEEDED = (
    Role.SITE_ID,
    Role.SITE_NAME,
    Role.ITEM,
    Role.STREET,
    Role.SITE_TYPE,
    Role.DATE,
    Role.VALUE,
    Role.BASE,
    Role.COUNT,
)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the answers of one row share."""

    table: FieldTable
    sheet: SheetMapping
    row: RowTexts
    year: int | None
    headed: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        return self.table.row_number(self.row.row)

    def letters(self, answer: Answer) -> str:
        """The column of an answer; of what was asked, where it has no cell of its own."""
        if answer.columns:
            return self.table.letters(answer.columns[0])
        column = next(
            (
                one
                for role in (Role.PROBLEM, Role.ITEM, Role.SITE_NAME)
                if (one := self.sheet.of(role)) is not None
            ),
            None,
        )
        return self.table.letters(column.index) if column is not None else ""


def _defect(table: FieldTable, row: int | None, column: str, template: str, **parameters: object) -> Defect:
    return Defect(template, table.file, row, column or None, parameters, table.sheet)


def _not_inspected(row: CanonicalRow) -> Defect:
    return Defect(
        "点位“%(site)s”的这个问题不在检查清单里：清单没有这个点位或检查项。请补全清单，或改正问题的对应",
        row.file,
        row.row,
        row.column or None,
        {"site": row.cells.get("site_name", "")},
        row.sheet,
    )


def _joined(first: str, second: str) -> str:
    return "；".join(dict.fromkeys(text for text in (first, second) if text))
