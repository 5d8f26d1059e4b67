"""The lines of the mapping page: what the file says on the left, what it is taken for on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from dabiao.core.field.mapping import (
    LEFT_OUT,
    STATED_CONFIDENCE,
    Basis,
    Candidate,
    ColumnMapping,
    FieldMapping,
    Kind,
    Layout,
    Match,
    Role,
    SheetMapping,
)
from dabiao.core.field.propose import NO_ROUND
from dabiao.rounds.mapping_questions import items_optional
from dabiao.rounds.mapping_targets import AS_WRITTEN, LONG_LISTS, Targets
from dabiao.rounds.mapping_words import BASES, KINDS, LAYOUTS, ROLES, sureness

ASK = "ask"
"""What a person must choose comes first."""

PER_PAGE = 40
"""Lines of a page: a person's patience, and far fewer fields than a form may have."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: what the form sends, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``key`` names its fields in the form."""

    key: str
    kind: Kind
    written: str
    where: str
    samples: tuple[str, ...]
    chosen: str
    options: tuple[Option, ...]
    confidence: float
    basis: Basis
    note: str = ""
    optional: bool = False
    """Whether it may stay open: a problem that fits no standard is listed all the same."""
    wrong: str = ""
    """What is wrong with what was just chosen for it."""

    @property
    def settled(self) -> bool:
        """Whether it may be used without asking."""
        return bool(self.chosen) and self.confidence >= STATED_CONFIDENCE

    @property
    def must_choose(self) -> bool:
        """Whether the workbook cannot be checked before it is chosen."""
        return not self.settled and not self.optional

    @property
    def kind_words(self) -> Promise:
        """What sort of thing is asked about."""
        return KINDS[self.kind]

    @property
    def sure(self) -> Promise:
        """How sure it is, in words."""
        return sureness(self.confidence)

    @property
    def figure(self) -> int:
        """How sure it is, in whole percent."""
        return int(self.confidence * 100)

    @property
    def basis_words(self) -> Promise:
        """What it rests on."""
        return BASES[self.basis]

    @property
    def shown(self) -> str:
        """What the file says; a blank cell by name."""
        return self.written or gettext("（空白格）")

    @property
    def lookup(self) -> str:
        """The list from which another target can be typed; empty where all are offered."""
        return f"lookup-{self.kind.name.lower()}" if self.kind in (*LONG_LISTS, Kind.ROUND) else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A group of lines that can be looked at."""

    key: str
    title: str | Promise
    lines: int
    open: int


Samples = Sequence[object]


@dataclass(frozen=True)
class Lines:
    """All lines of a mapping."""

    mapping: FieldMapping
    targets: Targets
    samples: Samples

    def parts(self) -> list[Part]:
        """The groups there are: one per table that is read, one per kind of text."""
        found = [
            Part(f"sheet-{at}", sheet.sheet or sheet.file, len(sheet.columns), self._open_columns(sheet))
            for at, sheet in enumerate(self.mapping.sheets)
        ]
        lines = Counter(one.kind for one in self.mapping.matches)
        unsettled = Counter(one.kind for one in self.mapping.matches if not one.settled)
        return [
            *found,
            *(
                Part(kind.name.lower(), words, lines[kind], unsettled[kind])
                for kind, words in KINDS.items()
                if lines[kind]
            ),
        ]

    def of(self, part: str) -> list[Entry]:
        """The lines of a group, unsure ones first; of ``ASK`` all unsure ones, or how to read each
        table where none is read. Unknown groups are empty.
        """
        if part == ASK:
            asked = sorted(
                (one for one in self.everything() if not one.settled), key=lambda one: one.optional
            )
            return asked or self._unread()
        if part.startswith("sheet-"):
            number = part.removeprefix("sheet-")
            if not (number.isascii() and number.isdigit() and int(number) < len(self.mapping.sheets)):
                return []
            at = int(number)
            return [self._layout(at), *self._columns(at)]
        found = [one for one in self._matches() if one.kind.name.lower() == part]
        return sorted(found, key=lambda one: one.settled)

    def everything(self) -> Iterator[Entry]:
        """Every line that can be chosen: of tables that are not read only the layout."""
        for at, sheet in enumerate(self.mapping.sheets):
            yield self._layout(at)
            if sheet.layout is not Layout.IGNORED:
                yield from self._columns(at)
        yield from self._matches()

    def _unread(self) -> list[Entry]:
        """How to read each table, where none is read: the one thing to choose then."""
        sheets = self.mapping.sheets
        nothing = all(one.layout is Layout.IGNORED for one in sheets)
        return [self._layout(at) for at in range(len(sheets))] if nothing else []

    def _open_columns(self, sheet: SheetMapping) -> int:
        if sheet.layout is Layout.IGNORED:
            return int(sheet.confidence < STATED_CONFIDENCE)
        return sum(not one.settled for one in sheet.columns) + (sheet.confidence < STATED_CONFIDENCE)

    # ---- one line

    def _layout(self, at: int) -> Entry:
        sheet = self.mapping.sheets[at]
        return Entry(
            f"l.{at}",
            Kind.LAYOUT,
            sheet.sheet or sheet.file,
            sheet.file if sheet.sheet else "",
            (),
            sheet.layout.value,
            tuple(Option(one.value, str(words)) for one, words in LAYOUTS.items()),
            sheet.confidence,
            Basis.CONTENT,
            sheet.reason,
        )

    def _columns(self, at: int) -> Iterator[Entry]:
        sheet = self.mapping.sheets[at]
        cells = self.samples[at] if at < len(self.samples) else {}
        for one in sheet.columns:
            yield self._column(at, sheet, one, cells if isinstance(cells, dict) else {})

    def _column(self, at: int, sheet: SheetMapping, one: ColumnMapping, cells: dict[str, object]) -> Entry:
        sample = cells.get(str(one.index))
        shown = sample if isinstance(sample, dict) else {}
        return Entry(
            f"c.{at}.{one.index}",
            Kind.COLUMN,
            one.heading or "—",
            " ".join(filter(None, (sheet.sheet or sheet.file, str(shown.get("letters", ""))))),
            tuple(map(str, shown.get("cells", ()))),
            one.role.value,
            _roles(sheet.layout, one.role),
            one.confidence,
            one.basis,
        )

    def _matches(self) -> Iterator[Entry]:
        optional = items_optional(self.mapping)
        for number, one in enumerate(self.mapping.matches):
            yield Entry(
                f"m.{number}",
                one.kind,
                one.written,
                self.targets.label(Kind.SITE_TYPE, one.context) if one.kind is Kind.ITEM else one.context,
                (),
                one.target,
                self._options(one),
                one.confidence,
                one.basis,
                one.note,
                optional=optional and one.kind is Kind.ITEM,
            )

    def _options(self, one: Match) -> tuple[Option, ...]:
        """The likeliest first, each with its figure, then the rest of a short list, then leaving out."""
        likely = list(one.candidates)
        if one.target and one.target not in {each.target for each in likely}:
            likely.insert(0, Candidate(one.target, one.confidence))
        found = {
            each.target: _with_likeness(self.targets.label(one.kind, each.target), each.confidence)
            for each in likely
        }
        if one.basis in (Basis.PERSON, Basis.LEARNED) and one.target:
            found[one.target] = self.targets.label(one.kind, one.target)
        for target, label in self.targets.choices(one.kind).items():
            found.setdefault(target, label)
        if one.kind in AS_WRITTEN and one.written != NO_ROUND:
            written = " ".join(one.written.split())
            found.setdefault(written, gettext("照原样：%(written)s") % {"written": written})
        if one.kind not in (Kind.ROUND, Kind.VALUE):
            found.setdefault(LEFT_OUT, self.targets.label(one.kind, LEFT_OUT))
        return tuple(Option(value, label) for value, label in found.items())


def _with_likeness(label: str, likeness: float) -> str:
    """A candidate with how alike it is; nothing is said where all are the same."""
    return (
        gettext("%(label)s · 相似 %(n)d%%") % {"label": label, "n": likeness * 100} if likeness > 0 else label
    )


def _roles(layout: Layout, role: Role) -> tuple[Option, ...]:
    """Roles a column of such a table can have."""
    wide = (Role.ITEM_COLUMN, Role.SITE_COLUMN)
    return tuple(
        Option(one.value, str(words))
        for one, words in ROLES.items()
        if one is role or layout is Layout.WIDE or one not in wide
    )
