"""Complaints and suggestions, what was answered, and how the call back went."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.house.models import AppendOnly
from dabiao.people.models import Account

LONGEST_TEXT = 2000
"""Characters of a complaint or an answer: a page and a half."""


class Kind(models.TextChoices):
    """What it is about."""

    FUNCTION = "功能", _("功能问题")
    TOO_MUCH = "过多", _("要求过多或重复")
    TOO_SHORT = "过急", _("时限过短")
    FORCED = "强制", _("强制要求（打卡、拍照留痕等）")
    PRIVACY = "隐私", _("数据或隐私")
    OTHER = "其他", _("其他")


ABOUT_REQUESTS = (Kind.TOO_MUCH, Kind.TOO_SHORT, Kind.FORCED)
"""Complaints about what 创建办 itself asks: 领导 looks at how they are answered."""


class State(models.TextChoices):
    """Where it stands."""

    RECEIVED = "待答复", _("待答复")
    ANSWERED = "待回访", _("待回访")
    CLOSED = "已办结", _("已办结")
    WITHDRAWN = "已撤回", _("已撤回")


class ComplaintRules(AppendOnly):
    """How soon complaints are answered, from ``since`` on; the latest row is in force, none means these defaults.

    示范值, ours: five working days are what 12345 hotlines give a plain matter; no rule known to us says a figure.
    """

    answer_days = models.PositiveSmallIntegerField(
        _("几个工作日内答复"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    call_back_days = models.PositiveSmallIntegerField(
        _("答复后几个工作日内回访"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    keep_contact_days = models.PositiveSmallIntegerField(
        _("办结后联系方式保留几天"), default=30, validators=[MinValueValidator(0), MaxValueValidator(90)]
    )
    """Days of the calendar: long enough to call once more when somebody comes back to it."""
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class Complaint(models.Model):
    """What somebody says of the system, or of what is asked.

    Whoever gave no name is known to this table by ``author_key`` alone: see ``complaints.authorship``.
    """

    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("内容"), max_length=LONGEST_TEXT)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    author_key = models.CharField(max_length=64, blank=True)
    about_resource = models.CharField(max_length=64, blank=True)
    about_resource_id = models.CharField(max_length=64, blank=True)
    about_title = models.CharField(max_length=200, blank=True)
    """The request complained of, as it was made of everybody: never of which organisation."""
    contact = models.TextField(blank=True)
    """Where to call back, encrypted with a key outside the database; only for that, and erased afterwards."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    filed_at = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField()
    """Until when it is to be answered, or called back about, as ``state`` says."""
    reopened = models.PositiveSmallIntegerField(default=0)
    """How often its author was not satisfied."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="complaint_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="complaint_state_is_known"
            ),
            models.CheckConstraint(
                condition=(models.Q(author=None) & ~models.Q(author_key=""))
                | (models.Q(author__isnull=False) & models.Q(author_key="")),
                name="complaint_has_one_author",
            ),
            models.CheckConstraint(
                condition=models.Q(author_key="") | models.Q(contact=""),
                name="complaint_unnamed_has_no_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(State.CLOSED, State.WITHDRAWN), closed_at__isnull=False)
                | models.Q(state__in=(State.RECEIVED, State.ANSWERED), closed_at=None),
                name="complaint_closed_with_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("author_key",), name="complaint_by_author_key"),
            models.Index(fields=("state", "due"), name="complaint_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"

    @property
    def is_unnamed(self) -> bool:
        """Whether it was filed without a name."""
        return self.author_id is None

    @property
    def is_about_requests(self) -> bool:
        """Whether it is about what 创建办 asks, and so for 领导 to look at."""
        return self.kind in ABOUT_REQUESTS or bool(self.about_resource)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in (State.RECEIVED, State.ANSWERED)


class StepKind(models.TextChoices):
    """What happened to a complaint."""

    ANSWER = "答复", _("答复")
    SATISFIED = "满意", _("回访：满意")
    NOT_SATISFIED = "不满意", _("回访：不满意")
    NOT_REACHED = "未联系上", _("回访：到期没有联系上")


class Step(AppendOnly):
    """One answer or call back. ``by`` is empty where the author said so themselves."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    was_due = models.DateTimeField()
    """Until when it was to be done: whether it was in time can be told for ever."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=StepKind.values), name="step_kind_is_known"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=(StepKind.ANSWER, StepKind.NOT_SATISFIED)) | ~models.Q(text=""),
                name="step_says_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=(StepKind.ANSWER, StepKind.NOT_REACHED))
                | models.Q(by__isnull=False),
                name="step_of_a_handler_names_them",
            ),
        )

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"

    @property
    def is_in_time(self) -> bool:
        """Whether it was done by the time it was due."""
        return self.at <= self.was_due
