"""Ask something of organisations: the one gate that every request passes, whatever room it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from dabiao.core.burden import Limit, likeness
from dabiao.core.defects import BadInput, Defect
from dabiao.core.working_days import earliest_due
from dabiao.people.burden.limits import limit_book
from dabiao.people.burden.models import Ask, BurdenLimit
from dabiao.people.burden.queries import too_much
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing

LONGEST_TITLE = 200
"""Characters of a title as the account keeps it; the thing itself keeps the whole of it."""

LONGEST_REASON = 200
"""Characters. A reason is a sentence; what needs more is a document."""

NAMES_TOLD = 10
"""Organisations a refusal names; beyond that nobody reads them one by one."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked. ``minutes`` is the working time one organisation needs for it.

    No items and no minutes at all means that something asked before is due earlier: only the notice counts.

    ``due`` carries its time zone; ``address`` is a page of this site. ValueError for what no form should let through.
    """

    resource: str
    resource_id: str
    title: str
    address: str
    minutes: int
    items: int = 1
    due: datetime | None = None

    def __post_init__(self) -> None:
        if self.items < 0 or self.minutes < 0:
            raise ValueError("a request asks no less than nothing, in no less than no time")
        if not self.address.startswith("/") or self.address.startswith("//"):
            raise ValueError("a request is done on a page of this site")
        if self.due is not None and timezone.is_naive(self.due):
            raise ValueError("a deadline carries its time zone")


def ask_of(
    actor: Account, organisations: Iterable[Organisation], request: Request, reason: str = ""
) -> list[Ask]:
    """Write down that ``request`` was made of each organisation. Call it inside ``writing``, with what is asked.

    Raises BadInput when it leaves less than one working day, or is more than an organisation may be asked in a
    week, and no reason was given: nothing is written then. A deadline that is over already is short notice too: what
    was asked by telephone on Sunday is registered on Monday, with that reason. The organisations are locked until the
    transaction ends, so that two requests at once cannot both find room below the limit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("ask inside the transaction that writes what is asked")
    now = timezone.localtime()
    short = request.due is not None and request.due < earliest_due(now)
    reason = reason.strip()
    asked = list(_locked({one.pk for one in organisations}))
    over = too_much((one.pk for one in asked), request.items, request.minutes, now)
    _refuse_long(reason)
    if not reason:
        past = request.due is not None and request.due <= now
        _refuse(past=past, short=short, over=[one.name for one in asked if one.pk in over])
    return Ask.objects.bulk_create(
        Ask(
            organisation=one,
            resource=request.resource,
            resource_id=request.resource_id,
            title=_shortened(request.title),
            likeness=likeness(request.title)[:LONGEST_TITLE],
            address=request.address,
            items=request.items,
            minutes=request.minutes,
            asked_by=actor,
            asked_at=now,
            due=request.due,
            short_notice=short,
            over_limit=one.pk in over,
            reason=reason if short or one.pk in over else "",
        )
        for one in asked
    )


def withdraw_ask(resource: str, resource_id: str, organisations: Iterable[Organisation] | None = None) -> int:
    """Take a request back, from some of those it was made of or from all: from now on it counts nowhere.

    Call it inside ``writing``, with what takes it back. Gives how many it was taken back from; none is no error.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take back inside the transaction that writes what is taken back")
    found = Ask.objects.filter(resource=resource, resource_id=resource_id, withdrawn_at=None)
    if organisations is not None:
        found = found.filter(organisation__in=[one.pk for one in organisations])
    return found.update(withdrawn_at=timezone.now())


def set_burden_limit(actor: Account, kind: OrganisationKind, limit: Limit, reason: str) -> BurdenLimit:
    """Set how much organisations of one kind may be asked in a week, from now on; what was before stays on record."""
    with writing(actor, Action.SET_BURDEN_LIMIT, "burden_limit") as entry:
        before = limit_book().of(kind, timezone.now())
        made = BurdenLimit(
            kind=kind,
            items=limit.items,
            minutes=limit.minutes,
            reason=reason.strip(),
            set_by=actor,
            since=timezone.now(),
        )
        if not made.reason:
            raise BadInput(Defect("调整上限要写明理由，没有保存", "减负"))
        if limit == before:
            raise BadInput(Defect("和现在的上限一样，没有改动", "减负"))
        made.save()
        entry.resource_id = str(made.pk)
        entry.before = {"items": before.items, "minutes": before.minutes}
        entry.after = {"kind": kind, "items": limit.items, "minutes": limit.minutes, "reason": made.reason}
    return made


def _locked(ids: set[int]) -> QuerySet[Organisation]:
    """The organisations, locked one after the other in one order, so that two requests never wait for each other.

    SQLite locks the whole database when a write begins (``transaction_mode`` IMMEDIATE) and ignores this.
    """
    return Organisation.objects.filter(pk__in=ids).order_by("pk").select_for_update()


def _shortened(title: str) -> str:
    text = " ".join(title.split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _refuse_long(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise BadInput(
            Defect("理由超过 %(most)d 个字，请写短一些", "减负", parameters={"most": LONGEST_REASON})
        )


def _refuse(*, past: bool, short: bool, over: list[str]) -> None:
    defects = []
    if past:
        defects.append(Defect("期限已经过去，没有发出。请改成以后的时间；确属补登记的，写明理由再发", "减负"))
    elif short:
        defects.append(
            Defect("留给下面的时间不足一个工作日，没有发出。请推迟期限；确实紧急的，写明理由再发", "减负")
        )
    if over:
        defects.append(
            Defect(
                "本周对“%(names)s”的要求超过了上限，没有发出。请改到下周或合并到已有的任务；确有必要的，写明理由再发",
                "减负",
                parameters={"names": "、".join(over[:NAMES_TOLD]) + ("等" if len(over) > NAMES_TOLD else "")},
            )
        )
    if defects:
        raise BadInput(defects)
