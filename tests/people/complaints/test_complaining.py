"""投诉建议 from filing to closing: deadlines, answers, call backs, and who may do what."""

import hashlib
from datetime import timedelta
from itertools import pairwise

import pytest
from asked import ask, here, named, set_clock
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.house.registries import my_entries
from dabiao.people.complaints import actions, jobs, queries
from dabiao.people.complaints.actions import Filing
from dabiao.people.complaints.models import Complaint, ComplaintRules, Kind, State, Step, StepKind
from dabiao.people.models import Account
from dabiao.site.jobs import run_waiting_jobs

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def filed(by: Account, text: str = "清单要得太急", **given_: object) -> Complaint:
    return actions.file_complaint(by, Filing(Kind.TOO_SHORT, text, **given_))  # type: ignore[arg-type]


def state(one: Complaint) -> State:
    return State(Complaint.objects.get(pk=one.pk).state)


# ---- filing


def test_anybody_with_an_account_files_and_it_is_due_in_five_working_days(cast: Cast) -> None:
    for person in vars(cast).values():
        one = filed(person)
        assert one.author == person
        assert one.due == here("2026-12-02 23:59"), (
            "five working days after a Wednesday, to the day's last minute"
        )
    assert AuditEntry.objects.filter(action="complain").count() == len(vars(cast))


def test_deadlines_know_holidays(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-31 10:00")
    assert filed(cast.社区).due > here("2027-01-07 23:00"), "元旦 is no working day"


def test_a_complaint_that_says_nothing_or_too_much_is_refused(cast: Cast) -> None:
    for text in ("", "  \n ", "字" * 2001):
        with pytest.raises(BadInput):
            filed(cast.社区, text)
    assert not Complaint.objects.exists()


def test_what_it_is_about_is_the_request_as_made_of_everybody(cast: Cast) -> None:
    (asked, _other) = ask(cast.创建办, [named("和平社区"), named("城管局")], "核对台账")
    one = filed(cast.社区, about=asked)
    assert (one.about_title, one.about_resource, one.about_resource_id) == (
        "核对台账",
        "notice",
        asked.resource_id,
    )
    names = {field.name for field in Complaint._meta.get_fields()}
    assert not any("organisation" in name for name in names), "an organisation would name the author"


# ---- answering and calling back


def test_an_answer_waits_for_its_author_who_is_satisfied(cast: Cast) -> None:
    one = filed(cast.社区)
    actions.answer_complaint(cast.创建办, one.pk, "以后留足时间")
    assert state(one) == State.ANSWERED
    actions.confirm_answer(cast.社区, one.pk, satisfied=True)
    assert state(one) == State.CLOSED
    assert [step.kind for step in queries.steps_of(one)] == [StepKind.ANSWER, StepKind.SATISFIED]
    assert queries.steps_of(one)[1].by is None, "the author's own word bears no name"


def test_not_satisfied_takes_it_up_again_with_a_new_deadline(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = filed(cast.社区)
    actions.answer_complaint(cast.创建办, one.pk, "以后留足时间")
    set_clock(monkeypatch, "2026-12-01 10:00")
    with pytest.raises(BadInput, match="还有什么没有解决"):
        actions.confirm_answer(cast.社区, one.pk, satisfied=False)
    actions.confirm_answer(cast.社区, one.pk, satisfied=False, text="这次的期限没改")
    again = Complaint.objects.get(pk=one.pk)
    assert (again.state, again.reopened, again.closed_at) == (State.RECEIVED, 1, None)
    assert again.due == here("2026-12-08 23:59")


def test_a_handler_records_how_calling_back_went(cast: Cast) -> None:
    happy, unhappy = filed(cast.社区, contact=PHONE), filed(cast.街道, contact=PHONE)
    for one in (happy, unhappy):
        actions.answer_complaint(cast.创建办, one.pk, "改了")
    actions.record_call_back(cast.创建办, happy.pk, StepKind.SATISFIED, "电话回访")
    actions.record_call_back(cast.创建办, unhappy.pk, StepKind.NOT_SATISFIED, "还要再改")
    assert (state(happy), state(unhappy)) == (State.CLOSED, State.RECEIVED)


def test_not_reached_closes_only_when_the_time_is_over_and_its_author_may_come_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = filed(cast.社区, unnamed=True)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    with pytest.raises(BadInput, match="还没有过"):
        actions.record_call_back(cast.创建办, one.pk, StepKind.NOT_REACHED)
    set_clock(monkeypatch, "2026-12-03 00:00")
    actions.record_call_back(cast.创建办, one.pk, StepKind.NOT_REACHED)
    assert state(one) == State.CLOSED
    with pytest.raises(BadInput):
        actions.confirm_answer(cast.社区, one.pk, satisfied=True)
    actions.confirm_answer(cast.社区, one.pk, satisfied=False, text="刚看到，没有改")
    assert state(one) == State.RECEIVED


def test_whether_an_answer_was_in_time_can_be_told_for_ever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = filed(cast.社区), filed(cast.街道)
    set_clock(monkeypatch, "2026-12-02 23:59")
    actions.answer_complaint(cast.创建办, early.pk, "改了")
    set_clock(monkeypatch, "2026-12-03 00:00")
    actions.answer_complaint(cast.创建办, late.pk, "改了")
    assert [queries.steps_of(one)[0].is_in_time for one in (early, late)] == [True, False]
    figures = queries.complaint_figures(cast.领导)
    assert (figures.filed, figures.answers, figures.answers_in_time) == (2, 2, 1)


def test_nobody_handles_their_own(cast: Cast) -> None:
    for unnamed in (False, True):
        one = filed(cast.创建办, unnamed=unnamed)
        with pytest.raises(BadInput, match="请由别人办理"):
            actions.answer_complaint(cast.创建办, one.pk, "我觉得很好")
        assert state(one) == State.RECEIVED


@pytest.mark.parametrize("role", ["领导", "街道", "社区", "责任单位", "测评员", "审核", "系统管理员", "外人"])
def test_only_创建办_answers(cast: Cast, role: str) -> None:
    one = filed(cast.社区, contact=PHONE)
    person = getattr(cast, role)
    for do in (
        lambda: actions.answer_complaint(person, one.pk, "x"),
        lambda: actions.record_call_back(person, one.pk, StepKind.SATISFIED),
        lambda: actions.see_contact(person, one.pk),
        lambda: actions.set_complaint_rules(person, ComplaintRules()),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_only_its_author_confirms_withdraws_and_erases(cast: Cast) -> None:
    for unnamed in (False, True):
        key = filed(cast.社区, unnamed=unnamed).pk
        for person in (cast.街道, cast.创建办, cast.领导, cast.外人):
            with pytest.raises(Complaint.DoesNotExist):
                actions.confirm_answer(person, key, satisfied=True)
            for do in (actions.withdraw_complaint, actions.erase_own_contact):
                with pytest.raises(Complaint.DoesNotExist):
                    do(person, key)


def test_a_withdrawn_one_is_over_and_its_number_is_gone_at_once(cast: Cast) -> None:
    one = filed(cast.社区, contact=PHONE)
    actions.withdraw_complaint(cast.社区, one.pk)
    assert state(one) == State.WITHDRAWN
    assert Complaint.objects.get(pk=one.pk).contact == ""
    with pytest.raises(BadInput):
        actions.withdraw_complaint(cast.社区, one.pk)
    with pytest.raises(BadInput):
        actions.answer_complaint(cast.创建办, one.pk, "x")
    assert queries.complaint_figures(cast.创建办).filed == 0


VERBS = st.lists(
    st.sampled_from(["answer", "happy", "unhappy", "called", "reached", "withdraw", "later"]), max_size=10
)


@given(VERBS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_in_whatever_order_a_complaint_stays_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, verbs: list[str]
) -> None:
    with transaction.atomic():
        now = set_clock(monkeypatch)
        one = filed(cast.社区, contact=PHONE)
        for verb in verbs:
            try:
                if verb == "later":
                    now += timedelta(days=6)
                    monkeypatch.setattr(timezone, "now", lambda now=now: now)
                elif verb == "answer":
                    actions.answer_complaint(cast.创建办, one.pk, "答")
                elif verb in ("happy", "unhappy"):
                    actions.confirm_answer(cast.社区, one.pk, satisfied=verb == "happy", text="还没有")
                elif verb == "called":
                    actions.record_call_back(cast.创建办, one.pk, StepKind.NOT_REACHED)
                elif verb == "reached":
                    actions.record_call_back(cast.创建办, one.pk, StepKind.SATISFIED)
                else:
                    actions.withdraw_complaint(cast.社区, one.pk)
            except BadInput:
                pass
        seen, steps = Complaint.objects.get(pk=one.pk), queries.steps_of(one)
        kinds = [step.kind for step in steps]
        assert seen.is_open == (seen.closed_at is None)
        assert seen.reopened == kinds.count(StepKind.NOT_SATISFIED)
        assert all(
            before == StepKind.ANSWER or (before, after) == (StepKind.NOT_REACHED, StepKind.NOT_SATISFIED)
            for before, after in pairwise(kinds)
            if after != StepKind.ANSWER
        ), kinds
        if seen.state == State.ANSWERED:
            assert kinds[-1] == StepKind.ANSWER
        transaction.set_rollback(True)


# ---- without a name


def test_without_a_name_nothing_stored_names_the_author(cast: Cast) -> None:
    one = filed(cast.社区, unnamed=True)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    actions.confirm_answer(cast.社区, one.pk, satisfied=False, text="没改")
    actions.withdraw_complaint(cast.社区, one.pk)
    assert one.author is None
    assert len(one.author_key) == 64
    own = AuditEntry.objects.filter(action="complain")
    assert {(entry.actor, entry.address) for entry in own} == {("—", None)}
    assert own.count() == 3
    for entry in AuditEntry.objects.all():
        assert cast.社区.username not in (entry.actor, str(entry.before), str(entry.after))
        assert one.author_key not in f"{entry.before}{entry.after}"
    assert {step.by for step in queries.steps_of(one) if step.kind != StepKind.ANSWER} == {None}


def test_its_author_alone_finds_it_again(cast: Cast) -> None:
    one = filed(cast.社区, unnamed=True)
    assert list(queries.own_complaints(cast.社区)) == [one]
    assert queries.complaint_seen(cast.社区, one.pk) == one
    for person in (cast.街道, cast.外人, cast.测评员):
        assert not queries.own_complaints(person).exists()
        with pytest.raises(Complaint.DoesNotExist):
            queries.complaint_seen(person, one.pk)
    (line,) = queries.listed(queries.all_complaints(cast.创建办))
    assert (line.author, line.contact) == ("", "")


def test_with_another_secret_key_the_digest_tells_nobody(cast: Cast, settings: object) -> None:
    filed(cast.社区, unnamed=True)
    settings.SECRET_KEY = "another" * 8  # type: ignore[attr-defined]
    assert not queries.own_complaints(cast.社区).exists()


def test_the_digest_is_no_plain_digest_of_the_account(cast: Cast) -> None:
    one = filed(cast.社区, unnamed=True)
    for said in (str(cast.社区.pk), cast.社区.username):
        for name in ("sha256", "sha1", "md5", "sha512"):
            assert hashlib.new(name, said.encode()).hexdigest()[:64] != one.author_key


def test_no_name_and_a_number_do_not_go_together(cast: Cast) -> None:
    with pytest.raises(BadInput, match="不署名时不留联系方式"):
        filed(cast.社区, unnamed=True, contact=PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(kind=Kind.OTHER, text="x", author_key="k", contact="y", due=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(kind=Kind.OTHER, text="x", due=timezone.now())


# ---- numbers to call back


def test_a_number_is_stored_unreadably_and_shown_covered(cast: Cast) -> None:
    one = filed(cast.社区, contact=f" {PHONE} ")
    assert PHONE not in Complaint.objects.get(pk=one.pk).contact
    (line,) = queries.listed(queries.all_complaints(cast.创建办))
    assert line.contact == "138****5678"


def test_showing_it_is_on_record_without_the_number(cast: Cast) -> None:
    one = filed(cast.社区, contact=PHONE)
    assert actions.see_contact(cast.创建办, one.pk) == PHONE
    entry = AuditEntry.objects.latest("number")
    assert (entry.actor, entry.resource, entry.resource_id, entry.after) == (
        "office",
        "complaint_contact",
        str(one.pk),
        {"seen": True},
    )
    assert not any(PHONE in f"{one.before}{one.after}" for one in AuditEntry.objects.all())


def test_nothing_to_show_is_no_record(cast: Cast) -> None:
    one = filed(cast.社区)
    before = AuditEntry.objects.count()
    with pytest.raises(BadInput):
        actions.see_contact(cast.创建办, one.pk)
    assert AuditEntry.objects.count() == before


def test_its_author_takes_the_number_back(cast: Cast) -> None:
    one = filed(cast.社区, contact=PHONE)
    actions.erase_own_contact(cast.社区, one.pk)
    assert Complaint.objects.get(pk=one.pk).contact == ""
    assert state(one) == State.RECEIVED


def closed(cast: Cast) -> Complaint:
    one = filed(cast.社区, contact=PHONE)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    actions.record_call_back(cast.创建办, one.pk, StepKind.SATISFIED)
    return one


def test_closing_enqueues_the_erasing_for_the_day_it_is_due(cast: Cast) -> None:
    closed(cast)
    job = DBTaskResult.objects.get()
    assert job.task_path.endswith("erase_contacts")
    assert job.run_after == here("2026-12-25 10:00")
    run_waiting_jobs()
    assert Complaint.objects.get().contact, "not before its time"


@pytest.mark.parametrize(("now", "gone"), [("2026-12-25 09:59", False), ("2026-12-25 10:00", True)])
def test_numbers_are_erased_thirty_days_after_closing_and_that_is_on_record(
    cast: Cast, now: str, gone: bool
) -> None:
    closed(cast)
    open_one = filed(cast.街道, contact=PHONE)
    assert jobs.erase_old_contacts(here(now)) == int(gone)
    assert bool(Complaint.objects.get(state=State.CLOSED).contact) is not gone
    assert Complaint.objects.get(pk=open_one.pk).contact, "one on its way keeps its number"
    assert AuditEntry.objects.filter(action="erase_contacts").exists() is gone
    assert jobs.erase_old_contacts(here(now)) == 0


def test_the_job_erases_through_the_queue(cast: Cast) -> None:
    actions.set_complaint_rules(cast.创建办, ComplaintRules(keep_contact_days=0))
    closed(cast)
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(days=365))
    run_waiting_jobs()
    assert Complaint.objects.get().contact == ""


def test_one_taken_up_again_keeps_its_number_until_it_is_closed_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = filed(cast.社区, contact=PHONE)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    set_clock(monkeypatch, "2026-12-03 00:00")
    actions.record_call_back(cast.创建办, one.pk, StepKind.NOT_REACHED)
    actions.confirm_answer(cast.社区, one.pk, satisfied=False, text="没改")
    assert jobs.erase_old_contacts(here("2027-06-01 00:00")) == 0


# ---- rules, figures, 我的


def test_deadlines_are_data_and_hold_for_what_comes_after(cast: Cast) -> None:
    before = filed(cast.社区)
    actions.set_complaint_rules(cast.创建办, ComplaintRules(answer_days=2))
    assert filed(cast.社区).due == here("2026-11-27 23:59")
    assert Complaint.objects.get(pk=before.pk).due == here("2026-12-02 23:59")
    told = AuditEntry.objects.filter(resource="complaint_rules").latest("number")
    assert (told.before or {})["answer_days"] == 5
    assert (told.after or {})["answer_days"] == 2


def test_复核_领导_sees_those_about_what_创建办_asks(cast: Cast) -> None:
    filed(cast.社区)
    actions.file_complaint(cast.社区, Filing(Kind.FUNCTION, "字太小"))
    (asked,) = ask(cast.创建办, named("和平社区"), "核对台账")
    actions.file_complaint(cast.社区, Filing(Kind.OTHER, "这件重复了", about=asked))
    seen = queries.about_requests(queries.all_complaints(cast.领导))
    assert {one.kind for one in seen} == {Kind.TOO_SHORT, Kind.OTHER}
    assert queries.complaint_figures(cast.领导).about_requests == 2


def test_我的_has_what_its_author_and_its_handler_have_to_do(cast: Cast) -> None:
    named_one, unnamed = filed(cast.社区, contact=PHONE), filed(cast.社区, unnamed=True)
    mine = lambda person: {(one.address, one.title) for one in my_entries(person) if one.kind == "投诉建议"}  # noqa: E731
    assert len(mine(cast.创建办)) == 2
    assert mine(cast.社区) == set()
    for one in (named_one, unnamed):
        actions.answer_complaint(cast.创建办, one.pk, "改了")
    assert len(mine(cast.社区)) == 2
    assert len(mine(cast.创建办)) == 1, "without a number its author confirms on the page"
    assert mine(cast.外人) == mine(cast.领导) == set()
    for one in (named_one, unnamed):
        actions.confirm_answer(cast.社区, one.pk, satisfied=True)
    assert mine(cast.社区) == mine(cast.创建办) == set()


def test_no_entry_of_我的_names_an_author(cast: Cast) -> None:
    filed(cast.社区, unnamed=True)
    for one in my_entries(cast.创建办):
        assert cast.社区.display_name not in f"{one.title.replace('社区', '')}{one.asked_by}"


def test_steps_are_never_edited(cast: Cast) -> None:
    one = filed(cast.社区)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    step = Step.objects.get()
    step.text = "没说过"
    with pytest.raises(TypeError):
        step.save()
