"""Read notices: each organisation its own rows, the sender and leaders all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from dabiao.duties.notices.actions import Draft, press_day
from dabiao.duties.notices.flow import (
    DECISIONS,
    ON_RECIPIENT,
    ON_SENDER,
    OVERDUE_IN,
    RESPONSES,
    TABLE,
    NoticeKind,
    State,
    Step,
    steps_from,
)
from dabiao.duties.notices.models import Notice, NoticeEvent, NoticeFile, Recipient
from dabiao.people import policy
from dabiao.people.models import (
    Account,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    open_on,
)
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action

ASKED_KINDS = (OrganisationKind.STREET, OrganisationKind.DEPARTMENT, OrganisationKind.COMMUNITY)
"""Kinds of organisations that notices go to: a grid answers through its community."""

SAME_WITHIN = timedelta(minutes=1)
"""A notice that comes again so soon is a button pressed twice, or a page sent again on a slow line."""

STILL_ASKED = reduce(
    or_, (Q(notice__kind=kind, state__in=states) for kind, states in sorted(ON_RECIPIENT.items()))
)
"""Rows in which something is still asked of the organisation."""


@dataclass(frozen=True, slots=True)
class Row:
    """How a notice stands at one organisation."""

    recipient: Recipient
    received: NoticeEvent | None
    last: NoticeEvent | None
    """The last step with words in it: an answer, a reason."""
    pressed_at: datetime | None
    pressed_today: bool
    overdue: bool
    attended: bool
    """Whether somebody holds a post there who can receive it."""


def notices(asker: Account, *, kind: str = "", open_only: bool = False) -> QuerySet[Notice]:
    """Notices with a row in the asker's reach; ``open_only``: those of which something is still asked."""
    rows = _rows(asker)
    if open_only:
        rows = rows.filter(STILL_ASKED | Q(state__in=ON_SENDER))
    found = Notice.objects.filter(pk__in=rows.values("notice_id")).select_related("sent_by")
    return found.filter(kind=kind) if kind else found


def just_sent(asker: Account, draft: Draft) -> Notice | None:
    """The same notice to the same organisations, sent by the asker within ``SAME_WITHIN``. Two queries."""
    policy.require(asker, Action.SEND_NOTICE)
    found = Notice.objects.filter(
        sent_by=asker,
        kind=draft.kind,
        title=draft.title,
        text=draft.text,
        sent_at__gte=timezone.now() - SAME_WITHIN,
        withdrawn_at=None,
        attachment__name=draft.attachment.name if draft.attachment else None,
    ).prefetch_related("recipients")
    wanted = {one.pk for one in draft.organisations}
    return next(
        (one for one in found if {row.organisation_id for row in one.recipients.all()} == wanted), None
    )


def standings(asker: Account, shown: Iterable[Notice]) -> dict[int, list[tuple[State, int]]]:
    """How many rows in the asker's reach are in which state, by notice. One query."""
    counted = (
        _rows(asker)
        .filter(notice__in=[one.pk for one in shown])
        .values_list("notice_id", "state")
        .annotate(rows=Count("pk"))
    )
    order = list(State)
    found: defaultdict[int, list[tuple[State, int]]] = defaultdict(list)
    for notice, state, rows in counted:
        found[notice].append((State(state), rows))
    return {notice: sorted(ones, key=lambda one: order.index(one[0])) for notice, ones in found.items()}


def notice_by_id(asker: Account, notice_id: int) -> Notice:
    """Raises Notice.DoesNotExist also for one of which no row is in the asker's reach."""
    return notices(asker).select_related("attachment", "withdrawn_by").get(pk=notice_id)


def recipient_by_id(asker: Account, recipient_id: int, action: Action = Action.SEE_NOTICES) -> Recipient:
    """One row within reach of ``action``. Raises Recipient.DoesNotExist."""
    rows = _rows(asker, action).select_related("organisation", "notice__sent_by", "notice__attachment")
    return rows.select_related("notice__withdrawn_by").get(pk=recipient_id)


def rows_of(asker: Account, notice: Notice) -> list[Row]:
    """How it stands at every organisation in the asker's reach, by kind and name. Three queries."""
    now = timezone.now()
    rows = list(_rows(asker).filter(notice=notice).select_related("organisation", "notice"))
    events: defaultdict[int, list[NoticeEvent]] = defaultdict(list)
    for event in NoticeEvent.objects.filter(recipient__in=rows).select_related("by").order_by("pk"):
        events[event.recipient_id].append(event)
    attended = set(
        Post.objects.filter(
            open_on(timezone.localdate()),
            organisation__in=[row.organisation_id for row in rows],
            role__in=policy.roles_with(Action.ANSWER_NOTICE),
            account__is_active=True,
        ).values_list("organisation_id", flat=True)
    )
    order = list(OrganisationKind)
    rows.sort(key=lambda row: (order.index(OrganisationKind(row.organisation.kind)), row.organisation.name))
    return [_row(row, events[row.pk], now, attended=row.organisation_id in attended) for row in rows]


def history(recipient: Recipient) -> list[NoticeEvent]:
    """What was done about one row, oldest first; the row was asked for within the asker's reach."""
    return list(recipient.events.select_related("by", "attachment").order_by("pk"))


def steps_for(asker: Account, recipient: Recipient) -> frozenset[Step]:
    """What the asker can do about a row now: the organisation's steps, the sender's, or none."""
    possible = steps_from(NoticeKind(recipient.notice.kind), State(recipient.state))
    found: frozenset[Step] = frozenset()
    if policy.may(asker, Action.ANSWER_NOTICE):
        scope = policy.require(asker, Action.ANSWER_NOTICE)
        if scope.everything or recipient.organisation_id in scope.organisations:
            found |= possible & RESPONSES
    if policy.may(asker, Action.SEND_NOTICE):
        found |= possible & DECISIONS
        if recipient.events.filter(press_day=press_day(timezone.now())).exists():
            found -= {Step.PRESS}
    return found


def file_of_answer(recipient: Recipient) -> NoticeFile | None:
    """The file that came with the answer of a row, which was asked for within the asker's reach."""
    answer = recipient.events.filter(attachment__isnull=False).select_related("attachment").first()
    return answer.attachment if answer else None


@dataclass(frozen=True, slots=True)
class Choosable:
    """Organisations that a notice can go to; communities by the street they stand below (None: below none)."""

    streets: Sequence[Organisation]
    departments: Sequence[Organisation]
    communities: Mapping[Organisation | None, Sequence[Organisation]]
    attended: frozenset[int]
    """Those at which somebody can receive it."""


def choosable(asker: Account) -> Choosable:
    """Every open organisation that notices can go to. Three queries."""
    policy.require(asker, Action.SEND_NOTICE)
    today = timezone.localdate()
    open_ones = open_organisations(*ASKED_KINDS)
    found = {one.pk: one for one in open_ones}
    street_of = dict(
        Placement.objects.filter(open_on(today), line=Line.TERRITORY, organisation__in=found).values_list(
            "organisation_id", "parent_id"
        )
    )
    communities: defaultdict[Organisation | None, list[Organisation]] = defaultdict(list)
    for one in found.values():
        if one.kind == OrganisationKind.COMMUNITY:
            communities[found.get(street_of.get(one.pk, 0))].append(one)
    posts = Post.objects.filter(
        open_on(today), role__in=policy.roles_with(Action.ANSWER_NOTICE), account__is_active=True
    )
    return Choosable(
        [one for one in found.values() if one.kind == OrganisationKind.STREET],
        [one for one in found.values() if one.kind == OrganisationKind.DEPARTMENT],
        dict(sorted(communities.items(), key=lambda item: (item[0] is None, str(item[0])))),
        frozenset(posts.values_list("organisation_id", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Open:
    """A row that waits for somebody, since ``at``; ``pressed_at``: when it was last pressed for."""

    recipient: Recipient
    at: datetime
    pressed_at: datetime | None = None


def asked_of(asker: Account) -> list[Open]:
    """Rows still asked of the organisations at which the asker holds a post. Two queries."""
    own = policy.organisations_of(asker, Action.ANSWER_NOTICE)
    rows = _listed(Recipient.objects.filter(STILL_ASKED, organisation__in=own))
    pressed = _last_event(rows, Q(step=Step.PRESS))
    return [Open(row, row.notice.sent_at, pressed.get(row.pk)) for row in rows]


def waiting_for_sender(asker: Account) -> list[Open]:
    """Rows in which the sender owes an answer, for whoever may give it. Two queries."""
    policy.require(asker, Action.SEND_NOTICE)
    rows = _listed(Recipient.objects.filter(state__in=ON_SENDER))
    said = _last_event(rows, Q(after__in=ON_SENDER))
    return [Open(row, said[row.pk]) for row in rows]


def _listed(rows: QuerySet[Recipient]) -> list[Recipient]:
    return list(rows.select_related("notice__sent_by", "organisation").order_by("pk"))


def _last_event(rows: Sequence[Recipient], wanted: Q) -> dict[int, datetime]:
    found = NoticeEvent.objects.filter(wanted, recipient__in=rows).values_list("recipient_id")
    return dict(found.annotate(last=Max("at")))


def _rows(asker: Account, action: Action = Action.SEE_NOTICES) -> QuerySet[Recipient]:
    scope = policy.require(asker, action)
    rows = Recipient.objects.all()
    return rows if scope.everything else rows.filter(organisation__in=scope.organisations)


def _row(recipient: Recipient, events: Sequence[NoticeEvent], now: datetime, *, attended: bool) -> Row:
    pressed = [one for one in events if one.step == Step.PRESS]
    return Row(
        recipient,
        next((one for one in events if one.step == Step.RECEIVE), None),
        next((one for one in reversed(events) if one.text), None),
        pressed[-1].at if pressed else None,
        any(one.press_day == press_day(now) for one in pressed),
        is_overdue(recipient, now),
        attended,
    )


def is_overdue(recipient: Recipient, now: datetime) -> bool:
    """Whether its deadline is over while it is the organisation's turn."""
    return recipient.due is not None and recipient.due < now and recipient.state in OVERDUE_IN


def pressable(rows: Iterable[Row]) -> int:
    """How many of these can be pressed now."""
    return sum(
        (State(row.recipient.state), Step.PRESS) in TABLE[NoticeKind(row.recipient.notice.kind)]
        and not row.pressed_today
        for row in rows
    )
