"""Ask something of organisations: the one gate that every request passes, whatever room it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.working_days import earliest_due
from dabiao.people.burden.models import Ask
from dabiao.people.burden.queries import too_much
from dabiao.people.models import Account, Organisation


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked. ``minutes`` is the working time one organisation needs for it."""

    resource: str
    resource_id: str
    title: str
    address: str
    minutes: int
    items: int = 1
    due: datetime | None = None


def ask_of(
    actor: Account, organisations: Iterable[Organisation], request: Request, reason: str = ""
) -> list[Ask]:
    """Write down that ``request`` was made of each organisation. Call it inside ``writing``, with what is asked.

    Raises BadInput when it leaves less than one working day, or is more than an organisation may be asked in a
    week, and no reason was given: nothing is written then.
    """
    now = timezone.localtime()
    short = request.due is not None and request.due < earliest_due(now)
    asked = list(organisations)
    reason = reason.strip()
    if not reason:
        over = too_much((one.pk for one in asked), request.items, request.minutes, now)
        _refuse(short=short, over=[one.name for one in asked if one.pk in over])
    return Ask.objects.bulk_create(
        Ask(
            organisation=one,
            resource=request.resource,
            resource_id=request.resource_id,
            title=request.title,
            address=request.address,
            items=request.items,
            minutes=request.minutes,
            asked_by=actor,
            asked_at=now,
            due=request.due,
            short_notice=short,
            reason=reason,
        )
        for one in asked
    )


def _refuse(*, short: bool, over: list[str]) -> None:
    defects = []
    if short:
        defects.append(
            Defect("留给下面的时间不足一个工作日，没有发出。请推迟期限；确实紧急的，写明理由再发", "减负")
        )
    if over:
        defects.append(
            Defect(
                "本周对“%(names)s”的要求超过了上限，没有发出。请改到下周或合并到已有的任务；确有必要的，写明理由再发",
                "减负",
                parameters={"names": "、".join(over[:10]) + ("等" if len(over) > 10 else "")},
            )
        )
    if defects:
        raise BadInput(defects)
