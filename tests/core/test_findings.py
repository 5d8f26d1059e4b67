"""Problems row by row, and when each round was."""

from datetime import date

import numpy as np
import pytest

from dabiao.core.findings import RoundFacts, problems, round_facts, round_summaries
from dabiao.core.framework import Pooling
from dabiao.core.tally import tally


@pytest.fixture(scope="session")
def pack(framework, standard):
    return framework(standard("A"), standard("B"))


def stated(seen):
    return seen.table["result"].to_numpy()


def test_every_failing_row_is_a_problem_in_the_order_of_the_file(pack, observed):
    seen = observed(
        [{"result": "-"}, {"result": "+"}, {"result": "/"}, {"result": "-", "site_id": "P2"}, {"result": "?"}]
    )
    found = list(problems(pack, seen, stated(seen)))
    assert [(one.site_id, one.source_row) for one in found] == [("P1", 2), ("P2", 5)]


def test_the_verdict_decides_and_not_what_the_row_states(pack, observed):
    seen = observed([{"result": "+"}, {"result": "-"}])
    assert [one.source_row for one in problems(pack, seen, np.array([0, 1], np.int8))] == [2]


def test_a_second_inspectors_finding_is_a_problem_too(pack, observed):
    seen = observed([{"inspector": "甲", "result": "+"}, {"inspector": "乙", "result": "-"}])
    assert [one.inspector for one in problems(pack, seen, stated(seen))] == ["乙"]


def test_words_the_framework_does_not_know_stay_as_the_file_has_them(pack, observed):
    seen = observed(
        [
            {
                "result": "-",
                "standard_id": "Z",
                "site_type": "报刊亭",
                "item": "没有的检查项",
                "street": None,
                "unit": None,
            }
        ]
    )
    (found,) = problems(pack, seen, stated(seen))
    assert (found.standard_title, found.site_type, found.item) == ("Z", "报刊亭", "没有的检查项")
    assert (found.street, found.unit, found.text, found.count, found.photo) == (None,) * 5


def test_no_rows_no_problems(pack, observed):
    seen = observed([], ("1",))
    assert list(problems(pack, seen, stated(seen))) == []


def test_rounds_tell_their_days_and_count_each_place_once(observed):
    rows = [
        {"round": "2", "site_id": "P1", "date": date(2026, 2, 9)},
        {"round": "2", "site_id": "P1", "item": "I2", "date": date(2026, 2, 7)},
        {"round": "2", "site_id": "P2"},
        {"round": "1", "site_id": "P1"},
    ]
    assert list(round_facts(observed(rows, ("1", "2", "3")))) == [
        RoundFacts("1", None, None, 1),
        RoundFacts("2", date(2026, 2, 7), date(2026, 2, 9), 2),
        RoundFacts("3", None, None, 0),
    ]


@pytest.mark.parametrize("pooling", list(Pooling))
def test_a_round_is_scored_by_the_districts_own_way_of_pooling(framework, standard, observed, pooling):
    pack = framework(standard("A", points=100), pooling=pooling)
    rows = [
        {"site_id": "P1", "street": "东街", "result": "+"},
        {"site_id": "P2", "street": "西街", "result": "-"},
        {"site_id": "P3", "street": "西街", "result": "-"},
    ]
    seen = observed(rows, ("1", "2"))
    cells = tally(seen, pack, stated(seen))
    first, empty = round_summaries(pack, list(round_facts(seen)), cells)
    assert first.score * 6 == (300 if pooling is Pooling.MEAN_OF_MEANS else 200)
    assert (first.base.places, first.sites) == (3, 3)
    assert (empty.score, empty.base.rows) == (None, 0)
