"""``dabiao proof`` over files: what does not hold is named by file, sheet, row and column, and the exit code tells."""

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest
import xlsxwriter
from click.testing import CliRunner

from dabiao.core.defects import BadInput
from dabiao.site.commands.proof import command

PUBLISHED = Path(__file__).parents[2] / "data" / "published"


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def table(tmp_path):
    def write(text, name="整改.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_published_table_that_does_not_add_up_is_found():
    done = run(PUBLISHED / "zhanjiang_2019_10.csv")
    assert done.exit_code == 1
    assert "不成立：第 4 行 B 列“数量”（合计） 写的是 5647，应为 5695。按 各行之和：4984+711" in done.stdout
    assert "有 1 个数不成立" in done.stdout


def test_tables_that_hold_exit_0():
    done = run(PUBLISHED / "jining_2017_08.csv", PUBLISHED / "zhenjiang_2021_3.csv")
    assert done.exit_code == 0
    assert "成立 57，不成立 0" in done.stdout
    assert "G 列“total”19 个（第 2—20 行），按 field_weighted_85+survey_weighted_15" in done.stdout


@pytest.mark.parametrize(
    ("name", "code"), [("zhanjiang_2019_10.csv", 1), ("jiangmen.csv", 0), ("没有.csv", 2)]
)
def test_the_exit_code_reaches_the_shell(name, code):
    arguments = [sys.executable, "-c", "from dabiao.site.command_line import main; main()", "proof"]
    done = subprocess.run([*arguments, str(PUBLISHED / name)], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_one_wrong_table_among_many_makes_the_exit_code_1():
    assert run(PUBLISHED / "jining_2017_08.csv", PUBLISHED / "shijingshan_2018.csv").exit_code == 1


def test_what_cannot_be_checked_says_why():
    done = run(PUBLISHED / "longhua_2021_q1.csv")
    assert done.exit_code == 0
    assert "不能核对：B 列“得分”1 个（第 8 行），因为 对不上各行之和，也对不上简单平均" in done.stdout


def test_json_holds_every_check():
    found = json.loads(run(PUBLISHED / "zhanjiang_2019_10.csv", "--json").stdout)
    assert found["fails"] == 1
    (one,) = found["tables"]
    assert one["counts"] == {"成立": 0, "不成立": 1, "不能核对": 0}
    (check,) = one["checks"]
    assert check == {
        "row": 4,
        "column": "B",
        "heading": "数量",
        "label": "合计",
        "stated": "5647",
        "verdict": "不成立",
        "expected": "5695",
        "formula": "各行之和",
        "working": "4984+711",
        "rounding": None,
        "reason": None,
    }


def test_all_lists_what_holds_too():
    assert "成立：第 2 行 D 列“整改率”" in run(PUBLISHED / "jiangmen.csv", "--all").stdout


def test_a_cut_off_figure_is_pointed_out(table):
    done = run(table("街道,问题数,已整改,整改率\n甲,452,410,90.70%\n"))
    assert done.exit_code == 0
    assert "只有按截尾才成立" in done.stdout


def test_the_same_table_is_found_wrong_in_a_workbook_and_a_document(tmp_path):
    rows = [["街道", "问题数", "已整改", "整改率"], ["甲", 452, 410, 0.9171]]
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as book:
        percent = book.add_format({"num_format": "0.00%"})
        sheet = book.add_worksheet("整改")
        sheet.merge_range("A1:D1", "9月整改情况")
        sheet.write_row(1, 0, rows[0])
        sheet.write_row(2, 0, rows[1][:3])
        sheet.write(2, 3, rows[1][3], percent)
    document = docx.Document()
    printed = document.add_table(2, 4)
    for row, texts in zip(printed.rows, (rows[0], ["甲", "452", "410", "91.71%"]), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(tmp_path / "通报.docx")
    in_workbook = run(tmp_path / "表.xlsx")
    in_document = run(tmp_path / "通报.docx")
    assert in_workbook.exit_code == in_document.exit_code == 1
    assert "表.xlsx 整改 第 1—3 行" in in_workbook.stdout
    assert "第 3 行 D 列“整改率”（甲） 写的是 91.71%，应为 90.71%" in in_workbook.stdout
    assert "通报.docx 表1" in in_document.stdout
    assert "第 2 行 D 列“整改率”（甲） 写的是 91.71%，应为 90.71%" in in_document.stdout


def test_roles_say_the_rest(table):
    path = table("期,a,b,c\n1,28,29,58\n2,10,15,25\n")
    assert run(path, "--roles", "c=a+b").exit_code == 1
    with pytest.raises(BadInput, match="是不是"):
        run(path, "--roles", "c=a+bb")


def test_every_bad_file_is_named_and_none_is_half_judged(table, tmp_path):
    good = table("类别,数量\n部件,4984\n合计,1\n")
    with pytest.raises(BadInput) as refused:
        run(good, tmp_path / "没有.csv", table("", "空.csv"))
    assert [defect.file for defect in refused.value.defects] == ["没有.csv", "空.csv"]


def test_text_of_a_file_cannot_steer_the_terminal(table):
    done = run(table("类别,数量\n部件,1\n\x1b[31m事件,2\n合计,9\n"), "--all")
    assert "\x1b" not in done.stdout
