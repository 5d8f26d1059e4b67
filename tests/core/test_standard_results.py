"""One result per observed standard: which are judged, on which places, and why others are not."""

from decimal import Decimal

import pytest

from dabiao.core.assessment import StabilityClass
from dabiao.core.framework import Method
from dabiao.core.rubric import ConformityRateRule, CountRule, DeductRule
from dabiao.core.score import score
from dabiao.core.standard_results import field_series, standard_results
from dabiao.core.tally import tally


def rounds_of(standard, passed, places=10, rounds=6, **row):
    """Places checked in each of the rounds, of which ``passed`` conform."""
    kind = row.get("site_type", "T1")
    return [
        {"round": str(at), "standard_id": standard, "site_id": f"{kind}-{n}"}
        | {"result": "+" if n < passed else "-"}
        | row
        for at in range(1, rounds + 1)
        for n in range(places)
    ]


@pytest.fixture(scope="session")
def judged(observed):
    def results(pack, rows, frames=None, threshold=None):
        seen = observed(rows)
        cells = tally(seen, pack, seen.table["result"].to_numpy())
        found = standard_results(pack, cells, frames or {}, threshold, score(pack, cells))
        return {one.standard_id: one for one in found}

    return results


def test_every_observed_standard_has_exactly_one_result_in_the_packs_order(framework, standard, judged):
    pack = framework(standard("B"), standard("A"), standard("没查"))
    rows = [*rounds_of("A", 10), *rounds_of("B", 2), *rounds_of("B", 10, site_type="T2", rounds=1)]
    found = judged(pack, rows)
    assert list(found) == ["B", "A"]
    assert found["A"].stability.stability_class is StabilityClass.COMPLIANT
    assert found["A"].class_reason is None
    assert (found["B"].n, found["B"].y) == (70, 22)
    assert set(found["B"].by_site_type) == {"T1", "T2"}
    assert found["B"].by_site_type["T1"].stability_class is StabilityClass.NON_COMPLIANT
    assert found["A"].stability.series == tuple((str(at), 10, 10) for at in range(1, 7))


def test_the_threshold_replaces_the_pass_rate_of_every_standard(framework, standard, judged):
    pack = framework(standard("A"))
    rows = rounds_of("A", 8)
    asked, lowered = judged(pack, rows)["A"], judged(pack, rows, threshold=Decimal("0.5"))["A"]
    assert (asked.pass_rate, lowered.pass_rate) == (Decimal("0.90"), Decimal("0.5"))
    assert lowered.stability.reliability > 0.9 > asked.stability.reliability


def test_only_field_places_make_the_series(framework, standard, judged):
    rules = {Method.FIELD: ConformityRateRule(), Method.DOCUMENT: ConformityRateRule()}
    pack = framework(standard("A", methods=rules))
    found = judged(pack, [*rounds_of("A", 10), *rounds_of("A", 0, method="材料")])["A"]
    assert (found.n, found.y) == (60, 60)
    assert (found.base.places, found.base.places_ok) == (120, 60)


def test_a_standard_looked_at_by_documents_alone_has_a_reason_instead_of_a_class(framework, standard, judged):
    pack = framework(standard("A", methods={Method.DOCUMENT: ConformityRateRule()}))
    found = judged(pack, rounds_of("A", 10, method="材料"))["A"]
    assert found.stability is None
    assert "材料" in found.class_reason
    assert (found.n, found.y) == (60, 60)


def test_deductions_are_not_sampled_pass_or_fail(framework, standard, judged):
    pack = framework(standard("A", DeductRule("faults", Decimal(1)), points=9), standard("B"))
    found = judged(pack, [*rounds_of("A", 9), *rounds_of("B", 9)])
    assert found["A"].stability is None
    assert found["A"].class_reason
    assert found["A"].by_site_type == {}
    assert found["B"].stability is not None


def test_a_standard_whose_method_has_no_rule_says_so(framework, standard, judged):
    pack = framework(standard("A", methods={Method.DOCUMENT: ConformityRateRule()}))
    assert "没有" in judged(pack, rounds_of("A", 3))["A"].class_reason


def test_a_standard_that_never_applied_has_no_rate_and_not_enough_evidence(framework, standard, judged):
    found = judged(framework(standard("A")), rounds_of("A", 10, rounds=2, result="/"))["A"]
    assert (found.n, found.stability.observed_rate) == (0, None)
    assert found.stability.stability_class is StabilityClass.INSUFFICIENT


def test_grades_come_from_the_score(framework, standard, judged):
    grades = ((2, "A", Decimal(1)), (1, "B", Decimal("0.6")), (0, "C", Decimal(0)))
    pack = framework(standard("A", CountRule(("I1", "I2"), grades)))
    rows = [{"item": "I1"}, {"item": "I2", "result": "-"}]
    assert judged(pack, rows)["A"].grade == "B"


def test_a_standard_weighs_its_place_types_by_places_and_needs_all_their_frames(
    framework, standard, observed
):
    pack = framework(standard("A"))
    rows = [
        *rounds_of("A", 5, places=6, rounds=2),
        *[
            row | {"site_id": f"二{row['site_id']}"}
            for row in rounds_of("A", 2, places=2, rounds=2, site_type="T2")
        ],
    ]
    seen = observed(rows)
    cells = tally(seen, pack, seen.table["result"].to_numpy())
    pooled = field_series(pack, cells, {"T1": 40, "T2": 5})["A", None]
    assert pooled.groups == {"T1": 0.75, "T2": 0.25}
    assert (pooled.n, pooled.y, pooled.frame) == ((8, 8), (7, 7), 45)
    partly = field_series(pack, cells, {"T1": 40})
    assert partly["A", None].frame is None
    assert partly["A", "T1"].frame == 40


def test_a_census_settles_what_a_sample_of_many_leaves_open(framework, standard, judged):
    pack = framework(standard("A"))
    rows = rounds_of("A", 9)
    sample, census = judged(pack, rows)["A"], judged(pack, rows, frames={"T1": 10})["A"]
    assert census.stability.reliability != sample.stability.reliability
