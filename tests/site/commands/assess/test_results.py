"""``dabiao assess`` as 创建办 uses it: one workbook in, everything out and in agreement."""

import json
import random
from pathlib import Path

import pytest
from assessed import cells_of, district, run, text_of

FILES = ("result.json", "通报.docx", "排名.xlsx", "问题清单.xlsx")


def test_one_command_writes_everything_and_says_where(outcome):
    done, out = outcome
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert [Path(one).name for one in said["files"][:4]] == list(FILES)
    assert all(Path(one).is_file() for one in said["files"])
    charts = [one for one in said["files"] if one.endswith(".png")]
    assert charts
    assert all(Path(one).parent == out / "图表" for one in charts)
    assert said["rows"] == 108
    assert sum(said["classes"].values()) == 2
    assert sorted(path.name for path in out.parent.iterdir()) == ["结果"]


def test_all_files_state_the_same_figures(outcome):
    said, out = json.loads(outcome[0].stdout), outcome[1]
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    failing = [row for row in district() if row["结果"] == "不符合"]
    assert said["score"]["points"] == result["scores"]["points"]
    assert said["problems"] == len(result["problems"]) == len(failing)
    shown = f"{result['scores']['points']:.2f}"
    circular = text_of(out / "通报.docx")
    assert shown in circular
    assert any(shown in str(cell) for row in cells_of(out / "排名.xlsx", "说明") for cell in row)
    for ranking, sheet in (("streets", "街道"), ("units", "部门")):
        printed = [row for row in cells_of(out / "排名.xlsx", sheet) if len(row) > 3 and row[0] in (1, 2, 3)]
        assert [(row[0], row[1]) for row in printed] == [
            (one["rank"], one["name"]) for one in result[ranking]
        ]
        assert [row[2] for row in printed] == pytest.approx(
            [one["score"] for one in result[ranking]], abs=0.005
        )
        assert all(f"{one['score']:.2f}" in circular for one in result[ranking])
    listed = [row for row in cells_of(out / "问题清单.xlsx", "问题清单") if "垃圾未清运" in row]
    assert len(listed) == len(failing)


def test_frame_and_groups_are_heard(outcome):
    result = json.loads((outcome[1] / "result.json").read_text(encoding="utf-8"))
    assert not [line for line in result["warnings"] if "总数" in line]
    assert {one["group"] for one in result["streets"]} == {"主城区"}
    assert [(one["kind"], one["name"]) for one in result["excluded"]] == [("street", "云岭街道")]


def test_one_changed_row_changes_every_file_alike(outcome, workbook, folder):
    rows = district()
    at = next(place for place, row in enumerate(rows) if row["结果"] == "符合")
    rows[at] = rows[at] | {"结果": "不符合", "问题描述": "窨井盖缺失"}
    before, out = outcome[1], folder / "改一行"
    run(workbook(rows, "改一行.csv"), "--pack", "bare", "--out", out)
    old, new = (json.loads((path / "result.json").read_text(encoding="utf-8")) for path in (before, out))
    assert new["scores"]["points"] < old["scores"]["points"]
    by_name = [
        {one["name"]: one["score"] for one in found["streets"] + found["units"]} for found in (old, new)
    ]
    lower = {name for name in by_name[1] if by_name[1][name] < by_name[0][name]}
    assert lower == {rows[at]["街道"], rows[at]["责任单位"]}
    rates = [{one["standard_id"]: one["rate"] for one in found["standards"]} for found in (old, new)]
    assert rates[1][rows[at]["标准编号"]] < rates[0][rows[at]["标准编号"]]
    assert len(new["problems"]) == len(old["problems"]) + 1
    assert any("窨井盖缺失" in row for row in cells_of(out / "问题清单.xlsx", "问题清单"))
    assert f"{new['scores']['points']:.2f}" in text_of(out / "通报.docx")


def test_the_order_of_rows_and_the_kind_of_file_do_not_matter(outcome, workbook, folder):
    rows = district()
    random.Random(1).shuffle(rows)
    out = folder / "打乱"
    run(workbook(rows, "打乱.xlsx"), "--pack", "bare", "--out", out)
    old, new = (json.loads((path / "result.json").read_text(encoding="utf-8")) for path in (outcome[1], out))
    assert new["scores"]["points"] == old["scores"]["points"]
    figures = [
        {one["name"]: (one["score"], one["interval"], one["rank"]) for one in found["streets"]}
        for found in (old, new)
    ]
    assert figures[0] == figures[1]


def test_several_workbooks_are_one_assessment(outcome, workbook, folder):
    rows = district()
    files = [
        workbook([row for row in rows if row["轮次"] == f"第{at}轮"], f"第{at}轮.csv") for at in (1, 2, 3)
    ]
    out = folder / "分轮"
    run(*files, "--pack", "bare", "--out", out, "--frame", folder / "点位数.csv")
    old, new = (json.loads((path / "result.json").read_text(encoding="utf-8")) for path in (outcome[1], out))
    assert new["standards"] == old["standards"]
    assert new["rounds"] == old["rounds"]
