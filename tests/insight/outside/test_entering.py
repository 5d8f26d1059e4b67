"""Entering results: what the pack, the cycle and the documents refuse, corrections that name the old, the calendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from cast import Cast
from cycle_dates import refused
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from entered import annual, bonus, enter, event, paper, pdf

from dabiao.duties.cycle.actions import record_outcome
from dabiao.duties.cycle.models import CalendarEntry, Cycle, GateOutcome, GateState
from dabiao.house.models import AuditEntry
from dabiao.insight.outside import files, queries
from dabiao.insight.outside.actions import correct_result, record_result, withdraw_result
from dabiao.insight.outside.drafts import ResultDraft
from dabiao.insight.outside.models import Kind, OutsideResult, SourceDocument

TOMORROW = timezone.localdate() + timedelta(days=1)

REFUSALS: list[tuple[str, Callable[[], ResultDraft]]] = [
    ("超过满分 100", lambda: annual(2024, "100.001")),
    ("小于 0", lambda: annual(2024, "-0.001")),
    ("最多 3 位小数", lambda: annual(2024, "90.0001")),
    ("不是这个标准包的年度得分", lambda: annual(2024, "90", "health")),
    ("不在“", lambda: replace(annual(2024, "90"), year=2023)),
    ("负面清单里没有“N99”", lambda: event("N99", date(2024, 5, 1))),
    ("没有这条加分规则", lambda: bonus("1", date(2024, 5, 1), rule="1.1.1")),
    ("不在周期 2024-01-01 至 2026-12-31 之内", lambda: event("N01", date(2023, 12, 31), year=2024)),
    ("不在周期", lambda: event("V01", date(2022, 12, 31), year=2024)),
    ("差了一年以上", lambda: event("N01", date(2024, 5, 1), year=2026)),
    ("还没有到", lambda: event("N01", date(2026, 1, 1), document=paper(TOMORROW))),
    ("早于发生日期", lambda: event("N01", date(2024, 5, 2), document=paper(date(2024, 5, 1)))),
    ("写清文号和发文机关", lambda: annual(2024, "90", document=paper(date(2024, 12, 20), number=""))),
    ("写清文号和发文机关", lambda: annual(2024, "90", document=paper(date(2024, 12, 20), issuer=" "))),
    ("请写文件名称", lambda: annual(2024, "90", document=paper(date(2024, 12, 20), title=" "))),
    ("手机号", lambda: annual(2024, "90", note="联系 13800138000")),
    ("没有选择问题清单", lambda: replace(annual(2024, "90"), kind=Kind.FEEDBACK, title="反馈")),
    ("请写测评名称", lambda: replace(annual(2024, "90"), kind=Kind.TEST, maximum=Decimal(100))),
    ("满分是 0", lambda: replace(annual(2024, "0"), kind=Kind.TEST, title="省测", maximum=Decimal(0))),
    ("摘要写明上级意见", lambda: replace(annual(2024, "90"), kind=Kind.OPINION)),
]


@pytest.mark.parametrize(("words", "draft"), REFUSALS, ids=[words for words, _ in REFUSALS])
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_is_stored(
    cast: Cast, cycle: Cycle, words: str, draft: Callable[[], ResultDraft]
) -> None:
    with refused(words):
        record_result(cast.创建办, cycle, draft())
    assert not OutsideResult.objects.exists()
    assert not SourceDocument.objects.exists()


@pytest.mark.parametrize("name", ["领导", "街道", "责任单位", "社区", "测评员", "外人"])
def test_only_创建办_enters(cast: Cast, cycle: Cycle, name: str) -> None:
    with pytest.raises(PermissionDenied):
        record_result(getattr(cast, name), cycle, annual(2024, "90"))


def test_scores_at_both_ends_are_taken(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "0"), annual(2025, "100.000"))
    assert OutsideResult.objects.count() == 2


def test_the_file_is_kept_with_its_digest_and_handed_in_once(cast: Cast, cycle: Cycle) -> None:
    (made,) = enter(
        cast, cycle, annual(2024, "90", document=paper(date(2024, 12, 20), number="", file=pdf()))
    )
    document = made.document
    assert files.is_intact(document)
    assert len(document.sha256) == 64
    with refused("这份文件已经登记过"):
        enter(cast, cycle, annual(2025, "91", document=paper(date(2025, 12, 20), file=pdf("另一个名字.pdf"))))
    enter(cast, cycle, annual(2024, "88", "minors", document=document))
    assert [one.pk for one in queries.results_of(cast.创建办, document)] == [made.pk, made.pk + 1]
    files.path_of(document).write_bytes(b"%PDF-1.4 changed")
    assert not files.is_intact(document)


def test_a_refused_write_leaves_no_file_behind(
    cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(cast, cycle, annual(2024, "90"))
    with refused("已经登记过"):
        enter(cast, cycle, annual(2024, "91", document=paper(date(2024, 12, 20), file=pdf())))
    assert SourceDocument.objects.count() == 1


def test_a_correction_names_the_old_one_and_both_stay(cast: Cast, cycle: Cycle) -> None:
    (old,) = enter(cast, cycle, annual(2024, "84.36"))
    new = correct_result(cast.创建办, old, annual(2024, "84.63"), "通报勘误")
    assert new.corrects == old
    old.refresh_from_db()
    assert old.score == Decimal("84.360")
    assert [one.pk for one in queries.standing(cycle)] == [new.pk]
    assert [one.pk for one in queries.history(cast.创建办, old)] == [new.pk, old.pk]
    with refused("已经更正或撤销过"):
        correct_result(cast.创建办, old, annual(2024, "84"), "再改")
    with refused("不能改年度"):
        correct_result(cast.创建办, new, annual(2025, "84"), "记错年份")
    with refused("不能改成另一类"):
        correct_result(cast.创建办, new, event("N01", date(2024, 5, 1)), "改类")
    with refused("写明为什么"):
        correct_result(cast.创建办, new, annual(2024, "84"), "  ")


def test_a_stored_result_is_never_written_again(cast: Cast, cycle: Cycle) -> None:
    (made,) = enter(cast, cycle, annual(2024, "90"))
    made.score = Decimal(95)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()


def test_a_withdrawn_score_counts_no_longer_and_may_be_entered_anew(cast: Cast, cycle: Cycle) -> None:
    (old,) = enter(cast, cycle, annual(2024, "90"))
    gone = withdraw_result(cast.创建办, old, "登错了区")
    assert not queries.standing(cycle).exists()
    with refused("已经撤销"):
        withdraw_result(cast.创建办, gone, "再撤一次")
    (again,) = enter(cast, cycle, annual(2024, "88"))
    assert again.corrects == gone
    assert [one.pk for one in queries.standing(cycle)] == [again.pk]


def test_a_year_has_one_score_of_a_measure(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "90"), annual(2024, "86", "minors"))
    with refused("已经登记过（90 / 100）"):
        enter(cast, cycle, annual(2024, "91"))
    row = OutsideResult.objects.get(measure="annual")
    row.pk, row._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "changes",
    [
        {"score": Decimal("100.5")},
        {"kind": "别的"},
        {"measure": ""},
        {"points": Decimal(1)},
        {"reason": "没有更正谁"},
        {"withdrawn": True},
    ],
    ids=str,
)
def test_the_database_refuses_what_the_forms_would(
    cast: Cast, cycle: Cycle, changes: dict[str, object]
) -> None:
    (made,) = enter(cast, cycle, annual(2024, "90"))
    row = OutsideResult.objects.get(pk=made.pk)
    row.pk, row._state.adding, row.year = None, True, 2025
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_calendar_s_gates_follow_without_being_typed_again(cast: Cast, cycle: Cycle) -> None:
    def outcome(measure: str, limit: int) -> tuple[str, Decimal | None]:
        gate = CalendarEntry.objects.get(cycle=cycle, measure=measure, since__year=2024, at_least=limit)
        last = GateOutcome.objects.filter(entry=gate).order_by("-pk").first()
        return (last.state, last.figure) if last else ("", None)

    (score,) = enter(cast, cycle, annual(2024, "82"))
    assert outcome("annual", 80) == (GateState.MET, Decimal(82))
    (cost,) = enter(cast, cycle, event("N01", date(2024, 6, 1)))
    assert outcome("annual", 80) == (GateState.MISSED, Decimal(77))
    assert outcome("annual", 70) == (GateState.MET, Decimal(77))
    assert outcome("minors", 85) == ("", None)
    withdraw_result(cast.创建办, cost, "不属实")
    assert outcome("annual", 80) == (GateState.MET, Decimal(82))
    withdraw_result(cast.创建办, score, "登错了")
    assert outcome("annual", 80) == (GateState.OPEN, None)


def test_a_figure_typed_at_the_gate_stands_until_a_document_takes_its_place(cast: Cast, cycle: Cycle) -> None:
    gate = CalendarEntry.objects.get(cycle=cycle, measure="annual", since__year=2024, at_least=80)
    record_outcome(cast.创建办, gate, GateState.OPEN, Decimal("84.36"), "通报")
    enter(cast, cycle, annual(2024, "86", "minors"), event("N01", date(2024, 6, 1)))
    assert GateOutcome.objects.filter(entry=gate).count() == 1
    shown = queries.book(cast.创建办, cycle)
    assert queries.only_in_calendar(cast.创建办, shown) == [(2024, Decimal("84.36"))]
    enter(cast, cycle, annual(2024, "84.36"))
    assert queries.only_in_calendar(cast.创建办, queries.book(cast.创建办, cycle)) == []


def test_every_write_has_its_audit_entry_with_exact_figures(cast: Cast, cycle: Cycle) -> None:
    (made,) = enter(cast, cycle, annual(2024, "84.36"))
    entry = AuditEntry.objects.get(resource="outside_result", resource_id=str(made.pk))
    assert entry.actor == "office"
    assert entry.after["score"] == "84.36"
    assert AuditEntry.objects.filter(resource="source_document").count() == 1
