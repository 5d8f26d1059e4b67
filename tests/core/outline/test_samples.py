"""The documents of tests/data/documents: what is measured, on the half that was open and on the half that was locked.

Only figures of a whole half are told: who mends the parser after a failure here must not learn which sentence of the
locked half it was.
"""

import pytest
from outline_scores import Scores, answers, scores_of


@pytest.fixture(scope="module", params=["open", "locked"])
def half(request: pytest.FixtureRequest) -> tuple[str, Scores]:
    return request.param, scores_of(request.param)


def told(half: tuple[str, Scores]) -> str:
    name, scores = half
    return (
        f"{name}: heading F1 {scores.headings.f1:.3f}, task recall {scores.tasks.recall:.3f}, "
        f"precision {scores.tasks.precision:.3f}, reasons {scores.reasons.f1:.3f}"
    )


def test_there_are_at_least_twelve_documents_half_of_them_locked() -> None:
    counts = len(answers("open")), len(answers("locked"))
    assert sum(counts) >= 12
    assert counts[0] == counts[1]


def test_headings_are_found_with_their_levels(half: tuple[str, Scores]) -> None:
    print(told(half))
    assert half[1].headings.f1 >= 0.95, told(half)


def test_tasks_are_found_and_little_else(half: tuple[str, Scores]) -> None:
    tasks = half[1].tasks
    assert tasks.recall >= 0.8, told(half)
    assert tasks.precision >= 0.7, told(half)


def test_titles_and_broken_off_ends_are_told(half: tuple[str, Scores]) -> None:
    scores = half[1]
    assert scores.titles.recall >= 0.75, "titles"
    assert scores.truncated.recall >= 0.75, "truncated"
