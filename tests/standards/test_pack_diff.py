"""What changed between two packs is told entry by entry, and nothing is told where nothing changed."""

from pathlib import Path

import pytest
import small_pack
from small_pack import spoilt

from dabiao.core.framework import Framework
from dabiao.standards.pack_diff import Change, Kind, counts, diff_packs
from dabiao.standards.pack_files import built_in_packs, load_pack


@pytest.fixture
def small(tmp_path: Path) -> Framework:
    return load_pack(small_pack.write(tmp_path / "small"))


def test_a_pack_does_not_differ_from_itself() -> None:
    for pack in built_in_packs():
        assert diff_packs(pack, pack) == ()


def test_trailing_zeros_are_no_change(small: Framework, tmp_path: Path) -> None:
    assert diff_packs(small, load_pack(spoilt(tmp_path / "x", "tree.csv", "市容,8", "市容,8.00"))) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        (
            "pack.yaml",
            'edition: "1"',
            'edition: "2"',
            Change("标准包", "版次", Kind.CHANGED, "内容", "1", "2"),
        ),
        (
            "pack.yaml",
            'at_least: "70"',
            'at_least: "75"',
            Change("年度关口", "low", Kind.CHANGED, "不低于", "70", "75"),
        ),
        (
            "pack.yaml",
            "东街道, 西街道",
            "东街道",
            Change("排名分组", "inner", Kind.CHANGED, "成员", "东街道、西街道", "东街道"),
        ),
        ("tree.csv", "市容", "环境", Change("体系", "A", Kind.CHANGED, "名称", "市容", "环境")),
        ("standards.csv", ",0.95,", ",,", Change("标准", "A1", Kind.CHANGED, "要求合格率", "0.95", "0.9")),
        (
            "standards.csv",
            "加密清扫。",
            "",
            Change("标准", "A1", Kind.CHANGED, "整改要点", "加密清扫。", None),
        ),
        (
            "site_types.csv",
            "lane,背街小巷,街路",
            "lane,背街小巷,巷道",
            Change("点位类型", "lane", Kind.CHANGED, "类别", "街路", "巷道"),
        ),
        (
            "items.csv",
            "3,个,500,米",
            "4,个,500,米",
            Change("检查项", "A1-2", Kind.CHANGED, "数量", "每 500 米至少 3 个", "每 500 米至少 4 个"),
        ),
        (
            "blocks.csv",
            "road;lane",
            "road",
            Change("检查项", "A1-1", Kind.CHANGED, "点位类型", "road、lane", "road"),
        ),
        ("negative_list.csv", "造假,3", "造假,5", Change("负面清单", "N1", Kind.CHANGED, "扣分", "3", "5")),
        (
            "negative_list.csv",
            "V1,重大事故,0,是,paper\n",
            "",
            Change("负面清单", "V1", Kind.REMOVED, "", "重大事故", None),
        ),
    ],
)
def test_one_edit_is_one_change(
    small: Framework, tmp_path: Path, file: str, old: str, new: str, change: Change
) -> None:
    edited = load_pack(spoilt(tmp_path / "edited", file, old, new))
    assert change in diff_packs(small, edited)
    other = {"blocks.csv": 2}.get(file, 1)
    assert len(diff_packs(small, edited)) == other


def test_a_rule_changes_in_words_and_its_parameters_are_not_repeated(
    small: Framework, tmp_path: Path
) -> None:
    edited = load_pack(spoilt(tmp_path / "edited", "rules.csv", '""85""', '""90""'))
    (change,) = diff_packs(small, edited)
    assert (change.table, change.id, change.field) == ("评分规则", "B1 问卷", "规则")
    assert "85" in str(change.before)
    assert "90" in str(change.after)


def test_what_one_pack_adds_the_other_lacks(small: Framework) -> None:
    other = load_pack("index-2012")
    there, back = diff_packs(small, other), diff_packs(other, small)
    opposite = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}
    assert {(one.table, one.id, one.field, opposite[one.kind], one.after, one.before) for one in there} == {
        (one.table, one.id, one.field, one.kind, one.before, one.after) for one in back
    }
    assert counts(there)["标准"] == {Kind.ADDED: 15, Kind.REMOVED: 3}
