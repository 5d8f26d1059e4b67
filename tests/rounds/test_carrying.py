"""Rounds of one pack counted under another: history over an edition change, and one visit for several frameworks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from editions import RENUMBERED, edition
from imported import stored
from workbooks import round_of, row, upload

from dabiao.core.crosswalk import Basis
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.people.models import Account
from dabiao.rounds import queries
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.carried_queries import carried_cautions, carried_rounds, outcome
from dabiao.rounds.carrying import inputs_of
from dabiao.rounds.carrying_jobs import carry_rounds
from dabiao.rounds.models import Carrying, Import, ImportState, Round, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.crosswalks.actions import (
    Choice,
    accept_crosswalk,
    choose,
    end_crosswalk,
    start_crosswalk,
)
from dabiao.standards.crosswalks.models import AcceptedCrosswalk
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = "示范区-2027"


def accepted(office: Account, from_pack: str, to_pack: str, kind: str = "换版") -> AcceptedCrosswalk:
    """Propose a crosswalk and accept it as it is; everything it sets off is done."""
    draft = start_crosswalk(office, from_pack, to_pack, kind)
    one = accept_crosswalk(office, draft.pk, draft.version)
    run_waiting_jobs()
    return one


def put_in(office: Account, file: SimpleUploadedFile, pack_id: str) -> Import:
    """Store a workbook under a pack, whichever is in use."""
    uploaded = upload_workbook(office, file, pack_id)
    run_waiting_jobs()
    ready = Import.objects.get(pk=uploaded.pk)
    assert ready.state == ImportState.READY, ready.defects
    accept_import(office, ready)
    run_waiting_jobs()
    return ready


def cells_of(pack_id: str) -> list[tuple[object, ...]]:
    """All cells of a pack, comparable."""
    found = StoredCell.objects.filter(round__pack_id=pack_id)
    return sorted(
        found.values_list(
            "round__name", "standard_id", "street", "unit", "site_type", "places", "places_ok", "rows", "rows_ok"
        )
    )


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
