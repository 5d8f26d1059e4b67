"""The folder that results go to: a run replaces its own files there, and no others."""

import json

from assessed import district, refusal, run


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
