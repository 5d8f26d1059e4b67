"""Results from outside, the documents they stand in, and the tables that came with them. Nothing is ever changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.core.cycle import ANNUAL
from dabiao.core.cycle_proposal import exact
from dabiao.duties.cycle.models import Cycle
from dabiao.house.models import AppendOnly
from dabiao.insight.outside.packs import measure_words
from dabiao.people.models import Account

DIGITS, PLACES = 8, 3
"""Of a figure: published ones have two decimals, gates of the calendar three."""


class SourceDocument(AppendOnly):
    """来源文件: what a result stands in. Either the file itself is kept, or its number and issuer name it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=60, blank=True)
    """文号."""
    dated = models.DateField()
    file_name = models.CharField(max_length=200, blank=True)
    """What the file was called; on disk it lies under ``id``."""
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(title=""), name="source_document_has_a_title"),
            models.CheckConstraint(
                condition=~models.Q(sha256="") | ~models.Q(number="") & ~models.Q(issuer=""),
                name="source_document_is_kept_or_named",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256="", file_name="", size=0)
                | ~models.Q(sha256="") & ~models.Q(file_name="") & models.Q(size__gt=0),
                name="source_document_file_is_whole",
            ),
            models.UniqueConstraint(
                fields=("sha256",), condition=~models.Q(sha256=""), name="source_document_kept_once"
            ),
        )

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")

    @property
    def cited(self) -> str:
        """Title, number, issuer and date in one line."""
        return "，".join(one for one in (str(self), self.issuer, f"{self.dated:%Y-%m-%d}") if one)


class Kind(models.TextChoices):
    """What somebody outside decided or measured."""

    ANNUAL = "年度得分", _("年度得分")
    TEST = "上级测评", _("上级测评")
    FEEDBACK = "反馈清单", _("反馈清单")
    EVENT = "负面事项", _("负面事项")
    BONUS = "加分", _("加分")
    OPINION = "上级意见", _("上级意见")


_SCORED = (Kind.ANNUAL, Kind.TEST)
_GRANTED = (Kind.BONUS, Kind.OPINION)


class OutsideResult(AppendOnly):
    """One result. A correction is a new one that names the old; a withdrawal is a correction that leaves nothing."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="outside_results")
    year = models.PositiveSmallIntegerField()
    """Of the cycle, in whose total it counts."""
    kind = models.CharField(max_length=4, choices=Kind.choices)
    happened_on = models.DateField()
    """Day of the test or of the event; of a test that took longer its last."""
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="results")
    place = models.CharField(max_length=100, blank=True)
    """Where in the document it stands: 第 2 页表 1."""
    title = models.CharField(max_length=120, blank=True)
    """Name of a test or list."""
    note = models.CharField(max_length=1000, blank=True)
    measure = models.CharField(max_length=64, blank=True)
    """What an annual score measures: annual, minors."""
    score = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    maximum = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    """Full marks on the scale of ``score``."""
    settled = models.BooleanField(default=False)
    """Whether the published annual score holds bonuses and deductions already: then none are counted again."""
    rule = models.CharField(max_length=80, blank=True)
    """Id of the negative-list item, or of the standard whose bonus rule it falls under."""
    rule_text = models.CharField(max_length=500, blank=True)
    points = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    """Taken off or granted, as the rule stood when it was entered; never below zero."""
    cap = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    """The most that bonuses of this rule count in a year."""
    veto = models.BooleanField(default=False)
    ban_months = models.PositiveSmallIntegerField(null=True)
    pack_id = models.CharField(max_length=64)
    pack_edition = models.CharField(max_length=32)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.CharField(max_length=200, blank=True)
    """Why it was corrected or withdrawn."""
    withdrawn = models.BooleanField(default=False)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=("cycle", "kind", "year"), name="outside_by_cycle"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="outside_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind__in=_SCORED, score__isnull=False, maximum__isnull=False)
                & models.Q(score__gte=0, score__lte=models.F("maximum"))
                | ~models.Q(kind__in=_SCORED) & models.Q(score=None, maximum=None, settled=False),
                name="outside_score_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.ANNUAL) & ~models.Q(measure="")
                | ~models.Q(kind=Kind.ANNUAL) & models.Q(measure="", settled=False),
                name="outside_annual_score_has_a_measure",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.EVENT, points__gte=0, cap=None) & ~models.Q(rule="")
                | models.Q(kind__in=_GRANTED, veto=False, ban_months=None)
                & (models.Q(points=None, cap=None, rule="") | models.Q(points__gte=0, cap__gte=0))
                | models.Q(kind__in=(*_SCORED, Kind.FEEDBACK))
                & models.Q(rule="", points=None, cap=None, veto=False, ban_months=None),
                name="outside_points_belong_to_a_rule",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.BONUS) | models.Q(points__isnull=False),
                name="outside_bonus_has_points",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects=None, reason="", withdrawn=False)
                | models.Q(corrects__isnull=False) & ~models.Q(reason=""),
                name="outside_correction_says_why",
            ),
            models.UniqueConstraint(
                fields=("cycle", "year", "measure"),
                condition=models.Q(kind=Kind.ANNUAL, corrects=None),
                name="outside_annual_score_begins_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.said}"

    @property
    def said(self) -> str:
        """What it says, in a few words: the name with the figure and its scale, or the event."""
        if self.score is not None and self.maximum is not None:
            figure = f"{exact(self.score)} / {exact(self.maximum)}"
            return f"{self.title} {figure}".strip()
        if self.rule:
            return f"{self.rule} {self.rule_text}"
        return self.title or self.note

    @property
    def what(self) -> str:
        """What sort of thing it is: the measure of an annual score, else the kind."""
        return measure_words(self.measure) if self.measure else str(self.get_kind_display())

    @property
    def is_annual(self) -> bool:
        """Whether it is the score of the city, not one that makes up a share of it."""
        return self.measure == ANNUAL

    @property
    def points_shown(self) -> str:
        """Points with their sign, without needless zeros; empty where there are none."""
        return f"{'−' if self.kind == Kind.EVENT else '+'}{exact(self.points)}" if self.points else ""


class FeedbackProblem(AppendOnly):
    """A problem that an inspection team handed back: a row of its list, with who answers for it by name."""

    result = models.ForeignKey(OutsideResult, on_delete=models.PROTECT, related_name="problems")
    row = models.PositiveIntegerField()
    """Row of the table."""
    site_name = models.CharField(max_length=128, blank=True)
    site_type = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=64, blank=True)
    community = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True)
    standard_id = models.CharField(max_length=80, blank=True)
    item = models.CharField(max_length=255, blank=True)
    text = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=("street", "id"), name="feedback_by_street"),
            models.Index(fields=("unit", "id"), name="feedback_by_unit"),
        )
        constraints = (
            models.UniqueConstraint(fields=("result", "row"), name="feedback_row_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="feedback_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.site_name} {self.text[:40]}"


class OutsideCount(AppendOnly):
    """Places that somebody outside looked at, and how many passed, of one standard and place type.

    Set beside our own counts (``queries.pairs``) it says how much more severely others judge.
    """

    result = models.ForeignKey(OutsideResult, on_delete=models.PROTECT, related_name="counts")
    standard_id = models.CharField(max_length=80)
    site_type = models.CharField(max_length=80, blank=True)
    """Empty where the document does not part them."""
    places = models.PositiveIntegerField()
    places_ok = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("result", "standard_id", "site_type"), name="outside_count_once"),
            models.CheckConstraint(
                condition=models.Q(places__gte=1, places_ok__lte=models.F("places")),
                name="outside_count_passes_within_checks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.site_type} {self.places_ok}/{self.places}"
