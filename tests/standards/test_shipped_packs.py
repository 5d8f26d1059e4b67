"""The shipped frameworks keep what a campaign relies on: sums, sources, items for every place."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from dabiao.core.framework import Framework, Grade, Method, Node, Source, Standard
from dabiao.core.rubric import (
    BandRule,
    BonusRule,
    CountRule,
    DeductRule,
    Evidence,
    ExceptionRule,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    SatisfactionRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_evaluate import FORMS, evaluate
from dabiao.standards.pack_files import load_pack

PACKS = Path(__file__).parents[2] / "packs"
OFF_SITE = "非现场测评"


@pytest.fixture(scope="module", params=["district-practice", "minors-practice"])
def pack(request: pytest.FixtureRequest) -> Framework:
    return load_pack(PACKS / request.param)


@pytest.fixture(scope="module")
def district() -> Framework:
    return load_pack(PACKS / "district-practice")


@pytest.fixture(scope="module")
def minors() -> Framework:
    return load_pack(PACKS / "minors-practice")


def nodes(framework: Framework) -> Iterator[Node]:
    pending = [top for top in framework.tree if isinstance(top, Node)]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(child for child in node.children if isinstance(child, Node))


def sources(framework: Framework) -> Iterator[Source]:
    yield framework.source
    yield from (kind.source for kind in framework.site_types)
    yield from (item.source for item in framework.items)
    yield from (event.source for event in framework.negative_list)
    for standard in framework.standards.values():
        yield standard.source
        yield from (rule.source for rule in standard.rules)
    if framework.cycle:
        yield framework.cycle.source
        yield from (gate.source for gate in framework.cycle.gates)


def points_by_method(framework: Framework) -> dict[Method, Decimal]:
    total: Counter[Method] = Counter()
    for standard in framework.standards.values():
        for rule in standard.rules:
            total[rule.method] += rule.points  # type: ignore[assignment]  # Counter is typed for int counts
    return {method: Decimal(points) for method, points in total.items()}


def places_of(framework: Framework) -> set[str]:
    return {kind.id for kind in framework.site_types if kind.group != OFF_SITE}


def one(framework: Framework, standard_id: str, method: Method) -> object:
    found = framework.standards[standard_id].rule_for(method)
    assert found is not None
    return found.rule


def test_points_of_every_node_are_the_sum_of_its_children_and_the_tree_makes_a_hundred(
    pack: Framework,
) -> None:
    assert pack.points == 100
    for node in nodes(pack):
        assert sum(child.points for child in node.children) == node.points, node.id
    for standard in pack.standards.values():
        assert sum(rule.points for rule in standard.rules) == standard.points, standard.id


def test_every_source_is_graded_and_what_is_ours_says_so(pack: Framework) -> None:
    for source in sources(pack):
        assert source.grade in Grade
        assert source.document
        assert (source.grade is Grade.OURS) <= (source.place == ""), source
        assert "http" not in source.document + source.note, source


def test_no_two_items_share_an_id_or_a_text(pack: Framework) -> None:
    assert max(Counter(item.id for item in pack.items).values()) == 1
    assert max(Counter(item.text for item in pack.items).values()) == 1


def test_no_two_standards_share_a_title_or_a_remedy(pack: Framework) -> None:
    standards = pack.standards.values()
    assert max(Counter(standard.title for standard in standards).values()) == 1
    assert max(Counter(standard.fix for standard in standards).values()) == 1


def test_every_standard_says_what_it_asks_who_leads_and_how_to_mend_it(pack: Framework) -> None:
    for standard in pack.standards.values():
        assert standard.title, standard.id
        assert standard.text, standard.id
        assert standard.lead_department, standard.id
        assert standard.fix, standard.id
        assert standard.rules, standard.id


def test_every_place_type_has_three_items_or_more(pack: Framework) -> None:
    asked = Counter(kind for item in pack.items for kind in item.site_types)
    assert [kind.id for kind in pack.site_types if asked[kind.id] < 3] == []


def test_every_item_belongs_to_a_known_standard_and_names_each_place_type_once(pack: Framework) -> None:
    kinds = {kind.id for kind in pack.site_types}
    for item in pack.items:
        assert item.standard_id in pack.standards, item.id
        assert item.site_types, item.id
        assert set(item.site_types) <= kinds, item.id
        assert len(set(item.site_types)) == len(item.site_types), item.id


def test_a_field_standard_has_items_at_places_and_only_a_field_standard_has(pack: Framework) -> None:
    places = places_of(pack)
    asked_on_site = {item.standard_id for item in pack.items if places & set(item.site_types)}
    with_field_rule = {key for key, standard in pack.standards.items() if standard.rule_for(Method.FIELD)}
    assert asked_on_site == with_field_rule


def test_every_method_but_the_field_has_items_where_its_rows_are_recorded(pack: Framework) -> None:
    homes = {
        Method.DOCUMENT: {"filed_materials", "media"},
        Method.SURVEY: {"household_survey", "street_survey", "pupil_survey", "parent_survey"},
        Method.DATA: {"statistics", "media"},
        Method.BONUS: {"annual_events"},
        Method.NEGATIVE: {"annual_events"},
    }
    for key, standard in pack.standards.items():
        for rule in standard.rules:
            if rule.method is not Method.FIELD:
                found = [item for item in pack.items_of[key] if homes[rule.method] & set(item.site_types)]
                assert found, (key, rule.method)


def test_an_item_is_either_looked_at_on_site_or_off_site(pack: Framework) -> None:
    places = places_of(pack)
    for item in pack.items:
        assert set(item.site_types) <= places or not places & set(item.site_types), item.id


def test_items_named_by_a_rule_belong_to_its_standard(pack: Framework) -> None:
    for key, standard in pack.standards.items():
        own = {item.id for item in pack.items_of[key]}
        for method_rule in standard.rules:
            assert set(items_named(method_rule.rule)) <= own, key


def items_named(rule: object) -> list[str]:
    if isinstance(rule, ExceptionRule):
        return items_named(rule.base)
    if isinstance(rule, CountRule):
        return list(rule.items)
    if isinstance(rule, BandRule):
        return [item for band in rule.bands for item in band.requires]
    if isinstance(rule, DeductRule):
        absent = [rule.zero_if_absent] if rule.zero_if_absent else []
        return [asked.item for asked in rule.requirements] + absent
    if isinstance(rule, QuantifiedRule):
        return [sample.item for sample in rule.samples]
    if isinstance(rule, ThresholdRule):
        return [measure.item for measure in rule.measures]
    return []


def test_exceptions_of_items_are_those_of_their_rule(pack: Framework) -> None:
    for item in pack.items:
        if item.exceptions:
            rule = one(pack, item.standard_id, Method.FIELD)
            assert isinstance(rule, ExceptionRule), item.id
            assert set(item.exceptions) <= set(rule.exceptions), item.id


def test_neither_remedy_nor_item_asks_for_what_a_community_must_not_be_made_to_do(pack: Framework) -> None:
    forbidden = ("打卡", "强制关闭", "关停", "停业整顿", "临时封堵")
    for standard in pack.standards.values():
        assert not any(word in standard.fix for word in forbidden), standard.id
    for item in pack.items:
        assert not any(word in item.text for word in forbidden), item.id


def test_no_item_takes_a_distance_to_walk_for_a_quantity_to_find(pack: Framework) -> None:
    wrong = [item.id for item in pack.items if item.quantity and "范围内没有" in item.text]
    assert wrong == []


def test_stability_settings_are_the_defaults(pack: Framework) -> None:
    assert pack.stability.pass_rate == Decimal("0.90")
    assert (pack.stability.compliant_from, pack.stability.unstable_from) == (Decimal("0.9"), Decimal("0.5"))
    assert pack.stability.confidence == Decimal("0.70")
    assert pack.stability.official_sample == 10
    assert pack.stability.losses == ((0, 1, 6), (1, 0, 2), (2, 1, 0))


class TestDistrict:
    def test_is_as_large_as_a_district_needs(self, district: Framework) -> None:
        assert len(district.tree) == 10
        assert len(district.standards) >= 60
        assert len(district.site_types) >= 40
        assert len(district.items) >= 150
        assert 8 <= len(district.negative_list) <= 12

    def test_has_the_ten_categories_of_the_county_edition_in_order(self, district: Framework) -> None:
        assert [top.title for top in district.tree] == [
            "具有强大生命力和创造力的社会主义精神文明",
            "廉洁高效的政务环境",
            "公平正义的法治环境",
            "诚信守法的市场环境",
            "健康向上的人文环境",
            "和谐宜居的生活环境",
            "安全稳定的社会环境",
            "有利于可持续发展的生态环境",
            "城乡融合发展",
            "长效常态的创建工作机制",
        ]

    def test_weighs_field_60_documents_25_surveys_11_and_data_4(self, district: Framework) -> None:
        assert points_by_method(district) == {
            Method.FIELD: 60,
            Method.DOCUMENT: 25,
            Method.SURVEY: 11,
            Method.DATA: 4,
            Method.BONUS: 0,
            Method.NEGATIVE: 0,
        }

    def test_uses_every_form_of_rule(self, district: Framework) -> None:
        used = {type(rule.rule) for standard in district.standards.values() for rule in standard.rules}
        assert used == set(FORMS)

    def test_what_only_changes_the_total_stands_apart_from_the_points(self, district: Framework) -> None:
        bonus, penalty = one(district, "10.3.1", Method.BONUS), one(district, "10.3.2", Method.NEGATIVE)
        assert (bonus, penalty) == (BonusRule(Decimal(10)), NegativeListRule(Decimal(2)))

    def test_ranks_in_two_groups_whose_members_the_district_fills_in(self, district: Framework) -> None:
        groups = district.ranking.groups
        assert [(group.title, group.members) for group in groups] == [("主城区", ()), ("非主城区", ())]

    def test_the_cycle_weighs_15_25_60_and_marks_it_as_ours(self, district: Framework) -> None:
        cycle = district.cycle
        assert cycle is not None
        assert cycle.weights == (Decimal("0.15"), Decimal("0.25"), Decimal("0.60"))
        assert cycle.source.grade is Grade.OURS
        assert {(gate.measure, gate.at_least) for gate in cycle.gates} == {
            ("minors", 85),
            ("annual", 80),
            ("annual", 70),
        }
        assert {gate.id: gate.suspended_months for gate in cycle.gates if gate.suspended_months} == {
            "annual-70": 12
        }
        assert cycle.parts == ()

    def test_a_convicted_head_of_government_costs_five_points_and_a_major_accident_the_claim(
        self, district: Framework
    ) -> None:
        events = {event.id: event for event in district.negative_list}
        assert (events["N01"].points, events["N01"].veto) == (5, False)
        vetoes = {key for key, event in events.items() if event.veto}
        assert {event.ban_months for event in events.values() if event.veto} == {12}
        assert vetoes == {
            "V01",
            "V02",
            "V03",
            "V04",
            "V05",
            "V06",
        }

    def test_back_lanes_are_lit_to_95_per_cent_and_main_roads_to_99(self, district: Framework) -> None:
        def asked(standard_id: str) -> list[Decimal]:
            rule = one(district, standard_id, Method.FIELD)
            assert isinstance(rule, ThresholdRule)
            return [measure.at_least for measure in rule.measures]

        assert asked("6.1.4") == [100, 95]
        assert asked("6.1.5") == [100, 99]

    def test_stopping_somebody_at_a_red_light_does_not_cure_it_and_the_other_wording_is_told(
        self, district: Framework
    ) -> None:
        assert one(district, "6.3.1", Method.FIELD) == SingleHitRule(dissuaded_cures=False)
        assert any("昭通" in note for note in district.notes)

    def test_satisfaction_lines_are_those_reported(self, district: Framework) -> None:
        def line(standard_id: str) -> tuple[Decimal, bool]:
            rule = one(district, standard_id, Method.SURVEY)
            assert isinstance(rule, SatisfactionRule)
            return rule.at_least, rule.strict

        assert line("2.1.1") == (90, True)
        assert line("2.2.3") == (90, True)
        assert line("4.3.1") == (85, False)
        assert line("5.1.1") == (75, False)
        assert line("7.2.1") == (85, True)

    def test_five_processes_are_tried_out_not_visited(self, district: Framework) -> None:
        tried = [kind.id for kind in district.site_types if kind.process and kind.group != OFF_SITE]
        assert len(tried) == 5


class TestMinors:
    def test_has_five_categories_28_standards_eight_place_types_and_fifty_items(
        self, minors: Framework
    ) -> None:
        assert len(minors.tree) == 5
        assert len(minors.standards) == 28
        assert len(places_of(minors)) >= 8
        assert len(minors.items) >= 50
        assert any("27 和 28" in note for note in minors.notes)

    def test_weighs_as_huaian_did_in_2016(self, minors: Framework) -> None:
        assert points_by_method(minors) == {Method.DOCUMENT: 50, Method.FIELD: 40, Method.SURVEY: 10}

    def test_below_85_the_city_cannot_apply(self, minors: Framework) -> None:
        assert minors.cycle is not None
        assert [(gate.measure, gate.at_least) for gate in minors.cycle.gates] == [("annual", 85)]

    def test_three_pupils_of_five_are_enough(self, minors: Framework) -> None:
        rule = one(minors, "M1.2", Method.FIELD)
        assert isinstance(rule, QuantifiedRule)
        assert [(sample.at_least, sample.of) for sample in rule.samples] == [(3, 5)]


class TestIndex2012:
    def test_weighs_29_22_18_26_5_and_marks_the_year_as_inferred(self) -> None:
        index = load_pack(PACKS / "index-2012")
        assert [(top.title, top.points) for top in index.tree] == [
            ("重点工作", 29),
            ("公共环境", 22),
            ("公共秩序", 18),
            ("公益活动", 26),
            ("公共关系", 5),
        ]
        assert "推断" in index.edition
        assert index.source.year is None
        assert {source.grade for source in sources(index)} <= {Grade.DOCUMENT_SITE, Grade.OURS}

    @pytest.mark.parametrize(
        ("standard_id", "per_unit", "asked"),
        [("4.1", 4, [2, 1]), ("4.2", 4, [2, 1]), ("4.3", 2, [10]), ("4.4", 2, [5])],
    )
    def test_each_missing_advertisement_costs_what_the_manual_says(
        self, standard_id: str, per_unit: int, asked: list[int]
    ) -> None:
        rule = one(load_pack(PACKS / "index-2012"), standard_id, Method.FIELD)
        assert isinstance(rule, DeductRule)
        assert (rule.counting, rule.per_unit) == ("missing", per_unit)
        assert [requirement.at_least for requirement in rule.requirements] == asked

    def test_three_roads_with_5_3_and_5_advertisements_lose_four_points(self) -> None:
        rule = load_pack(PACKS / "index-2012").standards["4.4"].rules[0]
        seen = Evidence(places=3, places_ok=2, rows=3, rows_ok=2, missing=Fraction(2), value=Fraction(13))
        share = evaluate(rule.rule, seen, rule.points).share
        assert share is not None
        assert (1 - share) * Fraction(rule.points) == 4

    def test_broadcasts_are_scored_by_their_ratio_and_an_empty_front_page_earns_nothing(self) -> None:
        index = load_pack(PACKS / "index-2012")
        assert one(index, "4.5", Method.DATA) == one(index, "4.6", Method.DATA) == RatioRule()
        page = one(index, "4.7", Method.DATA)
        assert isinstance(page, DeductRule)
        assert page.zero_if_absent == "4.7-1"


class TestJining2017:
    def test_is_85_per_cent_field_and_15_per_cent_survey_without_leaves(self) -> None:
        jining = load_pack(PACKS / "jining-2017")
        assert [(part.method, part.weight) for part in jining.components] == [
            (Method.FIELD, Decimal("0.85")),
            (Method.SURVEY, Decimal("0.15")),
        ]
        assert jining.tree == ()

    def test_its_two_groups_are_those_of_the_published_table(self) -> None:
        published: dict[str, list[str]] = {}
        table = Path(__file__).parents[1] / "data" / "published" / "jining_2017_08.csv"
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                published.setdefault(row["group"], []).append(row["unit"])
        groups = load_pack(PACKS / "jining-2017").ranking.groups
        assert {group.title: list(group.members) for group in groups} == published


def test_bare_takes_any_standard_at_a_pass_rate_of_90_per_cent() -> None:
    bare = load_pack(PACKS / "bare")
    assert (bare.open_ended, bare.tree, bare.items) == (True, (), ())
    assert bare.stability.pass_rate == Decimal("0.90")
    assert bare.source.grade is Grade.OURS


def test_leaves_are_standards_under_named_levels(pack: Framework) -> None:
    assert {node.level for node in nodes(pack)} <= {"测评项目", "测评内容"}
    leaves = [child for node in nodes(pack) for child in node.children if isinstance(child, Standard)]
    assert len(leaves) == len(pack.standards)
