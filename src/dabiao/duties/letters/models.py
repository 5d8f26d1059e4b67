"""Letters of responsibility: versions with their clauses, what was said of them, and who signed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.deduction_bands import Comparison
from dabiao.house.models import AppendOnly, SealedField
from dabiao.people.models import Account, Organisation


class LetterState(models.TextChoices):
    """How far a version has come. From 定稿 on its text never changes; 被修订 once a later version was signed."""

    DRAFT = "草稿", _("草稿")
    COMMENTING = "征求意见", _("征求意见")
    FROZEN = "定稿", _("定稿")
    SIGNED = "已签", _("已签")
    AMENDED = "被修订", _("被修订")


OPEN_STATES = (LetterState.DRAFT, LetterState.COMMENTING)
"""States in which the text may change."""

UNSIGNED_STATES = (*OPEN_STATES, LetterState.FROZEN)
"""States of a version that is still on its way to being signed: a letter has one of them at most."""


class SideChoice(models.TextChoices):
    """The parties."""

    A = "甲方", _("甲方")
    B = "乙方", _("乙方")


COMPARISONS = (
    (Comparison.AT_LEAST.value, _("不低于")),
    (Comparison.AT_MOST.value, _("不高于")),
    (Comparison.EXACTLY.value, _("等于")),
    (Comparison.DONE.value, _("完成")),
)
DUTY_KINDS = (
    (DutyKind.LEAD.value, pgettext_lazy("duty", "牵头")),
    (DutyKind.RESPONSIBLE.value, pgettext_lazy("duty", "责任")),
    (DutyKind.ASSISTING.value, pgettext_lazy("duty", "配合")),
)


class Letter(models.Model):
    """目标责任书 of one unit for one year of a campaign; what it says is in its versions."""

    campaign = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    party_a = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letters_given")
    party_b = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letters")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "year", "party_a", "party_b"), name="letter_once"),
            models.CheckConstraint(
                condition=~Q(party_a=F("party_b")), name="letter_is_between_two_organisations"
            ),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="letter_year"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.party_b}"


class LetterVersion(models.Model):
    """One version of a letter. While open it is written anew; once ``sm3`` is set its text is never touched again."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.DRAFT)
    title = models.CharField(max_length=60)
    party_a_post = models.CharField(max_length=40)
    party_b_post = models.CharField(max_length=40)
    """Posts of those who sign: 区长, 街道办事处主任."""
    period_from = models.DateField()
    period_to = models.DateField()
    preamble = models.TextField()
    measures = models.TextField(blank=True)
    scoring = models.TextField(blank=True)
    rewards = models.TextField(blank=True)
    next_key = models.PositiveIntegerField(default=1)
    """Key of the next new item."""
    amends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amended_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    """Why the version before had to change."""
    comment_due = models.DateTimeField(null=True)
    content = SealedField(null=True)
    """The frozen text and parties, as the very bytes whose SM3 was taken."""
    sm3 = models.CharField(max_length=64, blank=True)
    frozen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    """When the last party had signed, or the scan was put in."""
    saved = models.PositiveIntegerField(default=0)
    """Counts the savings of an open version: whoever edits an older one is told."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("letter", "number"), name="letter_version_once"),
            models.UniqueConstraint(
                fields=("letter",),
                condition=Q(state__in=UNSIGNED_STATES),
                name="letter_has_one_version_to_sign",
            ),
            models.UniqueConstraint(
                fields=("letter",), condition=Q(state=LetterState.SIGNED), name="letter_has_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LetterState.values), name="letter_version_state_is_known"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="letter_version_from_one"),
            models.CheckConstraint(
                condition=Q(period_to__gt=F("period_from")), name="letter_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(number=1, amends=None) | Q(number__gt=1, amends__isnull=False) & ~Q(reason=""),
                name="letter_amends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, sm3="", content=None, frozen_at=None)
                | ~Q(state__in=OPEN_STATES) & ~Q(sm3="") & Q(content__isnull=False, frozen_at__isnull=False),
                name="letter_frozen_with_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSIGNED_STATES, signed_at=None)
                | ~Q(state__in=UNSIGNED_STATES) & Q(signed_at__isnull=False),
                name="letter_signed_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("state",), name="letter_version_by_state"),)

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether its text may still change."""
        return self.state in OPEN_STATES


class Clause(models.Model):
    """A part of an open version. Its rows are replaced whole on saving; those of a frozen one never."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("position",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a clause of an open version."""
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Take a clause out of an open version."""
        self._refuse_frozen()
        return super().delete(*args, **kwargs)

    def _refuse_frozen(self) -> None:
        if not LetterVersion.objects.get(pk=self.version_id).is_open:
            raise TypeError("the text of a frozen letter is never changed")


class LetterItem(Clause):
    """A target: what is to be reached, by when, who says whether it was, and for how many points."""

    key = models.PositiveIntegerField()
    """The item's own through all versions, whatever its place."""
    text = models.CharField(max_length=300)
    standard_id = models.CharField(max_length=32, blank=True)
    """A standard of the pack; empty for a free item."""
    comparison = models.CharField(max_length=4, choices=COMPARISONS, default=Comparison.DONE.value)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    unit = models.CharField(max_length=12, blank=True)
    deadline = models.DateField(null=True)
    evaluator = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta(Clause.Meta):
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="letter_item_place_once"),
            models.UniqueConstraint(fields=("version", "key"), name="letter_item_key_once"),
            models.CheckConstraint(condition=~Q(text=""), name="letter_item_says_something"),
            models.CheckConstraint(
                condition=Q(comparison__in=[value for value, _label in COMPARISONS]),
                name="letter_item_comparison_is_known",
            ),
            models.CheckConstraint(
                condition=Q(comparison=Comparison.DONE.value, target=None)
                | ~Q(comparison=Comparison.DONE.value) & Q(target__gte=0),
                name="letter_item_figure_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gt=0, points__lte=100), name="letter_item_points"
            ),
        )

    def __str__(self) -> str:
        return self.text


class LetterBand(Clause):
    """Scores from ``low`` to ``high``, each end in or out, and what they cost the unit's appraisal."""

    low = models.DecimalField(max_digits=5, decimal_places=2)
    high = models.DecimalField(max_digits=5, decimal_places=2)
    low_closed = models.BooleanField()
    high_closed = models.BooleanField()
    deduction = models.DecimalField(max_digits=5, decimal_places=2)
    consequence = models.CharField(max_length=100, blank=True)

    class Meta(Clause.Meta):
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="letter_band_place_once"),
            models.CheckConstraint(condition=Q(low__gte=0, high__lte=100), name="letter_band_within_scores"),
            models.CheckConstraint(
                condition=Q(low__lt=F("high")) | Q(low=F("high"), low_closed=True, high_closed=True),
                name="letter_band_holds_a_score",
            ),
            models.CheckConstraint(condition=Q(deduction__gte=0), name="letter_band_takes_points_off"),
        )

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"


LONGEST_PLACES, LONGEST_REQUIREMENT = 300, 2000
"""Characters of the place types that one row names, and of what it asks: a requirement of the breakdown fits whole."""


class AnnexRow(Clause):
    """A line of the annexed table of tasks."""

    standard_id = models.CharField(max_length=32)
    standard_title = models.CharField(max_length=120)
    method = models.CharField(max_length=8, blank=True)
    site_type = models.CharField(max_length=LONGEST_PLACES, blank=True)
    kind = models.CharField(max_length=4, choices=DUTY_KINDS)
    requirement = models.CharField(max_length=LONGEST_REQUIREMENT, blank=True)
    deadline = models.DateField(null=True)

    class Meta(Clause.Meta):
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="annex_row_place_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _label in DUTY_KINDS]), name="annex_row_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.kind}"


class Revision(AppendOnly):
    """The text of a version as it was at a moment: when it was sent, and after each saving from then on."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    text = SealedField()
    """What ``core.letter_text.plain_text`` gives."""
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("version", "number"), name="letter_revision_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="letter_revision_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.version} r{self.number}"


class Comment(models.Model):
    """What a party says of a version, or of one of its items; with an answer once somebody gave it."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="comments")
    item_key = models.PositiveIntegerField(null=True)
    """The item it is about; empty for the whole letter."""
    item_text = models.CharField(max_length=300, blank=True)
    """How the item read then."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Party it speaks for; empty for whoever speaks for neither, such as 创建办."""
    agrees = models.BooleanField(default=False)
    """没有意见: the party has read it and wants nothing changed."""
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    adopted = models.BooleanField(null=True)
    """Whether the text was changed accordingly; empty until answered."""

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(agrees=True, item_key=None) | Q(agrees=False) & ~Q(text=""),
                name="letter_comment_says_something",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None, adopted=None)
                | ~Q(answer="")
                & Q(answered_at__isnull=False, answered_by__isnull=False, adopted__isnull=False),
                name="letter_comment_answer_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.text


class LetterSignature(AppendOnly):
    """One party's signature in the system: SM2 over a statement that names the SM3 of the frozen content."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=2, choices=SideChoice.choices)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    statement = SealedField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=130)

    class Meta:
        ordering = ("-side",)  # 甲方 comes before 乙方 in this order alone
        constraints = (
            models.UniqueConstraint(fields=("version", "side"), name="letter_signed_once_a_side"),
            models.UniqueConstraint(fields=("version", "by"), name="letter_signed_by_two_people"),
            models.CheckConstraint(condition=Q(side__in=SideChoice.values), name="letter_side_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.side}"


class ScannedCopy(AppendOnly):
    """The paper that was signed at a meeting, as it was scanned; kept as it came."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="scans")
    file_name = models.CharField(max_length=80)
    """Under which it is kept: its digest and suffix."""
    original_name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sm3 = models.CharField(max_length=64)
    meeting_date = models.DateField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("version", "sm3"), name="letter_scan_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="letter_scan_is_not_empty"),
        )

    def __str__(self) -> str:
        return self.original_name


class YearEndEvaluation(AppendOnly):
    """How the year came out, as insight computed it; a later one takes its place and the earlier stays."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="evaluations")
    total = models.DecimalField(max_digits=5, decimal_places=2)
    deduction = models.DecimalField(max_digits=5, decimal_places=2)
    band = models.CharField(max_length=40)
    """The band that was applied: [95,100)."""
    consequence = models.CharField(max_length=100, blank=True)
    computed_from = models.CharField(max_length=200)
    """What the figures come from, e.g. the snapshot's name."""
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(total__gte=0, total__lte=100), name="evaluation_total"),
            models.CheckConstraint(condition=Q(deduction__gte=0), name="evaluation_takes_points_off"),
            models.CheckConstraint(condition=~Q(computed_from=""), name="evaluation_names_its_source"),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.total}"


class EvaluatedItem(AppendOnly):
    """One item of an evaluation: what was reached, and the points it earned."""

    evaluation = models.ForeignKey(YearEndEvaluation, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(LetterItem, on_delete=models.PROTECT, related_name="+")
    result = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """In the item's own unit, for 完成 the share done; empty without data: it then counts as not done."""
    harmful = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("item__position",)
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "item"), name="evaluated_item_once"),
            models.CheckConstraint(condition=Q(score__gte=0), name="evaluated_item_score"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.score}"
