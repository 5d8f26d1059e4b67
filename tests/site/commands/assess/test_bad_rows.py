"""Bad rows: the workbook comes back explained, or they are skipped and listed."""

import csv
import io
import json
import sys

import openpyxl
import pytest
from assessed import bad_rows, district, refusal, run
from click.testing import CliRunner
from workbooks import HEADINGS

from dabiao.core.defects import BadInput
from dabiao.office.observation_headings import ERRORS_HEADING
from dabiao.site.command_line import main
from dabiao.site.commands.assess import command


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_bad_row_refuses_the_file_and_hands_it_back_explained(workbook, folder, kind):
    out = folder / f"退回{kind}"
    told = refusal(workbook(bad_rows(), f"有错.{kind}"), "--pack", "bare", "--out", out)
    assert [part in line for line, part in zip(told, ("不附合", "2026-02-30"), strict=True)] == [True, True]
    assert "第 5 行" in told[0]
    assert [path.name for path in out.iterdir()] == [f"错误说明 有错.{kind}"]
    (path,) = out.iterdir()
    if kind == "csv":
        back = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    else:
        back = [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]
    assert back[0][len(HEADINGS)] == ERRORS_HEADING
    assert "不附合" in back[4][len(HEADINGS)]
    assert "2026-02-30" in back[8][len(HEADINGS)]
    assert not any(back[1][len(HEADINGS) :])


def test_bad_rows_may_be_skipped_and_are_listed(workbook, folder):
    out = folder / "跳过"
    path = workbook(bad_rows(), "跳过.csv")
    done = run(path, "--pack", "bare", "--out", out, "--skip-bad-rows", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["rows"], said["rows_skipped"]) == (36, 2)
    assert str(out / "错误说明 跳过.csv") in said["files"]
    assert said["score"]["base"]["rows"] == 34
    assert any("跳过了 2 行" in line for line in said["warnings"])
    assert [(one["row"], one["field"]) for one in said["defects"]] == [(5, "结果"), (9, "日期")]


def test_skipped_rows_are_listed_to_a_person_too(workbook, folder):
    path = workbook(bad_rows(), "跳过给人看.csv")
    done = run(path, "--pack", "bare", "--out", folder / "跳过给人看", "--skip-bad-rows")
    skipped = [line for line in done.stdout.splitlines() if line.startswith("跳过：")]
    assert [line.split("：")[1] for line in skipped] == [
        "跳过给人看.csv 第 5 行 “结果”列",
        "跳过给人看.csv 第 9 行 “日期”列",
    ]


def test_of_many_skipped_rows_the_screen_shows_the_first(workbook, folder):
    rows = [row | ({"结果": "？"} if at else {}) for at, row in enumerate(district(rounds=1))]
    done = run(workbook(rows, "多.csv"), "--pack", "bare", "--out", folder / "跳过很多", "--skip-bad-rows")
    assert done.stdout.count("跳过：") == 20
    assert "跳过的行共 35 行，全部写在“错误说明”工作簿里" in done.stdout


def test_a_refusal_is_told_to_programs_too(workbook, folder):
    shown = CliRunner().invoke(
        command, [str(workbook(bad_rows())), "--pack", "bare", "--out", str(folder / "机读"), "--json"]
    )
    assert isinstance(shown.exception, BadInput)
    said = json.loads(shown.stdout)
    assert [(one["row"], one["field"]) for one in said["defects"]] == [(5, "结果"), (9, "日期")]
    assert said["files"] == [str(folder / "机读" / "错误说明 测评数据.csv")]


def test_many_defects_are_all_in_the_workbook_and_some_on_the_screen(workbook, folder):
    rows = [row | {"结果": "？"} for row in district(rounds=1)]
    told = refusal(workbook(rows, "全错.csv"), "--pack", "bare", "--out", folder / "全错")
    assert len(told) == 21
    assert "共 36 处错误" in told[-1]
    back = (folder / "全错" / "错误说明 全错.csv").read_text(encoding="utf-8-sig")
    assert back.count("“结果”") == 36


def test_a_workbook_being_mended_is_never_written_over(workbook, folder):
    out = folder / "改了又错"
    refusal(workbook(bad_rows(), "又错.csv"), "--pack", "bare", "--out", out)
    mending = out / "错误说明 又错.csv"
    before = mending.read_bytes()
    refusal(mending, "--pack", "bare", "--out", out)
    assert mending.read_bytes() == before
    assert sorted(path.name for path in out.iterdir()) == ["错误说明 又错.csv", "错误说明 又错2.csv"]


def test_figures_too_large_to_add_up_exactly_are_named_and_may_be_skipped(workbook, folder):
    rows = [row | {"数值": "4000000000000", "基数": "1"} for row in district(rounds=1)[:3]]
    path = workbook(rows, "天文数字.csv", (*HEADINGS, "数值", "基数"))
    told = refusal(path, "--pack", "bare", "--out", folder / "天文数字")
    assert len(told) == 2
    assert "第 3 行" in told[0]
    assert "“数值”列" in told[0]
    done = run(path, "--pack", "bare", "--out", folder / "天文数字", "--skip-bad-rows", "--json")
    assert json.loads(done.stdout)["rows_skipped"] == 2


def test_the_command_exits_2_on_bad_input_and_prints_no_traceback(workbook, folder, monkeypatch, capsys):
    path = workbook(bad_rows(), "退出.csv")
    monkeypatch.setattr(
        sys, "argv", ["dabiao", "assess", str(path), "--pack", "bare", "--out", str(folder / "退出")]
    )
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 2
    shown = capsys.readouterr().err
    assert "退出.csv 第 5 行 “结果”列" in shown
    assert "Traceback" not in shown
