"""``dabiao assess`` as 创建办 uses it: one workbook in, everything out and in agreement, or a refusal that helps."""

import csv
import io
import json
import random
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from PIL import Image
from workbooks import HEADINGS

from dabiao.core.defects import BadInput
from dabiao.office.observation_headings import ERRORS_HEADING
from dabiao.site.command_line import main
from dabiao.site.commands.assess import command

FILES = ("result.json", "通报.docx", "排名.xlsx", "问题清单.xlsx")
STREETS = ("东湖街道", "柳园街道", "南屏街道")


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def refusal(*arguments):
    with pytest.raises(BadInput) as refused:
        run(*arguments)
    return [str(defect) for defect in refused.value.defects]


def district(seed=5, rounds=3):
    chance = random.Random(seed)
    return [
        {
            "轮次": f"第{at}轮",
            "日期": f"2026-0{at}-1{number}",
            "点位编号": f"{street}{number}",
            "点位名称": f"{street}第{number}处",
            "点位类型": "社区" if number % 2 else "农贸市场",
            "街道": street,
            "责任单位": unit,
            "标准编号": standard,
            "结果": "符合" if chance.random() < quality else "不符合",
            "问题描述": "垃圾未清运",
            "测评员": "甲",
        }
        for at in range(1, rounds + 1)
        for street, quality in zip(STREETS, (0.95, 0.8, 0.5), strict=True)
        for number in range(6)
        for standard, unit in (("卫生", "城管局"), ("交通", "公安分局"))
    ]


def csv_text(rows, headings=HEADINGS):
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("assess")


@pytest.fixture(scope="module")
def workbook(folder):
    def write(rows, name="测评数据.csv", headings=HEADINGS):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".xlsx":
            book = openpyxl.Workbook()
            sheet = book.active
            sheet.append(list(headings))
            for row in rows:
                sheet.append([row.get(heading) for heading in headings])
            book.save(path)
        else:
            path.write_text(csv_text(rows, headings), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def outcome(folder, workbook):
    """The district assessed once without a pack of its own."""
    out = folder / "年度" / "结果"
    frame, groups = folder / "点位数.csv", folder / "分组.csv"
    frame.write_text("点位类型,点位数\n社区,60\n农贸市场,20\n", encoding="utf-8")
    named = "".join(f"{street},主城区\n" for street in (*STREETS, "云岭街道"))
    groups.write_text(f"单位,分组\n{named}城管局,部门\n公安分局,部门\n", encoding="utf-8")
    done = run(
        workbook(district()), "--pack", "bare", "--out", out, "--frame", frame, "--groups", groups, "--json"
    )
    return done, out


def text_of(path):
    document = docx.Document(str(path))
    return "\n".join(
        [one.text for one in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )


def cells_of(path, sheet):
    book = openpyxl.load_workbook(path)
    return [[cell for cell in row if cell is not None] for row in book[sheet].iter_rows(values_only=True)]


# ---- what comes out


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


def test_a_person_is_told_the_main_things_in_words(workbook, folder):
    rows = [
        row | {"标准编号": "1.1.2", "点位类型": "爱国主义教育基地"}
        for row in district(rounds=1)
        if row["标准编号"] == "卫生"
    ]
    done = run(workbook(rows, "示范.csv"), "--out", folder / "示范", "--threshold", "80%")
    assert done.exit_code == 0
    assert "全区得分" in done.stdout
    assert "证据不足 1 条" in done.stdout
    assert "提醒：标准包共有" in done.stdout
    assert "  result.json\n  通报.docx\n" in done.stdout
    result = json.loads((folder / "示范" / "result.json").read_text(encoding="utf-8"))
    assert result["pack"]["id"] == "district-practice"
    assert (result["pack"]["threshold"], result["standards"][0]["pass_rate"]) == (0.8, 0.8)


def test_checks_that_belong_to_no_street_are_told_with_the_likely_cause(workbook, folder):
    rows = [row | ({"街道": ""} if at % 3 else {}) for at, row in enumerate(district(rounds=1))]
    done = run(workbook(rows, "合并.csv"), "--pack", "bare", "--out", folder / "合并")
    assert "不参加排名：未注明（24 行检查没有写街道" in done.stdout
    assert "提醒：24 行实地检查没有填写街道" in done.stdout


def test_a_second_run_replaces_its_files_and_leaves_others_alone(workbook, folder):
    out = folder / "再来"
    (out / "图表").mkdir(parents=True)
    (out / "图表" / "图9 旧图.png").write_bytes(b"old")
    (out / "图表" / "现场.png").write_bytes(b"mine")
    (out / "批示.txt").write_text("留着", encoding="utf-8")
    (out / "result.json").write_text("{}", encoding="utf-8")
    run(workbook(district(rounds=1), "再来.csv"), "--pack", "bare", "--out", out)
    assert not (out / "图表" / "图9 旧图.png").exists()
    assert (out / "图表" / "现场.png").read_bytes() == b"mine"
    assert (out / "批示.txt").read_text(encoding="utf-8") == "留着"
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["pack"]["id"] == "bare"


def test_where_nothing_applied_it_says_there_are_no_data(workbook, folder):
    rows = [row | {"结果": "不适用"} for row in district(rounds=1)]
    done = run(workbook(rows, "不适用.csv"), "--pack", "bare", "--out", folder / "不适用")
    assert done.exit_code == 0
    assert "无数据" in done.stdout
    assert "无数据" in text_of(folder / "不适用" / "通报.docx")


def test_photos_are_found_by_name_and_missing_ones_are_told(workbook, folder):
    rows = [row | {"结果": "符合"} for row in district(rounds=1)]
    rows[0] |= {"结果": "不符合", "照片": "甲.JPG"}
    rows[1] |= {"结果": "不符合", "照片": "乙.jpg"}
    photos = folder / "照片" / "一组"
    photos.mkdir(parents=True)
    Image.new("RGB", (640, 480), "green").save(photos / "甲.jpg")
    out = folder / "有照片"
    path = workbook(rows, "有照片.csv", (*HEADINGS, "照片"))
    done = run(path, "--pack", "bare", "--out", out, "--photos", photos.parent)
    assert "有 1 张没有找到：乙.jpg" in done.stdout
    assert len(openpyxl.load_workbook(out / "问题清单.xlsx")["问题清单"]._images) == 1


# ---- what is refused


def bad_rows():
    rows = district(rounds=1)
    rows[3] = rows[3] | {"结果": "不附合"}
    rows[7] = rows[7] | {"日期": "2026-02-30"}
    return rows


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


def test_what_cannot_be_opened_leaves_no_folder_behind(folder):
    path = folder / "其实是文本.xlsx"
    path.write_text("轮次,结果\n", encoding="utf-8")
    out = folder / "没有" / "建"
    (told,) = refusal(path, "--pack", "bare", "--out", out)
    assert "不是 Excel 工作簿" in told
    assert not out.parent.exists()


def test_a_missing_column_is_named(workbook, folder):
    headings = [name for name in HEADINGS if name != "标准编号"]
    rows = [{name: row[name] for name in headings} for row in district(rounds=1)]
    told = refusal(workbook(rows, "缺列.csv", headings), "--pack", "bare", "--out", folder / "缺列")
    assert any("标准编号" in line for line in told)
    assert "标准编号" in (folder / "缺列" / "错误说明 缺列.csv").read_text(encoding="utf-8-sig")


def test_everything_that_is_wrong_is_told_at_once(workbook, folder):
    frame, groups = folder / "坏点位数.csv", folder / "坏分组.csv"
    frame.write_text("点位类型,点位数\n社区,很多\n", encoding="utf-8")
    groups.write_text("单位,分组\n东湖街道,\n", encoding="utf-8")
    told = refusal(
        workbook(bad_rows(), "都错.csv"), "--pack", "bare", "--out", folder / "都错",
        "--frame", frame, "--groups", groups, "--photos", folder / "没有照片",
    )  # fmt: skip
    for name in ("坏点位数.csv", "坏分组.csv", "没有照片", "都错.csv"):
        assert any(line.startswith(name) for line in told)


@pytest.mark.parametrize("threshold", ["0", "1.01", "90", "-0.5", "九成", "nan", "1e999", ""])
def test_a_threshold_that_is_no_rate_is_refused(workbook, folder, threshold):
    (told,) = refusal(workbook(district()), "--out", folder / "门槛", "--threshold", threshold)
    assert "0.9" in told
    assert not (folder / "门槛").exists()


def test_a_pack_without_standards_points_to_rank(workbook, folder):
    (told,) = refusal(workbook(district()), "--pack", "jining-2017", "--out", folder / "合成")
    assert "dabiao rank" in told


def test_figures_too_large_to_add_up_exactly_are_named_and_may_be_skipped(workbook, folder):
    rows = [row | {"数值": "4000000000000", "基数": "1"} for row in district(rounds=1)[:3]]
    path = workbook(rows, "天文数字.csv", (*HEADINGS, "数值", "基数"))
    told = refusal(path, "--pack", "bare", "--out", folder / "天文数字")
    assert len(told) == 2
    assert "第 3 行" in told[0]
    assert "“数值”列" in told[0]
    done = run(path, "--pack", "bare", "--out", folder / "天文数字", "--skip-bad-rows", "--json")
    assert json.loads(done.stdout)["rows_skipped"] == 2


def test_an_unknown_standard_is_named_with_its_row(workbook, folder):
    told = refusal(workbook(district(rounds=1), "没有的标准.csv"), "--out", folder / "没有的标准")
    assert "第 2 行" in told[0]
    assert "卫生" in told[0]


def test_an_unknown_pack_is_refused_before_anything_is_read(folder):
    (told,) = refusal(folder / "没有.csv", "--pack", "distrct-practice", "--out", folder / "无包")
    assert "district-practice" in told


def test_two_files_of_one_name_cannot_be_told_apart(workbook, folder):
    files = [workbook(district(rounds=1), f"{at}/测评.csv") for at in ("一季度", "二季度")]
    (told,) = refusal(*files, "--pack", "bare", "--out", folder / "同名")
    assert "测评.csv" in told


def test_a_result_never_takes_the_place_of_what_was_handed_in(workbook, folder):
    path = workbook(district(rounds=1), "放一起/问题清单.xlsx")
    before = path.read_bytes()
    (told,) = refusal(path, "--pack", "bare", "--out", path.parent)
    assert "盖掉" in told
    assert path.read_bytes() == before


def test_an_out_that_is_a_file_is_refused(workbook, folder):
    path = workbook(district(rounds=1), "文件.csv")
    (told,) = refusal(path, "--pack", "bare", "--out", path)
    assert "不是文件夹" in told


def test_results_that_cannot_be_written_leave_the_old_ones_as_they_were(workbook, folder):
    out = folder / "写不进"
    (out / "通报.docx").mkdir(parents=True)
    (out / "通报.docx" / "占位").write_text("x", encoding="utf-8")
    (out / "result.json").write_text("旧", encoding="utf-8")
    (out / "图表").write_text("不是文件夹", encoding="utf-8")
    (told,) = refusal(workbook(district(rounds=1), "写.csv"), "--pack", "bare", "--out", out)
    assert "原有的文件没有动" in told
    assert (out / "result.json").read_text(encoding="utf-8") == "旧"
    assert sorted(path.name for path in out.iterdir()) == ["result.json", "图表", "通报.docx"]


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
