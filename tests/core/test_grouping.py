"""Who is compared with whom."""

from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Ranking, RankingGroup
from dabiao.core.grouping import EVERYBODY, UNGROUPED, Grouping

OWN = Ranking(groups=(RankingGroup("m", "主城区", ("东街", "西街")), RankingGroup("o", "非主城", ("乡镇",))))
names = st.lists(st.sampled_from(["东街", "西街", "乡镇", "新街", "城管局"]), unique=True)
handed_in = st.dictionaries(st.sampled_from(["东街", "乡镇", "城管局"]), st.sampled_from(["甲组", "乙组"]))


def test_without_groups_all_are_compared_with_all():
    assert Grouping({}, Ranking()).of(["东街", "西街"]) == {"东街": EVERYBODY, "西街": EVERYBODY}


def test_what_was_handed_in_goes_before_the_packs_own_groups():
    assert Grouping({"东街": "试点"}, OWN).of(["东街", "西街"]) == {"东街": "试点", "西街": "主城区"}


def test_whoever_no_group_names_stands_apart_once_groups_are_in_use():
    assert Grouping({}, OWN).of(["东街", "新街"])["新街"] == UNGROUPED


def test_groups_come_in_declared_order_and_the_forgotten_last():
    grouping = Grouping({"城管局": "部门"}, OWN)
    assert grouping.order([UNGROUPED, "部门", "非主城", "主城区"]) == ["主城区", "非主城", "部门", UNGROUPED]
    assert grouping.order([]) == []


def test_those_handed_in_are_missed_wherever_they_were_not_seen():
    assert Grouping({"北街": "主城区", "教育局": "部门"}, Ranking()).absent({}) == {
        "北街": "主城区",
        "教育局": "部门",
    }


def test_the_packs_own_members_are_missed_only_where_their_group_is_in_use():
    grouping = Grouping({}, OWN)
    assert grouping.absent({"东街": "主城区"}) == {"西街": "主城区"}
    assert grouping.absent({"别处": EVERYBODY}) == {}


@given(names, handed_in)
def test_everybody_is_in_exactly_one_group_whatever_the_order(seen, groups):
    grouping = Grouping(groups, OWN)
    found = grouping.of(seen)
    assert found == grouping.of(seen[::-1])
    assert set(found) == set(seen)
    assert sorted(grouping.order(list(found.values()))) == sorted(set(found.values()))
    assert not set(grouping.absent(found)) & set(seen)
