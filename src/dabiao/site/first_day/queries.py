"""Read how far the first day is: what there is of each step, with counts, and what its absence costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from dabiao.circulars.models import Circular
from dabiao.house import demo_mark
from dabiao.people import policy
from dabiao.people.models import (
    ADMINISTRATORS,
    Account,
    Organisation,
    OrganisationKind,
    Post,
    Role,
    open_on,
)
from dabiao.people.policy import Action
from dabiao.places.models import Site, open_sites
from dabiao.rounds.models import Import, ImportState, Round
from dabiao.site.first_day.models import WHOLE, FirstStep, PutAside
from dabiao.site.first_day.plan import PLANS, StepPlan, Way
from dabiao.standards.models import PackInUse
from dabiao.standards.queries import framework_in_use

RUNNERS = frozenset({*ADMINISTRATORS, Role.OFFICE})
"""Who runs the campaign and its accounts; whoever else has a post is one of those the campaign is run with."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a step: whether it counts as done, in words, and what is still to be mended of it."""

    done: bool
    told: str
    notes: tuple[str, ...] = ()
    to_confirm: str = ""
    """Id of the pack that is used for want of a choice: it can be chosen as it is."""


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step as the list shows it. ``aside`` tells who left it, and when; a step that is done is never left."""

    step: FirstStep
    plan: StepPlan
    found: Found
    ways: tuple[Way, ...]
    aside: PutAside | None
    may_confirm: bool

    @property
    def open(self) -> bool:
        """Whether somebody should still do it."""
        return not self.found.done and self.aside is None


@dataclass(frozen=True, slots=True)
class Readiness:
    """The whole list. ``aside`` says who put it away."""

    steps: tuple[StepStanding, ...]
    aside: PutAside | None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.found.done for one in self.steps)

    @property
    def next(self) -> StepStanding | None:
        """The first step that is still open."""
        return next((one for one in self.steps if one.open), None)

    @property
    def is_over(self) -> bool:
        """Whether it no longer stands on 总览: nothing is open, or somebody put the list away."""
        return self.aside is not None or self.next is None


def is_offered() -> bool:
    """Whether this folder has a first day at all: the demo has none."""
    return not demo_mark.has_file()


def readiness(asker: Account) -> Readiness:
    """How far the district is; each step offers the ways that the asker may go. About a dozen queries."""
    policy.require(asker, Action.KEEP_FIRST_DAY)
    aside = {one.step: one for one in PutAside.objects.select_related("put_by")}
    steps = []
    for step, plan in PLANS.items():
        ways = tuple(way for way in plan.ways if policy.may(asker, way.action))
        found = FINDERS[step]()
        may_confirm = bool(found.to_confirm) and policy.may(asker, Action.CHOOSE_PACK)
        steps.append(
            StepStanding(step, plan, found, ways, None if found.done else aside.get(step), may_confirm)
        )
    return Readiness(tuple(steps), aside.get(WHOLE))


def _pack() -> Found:
    framework = framework_in_use()
    told = gettext("在用“%(title)s”：%(standards)d 条标准，%(types)d 种点位类型") % {
        "title": framework.title,
        "standards": len(framework.standards),
        "types": len(framework.site_types),
    }
    chosen = PackInUse.objects.exists()
    return Found(chosen, told, to_confirm="" if chosen else framework.id)


def _organisations() -> Found:
    kinds = dict(
        Organisation.objects.filter(closed_on=None)
        .values_list("kind")
        .annotate(number=Count("pk"))
        .values_list("kind", "number")
    )
    streets, units = (kinds.get(kind, 0) for kind in (OrganisationKind.STREET, OrganisationKind.DEPARTMENT))
    told = gettext("%(streets)d 个街道，%(communities)d 个社区，%(units)d 个部门") % {
        "streets": streets,
        "communities": kinds.get(OrganisationKind.COMMUNITY, 0),
        "units": units,
    }
    lacking = []
    if units and not streets:
        lacking.append(gettext("还没有街道：街道没法排名。"))
    if streets and not units:
        lacking.append(gettext("还没有责任单位（部门）：责任单位没法排名。"))
    return Found(streets + units > 0, told, tuple(lacking))


def _places() -> Found:
    framework = framework_in_use()
    counted = Site.objects.filter(open_sites()).aggregate(
        number=Count("pk"),
        types=Count("site_type", distinct=True),
        unplaced=Count("pk", filter=Q(lon=None)),
        unowned=Count("pk", filter=Q(unit="")),
    )
    told = gettext("%(number)d 个在用，%(types)d 种类型") % counted
    notes = []
    if not framework.open_ended:
        known = [kind.id for kind in framework.site_types]
        strange = Site.objects.filter(open_sites()).exclude(site_type__in=known).count()
        if strange:
            notes.append(gettext("%(n)d 个的类型不在现在的标准包里，不计入任何标准。") % {"n": strange})
    if counted["unowned"]:
        notes.append(gettext("%(n)d 个没有责任单位。") % {"n": counted["unowned"]})
    if counted["unplaced"]:
        notes.append(gettext("%(n)d 个没有坐标，以后没法排检查路线。") % {"n": counted["unplaced"]})
    return Found(counted["number"] > 0, told, tuple(notes))


def _people() -> Found:

    standing = Post.objects.filter(open_on(timezone.localdate()), account__is_active=True)
    others = standing.exclude(role__in=RUNNERS).values("account").distinct().count()
    accounts = Account.objects.filter(is_active=True)
    told = gettext("%(accounts)d 个账号，其中 %(others)d 人是领导、街道、责任单位等") % {
        "accounts": accounts.count(),
        "others": others,
    }
    notes = []
    waiting = accounts.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    if waiting:
        notes.append(gettext("%(n)d 个账号还没设密码：邀请链接没有用过。") % {"n": waiting})
    return Found(others > 0, told, tuple(notes))


def _observations() -> Found:
    rounds = Round.objects.filter(pack_id=framework_in_use().id).count()
    told = gettext("%(n)d 轮已入库") % {"n": rounds}
    ready = Import.objects.filter(state=ImportState.READY).count()
    notes = [gettext("%(n)d 份检查过了，等人确认入库。") % {"n": ready}] if ready else []
    return Found(rounds > 0, told, tuple(notes))


def _circular() -> Found:
    number = Circular.objects.count()
    return Found(number > 0, gettext("%(n)d 份") % {"n": number})


FINDERS: Mapping[FirstStep, Callable[[], Found]] = {
    FirstStep.PACK: _pack,
    FirstStep.ORGANISATIONS: _organisations,
    FirstStep.PLACES: _places,
    FirstStep.PEOPLE: _people,
    FirstStep.OBSERVATIONS: _observations,
    FirstStep.CIRCULAR: _circular,
}
