"""The field workbooks a matcher is measured against are as they were before there was one."""

from __future__ import annotations

from field_workbooks import digests, listed_digests


def test_nobody_changed_the_locked_workbooks_or_their_answers() -> None:
    assert digests("locked") == listed_digests()


def test_the_locked_half_is_whole() -> None:
    names = listed_digests()
    answers = {name.removesuffix(".truth.json") for name in names if name.endswith(".truth.json")}
    files = {name.rsplit(".", 1)[0] for name in names if not name.endswith((".truth.json", ".expected.csv"))}

    assert len(answers) >= 8
    assert files == answers
