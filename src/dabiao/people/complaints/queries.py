"""Read complaints: one's own, and all of them for those who answer and those who watch over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dabiao.core.masking import masked
from dabiao.house.registries import MyEntry
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

MY_KIND = gettext_noop("投诉建议")
"""What 我的 calls it."""

CONFIRM, HANDLE = gettext_noop("请确认答复是否满意"), gettext_noop("请办理投诉建议")


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


def my_entries(asker: object) -> list[MyEntry]:
    """What is open for one person: answers to confirm, and for handlers complaints to answer and to call back about."""
    if not isinstance(asker, Account) or not policy.may(asker, Action.COMPLAIN):
        return []
    waiting = own_complaints(asker).filter(state=State.ANSWERED)
    found = [_entry(one, CONFIRM) for one in waiting]
    if policy.may(asker, Action.ANSWER_COMPLAINTS):
        mine = {one.pk for one in waiting}
        to_do = all_complaints(asker).filter(state__in=(State.RECEIVED, State.ANSWERED))
        found += [_entry(one, HANDLE) for one in to_do if one.pk not in mine and _is_for_handler(one)]
    return found


def _is_for_handler(one: Complaint) -> bool:
    """Whether a handler has to move: answer it, or call; without a number its author confirms on the page."""
    return one.state == State.RECEIVED or bool(one.contact) or one.due < timezone.now()


def _entry(one: Complaint, title: str) -> MyEntry:
    return MyEntry(
        MY_KIND,
        _("%(what)s：%(kind)s") % {"what": _(title), "kind": one.get_kind_display()},
        reverse("complaint", args=[one.pk]),
        "",
        one.filed_at,
        one.due,
    )
