"""Rounds of one pack counted under another: history over an edition change, and one visit for several frameworks."""

from __future__ import annotations

import pytest
from carried import accepted, cells_of, put_in
from cast import Cast
from editions import RENUMBERED, edition
from imported import stored
from workbooks import round_of, row, upload

from dabiao.house import audit
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.places.models import Site
from dabiao.places.queries import frame_sizes
from dabiao.rounds import carrying_actions, queries
from dabiao.rounds.carried_queries import carried_cautions, carried_rounds, outcome
from dabiao.rounds.carrying import CarriedRound, count_carried, inputs_of
from dabiao.rounds.carrying_jobs import carry_rounds
from dabiao.rounds.models import Carrying, Round, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.crosswalks.actions import (
    Choice,
    accept_crosswalk,
    choose,
    end_crosswalk,
    start_crosswalk,
)
from dabiao.standards.crosswalks.queries import names_of_types
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = "示范区-2027"


def test_a_standard_keeps_its_history_over_an_edition_change(cast: Cast, home: HomeFolder) -> None:
    """Three rounds under the old edition, one under the new: the trend and the judgement rest on all four."""
    for number, failing in enumerate((3, 2, 1), start=1):
        stored(cast.创建办, upload(round_of(f"第{number}轮", f"2026-0{number}-02", failing=failing)))
    edition(home.packs, NEXT, RENUMBERED)
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    put_in(cast.创建办, upload(round_of("第4轮", "2026-04-02", failing=0, 标准编号="1.1.9")), NEXT)
    trend = queries.standard_counts(cast.领导, NEXT, "1.1.9", "round")
    assert [(one.name, one.places, one.places_ok) for one in trend] == [
        ("第1轮", 6, 3),
        ("第2轮", 6, 4),
        ("第3轮", 6, 5),
        ("第4轮", 6, 6),
    ]
    result = Snapshot.objects.filter(pack_id=NEXT).latest().result
    (judged,) = result["standards"]
    assert (judged["standard_id"], judged["n"], judged["y"]) == ("1.1.9", 24, 18)
    assert [one["name"] for one in result["rounds"]] == ["第1轮", "第2轮", "第3轮", "第4轮"]
    assert result["warnings"][0].startswith("其中 3 轮由")
    assert carried_rounds(cast.领导, NEXT) == {f"第{number}轮": DEFAULT_PACK for number in (1, 2, 3)}


def test_one_visit_serves_two_frameworks_and_what_does_not_fit_is_named(cast: Cast, home: HomeFolder) -> None:
    """A sibling framework on the same places asks for one of the two standards that were looked at."""
    sibling = edition(home.packs, "示范区-卫生", RENUMBERED)
    practice = row(点位编号="S1", 点位类型="新时代文明实践所（站）", 标准编号="1.1.3")
    stored(cast.创建办, upload([*round_of("第1轮", "2026-03-02", failing=2), practice]))
    draft = start_crosswalk(cast.创建办, DEFAULT_PACK, sibling, "联创")
    draft = choose(cast.创建办, draft.pk, draft.version, "1.1.3", Choice("", {}))
    one = accept_crosswalk(cast.创建办, draft.pk, draft.version)
    run_waiting_jobs()
    assert [(one[1], one[5], one[6]) for one in cells_of(sibling)] == [("1.1.9", 6, 4)]
    assert {one[1] for one in cells_of(DEFAULT_PACK)} == {"1.1.2", "1.1.3"}
    told = outcome(cast.领导, one.pk)
    assert told is not None
    assert (told.rows, told.carried, told.rows_left) == (7, 6, 1)
    assert [(one.standard, one.reason, one.rows) for one in told.left] == [("1.1.3", "没有对应的标准", 1)]
    assert told.lost == (("1.1.3", 1),)
    (said,) = carried_cautions(sibling)
    assert "1 条标准未能换算，共 1 行没有计入（原有 7 行）" in said


def test_a_round_put_in_under_both_counts_each_row_once_and_the_direct_one_wins(
    cast: Cast, home: HomeFolder
) -> None:
    sibling = edition(home.packs, "示范区-卫生")
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=6)))
    put_in(
        cast.创建办,
        upload([*round_of("第1轮", "2026-03-02", failing=0, places=2), row(点位编号="新")]),
        sibling,
    )
    crosswalk = accepted(cast.创建办, DEFAULT_PACK, sibling, "联创")
    (cell,) = cells_of(sibling)
    assert cell[5:] == (7, 3, 7, 3)
    one = Round.objects.get(pack_id=sibling)
    assert (one.sites, one.carried_from, one.carried_rows) == (7, "", 4)
    told = outcome(cast.领导, crosswalk.pk)
    assert told is not None
    assert (told.rows, told.carried, told.there_already, told.left) == (6, 4, 2, ())


def test_the_same_name_a_year_later_is_another_round(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    assert [one[0] for one in cells_of(NEXT)] == ["第1轮"]
    put_in(cast.创建办, upload(round_of("第1轮", "2027-03-02", failing=1)), NEXT)
    assert [(one[0], one[6]) for one in cells_of(NEXT)] == [("第1轮", 5), ("第1轮（2026.1）", 4)]
    assert [one.name for one in Round.objects.filter(pack_id=NEXT)] == ["第1轮（2026.1）", "第1轮"]


def test_ending_a_crosswalk_leaves_what_was_there_before(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    put_in(cast.创建办, upload(round_of("第1轮", "2026-03-03", failing=1, places=1)), NEXT)
    before, old = cells_of(NEXT), cells_of(DEFAULT_PACK)
    one = accepted(cast.创建办, DEFAULT_PACK, NEXT)
    assert cells_of(NEXT) != before
    end_crosswalk(cast.创建办, one.pk)
    run_waiting_jobs()
    assert (cells_of(NEXT), cells_of(DEFAULT_PACK)) == (before, old)
    assert not Carrying.objects.exists()
    assert Round.objects.get(pack_id=NEXT).carried_rows == 0
    assert [one["sites"] for one in Snapshot.objects.filter(pack_id=NEXT).latest().result["rounds"]] == [1]


def test_a_round_carried_alone_goes_when_its_crosswalk_ends(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    one = accepted(cast.创建办, DEFAULT_PACK, NEXT)
    end_crosswalk(cast.创建办, one.pk)
    run_waiting_jobs()
    assert not Round.objects.filter(pack_id=NEXT).exists()


def test_siblings_lead_to_each_other_and_chains_are_followed_without_going_round(
    cast: Cast, home: HomeFolder
) -> None:
    """Two siblings and a next edition: each wave is counted once under each, however many ways lead there."""
    sibling, following = edition(home.packs, "示范区-卫生"), edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    put_in(cast.创建办, upload(round_of("第2轮", "2026-04-02", failing=1)), sibling)
    for pair in (
        (DEFAULT_PACK, sibling),
        (sibling, DEFAULT_PACK),
        (DEFAULT_PACK, following),
        (sibling, following),
    ):
        accepted(cast.创建办, *pair, "联创")
    for pack in (DEFAULT_PACK, sibling, following):
        assert [(one[0], one[5], one[6]) for one in cells_of(pack)] == [("第1轮", 6, 4), ("第2轮", 6, 5)]
    put_in(cast.创建办, upload([row(轮次="第3轮", 日期="2026-05-02")]), DEFAULT_PACK)
    for pack in (DEFAULT_PACK, sibling, following):
        assert [one[0] for one in cells_of(pack)] == ["第1轮", "第2轮", "第3轮"]


def test_a_job_that_is_taken_up_again_changes_nothing(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    entries, before = AuditEntry.objects.count(), list(StoredCell.objects.values_list("pk", flat=True))
    assert carry_rounds.call(NEXT, cast.创建办.pk) == 1
    assert AuditEntry.objects.count() == entries
    assert list(StoredCell.objects.values_list("pk", flat=True)) == before


def test_an_interrupted_job_leaves_all_or_nothing(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends after some rounds were written; taken up again, it does the rest."""
    edition(home.packs, NEXT)
    for number in (1, 2):
        stored(cast.创建办, upload(round_of(f"第{number}轮", f"2026-0{number}-02", failing=2)))
    draft = start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    accept_crosswalk(cast.创建办, draft.pk, draft.version)
    written = carrying_actions._store
    done: list[str] = []

    def store_one_then_end(pack_id: str, one: CarriedRound) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(one.facts.name)
        written(pack_id, one)

    monkeypatch.setattr(carrying_actions, "_store", store_one_then_end)
    with pytest.raises(KeyboardInterrupt):
        carry_rounds.call(NEXT, cast.创建办.pk)
    monkeypatch.undo()
    assert cells_of(NEXT) == []
    assert carry_rounds.call(NEXT, cast.创建办.pk) == 2
    assert [one[0] for one in cells_of(NEXT)] == ["第1轮", "第2轮"]


def test_a_count_that_something_overtook_is_not_kept(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    draft = start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    one = accept_crosswalk(cast.创建办, draft.pk, draft.version)
    inputs = inputs_of(NEXT)
    counted = count_carried(NEXT)
    end_crosswalk(cast.创建办, one.pk)
    assert carrying_actions.keep_carried(cast.创建办, NEXT, inputs, counted, []) == 0
    assert cells_of(NEXT) == []


def test_counting_leaves_one_audit_entry_and_the_chain_holds(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload([row()]))
    at = AuditEntry.objects.count()
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    told = list(AuditEntry.objects.order_by("number").values_list("action", "resource"))[at:]
    assert told == [
        ("keep_crosswalks", "crosswalk_draft"),
        ("keep_crosswalks", "crosswalk"),
        ("import_observations", "carried_rounds"),
        ("make_assessment", "snapshot"),
    ]
    assert audit.first_break() is None


def test_a_place_type_of_the_register_counts_under_its_other_name(cast: Cast, home: HomeFolder) -> None:
    renamed = (
        ("site_types.csv", "\npatriotic_base,", "\nheritage_base,"),
        ("items.csv", ",patriotic_base,", ",heritage_base,"),
    )
    edition(home.packs, NEXT, renamed)
    for number in range(9):
        Site.objects.create(site_id=f"P{number:03}", name="馆", site_type="patriotic_base")
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    assert [one[4] for one in cells_of(NEXT)] == ["heritage_base"]
    assert frame_sizes(names_of_types(NEXT))["heritage_base"] == 9
    warnings = Snapshot.objects.filter(pack_id=NEXT).latest().result["warnings"]
    assert not any("没有点位总数" in one for one in warnings)
