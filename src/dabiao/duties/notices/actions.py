"""Writes about notices: send, withdraw, press, and every step that an organisation or the sender takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.working_days import is_working_day, working_day_after
from dabiao.duties.notices.files import kept
from dabiao.duties.notices.flow import FAVOURS, RESPONSES, TABLE, NoticeKind, State, Step, first_step
from dabiao.duties.notices.models import Notice, NoticeEvent, NoticeFile, Recipient
from dabiao.house.attachments import WaitingFile
from dabiao.people import policy
from dabiao.people.burden.actions import Request, ask_of, withdraw_ask
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import Entry, writing

RESOURCE, RESOURCE_ROW = "notice", "notice_recipient"
"""What the audit chain calls a notice, and a notice at one organisation."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice as it is to be sent. ``minutes``: working time one organisation needs for it."""

    kind: NoticeKind
    title: str
    text: str
    minutes: int
    organisations: Sequence[Organisation]
    due: datetime | None = None
    wants_attachment: bool = False
    attachment: WaitingFile | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a step: words, the deadline asked for, a file."""

    text: str = ""
    due: datetime | None = None
    attachment: WaitingFile | None = None


def send_notice(actor: Account, draft: Draft, reason: str = "") -> Notice:
    """Send it to every organisation named. Raises BadInput when a deadline is over, nobody is named, or it asks too
    much or too late of somebody and ``reason`` is empty; nothing is sent then.
    """
    now = timezone.now()
    if not draft.organisations:
        raise BadInput(Defect("没有选发给谁，没有发出。请至少选一个单位", draft.title))
    if draft.due is not None and draft.due <= now:
        raise BadInput(Defect("期限已经过去，没有发出。请改期限", draft.title))
    with writing(actor, Action.SEND_NOTICE, RESOURCE) as entry, kept(draft.attachment) as attachment:
        sent = Notice.objects.create(
            kind=draft.kind,
            title=draft.title,
            text=draft.text,
            minutes=draft.minutes,
            due=draft.due,
            attachment=attachment,
            wants_attachment=draft.wants_attachment,
            sent_by=actor,
            sent_at=now,
        )
        Recipient.objects.bulk_create(
            Recipient(notice=sent, organisation=one, due=draft.due) for one in draft.organisations
        )
        address = reverse("notice", kwargs={"notice_id": sent.pk})
        asked = Request(RESOURCE, str(sent.pk), sent.title, address, sent.minutes, due=sent.due)
        ask_of(actor, draft.organisations, asked, reason)
        entry.resource_id = str(sent.pk)
        entry.after = {
            "kind": sent.kind,
            "organisations": sorted(one.pk for one in draft.organisations),
            "minutes": sent.minutes,
            "due": sent.due.isoformat() if sent.due else None,
            "attachment": attachment is not None,
        }
    return sent


def withdraw_notice(actor: Account, withdrawn: Notice, why: str) -> None:
    """Ask it of nobody any more. What was answered stays answered; the notice stays readable, marked 已撤回."""
    if not why.strip():
        raise BadInput(Defect("没有写撤回的原因，没有撤回。请用一句话告诉收到的单位", withdrawn.title))
    now = timezone.now()
    with writing(actor, Action.SEND_NOTICE, RESOURCE, str(withdrawn.pk)) as entry:
        changed = Notice.objects.filter(pk=withdrawn.pk, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=actor, withdrawn_why=why.strip()
        )
        if not changed:
            raise BadInput(Defect("已经撤回过了，没有再撤。请刷新页面", withdrawn.title))
        open_rows = _standing(withdrawn, Step.WITHDRAW)
        for row in open_rows:
            _take(actor, row, Step.WITHDRAW, Said(), now)
        withdraw_ask(RESOURCE, str(withdrawn.pk), [row.organisation for row in open_rows])
        entry.after = {"withdrawn": True, "organisations": sorted(row.organisation_id for row in open_rows)}


def press_notice(actor: Account, pressed: Notice) -> int:
    """Press every organisation that has not received or answered it and was not yet pressed for this working day.

    Returns how many. Raises BadInput when there is nobody to press.
    """
    now = timezone.now()
    with writing(actor, Action.SEND_NOTICE, RESOURCE, str(pressed.pk)) as entry:
        done_today = set(
            NoticeEvent.objects.filter(recipient__notice=pressed, press_day=press_day(now)).values_list(
                "recipient_id", flat=True
            )
        )
        rows = [row for row in _standing(pressed, Step.PRESS) if row.pk not in done_today]
        if not rows:
            raise BadInput(
                Defect(
                    "没有可以催的单位：要么已经签收、办结，要么今天已经催过。同一个单位一个工作日只催一次",
                    pressed.title,
                )
            )
        for row in rows:
            _take(actor, row, Step.PRESS, Said(), now)
        entry.after = {"pressed": sorted(row.organisation_id for row in rows)}
    return len(rows)


def respond(actor: Account, recipient: Recipient, step: Step, said: Said | None = None) -> None:
    """Take a step for the organisation that was asked. Whoever answers what was not yet received receives it by that.

    Raises PermissionDenied outside the actor's reach, BadInput for a step that does not follow or lacks its words.
    """
    assert step in RESPONSES, "other steps are the sender's"
    said, now = said or Said(), timezone.now()
    scope = policy.require(actor, Action.ANSWER_NOTICE)
    if not scope.everything and recipient.organisation_id not in scope.organisations:
        raise PermissionDenied(Action.ANSWER_NOTICE.value)
    with writing(actor, Action.ANSWER_NOTICE, RESOURCE_ROW, str(recipient.pk)) as entry:
        row = _fresh(recipient)
        _tell_before(entry, row)
        _check_response(row, step, said, now)
        with kept(said.attachment) as attachment:
            first = first_step(NoticeKind(row.notice.kind), State(row.state), step)
            if first != step:
                _take(actor, row, first, Said(), now)
            _take(actor, row, step, said, now, attachment)
        _tell_after(entry, row, step)


def decide(actor: Account, recipient: Recipient, step: Step, text: str = "") -> None:
    """Take a step of the sender about one organisation: answer it, or press it. Raises BadInput as ``respond`` does."""
    now = timezone.now()
    with writing(actor, Action.SEND_NOTICE, RESOURCE_ROW, str(recipient.pk)) as entry:
        row = _fresh(recipient)
        if step in FAVOURS and row.organisation_id in policy.organisations_of(actor, Action.ANSWER_NOTICE):
            raise _refused("您也在这个单位任职，不能决定它的申请。请由创建办另一个人办理", row)
        _tell_before(entry, row)
        due = asked_due(row) if step == Step.GRANT else None
        if due is not None and due <= now:
            raise _refused("申请的新期限已经过去，没有同意。请不同意，并写明怎么办", row)
        if step == Step.PRESS and row.events.filter(press_day=press_day(now)).exists():
            raise _refused("今天已经催过，没有再催。同一个单位一个工作日只催一次", row)
        _take(actor, row, step, Said(text.strip(), due), now)
        _tell_after(entry, row, step)


def asked_due(row: Recipient) -> datetime | None:
    """The new deadline of the last 申请延期; None when there was none."""
    last = row.events.filter(step=Step.ASK_EXTENSION).order_by("-pk").first()
    return last.due if last else None


def press_day(moment: datetime) -> date:
    """The working day that a 催办 at ``moment`` counts for."""
    day = timezone.localdate(moment)
    return day if is_working_day(day) else working_day_after(day)


def _take(
    actor: Account,
    row: Recipient,
    step: Step,
    said: Said,
    now: datetime,
    attachment: NoticeFile | None = None,
) -> None:
    """Append the event and move the state, if it is still the one the step starts from."""
    before = State(row.state)
    after = TABLE[NoticeKind(row.notice.kind)].get((before, step))
    if after is None:
        raise _refused(
            "现在是“%(state)s”，不能“%(step)s”。请刷新页面看最新的情况",
            row,
            state=before.label,
            step=step.label,
        )
    if step in NEEDS_WORDS and not said.text.strip():
        raise _refused("“%(step)s”要写明情况，没有提交。请写一两句再提交", row, step=step.label)
    changes: dict[str, object] = {"state": after}
    if step == Step.GRANT:
        changes["due"] = said.due
    if not Recipient.objects.filter(pk=row.pk, state=before).update(**changes):
        raise _refused("别人刚刚操作过，没有提交。请刷新页面看最新的情况", row)
    NoticeEvent.objects.create(
        recipient=row,
        step=step,
        before=before,
        after=after,
        at=now,
        by=actor,
        text=said.text.strip(),
        due=said.due,
        press_day=press_day(now) if step == Step.PRESS else None,
        attachment=attachment,
    )
    row.state = after


NEEDS_WORDS = frozenset({Step.ANSWER, Step.SEND_BACK, Step.ASK_EXTENSION, Step.REFUSE, Step.REPLY})
"""Steps that say something to somebody; the others are only done."""


def _check_response(row: Recipient, step: Step, said: Said, now: datetime) -> None:
    if said.attachment is not None and not (step == Step.ANSWER and row.notice.wants_attachment):
        raise _refused("这件事不要附件，没有提交。请去掉附件再提交", row)
    if step == Step.ASK_EXTENSION:
        if said.due is None or said.due <= now:
            raise _refused("新期限没有填或已经过去，没有提交。请改新期限", row)
        if row.due is not None and said.due <= row.due:
            raise _refused("新期限不比现在的期限晚，没有提交。请改新期限", row)


def _standing(notice: Notice, step: Step) -> list[Recipient]:
    """Rows of the notice from which ``step`` can be taken."""
    states = [before for before, one in TABLE[NoticeKind(notice.kind)] if one == step]
    rows = notice.recipients.select_for_update().filter(state__in=states)
    return list(rows.select_related("notice", "organisation").order_by("pk"))


def _fresh(recipient: Recipient) -> Recipient:
    rows = Recipient.objects.select_for_update(of=("self",)).select_related("notice", "organisation")
    return rows.get(pk=recipient.pk)


def _tell_before(entry: Entry, row: Recipient) -> None:
    entry.before = {"state": row.state}


def _tell_after(entry: Entry, row: Recipient, step: Step) -> None:
    entry.after = {"organisation": row.organisation_id, "step": step, "state": row.state}


def _refused(template: str, row: Recipient, **parameters: object) -> BadInput:
    return BadInput(Defect(template, row.organisation.name, parameters=parameters))
