"""Rows told in another framework's words: what is carried, what is left and named, and that nothing is invented."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.crosswalk.carry import carry, without
from dabiao.core.crosswalk.model import Basis, Crosswalk, CrosswalkKind, Entry, TypeEntry
from dabiao.core.crosswalk.proposal import propose
from dabiao.core.crosswalk.routes import Reason
from dabiao.core.framework import CheckItem, Grade, Method, Quantity, Source
from dabiao.core.judging import judge
from dabiao.core.rubric import (
    Band,
    BandRule,
    ConformityRateRule,
    ExceptionRule,
    Interval,
    ItemSample,
    QuantifiedRule,
    RatioRule,
    SatisfactionRule,
    SingleHitRule,
)
from dabiao.core.tally import tally


@pytest.fixture(scope="session")
def item():
    def made(id_, text, standard_id="A", site_types=("T1",), **more):
        return CheckItem(id_, standard_id, text, site_types, Source("示例", "示例", None, Grade.OURS), **more)

    return made


def entry(standard, item, to_standard, to_item=""):
    return Entry(standard, item, to_standard, to_item, 100, Basis.BY_HAND)


TYPES = tuple(TypeEntry(one, one, 100, Basis.SAME) for one in ("T1", "T2", "T3"))


def leading(*entries, types=TYPES):
    return Crosswalk("旧", "新", CrosswalkKind.EDITION, tuple(entries), tuple(types))


def seen(carried, *columns):
    return [tuple(row[name] for name in columns) for row in carried.observations.table.to_pylist()]


def left(carried):
    return [(one.standard, one.item, one.reason, one.rows) for one in carried.not_carried]


def counted(observations, framework):
    return list(tally(observations, framework, judge(observations, framework)).contract_cells())


def test_a_standard_under_another_number_is_carried_with_its_items(framework, standard, item, observed):
    old = framework(standard("A"), items=(item("a1", "地面干净"),))
    new = framework(standard("B"), items=(item("b1", "地面干净", "B"),))
    crosswalk = leading(entry("A", "", "B"), entry("A", "a1", "B", "b1"))
    rows = observed([{"item": "a1", "result": "-"}, {"item": None, "site_id": "P2"}])
    carried = carry(rows, crosswalk, old, new)
    assert seen(carried, "standard_id", "item", "result") == [("B", "b1", 0), ("B", None, 1)]
    assert carried.not_carried == ()


def test_what_has_no_counterpart_is_counted_and_named(framework, standard, item, observed):
    old = framework(standard("A"), standard("Z"), items=(item("a1", "地面干净"), item("a2", "无吸烟")))
    new = framework(standard("A"), items=(item("a1", "地面干净"),))
    crosswalk = leading(
        entry("A", "", "A"), entry("A", "a1", "A", "a1"), entry("A", "a2", ""), entry("Z", "", "")
    )
    rows = observed(
        [{"item": "a1"}, {"item": "a2"}, {"item": "a2", "site_id": "P2"}, {"standard_id": "Z", "item": None}]
    )
    carried = carry(rows, crosswalk, old, new)
    assert left(carried) == [
        ("A", "a2", Reason.ITEM_DROPPED, 2),
        ("Z", "", Reason.NO_COUNTERPART, 1),
    ]
    assert len(carried.observations) + 3 == carried.rows == 4


def test_a_split_standard_is_carried_only_where_items_tell(framework, standard, item, observed):
    old = framework(standard("A"), items=(item("a1", "地面干净"), item("a2", "无吸烟")))
    new = framework(
        standard("B"), standard("C"), items=(item("b1", "地面干净", "B"), item("c1", "无吸烟", "C"))
    )
    crosswalk = leading(entry("A", "", "B"), entry("A", "a1", "B", "b1"), entry("A", "a2", "C", "c1"))
    rows = observed(
        [
            {"item": "a1"},
            {"item": "a2", "result": "-"},
            {"item": None, "site_id": "P2"},
            {"item": "另写的一项", "site_id": "P3"},
        ]
    )
    carried = carry(rows, crosswalk, old, new)
    assert seen(carried, "standard_id", "item") == [("B", "b1"), ("C", "c1")]
    assert left(carried) == [("A", "", Reason.SPLIT, 1), ("A", "另写的一项", Reason.SPLIT, 1)]


def test_rows_of_merged_standards_stay_apart(framework, standard, observed):
    """A place that failed one of the two fails the merged one, though neither row names an item."""
    old, new = framework(standard("A"), standard("B"), items=()), framework(standard("M"), items=())
    crosswalk = leading(entry("A", "", "M"), entry("B", "", "M"))
    rows = observed([{"item": None}, {"item": None, "standard_id": "B", "result": "-"}])
    carried = carry(rows, crosswalk, old, new)
    assert seen(carried, "item", "result") == [("A 标准A", 1), ("B 标准B", 0)]
    (cell,) = counted(carried.observations, new)
    assert (cell.places, cell.places_ok, cell.rows, cell.rows_ok) == (1, 0, 2, 1)


@pytest.mark.parametrize("results", ["+-", "-+"])
def test_of_items_that_became_one_the_worst_counts(framework, standard, item, observed, results):
    old = framework(standard("A"), items=(item("a1", "地面没有垃圾"), item("a2", "地面没有积水")))
    new = framework(standard("A"), items=(item("a9", "地面干净"),))
    crosswalk = leading(entry("A", "", "A"), entry("A", "a1", "A", "a9"), entry("A", "a2", "A", "a9"))
    rows = observed(
        [
            {"item": "a1", "result": results[0]},
            {"item": "a2", "result": results[1]},
            {"item": "a1", "result": "+", "site_id": "P2"},
        ]
    )
    carried = carry(rows, crosswalk, old, new)
    assert seen(carried, "site_id", "result") == [("P1", 0), ("P2", 1)]
    (one,) = carried.not_carried
    assert (one.reason, one.rows) == (Reason.JOINED, 1)


def test_a_second_inspector_of_the_same_old_item_is_overlap_and_no_other_item(
    framework, standard, item, observed
):
    """The first inspector's row of each old item decides which stays; the failing first row of the other item must
    not vanish behind a second inspector's.
    """
    old = framework(standard("A"), items=(item("a1", "地面没有垃圾"), item("a2", "地面没有积水")))
    new = framework(standard("A"), items=(item("a9", "地面干净"),))
    crosswalk = leading(entry("A", "", "A"), entry("A", "a1", "A", "a9"), entry("A", "a2", "A", "a9"))
    rows = observed(
        [
            {"item": "a1", "result": "+"},
            {"item": "a1", "result": "-", "inspector": "乙"},
            {"item": "a2", "result": "-"},
        ]
    )
    carried = carry(rows, crosswalk, old, new)
    (cell,) = counted(carried.observations, new)
    assert (cell.places, cell.places_ok, cell.rows) == (1, 0, 1)


def test_place_types_go_by_their_new_names_or_are_named(framework, standard, observed):
    old, new = framework(standard("A"), items=()), framework(standard("A"), items=())
    types = (TypeEntry("T1", "T3", 100, Basis.SAME_TEXT), TypeEntry("T2", "", 0, Basis.NONE))
    rows = observed(
        [
            {"item": None},
            {"item": None, "site_type": "T2", "site_id": "P2"},
            {"item": None, "site_type": "别处的类型", "site_id": "P3"},
        ]
    )
    carried = carry(rows, leading(entry("A", "", "A"), types=types), old, new)
    assert seen(carried, "site_type") == [("T3",), ("别处的类型",)]
    assert left(carried) == [("A", "", Reason.NO_SITE_TYPE, 1)]


def test_an_item_is_not_carried_to_places_where_it_is_asked_no_more(framework, standard, item, observed):
    old = framework(standard("A"), items=(item("a1", "地面干净", site_types=("T1", "T2")),))
    new = framework(standard("A"), items=(item("a1", "地面干净", site_types=("T1",)),))
    crosswalk = leading(entry("A", "", "A"), entry("A", "a1", "A", "a1"))
    rows = observed([{"item": "a1"}, {"item": "a1", "site_type": "T2", "site_id": "P2"}])
    assert left(carry(rows, crosswalk, old, new)) == [("A", "a1", Reason.NOT_ASKED_THERE, 1)]


def samples(at_least):
    return QuantifiedRule((ItemSample("a1", at_least, 5),))


@pytest.fixture(scope="session")
def over(framework, standard, item, observed):
    """Carry rows of one standard and item from a rule to another; the verdicts under the new rule, and what is left."""

    def carried_over(old_rule, new_rule, rows, *, old_item=None, new_item=None):
        old = framework(standard("A", old_rule), items=(item("a1", "一项", **(old_item or {})),))
        new = framework(standard("A", new_rule), items=(item("a1", "一项", **(new_item or {})),))
        crosswalk = leading(entry("A", "", "A"), entry("A", "a1", "A", "a1"))
        placed = [{"item": "a1", "site_id": f"P{at}"} | row for at, row in enumerate(rows)]
        carried = carry(observed(placed), crosswalk, old, new)
        return judge(carried.observations, new).tolist(), [
            (one.reason, one.rows) for one in carried.not_carried
        ]

    return carried_over


def test_a_stricter_number_judges_the_figures_anew_and_leaves_bare_words(over):
    rows = [
        {"result": "+", "value": 3, "base": 5},
        {"result": "+", "value": 4, "base": 5},
        {"result": "+"},
        {"result": "-"},
        {"result": "/"},
    ]
    assert over(samples(3), samples(4), rows) == ([0, 1, -1], [(Reason.NO_FIGURE, 2)])


def test_a_laxer_number_clears_what_only_the_number_failed(over):
    rows = [
        {"result": "-", "value": 3, "base": 5},
        {"result": "-", "value": 5, "base": 5},  # the inspector saw something else
        {"result": "-", "value": 1, "base": 5},
    ]
    assert over(samples(4), samples(3), rows) == ([1, 0, 0], [])


def test_a_number_in_another_unit_says_nothing(over):
    old, new = (
        {"quantity": Quantity(Decimal(3), "个", Decimal(500), "米")},
        {"quantity": Quantity(Decimal(95), "%")},
    )
    rows = [{"result": "?", "value": 4, "base": 1}, {"result": "+"}]
    assert over(None, None, rows, old_item=old, new_item=new) == ([], [(Reason.OTHER_DEMAND, 2)])


def test_words_that_stay_the_same_keep_their_verdict_when_the_pack_writes_the_number_down(over):
    rows = [{"result": "+"}, {"result": "-"}]
    number = {"quantity": Quantity(Decimal(3), "个")}
    assert over(None, None, rows, new_item=number) == ([1, 0], [])
    assert over(None, None, rows, old_item=number) == ([1, 0], [])


def test_a_hit_stays_a_failure_where_hits_count_no_more(over):
    """The row says 符合 and counts a hit: under the old rule it failed, and nobody has seen it conform since."""
    rows = [{"result": "+", "count": 1}, {"result": "+"}]
    assert over(SingleHitRule(), ConformityRateRule(), rows) == ([0, 1], [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SatisfactionRule(Decimal(85)), QuantifiedRule()),
        (QuantifiedRule(), RatioRule()),
    ],
)
def test_sums_and_verdicts_are_not_told_as_each_other(over, old, new):
    rows = [{"result": "?", "value": 9, "base": 10}, {"result": "+"}]
    assert over(old, new, rows) == ([], [(Reason.OTHER_DEMAND, 2)])


def test_another_threshold_on_the_same_sum_changes_no_row(over):
    rows = [{"result": "?", "value": 9, "base": 10}]
    assert over(SatisfactionRule(Decimal(85)), SatisfactionRule(Decimal(95)), rows) == ([-2], [])


def test_an_exception_that_is_no_more_leaves_its_rows_behind(over):
    old = ExceptionRule(ConformityRateRule(), ("停在线内",))
    rows = [{"result": "-", "problem": "例外：停在线内"}, {"result": "-", "problem": "停在路口"}]
    assert over(old, ConformityRateRule(), rows) == ([0], [(Reason.EXCEPTION_GONE, 1)])
    assert over(old, old, rows) == ([1, 0], [])


def test_a_method_that_is_used_no_more_leaves_its_rows_behind(framework, standard, observed):
    both = {Method.FIELD: QuantifiedRule(), Method.DOCUMENT: ConformityRateRule()}
    old, new = framework(standard("A", methods=both), items=()), framework(standard("A"), items=())
    rows = observed([{"item": None}, {"item": None, "method": "材料"}])
    carried = carry(rows, leading(entry("A", "", "A")), old, new)
    assert left(carried) == [("A", "", Reason.NO_METHOD, 1)]


rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "round": st.sampled_from(["1", "2", "3"]),
            "site_id": st.sampled_from(["P1", "P2", "P3"]),
            "site_type": st.sampled_from(["T1", "T2", "别的"]),
            "standard_id": st.sampled_from(["A", "B", "C"]),
            "item": st.sampled_from(["a1", "a2", "b1", "c1", "另一项", None]),
            "method": st.sampled_from(["实地", "材料"]),
            "result": st.sampled_from("++-/?"),
            "count": st.sampled_from([None, 0, 2]),
            "value": st.sampled_from([None, 1, 4]),
            "base": st.sampled_from([None, 5]),
            "problem": st.sampled_from([None, "例外：停在线内", "脏"]),
            "inspector": st.sampled_from(["甲", "乙"]),
        }
    ),
    max_size=40,
)


@pytest.fixture(scope="session")
def rich(framework, standard, item):
    """Three standards with rules of different kinds, and items with and without numbers."""
    exceptional = ExceptionRule(ConformityRateRule(), ("停在线内",))
    return framework(
        standard("A", QuantifiedRule((ItemSample("a1", 3, 5),))),
        standard("B", methods={Method.FIELD: SingleHitRule(), Method.DOCUMENT: RatioRule()}),
        standard("C", exceptional),
        items=(
            item("a1", "询问 5 人"),
            item("a2", "地面干净", site_types=("T1", "T2")),
            item("b1", "没有闯红灯", "B", ("T2",)),
            item("c1", "停放有序", "C", quantity=Quantity(Decimal(95), "%")),
        ),
    )


@given(rows=rows_of)
@settings(max_examples=60)
def test_the_identity_carries_everything_as_it_is(rich, observed, rows):
    rows = observed(rows, ("1", "2", "3"))
    carried = carry(rows, propose(rich, rich, CrosswalkKind.EDITION), rich, rich)
    assert carried.not_carried == ()
    assert counted(carried.observations, rich) == counted(rows, rich)


@given(
    rows=rows_of,
    to=st.lists(
        st.sampled_from([("A", "a1"), ("A", "a2"), ("A", ""), ("B", "b1"), ("C", "c1"), ("", "")]),
        min_size=7,
        max_size=7,
    ),
    types=st.lists(st.sampled_from(["T1", "T2", ""]), min_size=3, max_size=3),
)
@settings(max_examples=120)
def test_every_row_is_carried_or_named_and_no_failing_place_becomes_a_passing_one(
    rich, observed, rows, to, types
):
    """However the entries lead: rows add up, and where all rows of a place on what became one standard were carried,
    the place passes only if it passed before.
    """
    keys = [("A", ""), ("A", "a1"), ("A", "a2"), ("B", ""), ("B", "b1"), ("C", ""), ("C", "c1")]
    crosswalk = leading(
        *(entry(*key, *where) for key, where in zip(keys, to, strict=True)),
        types=[
            TypeEntry(one, where, 100, Basis.BY_HAND)
            for one, where in zip(("T1", "T2", "T3"), types, strict=True)
        ],
    )
    rows = observed(rows, ("1", "2", "3"))
    carried = carry(rows, crosswalk, rich, rich)
    assert (
        len(carried.observations) + sum(one.rows for one in carried.not_carried) == carried.rows == len(rows)
    )
    assert carried.observations.table.schema == rows.table.schema
    before = dict(zip(rows.table["source_row"].to_pylist(), judge(rows, rich).tolist(), strict=True))
    stated = {row["source_row"]: row for row in rows.table.to_pylist()}
    told = zip(
        carried.observations.table.to_pylist(), judge(carried.observations, rich).tolist(), strict=True
    )
    for row, verdict in told:
        if verdict == 1 and before[row["source_row"]] != 1:
            figures = stated[row["source_row"]]
            assert figures["value"] is not None or figures["count"] is not None or row["problem"]


def test_what_was_put_in_directly_counts_and_the_carried_row_does_not(observed):
    key = ("round", "site_id", "standard_id", "item", "method", "inspector")
    carried = observed([{"result": "-"}, {"site_id": "P2"}, {"item": None}])
    direct = observed([{"result": "+"}, {"item": None, "inspector": "乙"}])
    kept, there_already = without(carried, key, direct.table)
    assert [row["site_id"] for row in kept.table.to_pylist()] == ["P2", "P1"]
    assert there_already == 1
    nothing, all_there = without(direct, key, direct.table)
    assert (len(nothing), nothing.rounds, all_there) == (0, (), 2)


def test_bands_on_another_measure_are_not_fed(framework, standard, observed):
    bands = (
        Band("A", Interval(None, Decimal(60), False, True), Decimal(1)),
        Band("B", Interval(Decimal(60), None, False, False), Decimal(0)),
    )
    domain = Interval(None, None, False, False)
    old = framework(standard("A", BandRule("value", bands, domain, unit="分贝")), items=())
    same = framework(standard("A", BandRule("value", bands, domain, unit="分贝", mean_of=2)), items=())
    other = framework(standard("A", BandRule("value", bands, domain, unit="微克")), items=())
    rows = observed([{"item": None, "result": "?", "value": 58}])
    assert carry(rows, leading(entry("A", "", "A")), old, same).not_carried == ()
    assert left(carry(rows, leading(entry("A", "", "A")), old, other)) == [("A", "", Reason.OTHER_DEMAND, 1)]


def test_entries_that_name_what_the_new_framework_has_not_lead_nowhere(framework, standard, observed):
    old, new = framework(standard("A"), items=()), framework(standard("A"), items=())
    rows = observed([{"item": None}])
    carried = carry(rows, leading(entry("A", "", "没有的")), old, new)
    assert len(carried.observations) == 0
    assert carried.observations.rounds == ()
    assert replace(carried.not_carried[0], rows=0).rows == 0
