"""``dabiao rank`` as 创建办 uses it: exact totals, groups apart, ties by the rule, mistakes named."""

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from dabiao.core.defects import BadInput
from dabiao.office.aligned_text import text_width
from dabiao.site.commands.rank import command

JINING = Path(__file__).parents[2] / "data" / "published" / "jining_2017_08.csv"
JINING_OPTIONS = ["--weights", "field_raw=0.85,survey_raw=0.15", "--group", "group", "--name", "unit"]


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def ranked(*arguments):
    return json.loads(run(*arguments, "--json").stdout)["rows"]


def refusal(*arguments):
    with pytest.raises(BadInput) as refused:
        run(*arguments)
    return [str(defect) for defect in refused.value.defects]


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "得分.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_jining_2017_comes_out_as_published():
    rows = ranked(JINING, *JINING_OPTIONS, "--digits", "2")
    with JINING.open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert [(row["group"], row["name"]) for row in rows] == [(row["group"], row["unit"]) for row in published]
    assert [row["rank"] for row in rows] == [*range(1, 14), *range(1, 7)]
    for row, known in zip(rows, published, strict=True):
        assert abs(Decimal(str(row["total"])) - Decimal(known["total"])) <= Decimal("0.01")


def test_totals_are_exact_and_rounded_half_up_once(table):
    path = table("单位,a,b\n甲,90.35,80.05\n")
    assert ranked(path, "--weights", "a=0.5,b=50%", "--digits", "1")[0]["total"] == 85.2
    assert ranked(path, "--weights", "a=0.5,b=0.5", "--digits", "2")[0]["total"] == 85.2
    assert "85.20" in run(path, "--weights", "a=0.5,b=0.5").stdout


def test_ties_are_shared_by_what_is_shown_or_numbered_in_order(table):
    path = table("单位,a\n甲,90.001\n乙,90.004\n丙,80\n丁,90.004\n")
    assert [(row["name"], row["rank"]) for row in ranked(path, "--weights", "a=1")] == [
        ("甲", 1),
        ("乙", 1),
        ("丁", 1),
        ("丙", 4),
    ]
    rows = ranked(path, "--weights", "a=1", "--ties", "ordinal")
    assert [(row["name"], row["rank"]) for row in rows] == [("乙", 1), ("丁", 2), ("甲", 3), ("丙", 4)]


def test_without_groups_all_units_are_one_list(table):
    assert {row["group"] for row in ranked(table("单位,a\n甲,90\n乙,80\n"), "--weights", "a=1")} == {None}


def test_titles_above_and_total_rows_below_are_not_ranked(table):
    result = run(table("8月得分\n\n单位,a\n甲,90\n乙,80\n平均,85\n"), "--weights", "a=1", "--json")
    assert [row["name"] for row in json.loads(result.stdout)["rows"]] == ["甲", "乙"]
    assert "平均" in result.stderr


def test_columns_line_up_though_chinese_characters_are_wide():
    lines = [line for line in run(JINING, *JINING_OPTIONS).stdout.splitlines() if line]
    assert len(lines) == 20
    assert len({text_width(line) for line in lines}) == 1


def test_the_table_is_saved_whole_and_harmless(table, tmp_path):
    out = tmp_path / "排名.csv"
    run(table("单位,a\n=1+1,90\n乙,80\n"), "--weights", "a=1", "--out", out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines())) == [
        ["单位", "a", "总分", "名次"],
        ["'=1+1", "90", "90.00", "1"],
        ["乙", "80", "80.00", "2"],
    ]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_nothing_is_written_when_the_input_is_refused(table, tmp_path):
    out = tmp_path / "排名.csv"
    refusal(table("单位,a\n甲,九十\n"), "--weights", "a=1", "--out", out)
    assert not out.exists()


def test_a_folder_that_is_not_there_is_named(table, tmp_path):
    assert (
        "写不进去"
        in refusal(table("单位,a\n甲,9\n"), "--weights", "a=1", "--out", tmp_path / "无" / "排名.csv")[0]
    )


def test_the_input_is_never_overwritten(table):
    path = table("单位,a\n甲,9\n")
    assert "盖掉" in refusal(path, "--weights", "a=1", "--out", path)[0]


def test_a_missing_column_is_named_with_what_there_is(table):
    (said,) = refusal(table("单位,实地,问卷\n甲,90,80\n"), "--weights", "实地=0.85,问券=0.15")
    assert "“问券”列" in said
    assert "是不是“问卷”" in said


def test_each_bad_cell_is_named_by_file_row_and_field(table):
    text = "组,单位,a,b\n东,甲,90,80\n东,乙,九十,\n东,甲,70,60\n,丁,1,2\n"
    said = refusal(table(text), "--weights", "a=0.5,b=0.5", "--group", "组", "--name", "单位")
    assert said[0].startswith("得分.csv 第 3 行 “a”列：“九十”不是数")
    assert said[1].startswith("得分.csv 第 3 行 “b”列：是空的")
    assert said[2].startswith("得分.csv 第 4 行 “单位”列：“甲”在第 2 行已有")
    assert said[3].startswith("得分.csv 第 5 行 “组”列：是空的")
    assert len(said) == 4


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("a=0.5,b=0.2", "合计是 0.7，不是 1"),
        ("a=85,b=15", "请带百分号"),
        ("a=0.5,a=0.5", "两次"),
        ("a=0.5,b", "看不懂"),
        ("a=-1,b=2", "看不懂"),
        ("a=1,b=0", "不起作用"),
        ("", "看不懂"),
    ],
)
def test_weights_that_do_not_make_one_are_refused(table, weights, said):
    assert said in refusal(table("单位,a,b\n甲,90,80\n"), "--weights", weights)[0]


def test_two_tables_in_one_file_are_refused_at_the_second(table):
    assert "第 5 行" in refusal(table("单位,a\n甲,90\n乙,80\n\n单位,a\n丙,70\n"), "--weights", "a=1")[0]


def test_the_command_exits_2_without_a_traceback(table):
    path = table("单位,a\n甲,九十\n")
    arguments = [sys.executable, "-c", "from dabiao.site.command_line import main; main()", "rank", str(path)]
    done = subprocess.run([*arguments, "--weights", "a=1"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "第 2 行" in done.stderr
    assert "Traceback" not in done.stderr
