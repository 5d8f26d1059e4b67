"""Where rows of one kind go under a crosswalk, and the one reason why they go nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from dabiao.core.crosswalk.fit import Fit
from dabiao.core.crosswalk.model import Basis, Crosswalk, CrosswalkKind, Entry, TypeEntry
from dabiao.core.crosswalk.routes import Reason, Route, Routes, RowKind
from dabiao.core.framework import CheckItem, Framework, Grade, Method, Quantity, Source, Standard
from dabiao.core.rubric import ConformityRateRule, QuantifiedRule, RatioRule

Made = Callable[..., Standard]
Packs = Callable[..., Framework]
SAME_TYPES = tuple(TypeEntry(one, one, 100, Basis.SAME) for one in ("T1", "T2", "T3"))


def item(
    id_: str, text: str, standard: str = "A", types: Sequence[str] = ("T1",), **more: Quantity
) -> CheckItem:
    return CheckItem(id_, standard, text, tuple(types), Source("示例", "示例", None, Grade.OURS), **more)


def entry(standard: str, item: str, to_standard: str, to_item: str = "") -> Entry:
    return Entry(standard, item, to_standard, to_item, 100, Basis.BY_HAND)


def routes(
    old: Framework, new: Framework, *entries: Entry, types: Sequence[TypeEntry] = SAME_TYPES
) -> Routes:
    return Routes(Crosswalk("旧", "新", CrosswalkKind.EDITION, entries, tuple(types)), old, new)


def kind(
    standard: str = "A", item: str | None = None, site_type: str = "T1", method: str = "实地"
) -> RowKind:
    return RowKind(standard, method, item, site_type)


def where(found: Route | Reason) -> tuple[str, str | None, str] | Reason:
    return found if isinstance(found, Reason) else (found.standard, found.item, found.site_type)


@pytest.fixture
def split(framework: Packs, standard: Made) -> Routes:
    """A goes to B, one of its items to C, and one to nowhere."""
    old = framework(
        standard("A"),
        standard("Z"),
        items=(item("a1", "地面干净"), item("a2", "没有吸烟"), item("a3", "有公平秤")),
    )
    new = framework(
        standard("B"), standard("C"), items=(item("b1", "地面干净", "B"), item("c1", "没有吸烟", "C"))
    )
    leads = (
        entry("A", "", "B"),
        entry("A", "a1", "B", "b1"),
        entry("A", "a2", "C", "c1"),
        entry("A", "a3", ""),
    )
    return routes(old, new, *leads, entry("Z", "", ""))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (kind(item="a1"), ("B", "b1", "T1")),
        (kind(item="a2"), ("C", "c1", "T1")),
        (kind(item="a3"), Reason.ITEM_DROPPED),
        (kind(), Reason.SPLIT),
        (kind(item="另写的一项"), Reason.SPLIT),
        (kind("Z"), Reason.NO_COUNTERPART),
        (kind("Z", "a1"), Reason.NO_COUNTERPART),  # an item of another standard is no item of this one
        (kind("没有的标准"), Reason.NO_COUNTERPART),
        (kind("", ""), Reason.NO_COUNTERPART),
    ],
)
def test_items_tell_where_a_split_standard_goes(
    split: Routes, rows: RowKind, expected: tuple[str, str | None, str] | Reason
) -> None:
    assert where(split.of(rows)) == expected


def test_a_standard_whose_only_counterpart_the_new_pack_has_not_has_none(
    framework: Packs, standard: Made
) -> None:
    old, new = framework(standard("A"), items=(item("a1", "地面干净"),)), framework(standard("B"), items=())
    found = routes(old, new, entry("A", "", "没有的"), entry("A", "a1", "没有的", "x"))
    assert [found.of(kind()), found.of(kind(item="a1"))] == [Reason.NO_COUNTERPART] * 2


@pytest.mark.parametrize(
    ("written", "told"),
    [(None, None), ("另写的一项", "另写的一项"), ("a1", "地面干净")],
    ids=["no item", "own words", "item without counterpart of its own"],
)
def test_rows_to_the_standard_keep_the_words_of_what_was_looked_at(
    framework: Packs, standard: Made, written: str | None, told: str | None
) -> None:
    old, new = framework(standard("A"), items=(item("a1", "地面干净"),)), framework(standard("B"), items=())
    found = routes(old, new, entry("A", "", "B"), entry("A", "a1", "B"))
    assert where(found.of(kind(item=written))) == ("B", told, "T1")


def test_rows_of_merged_standards_are_told_apart_by_the_old_one_s_name(
    framework: Packs, standard: Made
) -> None:
    old, new = framework(standard("A"), standard("B"), items=()), framework(standard("M"), items=())
    found = routes(old, new, entry("A", "", "M"), entry("B", "", "M"))
    assert [where(found.of(kind(one))) for one in "AB"] == [("M", "A 标准A", "T1"), ("M", "B 标准B", "T1")]


@pytest.mark.parametrize(
    ("site_type", "expected"),
    [
        ("T1", ("A", None, "T3")),
        ("T2", Reason.NO_SITE_TYPE),  # it has no counterpart
        ("T3", Reason.NO_SITE_TYPE),  # the old pack knows it, the crosswalk says nothing
        ("别处的类型", ("A", None, "别处的类型")),
        ("", ("A", None, "")),
    ],
)
def test_place_types_go_by_their_new_name(
    framework: Packs, standard: Made, site_type: str, expected: tuple[str, str | None, str] | Reason
) -> None:
    pack = framework(standard("A"), items=())
    types = (TypeEntry("T1", "T3", 100, Basis.SAME_TEXT), TypeEntry("T2", "", 0, Basis.NONE))
    assert (
        where(routes(pack, pack, entry("A", "", "A"), types=types).of(kind(site_type=site_type))) == expected
    )


@pytest.mark.parametrize(
    ("site_type", "expected"),
    [
        ("T1", ("A", "a1", "T1")),
        ("T2", Reason.NOT_ASKED_THERE),
        ("T3", ("A", "a1", "T3")),  # it was not asked there before either: the row stands as odd as it was
    ],
)
def test_an_item_goes_where_it_is_still_asked(
    framework: Packs, standard: Made, site_type: str, expected: tuple[str, str | None, str] | Reason
) -> None:
    old = framework(standard("A"), items=(item("a1", "地面干净", types=("T1", "T2")),))
    new = framework(standard("A"), items=(item("a1", "地面干净", types=("T1",)),))
    found = routes(old, new, entry("A", "", "A"), entry("A", "a1", "A", "a1"))
    assert where(found.of(kind(item="a1", site_type=site_type))) == expected


def test_a_method_that_is_used_no_more_has_no_route(framework: Packs, standard: Made) -> None:
    both = {Method.FIELD: QuantifiedRule(), Method.DOCUMENT: ConformityRateRule()}
    old, new = framework(standard("A", methods=both), items=()), framework(standard("A"), items=())
    found = routes(old, new, entry("A", "", "A"))
    assert where(found.of(kind(method="材料"))) is Reason.NO_METHOD
    assert where(found.of(kind(method="实地"))) == ("A", None, "T1")
    assert where(found.of(kind(method="问卷"))) == ("A", None, "T1")  # no pack judges it: nothing is lost
    with pytest.raises(ValueError, match="电话"):
        found.of(kind(method="电话"))


def test_a_rule_that_asks_something_else_has_no_route(framework: Packs, standard: Made) -> None:
    old, new = framework(standard("A"), items=()), framework(standard("A", RatioRule()), items=())
    assert routes(old, new, entry("A", "", "A")).of(kind()) is Reason.OTHER_DEMAND


def test_the_route_says_how_the_rows_fit_and_what_was_asked(framework: Packs, standard: Made) -> None:
    number = Quantity(Decimal(3), "个")
    old = framework(standard("A"), items=(item("a1", "有公平秤", quantity=number),))
    new = framework(
        replace(standard("A"), text="新的内容"),
        items=(item("b1", "有公平秤", quantity=replace(number, at_least=Decimal(4))),),
    )
    found = routes(old, new, entry("A", "", "A"), entry("A", "a1", "A", "b1"))
    item_route, whole = found.of(kind(item="a1")), found.of(kind())
    assert isinstance(item_route, Route)
    assert isinstance(whole, Route)
    assert (item_route.fit, item_route.old.unit, item_route.new.word) == (Fit.BY_FIGURE, "个/", "b1")
    assert (item_route.old.text, item_route.new.text) == ("有公平秤", "有公平秤")
    assert (whole.fit, whole.old.text, whole.new.text) == (Fit.AS_IT_IS, "", "新的内容")
