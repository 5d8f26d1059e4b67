"""The cycle, its dates, what became of them, and the addresses of feeds."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from dabiao.core.cycle_calendar import ASKING, WINDOWS, CalendarKind
from dabiao.core.cycle_proposal import YEARS, exact
from dabiao.house.models import AppendOnly
from dabiao.people.models import Account, Organisation

WHOLE = 10_000
"""All of a cycle, in hundredths of a percent: weights are whole numbers of these."""

KINDS = [
    (CalendarKind.STAGE.value, _("阶段")),
    (CalendarKind.COVERAGE.value, _("材料所属期")),
    (CalendarKind.FILING.value, _("材料申报期")),
    (CalendarKind.MOCK.value, _("模拟测评")),
    (CalendarKind.TEST.value, _("正式测评")),
    (CalendarKind.OTHER_WINDOW.value, _("其他窗口")),
    (CalendarKind.GATE.value, _("关口")),
    (CalendarKind.MEETING.value, _("会议")),
    (CalendarKind.DEADLINE.value, _("期限")),
]

_ASKING = sorted(kind.value for kind in ASKING)


class Cycle(models.Model):
    """创建周期: three years whose annual tests are weighed, oldest first."""

    title = models.CharField(max_length=64, unique=True)
    pack_id = models.CharField(max_length=64)
    pack_edition = models.CharField(max_length=32)
    first_year = models.PositiveSmallIntegerField()
    first_weight = models.PositiveSmallIntegerField()
    second_weight = models.PositiveSmallIntegerField()
    third_weight = models.PositiveSmallIntegerField()
    """Hundredths of a percent."""
    weights_source = models.CharField(max_length=200)
    is_current = models.BooleanField(default=False)
    """The one that pages, feeds and reminders speak of."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(title=""), name="cycle_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(first_weight=WHOLE - models.F("second_weight") - models.F("third_weight")),
                name="cycle_weights_make_a_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(first_year__gte=1990, first_year__lte=2100), name="cycle_year_is_sensible"
            ),
            models.UniqueConstraint(
                fields=("is_current",), condition=models.Q(is_current=True), name="cycle_current_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> range:
        """The three years, oldest first."""
        return range(self.first_year, self.first_year + YEARS)

    @property
    def first_day(self) -> date:
        """1 January of the first year."""
        return date(self.first_year, 1, 1)

    @property
    def last_day(self) -> date:
        """31 December of the last year."""
        return date(self.years[-1], 12, 31)

    @property
    def weights(self) -> tuple[Decimal, ...]:
        """Shares of 1, as many as ``years``."""
        return tuple(
            Decimal(weight) / WHOLE for weight in (self.first_weight, self.second_weight, self.third_weight)
        )


class CalendarEntry(models.Model):
    """A date of the cycle as it stands now; ``EntryChange`` keeps what it was before.

    A stage has no ``until``: it lasts to the day before the next one begins, so that stages cannot overlap.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="entries")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names it in calendars, for ever."""
    kind = models.CharField(max_length=8, choices=KINDS)
    title = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)
    """The last day of it."""
    at = models.DateTimeField(null=True)
    """When a meeting begins, or until when something has to be there; None for a whole day."""
    lasts = models.PositiveSmallIntegerField(null=True)
    """Minutes a meeting takes."""
    minutes = models.PositiveSmallIntegerField(null=True)
    """Working time that a meeting or deadline takes each unit it names."""
    organisations = models.ManyToManyField(Organisation, related_name="calendar_entries")
    """Whom it concerns; none at all means everybody."""
    is_settled = models.BooleanField(default=True)
    """False while the date is only proposed."""
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    """The test that decides these dates; None once somebody set them by hand."""
    condition = models.CharField(max_length=300, blank=True)
    """What a gate asks, in words."""
    source = models.CharField(max_length=200, blank=True)
    """Where the date or the condition comes from."""
    pack_gate = models.CharField(max_length=64, blank=True)
    """Id of the pack's gate, where it is one of them."""
    measure = models.CharField(max_length=64, blank=True)
    at_least = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    """The limit: a figure that reaches it clears the gate."""
    sequence = models.PositiveIntegerField(default=0)
    """How often it was revised."""
    made_at = models.DateTimeField(auto_now_add=True)
    revised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in CalendarKind]), name="entry_kind_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="entry_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(kind=CalendarKind.STAGE.value, until=None)
                | ~models.Q(kind=CalendarKind.STAGE.value)
                & models.Q(until__isnull=False, until__gte=models.F("since")),
                name="entry_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=_ASKING)
                | models.Q(until=models.F("since"), minutes__isnull=False),
                name="entry_that_asks_is_one_day",
            ),
            models.CheckConstraint(
                condition=models.Q(at=None) | models.Q(kind__in=_ASKING), name="entry_time_only_where_it_asks"
            ),
            models.CheckConstraint(
                condition=models.Q(lasts=None)
                | models.Q(kind=CalendarKind.MEETING.value, at__isnull=False, lasts__gte=1),
                name="entry_only_a_meeting_lasts",
            ),
            models.CheckConstraint(
                condition=models.Q(measure="", at_least=None, pack_gate="")
                | models.Q(kind=CalendarKind.GATE.value, at_least__isnull=False) & ~models.Q(measure=""),
                name="entry_limit_belongs_to_a_gate",
            ),
            models.CheckConstraint(
                condition=models.Q(follows=None)
                | models.Q(kind__in=(CalendarKind.COVERAGE.value, CalendarKind.GATE.value)),
                name="entry_of_a_kind_that_follows",
            ),
            models.UniqueConstraint(
                fields=("cycle", "since"),
                condition=models.Q(kind=CalendarKind.STAGE.value, withdrawn_at=None),
                name="stage_begins_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_stage(self) -> bool:
        """Whether the next one ends it."""
        return self.kind == CalendarKind.STAGE

    @property
    def is_window(self) -> bool:
        """Whether it is a span in which something happens."""
        return self.kind in WINDOWS

    @property
    def is_gate(self) -> bool:
        """Whether it has to be cleared."""
        return self.kind == CalendarKind.GATE

    @property
    def limit(self) -> str:
        """The gate's limit without needless zeros; empty where it has none."""
        return "" if self.at_least is None else exact(self.at_least)

    @property
    def asks(self) -> bool:
        """Whether it asks something of the units it names."""
        return self.kind in ASKING


class Change(models.TextChoices):
    """What was done to a date."""

    MOVED = "改期", _("改期")
    DESCRIBED = "改内容", _("改内容")
    SETTLED = "确认", _("确认")
    WITHDRAWN = "撤销", _("撤销")


class EntryChange(AppendOnly):
    """One revision: what the dates were, what they became, and why."""

    entry = models.ForeignKey(CalendarEntry, on_delete=models.PROTECT, related_name="changes")
    sequence = models.PositiveIntegerField()
    change = models.CharField(max_length=4, choices=Change.choices)
    since_before = models.DateField()
    until_before = models.DateField(null=True)
    at_before = models.DateTimeField(null=True)
    since_after = models.DateField()
    until_after = models.DateField(null=True)
    at_after = models.DateTimeField(null=True)
    title_before = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "sequence"), name="entry_changed_once_a_revision"),
            models.CheckConstraint(
                condition=models.Q(change__in=(Change.DESCRIBED, Change.SETTLED)) | ~models.Q(reason=""),
                name="moving_and_withdrawing_have_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.change} {self.since_before} → {self.since_after}"


class GateState(models.TextChoices):
    """How a gate stands. A gate about which nothing was entered is 未定."""

    OPEN = "未定", _("未定")
    MET = "已达到", _("已达到")
    MISSED = "未达到", _("未达到")


class GateOutcome(AppendOnly):
    """What 创建办 entered about a gate; the latest one holds."""

    entry = models.ForeignKey(CalendarEntry, on_delete=models.PROTECT, related_name="outcomes")
    state = models.CharField(max_length=4, choices=GateState.choices)
    figure = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    source = models.CharField(max_length=200)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(source=""), name="outcome_has_a_source"),
            models.CheckConstraint(
                condition=models.Q(state__in=GateState.values), name="outcome_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.state}"

    @property
    def score(self) -> str:
        """The figure without needless zeros; empty where none was entered."""
        return "" if self.figure is None else exact(self.figure)


class Feed(models.Model):
    """An address under which a unit's dates, or one person's, can be read without signing in; its digest alone."""

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token."""
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation=None, account__isnull=False)
                | models.Q(organisation__isnull=False, account=None),
                name="feed_of_a_unit_or_a_person",
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(revoked_at=None), name="feed_once_a_unit"
            ),
            models.UniqueConstraint(
                fields=("account",), condition=models.Q(revoked_at=None), name="feed_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.account)
