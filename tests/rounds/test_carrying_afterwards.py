"""What comes after carrying: problems, circulars and freezes under the other pack, and imports that are taken back."""

from __future__ import annotations

from datetime import date

import pytest
from carried import accepted, cells_of, put_in
from cast import Cast
from editions import RENUMBERED, edition
from imported import stored
from workbooks import round_of, row, upload

from dabiao.cases.models import Problem
from dabiao.cases.queries import problems
from dabiao.circulars.actions import CircularDraft, draft_circular
from dabiao.circulars.models import Circular
from dabiao.insight.models import Snapshot
from dabiao.rounds.actions import freeze_round, undo_import
from dabiao.rounds.carried_queries import outcome
from dabiao.rounds.models import Import, ImportState, Round
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.actions import choose_pack
from dabiao.standards.crosswalks.actions import end_crosswalk
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = "示范区-2027"


def listed(pack_id: str) -> list[tuple[object, ...]]:
    """The problem list of a pack, comparable."""
    found = Problem.objects.filter(pack_id=pack_id)
    return sorted(found.values_list("round", "site_id", "standard_id", "text", "source_row"))


def test_taking_an_import_back_leaves_what_the_others_alone_would_have_given(
    cast: Cast, home: HomeFolder
) -> None:
    """Import A, carry it, import B, take B back: cells, rounds and problems are those of A alone, under both packs."""
    edition(home.packs, NEXT, RENUMBERED)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    before = [(cells_of(pack), listed(pack)) for pack in (DEFAULT_PACK, NEXT)]
    more = [row(点位编号="P900", 结果="不符合", 问题描述="无讲解"), row(轮次="第2轮", 日期="2026-04-02")]
    second = stored(cast.创建办, upload(more, "补充.csv"))
    assert [one[0] for one in cells_of(NEXT)] == ["第1轮", "第2轮"]
    assert len(listed(NEXT)) == 3
    undo_import(cast.创建办, second)
    run_waiting_jobs()
    assert Import.objects.get(pk=second.pk).state == ImportState.UNDONE
    assert [(cells_of(pack), listed(pack)) for pack in (DEFAULT_PACK, NEXT)] == before
    assert [one["name"] for one in Snapshot.objects.filter(pack_id=NEXT).latest().result["rounds"]] == [
        "第1轮"
    ]


def test_taking_back_what_was_put_in_directly_leaves_the_carried_rows(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=6)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    before = cells_of(NEXT), listed(NEXT)
    direct = put_in(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=0, places=2)), NEXT)
    assert cells_of(NEXT)[0][6] == 2
    undo_import(cast.创建办, Import.objects.get(pk=direct.pk))
    run_waiting_jobs()
    assert (cells_of(NEXT), listed(NEXT)) == before
    assert Round.objects.get(pack_id=NEXT).carried_from == DEFAULT_PACK


def test_problems_of_carried_rounds_stand_on_the_list_in_the_other_pack_s_words(
    cast: Cast, home: HomeFolder
) -> None:
    edition(home.packs, NEXT, RENUMBERED)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    one = accepted(cast.创建办, DEFAULT_PACK, NEXT)
    assert [line[2] for line in listed(NEXT)] == ["1.1.9", "1.1.9"]
    assert [line[2] for line in listed(DEFAULT_PACK)] == ["1.1.2", "1.1.2"]
    keys = set(Problem.objects.filter(pack_id=NEXT).values_list("pk", flat=True))
    put_in(cast.创建办, upload(round_of("第2轮", "2026-04-02", failing=1)), DEFAULT_PACK)
    assert keys < set(Problem.objects.filter(pack_id=NEXT).values_list("pk", flat=True))
    assert problems(cast.街道, NEXT).count() == 3
    end_crosswalk(cast.创建办, one.pk)
    run_waiting_jobs()
    assert listed(NEXT) == []
    assert len(listed(DEFAULT_PACK)) == 3


def test_a_circular_of_the_next_edition_counts_the_carried_problems_and_freezes_its_rounds(
    cast: Cast, home: HomeFolder
) -> None:
    """After that nothing moves them: neither more rows of the old edition, nor the end of the crosswalk."""
    edition(home.packs, NEXT, RENUMBERED)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    one = accepted(cast.创建办, DEFAULT_PACK, NEXT)
    choose_pack(cast.创建办, NEXT)
    draft_circular(cast.创建办, CircularDraft("测评情况的通报", "创建办", "各街道", date(2026, 3, 9)))
    assert Circular.objects.get().snapshot.pack_id == NEXT
    before = cells_of(NEXT), listed(NEXT)
    put_in(cast.创建办, upload([row(点位编号="P900", 结果="不符合", 问题描述="无讲解")]), DEFAULT_PACK)
    assert (cells_of(NEXT), listed(NEXT)) == before
    told = outcome(cast.领导, one.pk)
    assert told is not None
    assert told.frozen == ("第1轮",)
    end_crosswalk(cast.创建办, one.pk)
    run_waiting_jobs()
    assert (cells_of(NEXT), listed(NEXT)) == before


def test_a_round_frozen_by_hand_keeps_its_carried_rows(cast: Cast, home: HomeFolder) -> None:
    edition(home.packs, NEXT)
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    accepted(cast.创建办, DEFAULT_PACK, NEXT)
    freeze_round(cast.创建办, NEXT, "第1轮", "已报送")
    put_in(cast.创建办, upload([row(点位编号="P900")]), DEFAULT_PACK)
    assert [one[5] for one in cells_of(NEXT)] == [6]
    assert [one[5] for one in cells_of(DEFAULT_PACK)] == [7]
