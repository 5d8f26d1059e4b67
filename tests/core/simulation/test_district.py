"""示范区 place by place: what inspectors wrote down agrees with what is told of the district."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.framework import Framework, Method
from dabiao.core.judging import judge
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCHEMA, UNSTATED
from dabiao.core.simulation.district import District, Plan, simulate_district
from dabiao.core.simulation.names import INSPECTORS, STREETS
from dabiao.core.simulation.rounds import DAYS_OF_A_ROUND
from dabiao.core.simulation.sizes import ANY, PROCESS, size_of
from dabiao.core.tally import tally
from dabiao.standards.pack_files import load_pack

DAYS = tuple(date(2026, month, 6) for month in range(1, 5))
PLAIN = Plan(days=DAYS, types=8, per_type=3)


def drawn(seed: int, plan: Plan = PLAIN, framework: Framework | None = None) -> District:
    return simulate_district(np.random.default_rng(seed), plan, framework)


@pytest.fixture(scope="module")
def pack() -> Framework:
    return load_pack("district-practice")


@pytest.fixture(scope="module")
def district(pack: Framework) -> District:
    return drawn(7, Plan(days=DAYS), pack)


@pytest.fixture(scope="module")
def rows(district: District) -> list[dict[str, object]]:
    return district.observations.table.to_pylist()


def test_the_same_seed_is_the_same_district_and_another_seed_another() -> None:
    one, again, other = drawn(5), drawn(5), drawn(6)
    assert one.observations.table.equals(again.observations.table)
    assert (one.truth, one.places, one.frame) == (again.truth, again.places, again.frame)
    assert (one.organisations, one.street_effects) == (again.organisations, again.street_effects)
    assert not one.observations.table.equals(other.observations.table)


@given(
    seed=st.integers(0, 2**32),
    rounds=st.integers(1, 4),
    types=st.integers(1, 5),
    per_type=st.integers(1, 3),
    checks=st.integers(1, 50),
    streets=st.integers(1, len(STREETS)),
)
@settings(max_examples=25)
def test_any_district_is_whole(seed, rounds, types, per_type, checks, streets) -> None:
    plan = Plan(DAYS[:rounds], checks, types, per_type, streets, communities=streets * 3)
    found = drawn(seed, plan)
    table = found.observations.table
    assert table.schema.equals(SCHEMA)
    assert len(found.truth) == types * per_type
    assert len(found.observations.rounds) == rounds
    at = {place.id: place for place in found.places}
    assert len(at) == len(found.places) == sum(found.frame.values())
    assert table["source_row"].to_pylist() == list(range(2, len(table) + 2))
    for row in table.to_pylist():
        place = at[row["site_id"]]
        assert (row["site_type"], row["street"]) == (place.site_type, place.street)
        assert (row["result"] == FAILING) is (row["problem"] is not None)
    for one in found.truth:
        assert 0.0 <= one.reliability <= 1.0
        assert 0.0 < one.long_run < 1.0
        assert max(one.series.n) <= found.frame[one.site_type] == one.series.frame


def test_the_counts_told_are_the_tally_of_the_rows(district: District, pack: Framework) -> None:
    verdicts = judge(district.observations, pack)
    found = defaultdict(lambda: [0, 0])
    for cell in tally(district.observations, pack, verdicts).contract_cells():
        if cell.method == Method.FIELD.value:
            for key in (cell.site_type, None):
                counted = found[cell.standard_id, key, cell.round]
                counted[0] += cell.places
                counted[1] += cell.places_ok
    for one in district.truth:
        told = [list(pair) for pair in zip(one.series.n, one.series.y, strict=True)]
        rounds = one.series.rounds
        assert [found[one.standard_id, one.site_type, name] for name in rounds] == told, one.standard_id


def test_frame_sizes_are_those_of_the_places(district: District, pack: Framework) -> None:
    assert Counter(place.site_type for place in district.places) == dict(district.frame)
    for site_type, places in district.frame.items():
        kind = pack.site_type_names[site_type]
        size = size_of(kind.title, process=kind.process)
        if size.per_street or size.per_community:
            assert places == (8 if size.per_street else 40), kind.title
        else:
            assert size.fewest <= places <= size.most, kind.title


def test_there_is_one_office_to_a_street_and_a_station_or_two(district: District) -> None:
    named = defaultdict(list)
    for place in district.places:
        named[place.site_type].append(place.name)
        assert place.community.startswith(place.street[:2])
    assert named["subdistrict_office"] == [f"{street}办事处" for street in STREETS[:8]]
    assert "东湖和平社区" in named["community"]
    assert "东湖和平社区综合文化服务中心" in named["community_culture"]
    assert len(named["railway_station"]) <= 2
    assert named["entry_exit_hall"] == ["示范区出入境办证大厅"]
    assert len({name for found in named.values() for name in found}) == len(district.places)


def test_what_is_known_of_a_type_does_not_depend_on_the_pack() -> None:
    assert size_of("没见过的类型", process=False) is ANY
    assert size_of("医院", process=True) is PROCESS


def test_a_place_is_visited_at_most_once_a_round_by_a_first_inspector(rows) -> None:
    seen = defaultdict(set)
    for row in rows:
        seen[row["round"], row["site_id"], row["standard_id"], row["item"], row["method"]].add(
            row["inspector"]
        )
    assert max(map(len, seen.values())) == 2


def test_a_second_inspector_repeats_some_visits_and_mostly_agrees(
    district: District, pack: Framework
) -> None:
    overlap = tally(district.observations, pack, judge(district.observations, pack)).overlap
    assert 0.02 < overlap.rows / len(district.observations) < 0.06
    assert 0.85 < overlap.share < 0.99


def test_some_standards_do_not_apply_at_some_places(rows) -> None:
    field = [row for row in rows if row["method"] == Method.FIELD.value]
    share = sum(row["result"] == NOT_APPLICABLE for row in field) / len(field)
    assert 0.02 < share < 0.07
    assert all(
        row["problem"] is None and row["value"] is None for row in rows if row["result"] == NOT_APPLICABLE
    )


def test_rates_are_what_districts_show(rows) -> None:
    results = Counter(row["result"] for row in rows if row["method"] == Method.FIELD.value)
    assert 0.90 < results[CONFORMING] / (results[CONFORMING] + results[FAILING]) < 0.98


def test_the_truth_is_about_the_long_run_of_what_is_seen(pack: Framework) -> None:
    plan = Plan(days=tuple(date(2000 + t // 12, t % 12 + 1, 6) for t in range(120)), types=6, per_type=3)
    for one in drawn(3, plan).truth:
        n, y = np.array(one.series.n), np.array(one.series.y)
        spread = (y / np.maximum(n, 1)).std() / np.sqrt(n.size)
        assert y.sum() / n.sum() == pytest.approx(one.long_run, abs=5 * spread + 0.01)


def test_a_standard_of_several_place_types_is_told_as_a_whole_too(district: District) -> None:
    parts = defaultdict(list)
    for one in district.truth:
        if one.site_type is not None:
            parts[one.standard_id].append(one)
    whole = {one.standard_id: one for one in district.truth if one.site_type is None}
    assert set(whole) == {key for key, found in parts.items() if len(found) > 1}
    assert whole
    for key, one in whole.items():
        assert one.series.frame == sum(part.series.frame for part in parts[key])
        assert sum(one.series.n) == sum(sum(part.series.n) for part in parts[key])
        assert sum(one.series.groups.values()) == pytest.approx(1.0)
        rates = [part.long_run for part in parts[key]]
        assert min(rates) - 0.02 <= one.long_run <= max(rates) + 0.02


def test_rows_are_dated_within_their_round_and_inspectors_rotate(rows) -> None:
    days = dict(zip([f"{day.year}年{day.month}月" for day in DAYS], DAYS, strict=True))
    streets = defaultdict(set)
    for row in rows:
        assert 0 <= (row["date"] - days[row["round"]]).days < DAYS_OF_A_ROUND
        streets[row["inspector"]].add(row["street"])
    assert set(streets) == set(INSPECTORS)
    assert min(map(len, streets.values())) >= 3


def test_items_types_and_methods_are_those_of_the_pack(rows, pack: Framework) -> None:
    items = {item.id: item for found in pack.items_of.values() for item in found}
    for standard_id, item, method, site_type in {
        (row["standard_id"], row["item"], row["method"], row["site_type"]) for row in rows
    }:
        standard = pack.standards[standard_id]
        assert item in {one.id for one in pack.items_of[standard_id]}
        assert standard.rule_for(Method(method)) is not None
        assert site_type in {pack.site_type_names[name].id for name in items[item].site_types}


def test_figures_are_given_where_a_rule_reads_figures(rows) -> None:
    figures = [row for row in rows if row["result"] == UNSTATED]
    assert figures
    assert all(row["value"] is not None for row in figures)
    assert all(0 <= row["value"] <= row["base"] for row in figures if row["base"] is not None)


def test_rounds_of_the_same_month_are_numbered() -> None:
    found = drawn(1, Plan(days=(date(2026, 1, 1), date(2026, 1, 15)), types=1, per_type=1))
    assert found.observations.rounds == ("第1轮", "第2轮")


@pytest.mark.parametrize(("streets", "communities"), [(0, 1), (13, 20), (3, 2), (1, 13)])
def test_more_streets_or_communities_than_have_names_are_refused(streets: int, communities: int) -> None:
    with pytest.raises(ValueError, match="streets with"):
        drawn(1, Plan(days=DAYS, types=1, per_type=1, streets=streets, communities=communities))


def test_a_framework_that_asks_nothing_anywhere_is_refused(framework, standard, node) -> None:
    empty = framework(node("1", standard("A")), items=())
    with pytest.raises(ValueError, match="no check item"):
        drawn(1, PLAIN, empty)


def test_the_rate_asked_is_that_of_the_plan() -> None:
    easy, hard = (drawn(4, Plan(days=DAYS, types=8, pass_rate=Decimal(rate))) for rate in ("0.5", "0.99"))
    assert easy.observations.table.equals(hard.observations.table)
    for one, other in zip(easy.truth, hard.truth, strict=True):
        assert one.reliability >= other.reliability
        assert (one.pass_rate, other.pass_rate) == (Decimal("0.5"), Decimal("0.99"))
