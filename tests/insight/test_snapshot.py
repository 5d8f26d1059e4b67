"""Snapshots: what the cells said at one moment, the same each time, and never changed afterwards."""

import json

import jsonschema
import pytest
from cast import Cast
from counted import counted_round
from django.core.exceptions import PermissionDenied
from imported import stored
from workbooks import round_of, upload

from dabiao.house.models import AuditEntry
from dabiao.insight.actions import make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.insight.queries import latest
from dabiao.office.result_schema import result_schema
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.rounds.models import StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.models import StandardStanding
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use


def test_the_same_cells_give_the_same_result(cast: Cast) -> None:
    for number in (3, 4):
        counted_round(number)
    first, second = make_snapshot(cast.创建办), make_snapshot(cast.创建办)
    assert first.pk != second.pk
    assert first.result == second.result
    assert Snapshot.objects.get(pk=first.pk).result == first.result


def test_the_result_is_a_document_of_the_published_form(cast: Cast) -> None:
    counted_round(3)
    kept = make_snapshot(cast.创建办)
    jsonschema.validate(json.loads(json.dumps(kept.result)), result_schema())
    framework = framework_in_use()
    assert (kept.pack_id, kept.pack_digest, kept.rounds) == (framework.id, framework.digest, ["第3轮"])


def test_newer_cells_make_a_new_snapshot_and_leave_the_old_one_as_it_was(cast: Cast) -> None:
    counted_round(3)
    before = make_snapshot(cast.创建办).result
    counted_round(4, (("东湖街道", "城管局", 2),))
    after = make_snapshot(cast.创建办).result
    assert [one.result for one in Snapshot.objects.all()] == [after, before]
    assert after["scores"]["points"] < before["scores"]["points"]
    newest = latest(cast.领导, DEFAULT_PACK)
    assert newest is not None
    assert newest.result == after


def test_the_figures_are_those_of_the_cells(cast: Cast) -> None:
    counted_round(3)
    result = make_snapshot(cast.创建办).result
    (standard,) = result["standards"]
    assert (standard["n"], standard["y"], standard["observed_rate"]) == (40, 34, 0.85)
    assert result["scores"]["base"] == {"places": 40, "places_ok": 34, "rows": 40, "rows_ok": 34}
    assert [(one["name"], one["n"]) for one in result["streets"]] == [("西湖街道", 20), ("东湖街道", 20)]
    assert [one["name"] for one in result["units"]] == ["住建局", "城管局"]


@pytest.mark.django_db(transaction=True)
def test_single_findings_stay_out_of_what_every_street_may_read(cast: Cast, home: HomeFolder) -> None:
    stored(cast.创建办, upload(round_of("第3轮", "2026-03-02", failing=2)))
    result = Snapshot.objects.get().result
    assert result["problems"] == []
    assert "展牌破损" not in json.dumps(result, ensure_ascii=False)


def test_the_register_of_places_enters_the_judgement(cast: Cast) -> None:
    for number in (3, 4, 5):
        counted_round(number)
    unknown = make_snapshot(cast.创建办).result
    register_sites(cast.创建办, [SiteEntry(f"P{n}", "展馆", "patriotic_base") for n in range(42)])
    known = make_snapshot(cast.创建办).result
    assert unknown["warnings"] != known["warnings"]
    assert unknown["standards"][0]["reliability"] != known["standards"][0]["reliability"]


def test_without_any_cells_there_is_no_score_rather_than_zero(cast: Cast) -> None:
    result = make_snapshot(cast.创建办).result
    assert result["scores"]["points"] is None
    assert result["standards"] == result["streets"] == result["units"] == []


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "测评员", "外人"])
def test_only_创建办_has_an_assessment_made(cast: Cast, role: str) -> None:
    counted_round(3)
    with pytest.raises(PermissionDenied):
        make_snapshot(getattr(cast, role))
    assert not Snapshot.objects.exists()
    assert not StandardStanding.objects.exists()


@pytest.mark.parametrize("role", ["测评员", "外人"])
def test_whoever_may_not_see_results_gets_no_snapshot(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        latest(getattr(cast, role), DEFAULT_PACK)


def test_a_snapshot_and_its_standings_are_one_write_with_one_entry(cast: Cast) -> None:
    counted_round(3)
    kept = make_snapshot(cast.创建办)
    assert StandardStanding.objects.get().figures == kept.result["standards"][0]
    told = AuditEntry.objects.get()
    assert (told.action, told.resource_id, told.after["rounds"]) == (
        "make_assessment",
        str(kept.pk),
        ["第3轮"],
    )


@pytest.mark.django_db(transaction=True)
def test_every_accepted_import_makes_one_snapshot(cast: Cast, home: HomeFolder) -> None:
    for number in (3, 4):
        stored(cast.创建办, upload(round_of(f"第{number}轮", f"2026-{number:02}-02", failing=number)))
    assert [one.rounds for one in Snapshot.objects.all()] == [["第3轮", "第4轮"], ["第3轮"]]
    assert StoredCell.objects.count() == 2
