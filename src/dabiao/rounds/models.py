"""Imports of workbooks, rounds, and the cells counted from them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dabiao.house.models import AppendOnly
from dabiao.people.models import Account


class ImportState(models.TextChoices):
    """Where an import stands. Nothing of it counts before 已入库."""

    WAITING = "待检查", _("待检查")
    CHECKING = "检查中", _("检查中")
    MAPPING = "待对应", _("待对应")
    REFUSED = "有错误", _("有错误")
    READY = "待确认", _("待确认")
    STORING = "入库中", _("入库中")
    STORED = "已入库", _("已入库")
    UNDOING = "撤销中", _("撤销中")
    UNDONE = "已撤销", _("已撤销")
    WITHDRAWN = "已放弃", _("已放弃")
    FAILED = "出错", _("出错")


class Import(models.Model):
    """One workbook on its way in: checked first, stored only once somebody accepts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    pack_id = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(null=True)
    summary = models.JSONField(default=dict)
    """What the check found: rows, rounds, places, standards, streets, warnings."""
    defects = models.JSONField(default=list)
    """The first defects, each {place, message, row, field}; all of them are in the error workbook."""
    defect_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    """Who asked for it to be undone. With the state 已入库: that undo failed, and nothing changed."""

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class MappingProfile(models.Model):
    """对应方案: how one sort of workbook is understood, by a name people gave it. Next month's file uses it unasked."""

    pack_id = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    layouts = models.JSONField()
    """What its tables are known by (``core.field_vocabulary.layout_key``)."""
    pairs = models.JSONField()
    """What a person accepted: [kind, written, context, target] each."""
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now=True)
    used_at = models.DateTimeField(null=True)
    """When a workbook was last recognised by it."""

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("pack_id", "name"), name="profile_once_per_pack"),
            models.CheckConstraint(condition=~models.Q(name=""), name="profile_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ImportMapping(models.Model):
    """How an import's workbook is understood, where it is not of the canonical form; mended by people."""

    source = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="field")
    mapping = models.TextField(blank=True)
    """``core.field_mapping.FieldMapping`` as ``office.field_profile`` writes it; empty until one is proposed."""
    samples = models.JSONField(default=list)
    """Some cells of each column, per sheet of the mapping: what a person looks at while choosing."""
    confirmed = models.BooleanField(default=False)
    """Whether somebody asked for a check by this mapping."""
    version = models.PositiveIntegerField(default=0)
    """Counts changes: of two people mending at once only one wins, and the other is told."""
    date = models.DateField(null=True, blank=True)
    """Day of rows that the workbook gives none for."""
    profile = models.ForeignKey(MappingProfile, on_delete=models.SET_NULL, null=True, related_name="+")
    """The profile it was recognised by."""
    everything_inspected = models.BooleanField(default=False)
    """Said of a list of problems: every place and item was inspected, and what is not listed conforms."""
    inspected_name = models.CharField(max_length=255, blank=True)
    """A second workbook that lists the places and items inspected: the name it came with."""

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class ListedProblem(models.Model):
    """A problem that an import listed without observations: by what it says, so that no list goes in twice."""

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256 of round, day, place, standard, item and words."""
    row = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "digest", "row"), name="listed_problem_once"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.row}"


class LearnedMatch(models.Model):
    """What an accepted import taught: ``written`` means ``target``. An import that was undone teaches nothing."""

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    written = models.TextField()
    context = models.CharField(max_length=255, blank=True)
    target = models.CharField(max_length=255)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="") & ~models.Q(target=""), name="learned_match_is_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.written} → {self.target}"


class Round(models.Model):
    """轮次: one wave of inspections. ``position`` orders them, oldest first."""

    pack_id = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    sites = models.PositiveIntegerField()
    overlap_rows = models.PositiveIntegerField(default=0)
    """Rows of a second inspector: they feed agreement, never a cell."""
    overlap_agreeing = models.PositiveIntegerField(default=0)
    carried_from = models.CharField(max_length=80, blank=True)
    """The pack its observations were made under, where none was put in under ``pack_id`` itself; see ``carrying``."""
    carried_rows = models.PositiveIntegerField(default=0)
    """How many of its rows were carried here from another pack."""
    carried_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of what was counted when carried rows were last put in: the same again need not be written again."""
    revision = models.PositiveIntegerField(default=0)
    """How often its cells were counted anew: whoever computed something from them can tell they still stand."""

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("pack_id", "name"), name="round_once_per_pack"),)

    def __str__(self) -> str:
        return self.name


class Carrying(models.Model):
    """What came of one crosswalk when its rounds were last counted: a projection, written anew each time.

    Rows there were are those carried, those that were in directly, and those of ``not_carried``.
    """

    from_pack = models.CharField(max_length=80)
    to_pack = models.CharField(max_length=80)
    crosswalk_id = models.PositiveBigIntegerField()
    """Key of the accepted crosswalk."""
    inputs = models.CharField(max_length=64, blank=True)
    """What it rests on, in one word (``carrying.inputs_of``); empty when that has changed since."""
    counted_at = models.DateTimeField(auto_now=True)
    rows = models.PositiveIntegerField()
    carried = models.PositiveIntegerField()
    there_already = models.PositiveIntegerField()
    not_carried = models.JSONField()
    """Lines of old standard, item, reason and rows."""
    standards = models.JSONField()
    """Rows there were, by old standard."""
    rounds = models.JSONField()
    """Pairs of the names of a carried round, there and here."""
    frozen = models.JSONField(default=list)
    """Rounds here that are frozen and stay as they were, whatever was counted since."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("from_pack", "to_pack"), name="carrying_once_per_pair"),
            models.CheckConstraint(
                condition=models.Q(rows__gte=models.F("carried") + models.F("there_already")),
                name="carrying_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_pack} → {self.to_pack} {self.carried}/{self.rows}"


class FreezeKind(models.TextChoices):
    """Why a round never changes any more."""

    CIRCULAR = "通报", _("通报")
    BY_HAND = "人工", _("人工冻结")


class RoundFreeze(AppendOnly):
    """A round that never changes any more, and why. Named, not pointed to: problems alone make no round of cells.

    The room's own note of what later rooms published; a round may be frozen several times, the first counts.
    """

    pack_id = models.CharField(max_length=64)
    round = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=FreezeKind.choices)
    words = models.CharField(max_length=200)
    """Title of the circular, or the reason somebody gave."""
    frozen_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("pack_id", "round"), name="freeze_by_round"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=FreezeKind.values), name="freeze_kind_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(round=""), name="freeze_names_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.pack_id} {self.round}"


class StoredCell(models.Model):
    """A cell: what was counted of one standard, method, street, place type, unit in one round.

    ``item`` is empty for the cell itself; for rules that look at single items it names one. Missing street
    and unit are empty. ``missing``, ``value`` and ``base`` are in millionths.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="cells")
    standard_id = models.CharField(max_length=64)
    method = models.CharField(max_length=8)
    street = models.CharField(max_length=64, blank=True)
    site_type = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, blank=True)
    item = models.CharField(max_length=255, blank=True)
    places = models.PositiveIntegerField(default=0)
    places_ok = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    rows_ok = models.PositiveIntegerField(default=0)
    faults = models.PositiveBigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    value_rows = models.PositiveIntegerField(default=0)
    base = models.BigIntegerField(default=0)
    base_rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "standard_id", "method", "item", "street", "site_type", "unit"),
                name="cell_once",
            ),
            models.CheckConstraint(
                condition=models.Q(places_ok__lte=models.F("places"), rows_ok__lte=models.F("rows")),
                name="cell_passes_within_checks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.street} {self.site_type} {self.places_ok}/{self.places}"
