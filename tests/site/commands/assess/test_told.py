"""What ``dabiao assess`` tells a person: the main things in words, and what it missed."""

import json

import openpyxl
from assessed import district, run, text_of
from PIL import Image
from workbooks import HEADINGS


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
