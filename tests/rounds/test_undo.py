"""An accepted import taken back as a whole, until a round of it is frozen."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported import checked, stored
from workbooks import Row, round_of, row, upload

from dabiao.cases import handling
from dabiao.cases.models import Problem
from dabiao.circulars import actions as circulars
from dabiao.circulars.actions import CircularDraft, draft_circular
from dabiao.core.defects import BadInput
from dabiao.house import audit
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.lake.observation_store import open_stored
from dabiao.rounds import files, jobs
from dabiao.rounds.actions import accept_import, freeze_round, undo_import
from dabiao.rounds.counting import count_rounds
from dabiao.rounds.freezing import hold_still
from dabiao.rounds.models import Carrying, FreezeKind, Import, ImportState, Round, RoundFreeze, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.models import StandardStanding
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)

CELL = [one.name for one in StoredCell._meta.concrete_fields if one.name not in ("id", "round")]
ROUND = ("name", "position", "first_date", "last_date", "sites", "overlap_rows", "overlap_agreeing")
PROBLEM = [one.name for one in Problem._meta.concrete_fields if one.name not in ("id", "source")]


@dataclass(frozen=True)
class Stand:
    """All that stored imports make, without the keys of rows."""

    rounds: tuple[tuple[object, ...], ...]
    cells: tuple[tuple[object, ...], ...]
    problems: tuple[tuple[object, ...], ...]


def stand() -> Stand:
    return Stand(
        tuple(Round.objects.order_by("position").values_list(*ROUND)),
        tuple(sorted(StoredCell.objects.values_list("round__name", *CELL), key=repr)),
        tuple(sorted(Problem.objects.values_list("source__file_name", *PROBLEM), key=repr)),
    )


def undone(cast: Cast, back: Import) -> Import:
    """Undo ``back`` and let everything run."""
    undo_import(cast.创建办, Import.objects.get(pk=back.pk))
    run_waiting_jobs()
    return Import.objects.get(pk=back.pk)


def circular(cast: Cast, title: str = "3月通报") -> None:
    draft_circular(cast.创建办, CircularDraft(title, "创建办", "各街道", date(2026, 4, 8)))


def test_the_only_import_of_a_round_takes_the_round_with_it(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    digest = open_stored(files.lake_folder(done.pk)).digest
    back = undone(cast, done)
    assert (back.state, back.undone_by) == (ImportState.UNDONE, cast.创建办)
    assert stand() == Stand((), (), ())
    assert list(home.lake.iterdir()) == []
    entry = AuditEntry.objects.filter(resource="observations").latest("number")
    assert entry.before == {"rows": 6, "rounds": ["第1轮"], "digest": digest}
    assert audit.first_break() is None


def test_a_new_snapshot_follows_even_when_nothing_is_left(cast: Cast, home: HomeFolder) -> None:
    undone(cast, stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2))))
    first, last = Snapshot.objects.order_by("pk")
    assert (first.rounds, last.rounds) == (["第1轮"], [])
    assert last.result["standards"] == []
    assert not StandardStanding.objects.exists()


def test_the_same_observations_can_come_in_again(cast: Cast, home: HomeFolder) -> None:
    rows = round_of("第1轮", "2026-03-02", failing=2)
    done = stored(cast.创建办, upload(rows))
    before = stand()
    undone(cast, done)
    stored(cast.创建办, upload(rows))
    assert stand() == before


WAVES = [("第1轮", "2026-03-02"), ("第2轮", "2026-04-02"), ("第3轮", "2026-05-02")]
observations = st.lists(
    st.tuples(st.sampled_from(WAVES), st.integers(1, 4), st.booleans(), st.sampled_from("甲乙")),
    min_size=1,
    max_size=8,
    unique_by=lambda one: (one[0], one[1], one[3]),
)


def rows_of(drawn: Iterable[tuple[tuple[str, str], int, bool, str]], street: str) -> list[Row]:
    return [
        row(
            轮次=wave,
            日期=day,
            点位编号=f"P{place:03}",
            街道=street,
            结果="符合" if good else "不符合",
            问题描述="" if good else "展牌破损",
            测评员=inspector,
        )
        for (wave, day), place, good, inspector in drawn
    ]


@pytest.mark.parametrize("which", ["the earlier", "the later"])
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=observations, second=observations)
def test_undoing_one_of_two_imports_is_the_other_alone(
    cast: Cast, home: HomeFolder, which: str, first: list, second: list
) -> None:
    keys = {(wave, place, inspector) for wave, place, _, inspector in first}
    second = [one for one in second if (one[0], one[1], one[3]) not in keys]
    parts = {"the earlier": rows_of(first, "东湖街道"), "the later": rows_of(second, "东湖街道")}
    if not second:
        return
    _empty(home)
    alone = next(name for name in parts if name != which)
    stored(cast.创建办, upload(parts[alone], f"{alone}.csv"))
    expected = stand()
    _empty(home)
    both = {name: stored(cast.创建办, upload(rows, f"{name}.csv")) for name, rows in parts.items()}
    undone(cast, both[which])
    assert stand() == expected


def _empty(home: HomeFolder) -> None:
    for one in (Problem, StoredCell, Round, Import):
        one.objects.all().delete()
    shutil.rmtree(home.lake)
    home.prepare()


def test_rounds_are_numbered_again(cast: Cast, home: HomeFolder) -> None:
    stored(cast.创建办, upload(round_of("第3轮", "2026-05-02", failing=0), "三.csv"))
    first = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=0), "一.csv"))
    stored(cast.创建办, upload(round_of("第2轮", "2026-04-02", failing=0), "二.csv"))
    undone(cast, first)
    assert list(Round.objects.values_list("name", "position")) == [("第2轮", 0), ("第3轮", 1)]


def test_problems_that_are_being_handled_stay_and_are_named(
    client: Client, cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    touched = Problem.objects.get(site_id="P002").pk
    monkeypatch.setattr(handling, "_finders", {})
    handling.register_handling("orders", lambda among: among.filter(pk=touched).values_list("pk", flat=True))
    undone(cast, done)
    assert [one.pk for one in Problem.objects.all()] == [touched]
    client.force_login(cast.创建办)
    told = client.get(reverse("import", args=[done.pk])).content.decode()
    assert "撤销后保留的问题" in told
    assert "展馆2" in told
    assert "展馆1" not in told


def test_a_round_that_a_circular_is_about_is_frozen(client: Client, cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    circular(cast)
    before = stand()
    with pytest.raises(BadInput, match=r"已用于通报“3月通报”.*不能撤销.*新的轮次名"):
        undo_import(cast.创建办, done)
    run_waiting_jobs()
    assert stand() == before
    assert Import.objects.get().state == ImportState.STORED
    client.force_login(cast.创建办)
    told = client.get(reverse("import_undo", args=[done.pk])).content.decode()
    assert "已用于通报" in told
    assert "确认撤销" not in told
    assert "已冻结：用于通报“3月通报”" in client.get(reverse("imports")).content.decode()


def test_a_frozen_round_takes_no_more_rows_and_a_new_round_does(cast: Cast, home: HomeFolder) -> None:
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    circular(cast)
    late = checked(cast.创建办, upload([row(点位编号="P900")]))
    assert late.state == ImportState.REFUSED
    assert "第1轮补测" in (late.defects[0]["template"] % late.defects[0]["parameters"])
    stored(cast.创建办, upload([row(轮次="第1轮补测", 点位编号="P900", 日期="2026-03-20")]))
    assert [one.name for one in Round.objects.all()] == ["第1轮", "第1轮补测"]


def test_a_round_frozen_after_the_check_refuses_what_waits(cast: Cast, home: HomeFolder) -> None:
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    late = checked(cast.创建办, upload([row(点位编号="P900")]))
    freeze_round(cast.创建办, DEFAULT_PACK, "第1轮", "月度定稿")
    accept_import(cast.创建办, late)
    run_waiting_jobs()
    assert Import.objects.get(pk=late.pk).state == ImportState.REFUSED
    assert StoredCell.objects.get().places == 6
    assert not files.lake_folder(late.pk).exists()


def test_a_round_is_frozen_by_hand_once_and_for_good(client: Client, cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    client.force_login(cast.创建办)
    for words in ("", "长" * 101):
        told = client.post(reverse("round_freeze"), {"round": "第1轮", "words": words}, follow=True)
        assert "请写明冻结的理由" in told.content.decode()
    told = client.post(reverse("round_freeze"), {"round": "没有", "words": "定稿"}, follow=True)
    assert "没有这个轮次" in told.content.decode()
    told = client.post(reverse("round_freeze"), {"round": "第1轮", "words": "定稿"}, follow=True)
    assert "已冻结：定稿" in told.content.decode()
    told = client.post(reverse("round_freeze"), {"round": "第1轮", "words": "再来"}, follow=True)
    assert "已经冻结" in told.content.decode()
    assert RoundFreeze.objects.count() == 1
    with pytest.raises(BadInput, match="冻结（定稿）"):
        undo_import(cast.创建办, done)
    with pytest.raises(TypeError):
        RoundFreeze.objects.get().delete()


def test_a_circular_waits_while_an_undo_is_under_way(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    undo_import(cast.创建办, done)
    with pytest.raises(BadInput, match="正在撤销导入"):
        circular(cast)
    assert not RoundFreeze.objects.exists()


def test_a_circular_does_not_go_out_on_cells_that_moved_while_it_was_written(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2), "甲.csv"))
    other = stored(cast.创建办, upload(round_of("第2轮", "2026-04-02", failing=2), "乙.csv"))
    write = circulars.write_circular

    def write_while_an_import_is_undone(*given: object, **named: object) -> None:
        undone(cast, other)
        write(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(circulars, "write_circular", write_while_an_import_is_undone)
    with pytest.raises(BadInput, match="过几秒钟再试"):
        circular(cast)
    assert not RoundFreeze.objects.exists()


def carried(there: str, here: str, from_pack: str, to_pack: str) -> None:
    """Say that a round of one pack was counted under another."""
    Carrying.objects.create(
        from_pack=from_pack,
        to_pack=to_pack,
        crosswalk_id=1,
        rows=6,
        carried=6,
        there_already=0,
        not_carried=[],
        standards={"1.1.2": 6},
        rounds=[[there, here]],
    )


def test_what_a_frozen_round_of_another_pack_rests_on_is_not_taken_away(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    carried("第1轮", "第1轮（2027）", DEFAULT_PACK, "next")
    carried("第1轮（2027）", "第1轮（联创）", "next", "sibling")
    RoundFreeze.objects.create(
        pack_id="sibling",
        round="第1轮（联创）",
        kind=FreezeKind.CIRCULAR,
        words="联创通报",
        frozen_by=cast.创建办,
    )
    with pytest.raises(BadInput, match="已用于通报“联创通报”"):
        undo_import(cast.创建办, done)


def test_a_circular_of_another_pack_waits_while_what_it_rests_on_is_undone(
    cast: Cast, home: HomeFolder
) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    undo_import(cast.创建办, done)
    carried("第1轮", "第1轮（2027）", DEFAULT_PACK, "next")
    with pytest.raises(BadInput, match="正在撤销导入"), transaction.atomic():
        hold_still("next", ["第1轮（2027）"], "通报")
    with transaction.atomic():
        hold_still("next", ["第2轮"], "通报")


def test_of_two_people_only_one_undoes(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload([row()]))
    seen_by_the_other = Import.objects.get(pk=done.pk)
    undo_import(cast.创建办, done)
    with pytest.raises(BadInput, match="状态已经变化"):
        undo_import(cast.创建办, seen_by_the_other)
    run_waiting_jobs()
    assert stand() == Stand((), (), ())


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "外人"])
def test_others_undo_and_freeze_nothing(client: Client, cast: Cast, home: HomeFolder, role: str) -> None:
    done = stored(cast.创建办, upload([row()]))
    with pytest.raises(PermissionDenied):
        undo_import(getattr(cast, role), done)
    client.force_login(getattr(cast, role))
    assert client.get(reverse("import_undo", args=[done.pk])).status_code == 403
    assert client.post(reverse("import_undo", args=[done.pk])).status_code == 403
    assert client.post(reverse("round_freeze"), {"round": "第1轮", "words": "定稿"}).status_code == 403
    assert Import.objects.get().state == ImportState.STORED


def test_an_undo_interrupted_before_the_figures_changed_is_taken_up_again(
    cast: Cast, home: HomeFolder
) -> None:
    done = stored(cast.创建办, upload([row()]))
    Import.objects.update(state=ImportState.UNDOING, undone_by=cast.创建办)
    jobs.take_back.call(str(done.pk), cast.创建办.pk)
    assert stand() == Stand((), (), ())
    assert Import.objects.get().state == ImportState.UNDONE


def test_an_undo_interrupted_before_the_files_went_is_taken_up_again(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload([row()]))
    kept = home.path / "kept"
    shutil.copytree(files.lake_folder(done.pk), kept)
    undone(cast, done)
    kept.rename(files.lake_folder(done.pk))
    jobs.take_back.call(str(done.pk), cast.创建办.pk)
    assert not files.lake_folder(done.pk).exists()


def test_an_undo_that_fails_leaves_everything_and_says_so(
    client: Client, cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = stored(cast.创建办, upload([row()]))
    before = stand()
    undo_import(cast.创建办, done)
    (files.lake_folder(done.pk) / "manifest.json").write_text("{}")  # the files were damaged meanwhile
    run_waiting_jobs()
    assert stand() == before
    client.force_login(cast.创建办)
    told = client.get(reverse("import", args=[done.pk])).content.decode()
    assert "上次撤销没有完成" in told
    assert "整个撤销这次导入" in told


def test_an_import_that_goes_in_while_an_undo_counts_is_not_lost(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2), "甲.csv"))
    ready = checked(cast.创建办, upload([row(点位编号="P900")], "乙.csv"))
    undo_import(cast.创建办, done)
    counts = []

    def count_while_another_goes_in(*given: object, **named: object) -> object:
        counted = count_rounds(*given, **named)  # type: ignore[arg-type]
        if not counts:
            counts.append(counted)
            accept_import(cast.创建办, ready)
            jobs.store_import.call(str(ready.pk), cast.创建办.pk)
        return counted

    monkeypatch.setattr(jobs, "count_rounds", count_while_another_goes_in)
    jobs.take_back.call(str(done.pk), cast.创建办.pk)
    assert [(one.places, one.places_ok) for one in StoredCell.objects.all()] == [(1, 1)]


def test_the_page_says_what_an_undo_will_do(client: Client, cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=1), "甲.csv"))
    both = [row(点位编号="P900"), row(轮次="第2轮", 日期="2026-04-02")]
    more = stored(cast.创建办, upload(both, "乙.csv"))
    client.force_login(cast.创建办)
    told = client.get(reverse("import_undo", args=[more.pk])).content.decode()
    assert "轮次 第1轮 还有别的导入" in told
    assert "轮次 第2轮 没有别的记录" in told
    answer = client.post(reverse("import_undo", args=[more.pk]))
    assert answer["Location"] == reverse("import", args=[more.pk])
    assert "正在撤销" in client.get(reverse("import", args=[more.pk])).content.decode()
    run_waiting_jobs()
    told = client.get(reverse("import", args=[more.pk])).content.decode()
    assert "2 行已取出" in told
    assert client.get(reverse("import_undo", args=[more.pk])).status_code == 302
    assert client.get(reverse("import", args=[done.pk])).status_code == 200
