"""Which refused workbooks come back, and under what names."""

from dabiao.core.defects import Defect
from dabiao.office.handed_back import hand_back


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_only_workbooks_with_defects_come_back(workbook, table, row, tmp_path):
    first, second = workbook([row()], name="一.xlsx"), table([row()], name="二.csv")
    out = tmp_path / "退回"
    written = hand_back([first, second], [Defect("错了", "二.csv", 2, "结果")], out)
    assert written == [out / "错误说明 二.csv"]
    assert "“结果”列：错了" in written[0].read_text(encoding="utf-8-sig")
    assert names(out) == ["错误说明 二.csv"]


def test_without_defects_no_folder_is_made(workbook, row, tmp_path):
    path = workbook([row()])
    assert hand_back([path], [Defect("不是这个", "别的.csv")], tmp_path / "没有") == []
    assert names(tmp_path / "没有") == []


def test_a_workbook_that_was_itself_handed_back_gets_another_number(table, row, tmp_path):
    mending = table([row()], name="错误说明 一.csv")
    defects = [Defect("又错了", mending.name, 2, "结果")]
    assert [path.name for path in hand_back([mending], defects, tmp_path)] == ["错误说明 一2.csv"]
    elsewhere = tmp_path / "别处"
    assert [path.name for path in hand_back([mending], defects, elsewhere)] == ["错误说明 一.csv"]


def test_a_copy_bound_for_the_folder_of_the_workbook_minds_its_name_too(table, row, tmp_path):
    mending = table([row()], name="错误说明 一.csv")
    defects = [Defect("又错了", mending.name, 2, "结果")]
    making = tmp_path / "making"
    assert [path.name for path in hand_back([mending], defects, making, bound_for=tmp_path)] == [
        "错误说明 一2.csv"
    ]


def test_what_cannot_be_opened_leaves_neither_file_nor_folder(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_text("不是工作簿", encoding="utf-8")
    assert hand_back([path], [Defect("打不开", path.name)], tmp_path / "退" / "回") == []
    assert names(tmp_path) == ["坏.xlsx"]
