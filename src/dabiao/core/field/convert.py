"""A mapping carried out: the rows of a field workbook as canonical rows, each with the cell it comes from.

Nothing is lost on the way: every answer of every table that is read ends as a row, as one of a list of
problems, as blank, as a repetition, as left out by a person, or as a defect that names the cell; sums and
signatures are counted too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dabiao.core.defects import Defect
from dabiao.core.field.canonical import Account, CanonicalRow, Converted, RowSource, defect_at
from dabiao.core.field.given import year_of
from dabiao.core.field.inspected import Checked, with_inspected
from dabiao.core.field.mapping import (
    NO_HEADING,
    FieldMapping,
    Kind,
    Layout,
    Role,
    SheetMapping,
)
from dabiao.core.field.marks import FAILING, NOT_INSPECTED
from dabiao.core.field.meanings import Meanings, Refused
from dabiao.core.field.names import Names
from dabiao.core.field.propose import NO_ROUND, site_text
from dabiao.core.field.reading import Answer, TableReader
from dabiao.core.field.rows import RowKind
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import Vocabulary

MOST_NAMED = 20
"""Sheets named one by one where none could be read."""


def convert(tables: Sequence[FieldTable], mapping: FieldMapping, vocabulary: Vocabulary) -> Converted:
    """Carry out ``mapping`` on the tables it was made for. What is not settled becomes a defect, never a row."""
    return _Conversion(tables, mapping, vocabulary).converted()


class _Conversion:
    def __init__(self, tables: Sequence[FieldTable], mapping: FieldMapping, vocabulary: Vocabulary) -> None:
        self._tables, self._mapping, self._vocabulary = tables, mapping, vocabulary
        self._names = Names(vocabulary)
        self._meant = Meanings(mapping, vocabulary)
        self._account = Account()
        self._rows: dict[tuple[str, ...], CanonicalRow] = {}
        self._problems: list[CanonicalRow] = []
        self._inspected: list[Checked] = []
        self._remarks: list[str] = []
        self._unrated: tuple[str, ...] = ()

    def converted(self) -> Converted:
        totals = 0
        for table, sheet in zip(self._tables, self._mapping.sheets, strict=True):
            if sheet.layout is Layout.IGNORED:
                if sheet.reason != NO_HEADING:
                    self._remarks.append(f"“{sheet.title}”没有读取：{sheet.reason}")
                continue
            totals += sum(one.why != RowKind.SECTION for one in sheet.skipped)
            self._table(table, sheet)
        if all(one.layout is Layout.IGNORED for one in self._mapping.sheets):
            self._meant.defects += [
                Defect(
                    "没有读：%(reason)s。如果里面有测评结果，请选定版式，再说明各列是什么",
                    one.file,
                    parameters={"reason": one.reason},
                    sheet=one.sheet,
                )
                for one in self._mapping.sheets[:MOST_NAMED]
            ]
        self._finish_problems()
        self._remarks += [f"{text}（{count} 处）" for text, count in self._meant.remarks.items()]
        return Converted(
            tuple(self._rows.values()),
            tuple(self._problems),
            tuple(self._meant.all_defects()),
            totals,
            tuple(self._remarks),
            self._account,
            self._unrated,
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
            shared = RowSource(table, sheet, row, year, headed)
            kept = [self._answer(shared, answer) for answer in reader.answers(row)]
            if sheet.layout is Layout.WIDE:
                self._tell_problem(shared, [one for one in kept if one is not None])

    def _has_open_columns(self, table: FieldTable, sheet: SheetMapping) -> bool:
        """Note what must be chosen before the table can be read at all."""
        found = False
        if not sheet.settled:
            self._meant.defects.append(
                defect_at(
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
                self._meant.defects.append(
                    defect_at(
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
            self._remarks.append(
                f"“{sheet.title}”有 {len(table.hidden_rows)} 行是隐藏的（多半是筛选），照常读取"
            )
        read = [one for one in sheet.columns if one.hidden and one.role is not Role.IGNORED]
        if read:
            letters = "、".join(table.letters(one.index) for one in read)
            self._remarks.append(f"“{sheet.title}”的 {letters} 列是隐藏的，照常读取")

    # ---- answers

    def _answer(self, shared: RowSource, answer: Answer) -> CanonicalRow | None:
        self._account.read += 1
        try:
            return self._placed(shared, answer)
        except Refused:
            self._account.refused += 1
            return None

    def _placed(self, shared: RowSource, answer: Answer) -> CanonicalRow | None:
        sheet = shared.sheet
        listing = sheet.layout in (Layout.PROBLEMS, Layout.PLACES)
        self._refuse_errors(shared, answer)
        if shared.headed:
            letters = "、".join(map(shared.table.letters, shared.headed))
            self._meant.refuse_answer(
                shared,
                answer,
                "%(letters)s 列的表头和这一行合并成了一格。请在 Excel 里取消合并，补上这一行的内容",
                letters=letters,
            )
        if answer.both:
            self._meant.refuse_answer(shared, answer, "“符合”和“不符合”都打了勾，请只留一个")
        result = "" if listing else self._meant.result(shared, answer)
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

    def _keep(self, shared: RowSource, answer: Answer, row: CanonicalRow) -> CanonicalRow | None:
        """Keep a row unless another one says the same, or the contrary."""
        key = tuple(row.cells.get(name, "") for name in _KEY)
        first = self._rows.get(key)
        if first is None:
            self._rows[key] = row
            self._account.rows += 1
            return row
        if all(first.cells.get(name, "") == row.cells.get(name, "") for name in ("result", "value", "base")):
            self._account.repeated += 1
            self._meant.remark("同一轮次、点位、检查项写了不止一次，结果相同，只计一次")
            return None
        self._meant.refuse_answer(
            shared,
            answer,
            "写的是“%(now)s”，与 %(first)s 的“%(before)s”矛盾：同一轮次、点位和检查项只能有一个结果。请核对后改成一致",
            now=row.cells["result"] or row.cells.get("value", ""),
            before=first.cells["result"] or first.cells.get("value", ""),
            first=first.where if first.file == row.file else f"{first.file} {first.where}",
        )
        return None

    def _refuse_errors(self, shared: RowSource, answer: Answer) -> None:
        """A formula error in a cell that is needed is named, never taken for a text."""
        places = [(answer.row, column) for column in answer.columns]
        places += [(answer.row, one.index) for one in shared.sheet.columns if one.role in _NEEDED]
        for row, column in places:
            error = shared.table.errors.get((row, column))
            if error is not None:
                self._meant.defects.append(
                    defect_at(
                        shared.table,
                        shared.number,
                        shared.table.letters(column),
                        "单元格 %(cell)s 是公式错误 %(error)s。请在 Excel 里改成文字或数，再保存一次",
                        cell=f"{shared.table.letters(column)}{shared.number}",
                        error=error,
                    )
                )
                raise Refused

    def _cells(self, shared: RowSource, answer: Answer, *, needs_item: bool) -> dict[str, str] | None:
        """The fields of a row; None where a person wants the item or the place left out."""
        row, sheet = shared.row, shared.sheet
        across = sheet.layout is Layout.WIDE and sheet.of(Role.SITE_COLUMN) is not None
        site = answer.written if across else site_text(row, self._meant.places)
        item = row.get(Role.ITEM) if across else answer.written
        street = self._meant.name(shared, answer, Kind.STREET, row.get(Role.STREET))
        place = self._meant.place(shared, answer, site, street)
        if place is None:
            return None
        asked = self._meant.item(shared, answer, item, place["site_type"], needed=needs_item)
        if asked is None:
            return None
        written = row.get(Role.ROUND) or NO_ROUND
        found = {
            "round": self._meant.settled(
                shared, answer, self._mapping.match(Kind.ROUND, written), Kind.ROUND, written
            ),
            "date": self._meant.date(shared, answer),
            **place,
            "street": place["street"] or street,
            "community": place["community"]
            or self._meant.name(shared, answer, Kind.COMMUNITY, row.get(Role.COMMUNITY)),
            "unit": self._meant.name(shared, answer, Kind.UNIT, row.get(Role.UNIT)) or place["unit"],
            "standard_id": asked[0],
            "item": asked[1],
            "method": self._meant.name(shared, answer, Kind.METHOD, row.get(Role.METHOD)),
            "problem": answer.problem
            if sheet.layout is Layout.WIDE
            else _joined(answer.problem, row.get(Role.PROBLEM)),
        }
        for role in (Role.LON, Role.LAT, Role.COUNT, Role.VALUE, Role.BASE, Role.INSPECTOR, Role.PHOTO):
            found[role] = row.get(role)
        if answer.figure:
            found[Role.VALUE] = answer.figure
        if street and place["street"] and street != place["street"]:
            self._meant.remark("表中写的街道与点位登记的不同，按登记的计")
        return {name: text for name, text in found.items() if text or name in _ALWAYS}

    def _tell_problem(self, shared: RowSource, kept: Sequence[CanonicalRow]) -> None:
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
            self._unrated = tuple(titles)
            self._account.blank += len(self._inspected)
            return
        rows, odd = with_inspected(self._problems, self._inspected)
        self._meant.defects += [_not_inspected(one) for one in odd]
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
            self._meant.defects.append(
                Defect(
                    "按问题清单是“%(now)s”，与 %(first)s 的“%(before)s”矛盾。请核对后改成一致",
                    row.file,
                    row.row,
                    row.column or None,
                    told,
                    row.sheet,
                )
            )


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
