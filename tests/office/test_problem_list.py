"""问题清单.xlsx: one line per failing row, nothing of it a formula, pictures small and without their secrets."""

import dataclasses
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dabiao.core.defects import BadInput, Defect
from dabiao.office.problem_list import COLUMNS, PRINTED, write_problem_rows, write_problems
from dabiao.office.thumbnails import LONGEST_SIDE, thumbnail


@pytest.fixture
def opened(tmp_path):
    return lambda: openpyxl.load_workbook(tmp_path / "问题清单.xlsx")["问题清单"]


def jpeg(size=(1200, 900), orientation=1):
    picture, made = Image.new("RGB", size, "red"), BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "camera of somebody"
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


class Album(dict):
    """Photos by name; a BadInput in place of bytes is raised."""

    def read(self, name):
        found = self.get(name)
        if isinstance(found, Exception):
            raise found
        return found


def test_every_problem_is_a_line_in_the_order_of_the_file(assessment, tmp_path, opened):
    write_problems(assessment, tmp_path / "问题清单.xlsx")
    rows = list(opened().iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(assessment.problems)
    for number, (row, one) in enumerate(zip(rows, assessment.problems, strict=True), start=1):
        assert (row[0], row[1].date()) == (number, one.date)
        assert row[2:8] == (one.street, one.site_name, one.unit, one.standard_title, one.item, one.text)
        assert row[-1] == one.source_row


def test_it_prints_on_a4_across_with_room_to_answer(assessment, tmp_path, opened):
    write_problems(assessment, tmp_path / "问题清单.xlsx")
    sheet = opened()
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$3"
    headings = [cell.value for cell in sheet[3]]
    assert headings[PRINTED - 2 : PRINTED] == ["整改时限", "整改情况"]
    assert sheet.auto_filter.ref.startswith("A3:")
    assert "2026年1月8日至3月5日" in sheet["A2"].value
    assert not any("测评员" in one.heading for one in COLUMNS)


def test_no_problem_at_all_is_said_in_words(tmp_path, opened):
    write_problem_rows([], tmp_path / "问题清单.xlsx")
    assert "本期没有不符合的检查项" in [cell.value for cell in opened()[4]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", ""]), st.text(max_size=60))
def test_whatever_an_inspector_types_is_text_and_the_file_opens(assessment, tmp_path, opened, start, text):
    problem = dataclasses.replace(
        assessment.problems[0],
        text=start + text,
        site_name=text,
        photo=text,
        item=start + text,
        unit=None,
        date=None,
    )
    write_problem_rows([problem], tmp_path / "问题清单.xlsx")
    for cell in opened()[4]:
        assert cell.data_type in ("s", "n")
        if isinstance(cell.value, str) and cell.value[:1] in tuple("=+-@"):
            assert cell.quotePrefix


def test_rows_are_high_enough_for_their_text(assessment, tmp_path, opened):
    short, long = (dataclasses.replace(assessment.problems[0], text="长" * times) for times in (3, 300))
    write_problem_rows([short, long], tmp_path / "问题清单.xlsx")
    heights = opened().row_dimensions
    assert heights[5].height > 8 * heights[4].height
    assert heights[5].height < 409


def test_a_photo_is_shown_small_upright_and_without_its_metadata(assessment, tmp_path, opened):
    problem = dataclasses.replace(assessment.problems[0], photo="没有.jpg；甲.jpg")
    write_problem_rows([problem], tmp_path / "问题清单.xlsx", Album({"甲.jpg": jpeg(orientation=6)}))
    sheet = opened()
    (picture,) = sheet._images
    shown = Image.open(BytesIO(picture._data()))
    assert (shown.height, shown.width) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert not dict(shown.getexif())
    assert sheet.row_dimensions[4].height == 60


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "没有找到"),
        (b"not a picture", "打不开"),
        (jpeg()[:200], "打不开"),
        (BadInput(Defect("照片已损坏", "照片.zip")), "打不开"),
    ],
)
def test_a_photo_that_cannot_be_shown_leaves_its_name_and_the_reason(
    assessment, tmp_path, opened, content, why
):
    problem = dataclasses.replace(assessment.problems[0], photo="甲.jpg")
    write_problem_rows([problem], tmp_path / "问题清单.xlsx", Album({"甲.jpg": content}))
    assert opened()["J4"].value == f"甲.jpg（{why}）"
    assert not opened()._images


def test_a_picture_of_too_many_points_is_not_decoded():
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert thumbnail(bomb.getvalue()) is None
