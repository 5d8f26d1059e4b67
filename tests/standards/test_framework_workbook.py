"""Excel → pack → Excel: a framework spreadsheet read and written again is the same, and so is a pack."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from any_pack import SHIPPED, packs, parsed
from any_pack import written as pack_of
from county_framework import COUNTY, MESSY, lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.framework import Framework
from dabiao.core.framework_book.fields import METHOD_NAMES, Field
from dabiao.core.framework_book.sheet import SheetText
from dabiao.office.framework_sheets import read_sheet_texts
from dabiao.standards.drafts.content import Examined, examined
from dabiao.standards.framework_in import (
    FRAMEWORK_SHEET,
    Identity,
    ReadDraft,
    is_pack_workbook,
    read_draft,
    sorted_sheets,
)
from dabiao.standards.framework_out import FrameworkSheet, framework_sheet, framework_workbook
from dabiao.standards.known_site_types import known_site_types
from dabiao.standards.pack_build import build
from dabiao.standards.pack_files import examine, raw_pack, read_folder
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_shelves import pack_root

KNOWN = known_site_types()
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
OURS = Identity("county-1", "县级体系", "2027.1", "县级", {"document": "自拟", "grade": "K"})


def read(path: Path, identity: Identity | None = OURS) -> ReadDraft:
    spreadsheet = sorted_sheets(path.name, read_sheet_texts(path))
    return read_draft(spreadsheet, {one.sheet: one for one in spreadsheet.proposals()}, identity, KNOWN)


def sound(draft: ReadDraft) -> Examined:
    found = examined(draft.manifest, draft.tables)
    assert found.framework is not None, [str(one) for one in found.defects[:5]]
    return found


def unsigned(framework: Framework) -> Framework:
    """A framework without the digest of its files: spreadsheets do not keep 2.0 apart from 2."""
    return replace(framework, digest="")


def written(pack: ParsedPack, path: Path) -> Path:
    path.write_bytes(framework_workbook(pack, KNOWN))
    return path


def cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    found = next(one for one in read_sheet_texts(path) if one.name == sheet)
    return dict(found.written())


def test_125_standards_come_out_of_the_county_table() -> None:
    draft = read(COUNTY)
    framework = sound(draft).framework
    assert framework is not None
    levels = [row["level"] for row in draft.tables["tree"]]
    assert (len(framework.standards), levels.count("测评项目"), levels.count("测评内容")) == (125, 7, 59)
    assert framework.points == 100
    assert {one.points for one in framework.standards.values()} == {Decimal("0.8")}
    assert [one.reason for one in draft.not_taken] == ["标题或说明，不是标准"] * 2
    assert not draft.cautions


def test_the_county_table_comes_back_cell_by_cell(tmp_path: Path) -> None:
    once = written(sound(read(COUNTY)).parsed, tmp_path / "once.xlsx")
    rows = read_sheet_texts(once)[0].rows
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [
        (
            row["测评项目"],
            row["测评内容"],
            row["测评标准"],
            row["测评方法"],
            row["实地考察点位及标准"],
            row["责任单位"],
        )
        for row in told
    ] == [
        (one.category, one.content, one.text, "、".join(one.methods), one.asked, one.unit) for one in lines()
    ]
    again = written(sound(read(once, None)).parsed, tmp_path / "again.xlsx")
    assert cells(again, FRAMEWORK_SHEET) == cells(once, FRAMEWORK_SHEET)
    assert read_sheet_texts(again) == read_sheet_texts(once), "and every other sheet with it"


def test_the_pack_of_the_county_table_comes_back(tmp_path: Path) -> None:
    first = sound(read(COUNTY))
    second = sound(read(written(first.parsed, tmp_path / "x.xlsx"), None))
    assert first.framework is not None
    assert second.framework is not None
    assert unsigned(first.framework) == unsigned(second.framework)
    third = sound(read(written(second.parsed, tmp_path / "y.xlsx"), None))
    assert third.files == second.files, "from the second trip on down to the last byte"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_comes_back_from_its_framework_spreadsheet(name: str, tmp_path: Path) -> None:
    pack = parsed(pack_root() / name)
    sheets = read_sheet_texts(written(pack, tmp_path / "x.xlsx"))
    assert is_pack_workbook(sheets) is not any(one.name == FRAMEWORK_SHEET for one in sheets)
    framework = sound(read(tmp_path / "x.xlsx", None)).framework
    assert framework is not None
    assert unsigned(framework) == build(pack, "")


def test_a_spreadsheet_says_only_beside_it_what_its_columns_cannot() -> None:
    county = framework_sheet(sound(read(COUNTY)).parsed, KNOWN)
    assert county.beside == ()
    shipped = framework_sheet(parsed(pack_root() / "district-practice"), KNOWN)
    assert shipped.beside == ("rules", "site_types", "items", "blocks", "negative_list")


def test_every_cell_of_a_messy_workbook_is_in_the_draft_or_named() -> None:
    spreadsheet = sorted_sheets(MESSY.name, read_sheet_texts(MESSY))
    mappings = {one.sheet: one for one in spreadsheet.proposals()}
    draft = read_draft(spreadsheet, mappings, OURS, KNOWN)
    named = {(one.sheet, one.cell) for one in draft.not_taken}
    content = _letters(str(draft.manifest) + str(draft.tables))
    for sheet in spreadsheet.sheets:
        headings = mappings[sheet.name].heading_rows
        for (row, column), text in sheet.written():
            address = f"{chr(65 + column)}{row}"
            if row in headings or (sheet.name, address) in named:
                continue
            assert _said(text, content), f"{sheet.name} {address}: {text}"


def _said(text: str, content: str) -> bool:
    """Whether each word of a cell stands in the draft; methods and place types under the pack's own names."""
    renamed = {"实地考察": "实地", "材料审核": "材料", "问卷调查": "问卷", "实地观察": "实地"}
    renamed |= {"主干道": "主次干道", "公厕": "公共厕所", "路口": "交通路口", ".": "", "分": ""}
    kept = "".join("\n" if one in "0123456789)）①②；; 、%" else one for one in text)
    return all(_letters(renamed.get(word, word)) in content for word in kept.split("\n") if word)


def _letters(text: str) -> str:
    return "".join(text.split())


def test_the_messy_workbook_is_read_as_a_person_would() -> None:
    draft = read(MESSY)
    framework = sound(draft).framework
    assert framework is not None
    window = [one for one in framework.standards.values() if one.lead_department == "政务服务局"]
    assert [one.text for one in window] == [
        "窗口人员佩戴工号牌、用语文明",
        "一次告知所缺材料",
        "设有意见箱并按周开启",
    ]
    assert [[rule.method.value for rule in one.rules] for one in window] == [
        ["实地"],
        ["实地"],
        ["材料", "实地"],
    ]
    assert [one.points for one in window] == [1, 1, 1], "3 points of one cell among its three standards"
    street = [one for one in framework.standards.values() if one.lead_department == "城管局"]
    assert [one.points for one in street] == [1, 1, 1], "3 points of a merged cell among its three rows"
    assert {one.title for one in framework.tree if one.id > "2"} >= {"一、市容环境", "二、交通秩序"}
    (asked,) = (one for one in framework.standards.values() if one.text.startswith("投诉按期"))
    assert asked.rules[1].rule.at_least == 90  # type: ignore[union-attr]
    assert asked.rules[1].rule.strict  # type: ignore[union-attr]
    notes = draft.manifest["notes"]
    assert isinstance(notes, list)
    assert notes[0].endswith("按季抽查")


WORDS = st.text("城乡街路垃圾公园市场学校整洁有序标志完好便民服务监督检查达标宣传", min_size=2, max_size=14)
LONGER = st.builds("，".join, st.lists(WORDS, min_size=1, max_size=3))
METHOD_CELLS = st.lists(
    st.sampled_from(
        [one for method, one in METHOD_NAMES.items() if method.value in ("实地", "材料", "问卷", "数据")]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
PLACES = st.lists(
    st.sampled_from(["社区", "小区", "公园", "医院", "主次干道", "农贸市场"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@st.composite
def framework_rows(draw: st.DrawFn) -> list[dict[Field, str]]:
    """Rows in the form pages write: each content once, each text once, points with two decimals at most."""
    rows: list[dict[Field, str]] = []
    texts = iter(draw(st.lists(LONGER, min_size=20, max_size=20, unique_by=lambda one: "".join(one.split()))))
    clauses = iter(draw(st.lists(LONGER, min_size=30, max_size=30, unique=True)))
    categories = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    for place, category in enumerate(categories, start=1):
        contents = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
        for inner, content in enumerate(contents, start=1):
            for number in range(1, draw(st.integers(1, 2)) + 1):
                methods = draw(METHOD_CELLS)
                row = {
                    Field.NUMBER: f"{place}.{inner}.{number}",
                    Field.CATEGORY: category,
                    Field.CONTENT: content,
                    Field.TEXT: next(texts),
                    Field.POINTS: str(draw(st.integers(0, 999))),
                    Field.METHOD: "、".join(methods),
                    Field.RESPONSIBLE: draw(WORDS),
                }
                if "实地考察" in methods and draw(st.booleans()):
                    asked = [
                        f"{'、'.join(draw(PLACES))}：{next(clauses)}" for _ in range(draw(st.integers(1, 2)))
                    ]
                    row[Field.ASKED_FIELD] = "\n".join(f"{n}){one}" for n, one in enumerate(asked, start=1))
                rows.append(row)
    return rows


@settings(max_examples=60, suppress_health_check=SLOW)
@given(rows=framework_rows())
def test_any_spreadsheet_in_that_form_comes_back_cell_by_cell(
    rows: list[dict[Field, str]], tmp_path: Path
) -> None:
    columns = [
        Field.NUMBER,
        Field.CATEGORY,
        Field.CONTENT,
        Field.TEXT,
        Field.POINTS,
        Field.METHOD,
        *([Field.ASKED_FIELD] if any(Field.ASKED_FIELD in row for row in rows) else []),
        Field.RESPONSIBLE,
    ]
    given_cells = [[one.value for one in columns], *([row.get(one, "") for one in columns] for row in rows)]
    sheet = SheetText(FRAMEWORK_SHEET, tuple(map(tuple, given_cells)))
    spreadsheet = sorted_sheets("x.xlsx", [sheet])
    draft = read_draft(spreadsheet, {one.sheet: one for one in spreadsheet.proposals()}, OURS, KNOWN)
    assert not draft.not_taken
    pack = sound(draft).parsed
    out = framework_sheet(pack, KNOWN)
    assert out.beside == ()
    assert _grid(out) == given_cells
    back = sound(read(written(pack, tmp_path / "x.xlsx"), None))
    assert back.framework is not None
    assert unsigned(back.framework) == build(pack, "")


def _grid(sheet: FrameworkSheet) -> list[list[str]]:
    return [list(row) for row in sheet.text().rows]


@settings(max_examples=40, suppress_health_check=SLOW)
@given(files=packs())
def test_any_pack_comes_back_from_its_framework_spreadsheet(
    files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    pack = pack_of(files, folder / "pack")
    back = sound(read(written(pack, folder / "x.xlsx"), None))
    assert back.framework is not None
    assert unsigned(back.framework) == build(pack, "")


def test_a_standard_added_in_excel_gets_the_plainest_rules(tmp_path: Path) -> None:
    """Rules of the others stand on a sheet of their own; nothing of it is lost, nothing of the new row either."""
    path = written(parsed(pack_root() / "district-practice"), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book[FRAMEWORK_SHEET]
    headings = [cell.value for cell in sheet[1]]
    last = sheet.max_row + 1
    for name, text in (
        ("标准编号", "10.9"),
        ("测评项目", sheet.cell(last - 1, headings.index("测评项目") + 1).value or "长效"),
        ("测评标准", "新增的一条标准"),
        ("分值", 0),
        ("测评方法", "材料审核"),
    ):
        sheet.cell(last, headings.index(name) + 1, text)
    book.save(path)
    draft = read(path, None)
    assert len(draft.tables["standards"]) == 85
    (rule,) = (row for row in draft.tables["rules"] if row["standard_id"] == "10.9")
    assert (rule["method"], rule["form"]) == ("材料", "conformity_rate")
    assert len(draft.tables["rules"]) == 108


def test_a_method_struck_out_takes_its_rule_along_and_says_so(tmp_path: Path) -> None:
    path = written(parsed(pack_root() / "district-practice"), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book[FRAMEWORK_SHEET]
    headings = [cell.value for cell in sheet[1]]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[0].value == "1.1.3")
    sheet.cell(row, headings.index("测评方法") + 1, "实地考察")
    book.save(path)
    draft = read(path, None)
    assert [one["method"] for one in draft.tables["rules"] if one["standard_id"] == "1.1.3"] == ["实地"]
    assert any("1.1.3" in str(one) and "材料" in str(one) for one in draft.cautions)


def test_an_office_sheet_named_like_a_packs_is_still_read(tmp_path: Path) -> None:
    sheets: Sequence[SheetText] = [
        SheetText("标准", (("测评项目", "测评标准", "测评方法"), ("政务", "窗口文明", "实地"))),
        SheetText("备注", (("备注", "", ""), ("请核对", "", ""))),
    ]
    found = sorted_sheets("x.xlsx", sheets)
    assert [one.name for one in found.sheets] == ["标准"]
    assert not is_pack_workbook(sheets)
    draft = read_draft(found, {one.sheet: one for one in found.proposals()}, OURS, KNOWN)
    assert [row["text"] for row in draft.tables["standards"]] == ["窗口文明"]
    assert draft.manifest["notes"] == ["请核对"]


@given(text=st.text(string.printable, max_size=30))
def test_any_text_for_a_heading_is_no_reason_to_fail(text: str) -> None:
    found = sorted_sheets("x", [SheetText("a", (("测评标准", "测评方法", text), ("内容", "实地", text)))])
    assert found.proposals()[0].is_framework


def test_what_is_cited_in_words_becomes_a_source() -> None:
    sheet = SheetText("a", (("测评标准", "测评方法", "依据"), ("整洁", "实地", "区文明办 2026 年 3 号文")))
    found = sorted_sheets("x", [sheet])
    draft = read_draft(found, {one.sheet: one for one in found.proposals()}, OURS, KNOWN)
    assert sound(draft).framework is not None
    (row,) = draft.tables["standards"]
    sources = draft.manifest["sources"]
    assert isinstance(sources, dict)
    assert sources[row["source"]]["document"] == "区文明办 2026 年 3 号文"


def test_the_packs_own_folder_reads_back(tmp_path: Path) -> None:
    """The shipped folders and what a draft of them writes are the same, field by field."""
    for name in SHIPPED:
        raw, _ = raw_pack(read_folder(pack_root() / name))
        found, defects = examine(raw, [])
        assert not defects
        again = examined(
            dict(raw.manifest.values),
            {key: [dict(row.cells) for row in table.rows] for key, table in raw.tables.items()},
        )
        assert again.framework is not None, [str(one) for one in again.defects[:3]]
        assert unsigned(again.framework) == build(found, "")
