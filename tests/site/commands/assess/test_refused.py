"""What ``dabiao assess`` cannot take is refused at once, in words that help."""

import pytest
from assessed import bad_rows, district, refusal
from workbooks import HEADINGS


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
