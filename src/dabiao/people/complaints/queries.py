"""Read complaints: one's own, and all of them for those who answer and those who watch over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from dabiao.core.masking import masked
from dabiao.people import policy
from dabiao.people.complaints.authorship import author_key
from dabiao.people.complaints.models import (
    ABOUT_REQUESTS,
    Complaint,
    ComplaintRules,
    State,
    Step,
    StepKind,
)
from dabiao.people.door import vault
from dabiao.people.models import Account
from dabiao.people.policy import Action


def rules_in_force() -> ComplaintRules:
    """The deadlines in force; the defaults where nobody set any."""
    return ComplaintRules.objects.order_by("-since", "-pk").first() or ComplaintRules()


def own_complaints(asker: Account) -> QuerySet[Complaint]:
    """What ``asker`` filed, with a name or without."""
    policy.require(asker, Action.COMPLAIN)
    return Complaint.objects.filter(Q(author=asker) | Q(author_key=author_key(asker)))


def all_complaints(asker: Account) -> QuerySet[Complaint]:
    """Every complaint, for those who answer them and for 领导."""
    scope = policy.require(asker, Action.SEE_COMPLAINTS)
    found = Complaint.objects.select_related("author")
    return found if scope.everything else found.none()


def about_requests(found: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Those about what 创建办 itself asks."""
    return found.filter(Q(kind__in=ABOUT_REQUESTS) | ~Q(about_resource=""))


def complaint_seen(asker: Account, complaint_id: int) -> Complaint:
    """A complaint the asker filed, or may read. Raises Complaint.DoesNotExist, whichever it is not."""
    if policy.may(asker, Action.SEE_COMPLAINTS):
        seen = all_complaints(asker).filter(pk=complaint_id).first()
        if seen is not None:
            return seen
    return own_complaints(asker).select_related("author").get(pk=complaint_id)


def is_author(asker: Account, one: Complaint) -> bool:
    """Whether ``asker`` filed it."""
    return one.author_id == asker.pk or (one.is_unnamed and one.author_key == author_key(asker))


def steps_of(one: Complaint) -> list[Step]:
    """What happened to it, oldest first. Only for whoever may see it."""
    return list(one.steps.select_related("by").order_by("at", "pk"))


def masked_contact(one: Complaint) -> str:
    """Where to call back, its middle covered; empty where nothing was given or it is erased."""
    return masked(_contact(one))


def _contact(one: Complaint) -> str:
    return (vault.opened(one.contact) or b"").decode() if one.contact else ""


@dataclass(frozen=True, slots=True)
class ListedComplaint:
    """A line of the list: how its author is called there, and where to call back, covered."""

    complaint: Complaint
    author: str
    """Empty for one without a name."""
    contact: str
    is_late: bool


def listed(found: Iterable[Complaint], now: datetime | None = None) -> list[ListedComplaint]:
    """Lines for complaints read with their authors."""
    moment = now or timezone.now()
    return [
        ListedComplaint(
            one,
            one.author.display_name if one.author else "",
            masked_contact(one),
            one.is_open and one.due < moment,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """How complaints were dealt with, counted at one moment; those that were withdrawn do not count."""

    filed: int
    open: int
    late: int
    """Open ones past their deadline."""
    answers: int
    answers_in_time: int
    satisfied: int
    not_satisfied: int
    not_reached: int
    about_requests: int


def complaint_figures(asker: Account, now: datetime | None = None) -> ComplaintFigures:
    """Count complaints and what became of them, for whoever may see all."""
    policy.require(asker, Action.SEE_COMPLAINTS)
    return district_figures(now)


def district_figures(now: datetime | None = None) -> ComplaintFigures:
    """The same for whoever asked the policy already: figures of the district, of nobody in it. Two queries."""
    moment = now or timezone.now()
    stand = Q(state__in=(State.RECEIVED, State.ANSWERED))
    counted = Complaint.objects.exclude(state=State.WITHDRAWN).aggregate(
        filed=Count("pk"),
        open=Count("pk", filter=stand),
        late=Count("pk", filter=stand & Q(due__lt=moment)),
        about=Count("pk", filter=Q(kind__in=ABOUT_REQUESTS) | ~Q(about_resource="")),
    )
    steps = Step.objects.exclude(complaint__state=State.WITHDRAWN).aggregate(
        answers=Count("pk", filter=Q(kind=StepKind.ANSWER)),
        in_time=Count("pk", filter=Q(kind=StepKind.ANSWER, at__lte=F("was_due"))),
        satisfied=Count("pk", filter=Q(kind=StepKind.SATISFIED)),
        not_satisfied=Count("pk", filter=Q(kind=StepKind.NOT_SATISFIED)),
        not_reached=Count("pk", filter=Q(kind=StepKind.NOT_REACHED)),
    )
    return ComplaintFigures(
        counted["filed"],
        counted["open"],
        counted["late"],
        steps["answers"],
        steps["in_time"],
        steps["satisfied"],
        steps["not_satisfied"],
        steps["not_reached"],
        counted["about"],
    )


def to_confirm(asker: Account) -> list[Complaint]:
    """The asker's own complaints that were answered: satisfied or not?"""
    return list(own_complaints(asker).filter(state=State.ANSWERED))


def to_handle(asker: Account) -> list[Complaint]:
    """What a handler has to answer, or to call back about; without a number its author confirms on the page."""
    policy.require(asker, Action.ANSWER_COMPLAINTS)
    call = ~Q(contact="") | Q(due__lt=timezone.now())
    waiting = all_complaints(asker).filter(Q(state=State.RECEIVED) | Q(state=State.ANSWERED) & call)
    mine = own_complaints(asker).values("pk")
    return list(waiting.exclude(pk__in=mine, state=State.ANSWERED))
