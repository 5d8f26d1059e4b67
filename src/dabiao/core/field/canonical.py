"""What carrying out a mapping comes to: canonical rows with the cells they come from, and what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dabiao.core.defects import Defect
from dabiao.core.field.mapping import Role, SheetMapping
from dabiao.core.field.reading import Answer, RowTexts
from dabiao.core.field.table import FieldTable

NO_RATE = (
    "“%(sheet)s”只列了问题，没有说检查过哪些点位和项目，算不出符合率，只能作为问题交办。"
    "要计入符合率，请连同检查过的点位和检查项清单一起导入"
)
"""Said of every list of problems without a list of what was inspected."""


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
    """What a workbook came to. ``problems_only`` form no rate, ``unrated`` are the titles of the tables they are from;
    ``totals_skipped`` counts sums, signatures and headings repeated further down.
    """

    rows: tuple[CanonicalRow, ...]
    problems_only: tuple[CanonicalRow, ...]
    defects: tuple[Defect, ...]
    totals_skipped: int
    remarks: tuple[str, ...]
    account: Account = field(default_factory=Account)
    unrated: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know before accepting it, in plain sentences."""
        return (*self.remarks, *(NO_RATE % {"sheet": title} for title in self.unrated))


@dataclass(frozen=True, slots=True)
class RowSource:
    """What the answers of one row share."""

    table: FieldTable
    sheet: SheetMapping
    row: RowTexts
    year: int | None
    headed: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The number the file shows for the row."""
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


def defect_at(table: FieldTable, row: int | None, column: str, template: str, **parameters: object) -> Defect:
    """Make a defect of a table; ``column`` by its letters, empty for none."""
    return Defect(template, table.file, row, column or None, parameters, table.sheet)
