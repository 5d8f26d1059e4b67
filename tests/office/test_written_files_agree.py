"""One input row feeds everything: change it, and result, circular, ranking, problem list and charts change alike."""

import json
from decimal import Decimal

import docx
import openpyxl
import pypdfium2
import pytest

from dabiao.office.charts import draw_charts
from dabiao.office.circular import CircularHeading, write_circular
from dabiao.office.numbers import half_up, shown
from dabiao.office.problem_list import write_problems
from dabiao.office.ranking_workbook import write_ranking
from dabiao.office.result_json import write_result


class Folder:
    """All files of one assessment, and what they say."""

    def __init__(self, folder, assessment, framework):
        self.folder = folder
        write_result(assessment, folder / "result.json")
        self.charts = draw_charts(assessment, folder / "图")
        write_circular(
            assessment, framework, folder / "通报.docx", heading=CircularHeading(), charts=self.charts
        )
        write_ranking(assessment, folder / "排名.xlsx")
        write_problems(assessment, folder / "问题清单.xlsx")
        self.result = json.loads((folder / "result.json").read_text(encoding="utf-8"))

    def circular(self):
        return "\n".join(one.text for one in docx.Document(str(self.folder / "通报.docx")).paragraphs)

    def sheet(self, book, name):
        sheet = openpyxl.load_workbook(self.folder / f"{book}.xlsx")[name]
        return list(sheet.iter_rows(min_row=4, values_only=True))


@pytest.fixture(scope="module")
def before(assessment, framework, tmp_path_factory):
    return Folder(tmp_path_factory.mktemp("before"), assessment, framework)


@pytest.fixture(scope="module")
def after(assessed, district_rows, framework, tmp_path_factory):
    changed = [dict(row) for row in district_rows]
    row = next(
        row
        for row in changed
        if row["结果"] == "符合" and row["街道"] == "东街街道" and row["标准编号"] == "1.1"
    )
    row |= {"结果": "不符合", "问题描述": "占道经营"}
    return Folder(tmp_path_factory.mktemp("after"), assessed(changed), framework)


def test_one_changed_row_changes_every_file(before, after):
    assert len(after.result["problems"]) == len(before.result["problems"]) + 1
    assert before.result["scores"]["points"] > after.result["scores"]["points"]
    assert before.circular() != after.circular()
    for sheet in ("街道", "部门", "标准", "说明"):
        assert before.sheet("排名", sheet) != after.sheet("排名", sheet)
    assert len(after.sheet("问题清单", "问题清单")) == len(before.sheet("问题清单", "问题清单")) + 1
    assert any("占道经营" in row for row in after.sheet("问题清单", "问题清单"))
    changed = [
        one.read_bytes() != other.read_bytes() for one, other in zip(before.charts, after.charts, strict=True)
    ]
    assert sum(changed) >= 4


@pytest.mark.parametrize("which", ["before", "after"])
def test_every_file_says_the_same_figures(which, request):
    files = request.getfixturevalue(which)
    text = files.circular()
    # result.json keeps ten decimals, enough to round to the two that are shown
    assert f"综合得分{shown(Decimal(str(files.result['scores']['points'])))}分" in text
    for one, row in zip(files.result["streets"], files.sheet("排名", "街道"), strict=True):
        score = half_up(Decimal(str(one["score"])))
        assert Decimal(str(row[2])).quantize(score) == score
        assert f"{one['name']}{score}分（{one['n']}点次）" in text
    assert f"共发现不符合{len(files.result['problems'])}项次" in text
    assert len(files.sheet("问题清单", "问题清单")) == len(files.result["problems"])


def test_libreoffice_opens_and_prints_all_of_them(before, printed):
    for name, pages in {"通报.docx": (7, 14), "排名.xlsx": (4, 6), "问题清单.xlsx": (1, 4)}.items():
        with pypdfium2.PdfDocument(printed(before.folder / name)) as pdf:
            assert pages[0] <= len(pdf) <= pages[1]
            assert pdf[0].render(scale=0.3).to_pil().convert("L").getextrema()[0] < 100


def test_printed_pages_are_a4_and_keep_within_the_margins(before, printed):
    with pypdfium2.PdfDocument(printed(before.folder / "通报.docx")) as pdf:
        for page in pdf:
            wide, high = page.get_size()
            assert (round(wide / 72 * 25.4), round(high / 72 * 25.4)) == (210, 297)
            picture = page.render(scale=1).to_pil().convert("L").point(lambda light: 255 * (light < 200))
            left, top, right, bottom = (edge / 72 * 25.4 for edge in picture.getbbox())
            assert left > 27
            assert top > 36
            assert right < 210 - 26 + 6  # closing punctuation may hang out by one character
            assert bottom < 297 - 20
