"""Rows of a framework spreadsheet put together to standards, by the columns a person has confirmed.

Categories span rows, several standards stand in one cell, one standard stands on several rows or sheets, one for each
method. No cell is lost: what is not taken is told with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dabiao.core.column_letters import column_letters
from dabiao.core.defects import Defect
from dabiao.core.exact_shares import equal_shares
from dabiao.core.framework import Method
from dabiao.core.framework_book.cells import figure_of, share_of, split_words
from dabiao.core.framework_book.clauses import Methods, Numbered, methods_of, numbered_parts
from dabiao.core.framework_book.columns import SheetMapping
from dabiao.core.framework_book.fields import ASKED, LEVELS, METHODS, Field, plain_heading
from dabiao.core.framework_book.sheet import Place, SheetText
from dabiao.core.framework_book.standards import NotTaken, Path, ToldFramework, ToldStandard

NO_COLUMN = "这一列没有对应的栏目"
HEADING_AGAIN = "重复的表头"
TOTAL_ROW = "合计行，分值由各条标准重新相加"
NOTE = "标题或说明，不是标准"
NO_HEADINGS = "这张工作表没有认出表头，没有读取"
NO_FIGURE = "不是分值"
NO_SHARE = "不是合格率"
OTHER_UNITS = "标准包只记牵头单位；责任单位请在“任务分解”里导入"
OTHER_TEXT = "同一编号的标准前面已有不同的内容"
NO_PLACE = "没有能放的地方"

_TOTALS = frozenset(("合计", "小计", "总计", "总分", "合计分", "共计"))

_REMARK = re.compile(r"(说明|注|备注|填表|附|编制)\w{0,4}\s*[:：]")
"""How a line below the table begins that is no part of it."""

_VALUES: Mapping[Field, str] = {
    Field.TITLE: "title",
    Field.FIX: "fix",
    Field.SOURCE: "source",
    Field.PARENT: "parent",
}
"""Fields that are taken as they stand, and the attribute that keeps them."""


def read_framework(
    file: str, sheets: Sequence[SheetText], mappings: Mapping[str, SheetMapping]
) -> ToldFramework:
    """Read all ``sheets`` whose mapping is a framework's; ``file`` names the spreadsheet in cautions."""
    reading = _Reading(file)
    several = sum(one.is_framework for one in mappings.values()) > 1
    for sheet in sheets:
        mapping = mappings.get(sheet.name)
        if mapping is None or not mapping.is_framework:
            reading.leave_out(sheet, NO_HEADINGS)
        else:
            _Sheet(reading, sheet, mapping, several=several).read()
    reading.give_points()
    return ToldFramework(
        tuple(reading.standards.values()),
        tuple(reading.not_taken),
        tuple(reading.cautions),
        {name: frozenset(cells) for name, cells in reading.used.items()},
    )


@dataclass
class _Points:
    """A cell of points and whom it is for: the standards of its rows, and their methods where the row names them."""

    value: Decimal
    standards: list[ToldStandard] = field(default_factory=list)
    methods: tuple[Method, ...] = ()


@dataclass
class _Reading:
    """What was read so far."""

    file: str
    standards: dict[tuple[object, ...], ToldStandard] = field(default_factory=dict)
    not_taken: list[NotTaken] = field(default_factory=list)
    cautions: list[Defect] = field(default_factory=list)
    used: dict[str, set[Place]] = field(default_factory=dict)
    points: dict[tuple[str, Place], _Points] = field(default_factory=dict)

    def leave_out(self, sheet: SheetText, reason: str) -> None:
        """Name every cell of a sheet that is not read."""
        for (row, column), text in sheet.written():
            self.not_taken.append(NotTaken(sheet.name, f"{column_letters(column)}{row}", text, reason))

    def give_points(self) -> None:
        """Give each cell of points to its standards: equal shares of it where there are several."""
        for told in self.points.values():
            shares = equal_shares(told.value, len(told.standards))
            for standard, share in zip(told.standards, shares, strict=True):
                standard.points = (standard.points or Decimal(0)) + share
                if len(told.methods) == 1:
                    method = told.methods[0]
                    standard.points_by_method[method] = (
                        standard.points_by_method.get(method, Decimal(0)) + share
                    )


@dataclass
class _Sheet:
    """One sheet being read, row by row."""

    reading: _Reading
    sheet: SheetText
    mapping: SheetMapping
    several: bool
    levels: dict[Field, str] = field(default_factory=dict)
    last: list[ToldStandard] = field(default_factory=list)
    given: dict[Place, int] = field(default_factory=dict)
    """Cells of what is asked that belong to a standard already, by the standard's identity."""

    def __post_init__(self) -> None:
        self.columns = dict(self.mapping.fields)
        self.standard_is_content = not {Field.TEXT, Field.TITLE, Field.NUMBER} & set(self.columns)
        self.done: set[Place] = self.reading.used.setdefault(self.sheet.name, set())
        self.named: set[Place] = set()
        self.method = _method_in(self.sheet.name)
        if self.several and Field.CATEGORY not in self.columns and self.method is None:
            self.levels[Field.CATEGORY] = self.sheet.name

    def read(self) -> None:
        """Read the rows below the headings; name what was not taken."""
        first = self.mapping.heading_rows[-1] + 1
        headings = [plain_heading(text) for text in self.sheet.rows[self.mapping.heading_rows[0] - 1]]
        for row in range(1, first):
            self._name_row(row, NOTE if row < self.mapping.heading_rows[0] else "")
        for row in range(first, len(self.sheet.rows) + 1):
            texts = self._row(row)
            if not texts:
                continue
            if [plain_heading(text) for text in self.sheet.rows[row - 1]] == headings:
                self._name_row(row, HEADING_AGAIN)
            elif plain_heading(texts[0]) in _TOTALS:
                self._name_row(row, TOTAL_ROW)
            elif len(set(texts)) == 1 and _REMARK.match(texts[0]):
                self._name_row(row, NOTE)
            elif self._is_banner(row):
                self._banner(row)
            else:
                self._data(row)
        for place, text in self.sheet.written():
            if place[0] >= first and place not in self.done and place not in self.named:
                self._name(place, text, NO_COLUMN if self._unmapped(place[1]) else NO_PLACE)

    def _row(self, row: int) -> list[str]:
        return [text for text in self.sheet.rows[row - 1] if text]

    def _unmapped(self, column: int) -> bool:
        return column not in self.columns.values()

    def _name_row(self, row: int, reason: str) -> None:
        for place, text in self.sheet.written():
            if place[0] != row:
                continue
            if reason:
                self._name(place, text, reason)
            else:
                self.named.add(place)

    def _name(self, place: Place, text: str, reason: str) -> None:
        if place in self.named:
            return
        self.named.add(place)
        address = f"{column_letters(place[1])}{place[0]}"
        self.reading.not_taken.append(NotTaken(self.sheet.name, address, text, reason))

    def _is_banner(self, row: int) -> bool:
        """Whether a row is one text across the table: a heading of what follows, or a note."""
        cells = {
            self.sheet.origin(row, column)
            for column in range(self.sheet.width)
            if self.sheet.cell(row, column)
        }
        if len(cells) != 1:
            return False
        (place,) = cells
        return place[0] == row and len(self.sheet.spans.get(place, ())) > max(2, self.sheet.width // 2)

    def _banner(self, row: int) -> None:
        place = next(place for place, _ in self.sheet.written() if place[0] == row)
        if Field.CATEGORY in self.columns:
            self._name_row(row, NOTE)
            return
        self.levels = {Field.CATEGORY: self.sheet.cell(*place)}
        self.done.add(place)

    def _take(self, row: int, wanted: Field) -> str:
        """What a field says on a row; its cell counts as taken."""
        column = self.columns.get(wanted)
        text = self.sheet.cell(row, column) if column is not None else ""
        if column is not None and text:
            self.done.add(self.sheet.origin(row, column))
        return text

    def _place(self, row: int, wanted: Field) -> Place:
        return self.sheet.origin(row, self.columns[wanted])

    def _refuse(self, row: int, wanted: Field, reason: str) -> None:
        place = self._place(row, wanted)
        self.done.discard(place)
        self._name(place, self.sheet.cell(*place), reason)

    def _data(self, row: int) -> None:
        moved = self._move(row)
        number, text = self._take(row, Field.NUMBER), self._take(row, Field.TEXT)
        title = self._take(row, Field.TITLE)
        told = text or title
        if self.standard_is_content:
            told = text = self.levels.get(Field.CONTENT, "")
        elif not told and not number and moved:
            told = text = next((self.levels[one] for one in reversed(LEVELS) if self.levels.get(one)), "")
            self._row_caution(row, Field.TEXT, "没有写测评标准，用“%(text)s”代替", text=text)
        if not told and not number:
            standards = self.last
        else:
            parts = (Numbered(0, text),) if number or not text else numbered_parts(text)
            standards = [self._standard(row, number, title, part.text) for part in parts]
            self.last = standards
            self._tell_methods(row, standards, parts)
            self._tell_rest(row, standards, parts)
            return
        if standards:
            self._tell_methods(row, standards, ())
            self._tell_rest(row, standards, ())

    def _move(self, row: int) -> bool:
        """Go to the branch of the row; True when that is another one. Below a filled cell blanks go on with it."""
        moved = False
        for place, level in enumerate(LEVELS):
            text = self._take(row, level)
            if text and text != self.levels.get(level):
                moved = True
                self.levels[level] = text
                for deeper in LEVELS[place + 1 :]:
                    self.levels.pop(deeper, None)
        return moved

    @property
    def _path(self) -> Path:
        levels = [one for one in LEVELS if not (self.standard_is_content and one is Field.CONTENT)]
        return tuple((one, self.levels[one]) for one in levels if self.levels.get(one))

    def _standard(self, row: int, number: str, title: str, text: str) -> ToldStandard:
        key: tuple[object, ...] = (number,) if number else (self._path, "".join((text or title).split()))
        known = self.reading.standards.get(key)
        if known is None:
            known = ToldStandard(self.sheet.name, row, self._path, number, title=title, text=text)
            self.reading.standards[key] = known
        elif text and known.text and "".join(text.split()) != "".join(known.text.split()):
            self._refuse(row, Field.TEXT, OTHER_TEXT)
        return known

    def _tell_methods(self, row: int, standards: Sequence[ToldStandard], parts: Sequence[Numbered]) -> None:
        cell = self._take(row, Field.METHOD)
        told = methods_of(cell) if cell else Methods({}, ())
        for word in told.unknown:
            self._row_caution(
                row, Field.METHOD, "测评方法“%(word)s”不认识，没有取用。请改成 实地、材料、问卷 等", word=word
            )
        every = tuple(dict.fromkeys(method for methods in told.by_number.values() for method in methods))
        if cell and not every:
            self._refuse(row, Field.METHOD, NO_PLACE)
        for place, standard in enumerate(standards):
            number = parts[place].number if place < len(parts) else 0
            methods = told.of(number) if number and len(standards) > 1 else every
            methods = methods or self._other_methods(row)
            standard.methods.update(dict.fromkeys(methods))
        numbers = {part.number for part in parts}
        beyond = [number for number in told.by_number if number and number not in numbers and len(parts) > 1]
        if beyond:
            self._row_caution(
                row,
                Field.METHOD,
                "给第 %(numbers)s 条写了测评方法，而测评标准里没有这一条",
                numbers="、".join(map(str, beyond)),
            )

    def _other_methods(self, row: int) -> tuple[Method, ...]:
        """Methods of a row that names none: by what is asked on it, else by the name of its sheet."""
        asked = tuple(
            method
            for column, method in ASKED.items()
            if column in self.columns and self.sheet.cell(row, self.columns[column])
        )
        return asked or ((self.method,) if self.method else ())

    def _tell_rest(self, row: int, standards: Sequence[ToldStandard], parts: Sequence[Numbered]) -> None:
        self._tell_points(row, standards)
        self._tell_unit(row, standards, parts)
        for column, method in ASKED.items():
            self._tell_asked(row, column, method, standards, parts)
        for column, name in _VALUES.items():
            text = self._take(row, column)
            for standard in standards if text else ():
                setattr(standard, name, getattr(standard, name) or text)
        for word in split_words(self._take(row, Field.SITE_TYPE)):
            for standard in standards:
                standard.site_types[word] = None
        remark = self._take(row, Field.REMARK)
        if remark and standards and remark not in standards[0].remarks:
            standards[0].remarks.append(remark)
        self._tell_pass_rate(row, standards)

    def _tell_points(self, row: int, standards: Sequence[ToldStandard]) -> None:
        cell = self._take(row, Field.POINTS)
        if not cell:
            return
        value = figure_of(cell)
        if value is None:
            self._refuse(row, Field.POINTS, NO_FIGURE)
            return
        told = self.reading.points.setdefault(
            (self.sheet.name, self._place(row, Field.POINTS)),
            _Points(value, methods=self._one_method),
        )
        told.standards += [one for one in standards if not any(one is known for known in told.standards)]

    @property
    def _one_method(self) -> tuple[Method, ...]:
        """The method that points of this sheet are for, where the sheet is one method's."""
        return (self.method,) if self.method and Field.METHOD not in self.columns else ()

    def _tell_pass_rate(self, row: int, standards: Sequence[ToldStandard]) -> None:
        cell = self._take(row, Field.PASS_RATE)
        share = share_of(cell) if cell else ""
        if cell and not share:
            self._refuse(row, Field.PASS_RATE, NO_SHARE)
        for standard in standards if share else ():
            standard.pass_rate = standard.pass_rate or share

    def _tell_unit(self, row: int, standards: Sequence[ToldStandard], parts: Sequence[Numbered]) -> None:
        lead, other = self._take(row, Field.LEAD), self._take(row, Field.RESPONSIBLE)
        if lead and other:
            self._refuse(row, Field.RESPONSIBLE, OTHER_UNITS)
        cell = lead or other
        if not cell:
            return
        by_number = {part.number: part.text for part in numbered_parts(cell)} if len(parts) > 1 else {}
        for place, standard in enumerate(standards):
            own = by_number.get(parts[place].number, cell) if place < len(parts) else cell
            if not standard.lead:
                standard.lead = own
            elif own != standard.lead:
                self._refuse(row, Field.LEAD if lead else Field.RESPONSIBLE, OTHER_UNITS)

    def _tell_asked(
        self,
        row: int,
        column: Field,
        method: Method,
        standards: Sequence[ToldStandard],
        parts: Sequence[Numbered],
    ) -> None:
        cell = self._take(row, column)
        if not cell or not standards:
            return
        place = self._place(row, column)
        holder = self.given.setdefault(place, id(standards[0]))
        if holder != id(standards[0]):
            self._row_caution(row, column, "合并单元格里的要求只记在其中第一条标准上，请核对")
            return
        by_number = {part.number: part.text for part in numbered_parts(cell)}
        numbers = [part.number for part in parts]
        if len(parts) > 1 and sorted(by_number) == numbers:
            for standard, number in zip(standards, numbers, strict=True):
                _ask(standard, method, by_number[number])
            return
        if len(standards) > 1:
            self._row_caution(row, column, "这一格没有按标准编号，要求记在第一条标准上，请核对")
        _ask(standards[0], method, cell)

    def _row_caution(self, row: int, column: Field, template: str, **parameters: object) -> None:
        found = Defect(template, self.reading.file, row, column.value, parameters, self.sheet.name)
        if found not in self.reading.cautions:
            self.reading.cautions.append(found)


def _ask(standard: ToldStandard, method: Method, text: str) -> None:
    known = standard.asked.get(method, "")
    if text not in known.split("\n\n"):
        standard.asked[method] = f"{known}\n\n{text}" if known else text


def _method_in(name: str) -> Method | None:
    """The one method a sheet's name speaks of."""
    found = {method for word, method in METHODS.items() if word in name}
    return found.pop() if len(found) == 1 else None
