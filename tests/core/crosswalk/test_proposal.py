"""What is proposed as the counterpart of a standard, item or place type, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reworded import PACKS, reworded

from dabiao.core.crosswalk.model import SURE_PERCENT, Basis, CrosswalkKind
from dabiao.core.crosswalk.proposal import propose, words
from dabiao.core.framework import CheckItem, Grade, SiteType, Source
from dabiao.standards.pack_files import load_pack

OURS = Source("示例", "示例", None, Grade.OURS)


@pytest.fixture(scope="session")
def titled(standard):
    def made(id_, title, text=""):
        return replace(standard(id_), title=title, text=text)

    return made


def item(id_, text, standard_id):
    return CheckItem(id_, standard_id, text, ("T1",), OURS)


def proposed(old, new):
    return propose(old, new, CrosswalkKind.EDITION)


def leads(crosswalk):
    return {key: (one.to_standard, one.to_item) for key, one in crosswalk.entry.items()}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_its_own_counterpart_with_certainty(name):
    pack = load_pack(name)
    crosswalk = proposed(pack, pack)
    assert all(one.percent == 100 and one.basis is Basis.SAME for one in crosswalk.entries)
    assert leads(crosswalk) == {key: (key[0], key[1]) for key in leads(crosswalk)}
    assert [(one.site_type, one.to) for one in crosswalk.site_types] == [
        (one.id, one.id) for one in pack.site_types
    ]


def test_the_same_words_under_another_number_are_certain(framework, titled):
    old = framework(titled("1.1", "街面保洁", "地面干净，无垃圾。"), items=(item("1.1-1", "无烟头", "1.1"),))
    new = framework(titled("2.7", "街面保洁", "地面干净、无垃圾"), items=(item("2.7-1", "无烟头", "2.7"),))
    crosswalk = proposed(old, new)
    assert leads(crosswalk) == {("1.1", ""): ("2.7", ""), ("1.1", "1.1-1"): ("2.7", "2.7-1")}
    assert {one.basis for one in crosswalk.entries} == {Basis.SAME_TEXT}


def test_a_number_that_means_something_else_now_is_no_counterpart(framework, titled):
    old = framework(titled("1.1", "街面保洁", "地面干净，果皮箱不满溢"), items=())
    new = framework(
        titled("1.1", "法律援助热线", "热线有人接听，一次说清"),
        titled("1.2", "街面保洁", "地面干净，果皮箱不满溢"),
        items=(),
    )
    assert leads(proposed(old, new)) == {("1.1", ""): ("1.2", "")}


def test_a_standard_without_anything_alike_leads_nowhere_and_has_no_candidate(framework, titled):
    old = framework(titled("1.1", "街面保洁", "地面干净"), items=())
    new = framework(titled("9.1", "电影院安全出口", "疏散通道畅通"), items=())
    (entry,) = proposed(old, new).entries
    assert (entry.to_standard, entry.candidate, entry.basis) == ("", "", Basis.NONE)
    assert not entry.undecided


def test_two_that_are_equally_alike_are_for_somebody_to_choose(framework, titled):
    old = framework(titled("1.1", "公益广告数量", "公益广告数量充足"), items=())
    new = framework(
        titled("2.1", "公益广告数量一", "公益广告数量充足"),
        titled("2.2", "公益广告数量二", "公益广告数量充足"),
        items=(),
    )
    (entry,) = proposed(old, new).entries
    assert entry.undecided
    assert entry.percent < SURE_PERCENT
    assert entry.candidate in ("2.1", "2.2")


def test_items_that_stand_apart_now_show_a_split(framework, titled):
    old = framework(
        titled("1", "市场环境卫生与秩序", "市场干净有序"),
        items=(item("1-1", "摊位前地面没有积水", "1"), item("1-2", "通道没有占道经营", "1")),
    )
    new = framework(
        titled("1", "市场环境卫生与秩序", "市场干净有序"),
        titled("2", "市场通道", "通道畅通"),
        items=(item("1-1", "摊位前地面没有积水", "1"), item("2-1", "通道没有占道经营", "2")),
    )
    crosswalk = proposed(old, new)
    assert crosswalk.targets["1"] == ("1", "2")
    assert crosswalk.entry["1", "1-2"].to_item == "2-1"


def test_two_reworded_items_never_share_a_counterpart_unasked(framework, titled):
    old = framework(
        titled("1", "保洁"),
        items=(item("a", "地面没有垃圾烟头痰迹", "1"), item("b", "地面没有垃圾烟头", "1")),
    )
    new = framework(titled("1", "保洁"), items=(item("c", "地面没有垃圾烟头纸屑", "1"),))
    taken = [one for one in proposed(old, new).entries if one.item and one.leads_somewhere]
    assert len(taken) <= 1


def test_where_the_new_standard_lists_no_items_the_old_ones_keep_their_words(framework, titled):
    old = framework(titled("1", "保洁"), items=(item("a", "地面没有垃圾", "1"),))
    new = framework(titled("1", "保洁"), items=())
    assert leads(proposed(old, new))["1", "a"] == ("1", "")


def test_place_types_go_by_title_then_by_a_telling_id(framework, standard):
    def kinds(*pairs):
        return tuple(SiteType(id_, title, "", OURS) for id_, title in pairs)

    old = framework(standard("A"), site_types=kinds(("1", "农贸市场"), ("lane", "背街小巷"), ("2", "网吧")))
    new = framework(standard("A"), site_types=kinds(("7", "农贸市场"), ("lane", "里弄"), ("2", "车站")))
    assert [(one.site_type, one.to) for one in proposed(old, new).site_types] == [
        ("1", "7"),
        ("lane", "lane"),
        ("2", ""),
    ]


def test_blanks_and_punctuation_say_nothing():
    assert words("整齐、干净。 (A1)") == words("整齐，干净A1")


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("seed", range(3))
def test_with_a_third_of_the_words_gone_what_is_sure_is_right(name, seed):
    """All standards, and of the items all but one in a hundred: where the cut took what told two items apart, nothing
    could know. And most standards are sure; this is where SURE_PERCENT comes from.
    """
    pack = load_pack(name)
    entries = proposed(pack, reworded(pack, seed)).entries
    standards = [one for one in entries if not one.item]
    items = [one for one in entries if one.item and one.leads_somewhere]
    assert [one.standard for one in standards if one.leads_somewhere] == [
        one.to_standard.removeprefix("新") for one in standards if one.leads_somewhere
    ]
    assert sum(one.leads_somewhere for one in standards) >= 0.75 * len(standards)
    assert sum(one.candidate == f"新{one.standard}" for one in standards) == len(standards)
    assert sum(one.to_item != f"新{one.item}" for one in items) <= 0.01 * len(items)
