"""The tree of a pack: points add up as declared, nobody is their own ancestor, every branch has a leaf."""

from pathlib import Path

import pytest
import small_pack
from hypothesis import given
from hypothesis import strategies as st
from small_pack import refusal, said, spoilt

TREE = small_pack.FILES["tree.csv"]


def test_points_that_come_to_070_of_what_is_declared_are_refused_with_the_difference(tmp_path: Path) -> None:
    tree = "id,parent,level,title,points\nA,,项目,岗位,0.40\nB,,项目,区域,0.30\n"
    standards = (
        "id,parent,title,text,points,pass_rate,lead_department,fix,source\n"
        "A1,A,一,,0.40,,,,ours\nB1,B,二,,0.30,,,,ours\n"
    )
    rules = (
        "standard_id,method,points,form,parameters,source\n"
        "A1,实地,0.40,quantified,,ours\nB1,实地,0.30,quantified,,ours\n"
    )
    manifest = small_pack.MANIFEST.replace('points: "10"', 'points: "1"').replace(
        '{实地: "8", 问卷: "2"}', '{实地: "0.70"}'
    )
    folder = small_pack.write(tmp_path, pack=manifest, tree=tree, standards=standards, rules=rules)
    for name in ("items.csv", "blocks.csv", "site_types.csv"):
        (folder / name).unlink()
    (defect,) = refusal(folder)
    assert said((defect,)) == [("pack.yaml", 9, "points")]
    assert defect.message == "最上一级分值之和是 0.70，声明的总分值是 1，相差 0.30"


def test_component_weights_that_come_to_070_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "id: two\ntitle: 合成\nedition: '1'\ncity_level: 街道\nsource: ours\n"
        "sources:\n  ours: {document: 自拟, grade: 示范值}\npoints: 100\n"
        "components:\n  - {id: a, title: 实地, method: 实地, weight: 0.55}\n"
        "  - {id: b, title: 问卷, method: 问卷, weight: 0.15}\n",
        encoding="utf-8",
    )
    (defect,) = refusal(tmp_path)
    assert (defect.row, defect.field) == (10, "components")
    assert "权重之和是 0.70，应为 1" in defect.message


def test_a_cycle_is_named_by_its_path(tmp_path: Path) -> None:
    tree = TREE.replace("A,,", "A,C,") + "C,A,内容,环,8\n"
    found = refusal(small_pack.write(tmp_path, tree=tree))
    ring = [one for one in found if "成了环" in one.message]
    assert said(tuple(ring)) == [("tree.csv", 2, "parent")]
    assert "A → C → A" in ring[0].message


def test_a_node_above_itself_is_a_cycle(tmp_path: Path) -> None:
    found = refusal(spoilt(tmp_path, "tree.csv", "B,,", "B,B,"))
    assert any("成了环：B → B" in one.message for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        (
            "tree.csv",
            "市容,8",
            "市容,7",
            ("tree.csv", 2, "points"),
            "下一级分值之和是 8，这里写的是 7，相差 1",
        ),
        ("standards.csv", "A1,A,", "A1,Z,", ("standards.csv", 2, "parent"), "在 tree.csv 里没有"),
        ("standards.csv", "A2,A,", "A2,A1,", ("standards.csv", 3, "parent"), "标准下面不能再分"),
        ("standards.csv", "A2,A,", "A1,A,", ("standards.csv", 3, "id"), "与 standards.csv 第 2 行 重复"),
        ("standards.csv", "B1,B,", "A,B,", ("standards.csv", 4, "id"), "与 tree.csv 第 2 行 重复"),
        ("standards.csv", "B1,B,满意", "B1,A,满意", ("tree.csv", 3, "id"), "下面没有任何测评标准"),
        ("rules.csv", "A1,实地,5", "A1,实地,4", ("standards.csv", 2, "points"), "相差 1"),
        ("rules.csv", "A1,实地,5,quantified,{},paper\n", "", ("standards.csv", 2, "id"), "没有评分规则"),
        ("pack.yaml", '实地: "8"', '实地: "7"', ("pack.yaml", 10, "method_weights.实地"), "声明的是 7"),
        (
            "pack.yaml",
            '问卷: "2"',
            '材料: "2"',
            ("pack.yaml", 10, "method_weights.材料"),
            "之和是 0，声明的是 2",
        ),
    ],
)
def test_one_wrong_figure_or_parent_is_named_by_file_row_and_field(
    tmp_path: Path, file: str, old: str, new: str, place: tuple[str, int, str], words: str
) -> None:
    found = refusal(spoilt(tmp_path, file, old, new))
    assert place in said(found)
    assert any(words in one.message for one in found if said((one,)) == [place]), found


def test_a_tree_beyond_the_limit_of_levels_is_refused(tmp_path: Path) -> None:
    chain = "".join(f"N{n},{f'N{n - 1}' if n else 'B'},层,层,2\n" for n in range(12))
    standards = small_pack.FILES["standards.csv"].replace("B1,B,", "B1,N11,")
    found = refusal(small_pack.write(tmp_path, tree=TREE + chain, standards=standards))
    assert said(found) == [("tree.csv", 15, "parent")]
    assert "超过 12 层" in found[0].message


def test_a_row_that_cannot_be_read_is_not_blamed_on_its_neighbours(tmp_path: Path) -> None:
    found = refusal(spoilt(tmp_path, "standards.csv", "地面干净。,5,", "地面干净。,五,"))
    assert said(found) == [("standards.csv", 2, "points")]
    assert "“五”不是小数" in found[0].message


@given(parents=st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_any_wiring_of_nodes_is_loaded_or_refused_never_followed_for_ever(
    parents: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = "".join(f"N{n},N{parent},层,层,0\n" for n, parent in enumerate(parents))
    folder = small_pack.write(tmp_path_factory.mktemp("pack"), tree=TREE + rows)
    assert any("成了环" in one.message for one in refusal(folder)), (
        "8 nodes without a root always close a cycle"
    )
