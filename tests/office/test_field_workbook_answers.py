"""The answers to the field workbooks fit the workbooks, and the scorer counts as it says it does."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from field_workbooks import (
    NOT_INSPECTED,
    FieldScores,
    FieldWorkbook,
    Guess,
    Half,
    Proposed,
    Share,
    field_workbooks,
    organisations,
    register,
    score,
)
from field_workbooks_bad import BAD
from openpyxl import load_workbook

from dabiao.office.observation_reader import read_observations
from dabiao.standards.pack_files import load_pack

HALVES: tuple[Half, ...] = ("open", "locked")
STATED = 0.8


def every() -> list[FieldWorkbook]:
    return [workbook for half in HALVES for workbook in field_workbooks(half)]


def perfect(workbook: FieldWorkbook) -> Proposed:
    """The mapping a person makes who takes all the time it needs."""
    return Proposed(
        columns={
            (sheet.name, number, letter): Guess(name, 0.9)
            for sheet in workbook.sheets
            for number, table in enumerate(sheet.tables)
            for letter, name in table.columns.items()
        },
        items={text: Guess(item, 0.9) for text, item in workbook.items.items()},
        places={text: Guess(place.site_id, 0.9) for text, place in workbook.places.items()},
        origins=[(row["来源工作表"], int(row["来源行"])) for row in workbook.expected],
        rows=workbook.expected,
    )


@pytest.mark.parametrize("half", HALVES)
def test_each_half_holds_every_kind_of_workbook_and_texts_that_match_nothing(half: Half) -> None:
    workbooks = field_workbooks(half)
    items = [item for workbook in workbooks for item in workbook.items.values()]

    assert len(workbooks) == 10
    assert {sheet.layout for one in workbooks for sheet in one.sheets} == {
        "long",
        "wide",
        "problems",
        "ignored",
    }
    assert any(sheet.hidden_columns for one in workbooks for sheet in one.sheets)
    assert any(sheet.hidden_rows for one in workbooks for sheet in one.sheets)
    assert any(table.fills for one in workbooks for sheet in one.sheets for table in sheet.tables)
    assert len(items) >= 120
    assert 0.05 < items.count(None) / len(items) < 0.2


def test_the_halves_share_no_item_text_and_none_is_the_packs() -> None:
    opened, locked = ({text for one in field_workbooks(half) for text in one.items} for half in HALVES)
    packs = {item.text for item in load_pack("district-practice").items}

    assert len(opened | locked) >= 250
    assert not opened & locked
    assert not (opened | locked) & packs


def test_what_the_answers_name_is_in_the_pack_and_the_registers() -> None:
    items = {(item.standard_id, item.text) for item in load_pack("district-practice").items}
    places = {place.site_id for place in register()}
    owners = {one.name for one in organisations()}

    for workbook in every():
        assert {item for item in workbook.items.values() if item} <= items
        assert {place.site_id for place in workbook.places.values()} - {None} <= places
        assert set(workbook.units.values()) | set(workbook.streets.values()) <= owners


def test_every_table_stands_where_its_answer_says() -> None:
    for workbook in every():
        if workbook.path.suffix != ".xlsx":
            continue
        book = load_workbook(workbook.path)
        assert book.sheetnames == [sheet.name for sheet in workbook.sheets]
        for sheet in workbook.sheets:
            cells = book[sheet.name]
            assert (cells.sheet_state == "hidden") == sheet.hidden
            assert all(cells.column_dimensions[letter].hidden for letter in sheet.hidden_columns)
            assert all(cells.row_dimensions[row].hidden for row in sheet.hidden_rows)
            for table in sheet.tables:
                assert table.totals <= set(range(table.first_row, table.last_row + 1))
                for letter, column in table.item_columns.items():
                    written = {cells[f"{letter}{row}"].value for row in table.header_rows}
                    assert column.item in written or column.mark == "不符合"


def test_the_expected_rows_are_what_the_cells_say_and_no_total_is_among_them() -> None:
    for workbook in every():
        no_item = {text for text, item in workbook.items.items() if item is None}
        for sheet in workbook.sheets:
            rows = [row for row in workbook.expected if row["来源工作表"] == sheet.name]
            said = Counter(row["结果"] for row in rows)
            for mark, count in sheet.marks.items():
                assert said[mark] <= count or mark == NOT_INSPECTED
                assert no_item or said[mark] == count or mark == NOT_INSPECTED
            assert not {int(row["来源行"]) for row in rows} & {
                row for table in sheet.tables for row in table.totals | table.other_rows
            }


def test_the_expected_rows_pass_the_checks_of_the_canonical_workbook(tmp_path: Path) -> None:
    framework = load_pack("district-practice")
    for workbook in every():
        rows = [
            {name: text for name, text in row.items() if not name.startswith("来源")}
            for row in workbook.expected
            if row["点位编号"]
        ]
        if not rows:
            continue
        path = tmp_path / f"{workbook.path.stem}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

        assert read_observations([path], framework).rows_read == len(rows)


def test_a_perfect_mapping_is_right_in_everything() -> None:
    for workbook in every():
        scores = score(workbook, perfect(workbook), STATED)

        assert scores.matches.share_right == 1
        assert scores.matches.silent_wrong == scores.totals_read == scores.unread_sheets_read == 0
        assert scores.rows_wrong == scores.rows_missing == 0


def test_no_mapping_at_all_is_right_only_where_nothing_is() -> None:
    workbook = _workbook("wide-ticks-hidden-column")

    scores = score(workbook, Proposed(), STATED)

    nothing = list(workbook.items.values()).count(None)
    assert scores.items == Share(right=nothing, asked=len(workbook.items) - nothing)
    assert scores.rows_missing == sum(bool(row["点位编号"]) for row in workbook.expected)


@pytest.mark.parametrize(("confidence", "asked", "silent"), [(0.79, 1, 0), (0.8, 0, 1), (1.0, 0, 1)])
def test_a_wrong_match_is_silent_from_the_stated_confidence_on(
    confidence: float, asked: int, silent: int
) -> None:
    workbook = _workbook("wide-ticks-hidden-column")
    nothing = next(text for text, item in workbook.items.items() if item is None)
    some = next(item for item in workbook.items.values() if item is not None)
    mapping = perfect(workbook)

    scores = score(
        workbook, replace(mapping, items={**mapping.items, nothing: Guess(some, confidence)}), STATED
    )

    assert (scores.items.asked, scores.items.silent_wrong) == (asked, silent)
    assert scores.items.right == len(workbook.items) - 1


def test_either_clause_of_a_text_that_joins_two_items_is_right() -> None:
    workbook = _workbook("sheet-per-street")
    text, also = next((text, also) for text, also in workbook.items_also.items() if also)
    other = next(iter(also))
    meant = workbook.items[text]
    mapping = perfect(workbook)
    rows = [
        {**row, "标准编号": other[0], "检查项": other[1]}
        if (row["标准编号"], row["检查项"]) == meant
        else row
        for row in workbook.expected
    ]

    scores = score(
        workbook, replace(mapping, items={**mapping.items, text: Guess(other, 0.9)}, rows=rows), STATED
    )

    assert scores.items.share_right == 1
    assert scores.rows_wrong == scores.rows_missing == 0


def test_a_total_or_a_rate_of_a_street_read_as_an_observation_is_counted() -> None:
    workbook = _workbook("sheet-per-street")
    total = next(iter(workbook.sheet("东湖街道").tables[0].totals))

    scores = score(workbook, Proposed(origins=[("东湖街道", total), ("汇总", 3), ("东湖街道", 4)]), STATED)

    assert (scores.totals_read, scores.unread_sheets_read) == (1, 1)


def test_scores_of_several_workbooks_add_up() -> None:
    one = FieldScores(items=Share(right=2, asked=1), rows_right=3)
    other = FieldScores(items=Share(right=1, silent_wrong=1, stated=2), totals_read=1)

    assert one + other == FieldScores(
        items=Share(right=3, asked=1, silent_wrong=1, stated=2), totals_read=1, rows_right=3
    )
    assert (one + other).items.share_silent_wrong == 0.5


def test_each_bad_workbook_can_be_made(tmp_path: Path) -> None:
    for name, make in BAD.items():
        assert make(tmp_path / name).stat().st_size > 0


def _workbook(name: str) -> FieldWorkbook:
    return next(workbook for workbook in field_workbooks("open") if workbook.path.stem == name)
