"""Tables of a pack: columns, cells and ids, each defect by file, row and field."""

from pathlib import Path

import pytest
import small_pack
from small_pack import refusal, said, spoilt

from dabiao.standards import pack_raw
from dabiao.standards.pack_files import defects_of, load_pack, read_folder


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        ("items.csv", "id,standard_id,text", "id,standard_id,txt", ("items.csv", 1, None), "是否应为“text”"),
        ("items.csv", "id,standard_id,text", "id,standard_id,id", ("items.csv", 1, None), "出现了两次"),
        ("tree.csv", "level,title", "level,称", ("tree.csv", 1, None), "缺少“title”一列"),
        ("tree.csv", "市容,8", "市容,8,多一格", ("tree.csv", 2, None), "比表头多出内容"),
        ("items.csv", "地面没有垃圾", '"地面没有垃圾', ("items.csv", 5, None), "双引号没有配对"),
        ("tree.csv", "A,,测评项目", "A,,", ("tree.csv", 2, "level"), "没有填写"),
        ("tree.csv", "A,,", "../A,,", ("tree.csv", 2, "id"), "不合规"),
        ("tree.csv", "A,,", "-A,,", ("tree.csv", 2, "id"), "不合规"),
        ("standards.csv", "A1,A,保洁", "A1,A,=cmd()", ("standards.csv", 2, "title"), "当成公式"),
        ("standards.csv", "A1,A,保洁", "A1,A,＠保洁", ("standards.csv", 2, "title"), "当成公式"),
        ("standards.csv", "A1,A,保洁", "A1,A,保\x07洁", ("standards.csv", 2, "title"), "控制字符"),
        (
            "standards.csv",
            "地面干净。",
            "长" * 4001,
            ("standards.csv", 2, "text"),
            "有 4001 字，最多 4000 字",
        ),
        ("standards.csv", ",0.95,", ",95,", ("standards.csv", 2, "pass_rate"), "不在 0 与 1 之间"),
        ("standards.csv", ",0.95,", ",0,", ("standards.csv", 2, "pass_rate"), "不在 0 与 1 之间"),
        ("standards.csv", "干净。,5,", "干净。,-5,", ("standards.csv", 2, "points"), "不能是负数"),
        ("standards.csv", "干净。,5,", "干净。,5e0,", ("standards.csv", 2, "points"), "不是小数"),
        ("standards.csv", "干净。,5,", "干净。,nan,", ("standards.csv", 2, "points"), "不是小数"),
        ("site_types.csv", "非现场,是", "非现场,对", ("site_types.csv", 4, "process"), "应为“是”或“否”"),
        ("rules.csv", "A1,实地", "A1,现场", ("rules.csv", 2, "method"), "应为 实地、材料"),
        (
            "standards.csv",
            "加密清扫。,paper",
            "加密清扫。,papre",
            ("standards.csv", 2, "source"),
            "是否应为“paper”",
        ),
        ("items.csv", "A1-1,A1,", "A1-1,A9,", ("items.csv", 2, "standard_id"), "在 standards.csv 里没有"),
        ("items.csv", "A1-2,A1,", "A1-1,A1,", ("items.csv", 3, "id"), "与第 2 行重复"),
        ("items.csv", "受访者满意", "地面 没有垃圾", ("items.csv", 5, "text"), "与第 2 行的检查项文字相同"),
        ("items.csv", "垃圾,@streets", "垃圾,@street", ("items.csv", 2, "site_types"), "是否应为“streets”"),
        ("items.csv", "垃圾,@streets", "垃圾,", ("items.csv", 2, "site_types"), "至少属于一种点位"),
        ("items.csv", "满意,survey", "满意,surveys", ("items.csv", 5, "site_types"), "是否应为“survey”"),
        ("items.csv", "3,个,500,米", ",个,500,米", ("items.csv", 3, "per"), "没有写“至少”多少"),
        ("items.csv", "3,个,500,米", "3,,500,米", ("items.csv", 3, "unit"), "没有写单位"),
        ("items.csv", "3,个,500,米", "3,个,500,", ("items.csv", 3, "per"), "要一起写"),
        ("items.csv", "3,个,500,米", "0,个,500,米", ("items.csv", 3, "at_least"), "应是正数"),
        ("items.csv", "停在线内", "停在线外", ("items.csv", 4, "exceptions"), "写了也不生效"),
        (
            "blocks.csv",
            "road;lane",
            "road;alley",
            ("blocks.csv", 2, "site_types"),
            "在 site_types.csv 里没有",
        ),
        ("blocks.csv", "road;lane", "", ("blocks.csv", 2, "site_types"), "没有写点位类型"),
        ("site_types.csv", "lane,背街小巷", "lane,主次干道", ("site_types.csv", 3, "title"), "与第 2 行重复"),
        ("negative_list.csv", "造假,3", "造假,0", ("negative_list.csv", 2, "points"), "既不扣分也不一票否决"),
        ("negative_list.csv", "V1,", "N1,", ("negative_list.csv", 3, "id"), "与第 2 行重复"),
        (
            "negative_list.csv",
            "veto,source\nN1,材料造假,3,,ours",
            "veto,ban_months,source\nN1,材料造假,3,,12,ours",
            ("negative_list.csv", 2, "ban_months"),
            "只扣分的事项请把禁报月数留空",
        ),
    ],
)
def test_one_wrong_cell_is_named_by_file_row_and_field(
    tmp_path: Path, file: str, old: str, new: str, place: tuple[str, int | None, str | None], words: str
) -> None:
    found = refusal(spoilt(tmp_path, file, old, new))
    assert any(said((one,)) == [place] and words in one.message for one in found), list(map(str, found))


def test_all_defects_are_told_at_once(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, "items.csv", "A1-2,A1,", "A1-1,A9,")
    manifest = small_pack.MANIFEST.replace('"0.60"', '"0.50"')
    (folder / "pack.yaml").write_text(manifest, encoding="utf-8")
    assert {one.file for one in refusal(folder)} == {"items.csv", "pack.yaml"}


def test_blank_lines_spaces_and_the_order_of_columns_do_not_matter(tmp_path: Path) -> None:
    tree = "points,title , id,level,parent\n\n 8 ,市容,A,测评项目,\n,,,,\n2,评价,B,测评项目,\n"
    assert [top.points for top in load_pack(small_pack.write(tmp_path, tree=tree)).tree] == [8, 2]


def test_a_figure_in_full_width_digits_is_read(tmp_path: Path) -> None:
    load_pack(spoilt(tmp_path, "tree.csv", "市容,8", "市容,８"))


def test_a_table_beyond_the_limit_of_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_raw, "MOST_ROWS", 3)
    found = defects_of(read_folder(small_pack.write(tmp_path)))
    assert any("超过 3 行" in one.message and one.row == 5 for one in found), list(map(str, found))
