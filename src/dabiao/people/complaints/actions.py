"""File complaints, answer them, call back, close or take up again. What is erased by and by is in ``jobs``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.working_days import working_day_after
from dabiao.people.burden.models import Ask
from dabiao.people.complaints.authorship import author_key
from dabiao.people.complaints.jobs import erase_contacts_later
from dabiao.people.complaints.models import (
    LONGEST_TEXT,
    Complaint,
    ComplaintRules,
    Kind,
    State,
    Step,
    StepKind,
)
from dabiao.people.complaints.queries import complaint_seen, is_author, own_complaints, rules_in_force
from dabiao.people.door import vault
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RESOURCE = "complaint"
"""What the audit chain calls one."""

LONGEST_CONTACT = 64
"""Characters: a telephone number, or an address of mail."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody says. ``contact`` only with a name: a number would give the name away."""

    kind: Kind
    text: str
    unnamed: bool = False
    contact: str = ""
    about: Ask | None = None


def file_complaint(actor: Account, filing: Filing) -> Complaint:
    """Take a complaint in. Raises BadInput for one that says nothing, or that asks for both no name and a call."""
    text, contact = _said(filing.text), filing.contact.strip()
    if filing.unnamed and contact:
        raise _refused("不署名时不留联系方式：答复和回访都在本系统里进行。要打电话回访，请改为署名")
    if len(contact) > LONGEST_CONTACT:
        raise _refused("联系方式超过 %(most)d 个字，请只留一个号码", most=LONGEST_CONTACT)
    with writing(actor, Action.COMPLAIN, RESOURCE, unnamed=filing.unnamed) as entry:
        now = timezone.now()
        made = Complaint.objects.create(
            kind=filing.kind,
            text=text,
            author=None if filing.unnamed else actor,
            author_key=author_key(actor) if filing.unnamed else "",
            contact=vault.sealed(contact.encode()) if contact else "",
            about_resource=filing.about.resource if filing.about else "",
            about_resource_id=filing.about.resource_id if filing.about else "",
            about_title=filing.about.title if filing.about else "",
            filed_at=now,
            due=_end_of_working_day(now, rules_in_force().answer_days),
        )
        entry.resource_id = str(made.pk)
        entry.after = {"kind": made.kind, "unnamed": filing.unnamed}
    return made


def answer_complaint(actor: Account, complaint_id: int, text: str) -> None:
    """Answer it. Its author is asked to say whether that will do, or is called."""
    said = _said(text)
    with writing(actor, Action.ANSWER_COMPLAINTS, RESOURCE, str(complaint_id)) as entry:
        one = _handled(actor, complaint_id)
        _expect(one, State.RECEIVED)
        _step(one, StepKind.ANSWER, said, actor)
        _move(one, State.ANSWERED, rules_in_force().call_back_days)
        entry.after = {"state": State.ANSWERED, "in_time": one.steps.latest("pk").is_in_time}


def record_call_back(actor: Account, complaint_id: int, outcome: StepKind, text: str = "") -> None:
    """Write down how calling back went: satisfied closes it, not satisfied takes it up again.

    Not reached closes it too, but only once the time to call back is over; its author can take it up again.
    """
    with writing(actor, Action.ANSWER_COMPLAINTS, RESOURCE, str(complaint_id)) as entry:
        one = _handled(actor, complaint_id)
        _expect(one, State.ANSWERED)
        if outcome == StepKind.NOT_REACHED and one.due > timezone.now():
            raise _refused(
                "回访期限（%(due)s）还没有过，请再联系；到期仍联系不上的才能这样办结",
                due=f"{timezone.localtime(one.due):%Y-%m-%d}",
            )
        entry.after = _conclude(one, outcome, text, actor)


def confirm_answer(actor: Account, complaint_id: int, *, satisfied: bool, text: str = "") -> None:
    """Let its author say whether the answer will do. Raises Complaint.DoesNotExist for anybody else."""
    one = own_complaints(actor).get(pk=complaint_id)
    with writing(actor, Action.COMPLAIN, RESOURCE, str(complaint_id), unnamed=one.is_unnamed) as entry:
        one = own_complaints(actor).select_for_update().get(pk=complaint_id)
        if not may_take_up_again(one) or (satisfied and one.state != State.ANSWERED):
            raise _moved_on()
        entry.after = _conclude(one, StepKind.SATISFIED if satisfied else StepKind.NOT_SATISFIED, text, None)


def withdraw_complaint(actor: Account, complaint_id: int) -> None:
    """Let its author take it back; what was said stays with those who read it, the contact is erased at once."""
    one = own_complaints(actor).get(pk=complaint_id)
    with writing(actor, Action.COMPLAIN, RESOURCE, str(complaint_id), unnamed=one.is_unnamed) as entry:
        one = own_complaints(actor).select_for_update().get(pk=complaint_id)
        if not one.is_open:
            raise _moved_on()
        Complaint.objects.filter(pk=one.pk).update(
            state=State.WITHDRAWN, closed_at=timezone.now(), contact=""
        )
        entry.before, entry.after = {"state": one.state}, {"state": State.WITHDRAWN}


def erase_own_contact(actor: Account, complaint_id: int) -> None:
    """Let its author take the telephone number back (个人信息保护法 asks for that right)."""
    own_complaints(actor).get(pk=complaint_id)
    with writing(actor, Action.COMPLAIN, RESOURCE, str(complaint_id)) as entry:
        Complaint.objects.filter(pk=complaint_id).update(contact="")
        entry.after = {"contact": "erased"}


def see_contact(actor: Account, complaint_id: int) -> str:
    """Show where to call back, whole; that it was seen is on record. Raises BadInput where nothing is left to show."""
    with writing(actor, Action.ANSWER_COMPLAINTS, "complaint_contact", str(complaint_id)) as entry:
        one = complaint_seen(actor, complaint_id)
        contact = vault.opened(one.contact) if one.contact else None
        if contact is None:
            raise _refused("没有留联系方式，或者已经删除")
        entry.after = {"seen": True}
    return contact.decode()


def set_complaint_rules(actor: Account, rules: ComplaintRules) -> None:
    """Set the deadlines anew; those of complaints on their way stay as they were."""
    with writing(actor, Action.ANSWER_COMPLAINTS, "complaint_rules") as entry:
        before = rules_in_force()
        rules.set_by, rules.since = actor, timezone.now()
        rules.save()
        entry.resource_id = str(rules.pk)
        names = ("answer_days", "call_back_days", "keep_contact_days")
        entry.before = {name: getattr(before, name) for name in names}
        entry.after = {name: getattr(rules, name) for name in names}


def may_take_up_again(one: Complaint) -> bool:
    """Whether its author may still say that it will not do: while it waits for that, or was closed without them."""
    if one.state == State.ANSWERED:
        return True
    last = one.steps.order_by("-pk").first() if one.state == State.CLOSED else None
    return last is not None and last.kind == StepKind.NOT_REACHED


def _conclude(one: Complaint, outcome: StepKind, text: str, by: Account | None) -> dict[str, object]:
    """Write an outcome down and move the complaint on; gives what the audit entry says."""
    if outcome == StepKind.ANSWER:
        raise ValueError("an answer is no outcome of a call back")
    if outcome == StepKind.NOT_SATISFIED and not text.strip():
        raise _refused("请写明还有什么没有解决，再提交")
    _step(one, outcome, _short_enough(text), by)
    if outcome == StepKind.NOT_SATISFIED:
        _move(one, State.RECEIVED, rules_in_force().answer_days)
        Complaint.objects.filter(pk=one.pk).update(reopened=one.reopened + 1)
        return {"state": State.RECEIVED, "outcome": outcome}
    Complaint.objects.filter(pk=one.pk).update(state=State.CLOSED, closed_at=timezone.now())
    if one.contact:
        erase_contacts_later(timezone.now() + timedelta(days=rules_in_force().keep_contact_days))
    return {"state": State.CLOSED, "outcome": outcome}


def _handled(actor: Account, complaint_id: int) -> Complaint:
    """The complaint, for somebody to handle who did not file it themselves; locked until the write is done."""
    complaint_seen(actor, complaint_id)
    one = Complaint.objects.select_for_update().get(pk=complaint_id)
    if is_author(actor, one):
        raise _refused("这是您自己提的，请由别人办理")
    return one


def _expect(one: Complaint, state: State) -> None:
    if one.state != state:
        raise _moved_on()


def _step(one: Complaint, kind: StepKind, text: str, by: Account | None) -> None:
    Step.objects.create(complaint=one, kind=kind, text=text, by=by, at=timezone.now(), was_due=one.due)


def _move(one: Complaint, state: State, days: int) -> None:
    due = _end_of_working_day(timezone.now(), days)
    Complaint.objects.filter(pk=one.pk).update(state=state, due=due, closed_at=None)


def _end_of_working_day(moment: datetime, days: int) -> datetime:
    """The last minute of the ``days``-th working day after that day."""
    here = timezone.localtime(moment)
    last = working_day_after(here.date(), days)
    return here.replace(
        year=last.year, month=last.month, day=last.day, hour=23, minute=59, second=0, microsecond=0
    )


def _said(text: str) -> str:
    said = _short_enough(text)
    if not said:
        raise _refused("还没有写内容，没有提交")
    return said


def _short_enough(text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_TEXT:
        raise _refused("内容超过 %(most)d 个字，请写短一些", most=LONGEST_TEXT)
    return said


def _moved_on() -> BadInput:
    return _refused("这件投诉建议的状态已经变了，没有保存。请看最新的情况")


def _refused(template: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, "投诉建议", parameters=parameters))
