"""What each column of a table holds: judged by its heading and by what stands in it, one column with the others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dabiao.core.field.dates import is_dateish
from dabiao.core.field.headings import SENSES, senses_of
from dabiao.core.field.items import Items
from dabiao.core.field.mapping import Basis, Candidate, ColumnMapping, Role
from dabiao.core.field.marks import FAILING, LONGEST_MARK, mark_of
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places
from dabiao.core.field.table import FieldTable
from dabiao.core.field.words import plain

SAMPLE = 60
"""Different cells of a column that are looked at."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")
_PICTURE = re.compile(r"(?i).*\.(?:jpe?g|png|heic|gif|bmp|webp)$|^https?://|^(?:img|dsc|图|照片)[_\-]?\d+.*")

_NAMES_LOOKED_UP = 20
"""Names compared with a register of thousands: enough to tell a column of places."""

_ITEMS_LOOKED_AT, _LIKE_AN_ITEM = 25, 0.25

BY_CONTENT = 0.92
"""Confidence in a column known by its content alone, when nearly all of it fits."""

_ALONE = frozenset((Role.IGNORED, Role.CATEGORY, Role.ITEM_COLUMN, Role.SITE_COLUMN))
"""Roles that any number of columns may have."""


@dataclass(frozen=True)
class Content:
    """What stands in a column: shares, from 0 to 1, of its filled cells."""

    rows: int
    filled: float
    different: int
    numbers: float
    dates: float
    marks: float
    pictures: float
    serial: bool
    length: float
    sites: float
    site_ids: float
    site_types: float
    streets: float
    units: float
    standards: float
    coloured: float
    items: float = 0.0
    only_failing: bool = False


class ColumnJudge:
    """Judges the columns of tables against one vocabulary."""

    def __init__(self, names: Names, places: Places, items: Items) -> None:
        self._names, self._places, self._items = names, places, items
        framework = names.vocabulary.framework
        self._standards = {plain(one.id) for one in framework.standards.values()}
        self._titles = {plain(one.title) for one in framework.standards.values()}
        self._ids = {one.site_id for one in places.known}
        self._known: dict[tuple[str, str], bool] = {}

    def content(self, table: FieldTable, column: int, rows: Sequence[int]) -> Content:
        """Look at the cells of a column in the rows of data."""
        cells = [table.cells[row][column] for row in rows]
        filled = [cell for cell in cells if cell]
        seen = list(dict.fromkeys(filled))[:SAMPLE]
        many = len(seen) or 1
        coloured = sum((row, column) in table.fills for row in rows)
        return Content(
            rows=len(filled),
            filled=len(filled) / (len(cells) or 1),
            different=len(set(filled)),
            numbers=sum(bool(_NUMBER.fullmatch(cell)) for cell in seen) / many,
            dates=sum(map(is_dateish, seen)) / many,
            marks=sum(mark_of(cell) is not None for cell in filled) / (len(filled) or 1),
            pictures=sum(bool(_PICTURE.match(cell)) for cell in seen) / many,
            serial=_is_serial(filled),
            length=sum(map(len, seen)) / many,
            sites=self._share("site", seen[:_NAMES_LOOKED_UP]),
            site_ids=sum(cell in self._ids for cell in seen) / many,
            site_types=self._share("type", seen),
            streets=self._share("street", seen),
            units=self._share("unit", seen),
            standards=sum(plain(cell) in self._standards or plain(cell) in self._titles for cell in seen)
            / many,
            coloured=coloured / (len(cells) or 1),
            items=self._item_share(seen),
            only_failing=len(filled) > 2 and all(_is_failing(cell) for cell in seen),
        )

    def _item_share(self, cells: Sequence[str]) -> float:
        """Share of texts that are like some check item; short ones, and all but the first few, are not asked."""
        texts = [cell for cell in cells if 4 <= len(cell) <= 80][:_ITEMS_LOOKED_AT]
        if len(texts) < 0.5 * min(len(cells), _ITEMS_LOOKED_AT) or not texts:
            return 0.0
        return sum(self._items.likeness(text) >= _LIKE_AN_ITEM for text in texts) / len(texts)

    def _share(self, what: str, cells: Sequence[str]) -> float:
        return sum(self._fits(what, cell) for cell in cells) / (len(cells) or 1)

    def _fits(self, what: str, cell: str) -> bool:
        key = what, cell
        if key not in self._known:
            self._known[key] = self._look_up(what, cell)
        return self._known[key]

    def _look_up(self, what: str, cell: str) -> bool:
        if len(cell) > 40 or mark_of(cell) is not None or _NUMBER.fullmatch(cell):
            return False
        if what == "site":
            return (
                cell not in self._ids
                and bool(self._places.known)
                and self._places.find(cell).confidence >= 0.5
            )
        if what == "type":
            return self._names.site_type(cell).confidence >= 0.9 and bool(
                self._names.vocabulary.framework.site_types
            )
        if what == "street":
            return bool(self._names.streets) and self._names.street(cell).settled
        return bool(self._names.units) and self._names.unit(cell).settled

    # ---- roles

    def candidates(self, heading: str, content: Content) -> list[Candidate]:
        """What a column may hold by itself, the likeliest first."""
        found: dict[Role, float] = {
            one.role: _agreed(one.role, _checked(one.role, one.confidence, content), content)
            for one in senses_of(heading)
        }
        for role, confidence in _by_content(content):
            agreed = found.get(role)
            found[role] = confidence if agreed is None else 1 - (1 - agreed) * (1 - confidence)
        ordered = sorted(found.items(), key=lambda one: -one[1])
        return [Candidate(role, round(sure, 4)) for role, sure in ordered if sure > 0.05]


def _is_failing(cell: str) -> bool:
    sense = mark_of(cell)
    return sense is not None and sense.result == FAILING


def _is_serial(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdigit() and len(cell) <= 6]
    if len(numbers) < 2 or len(numbers) < 0.9 * len(cells):
        return False
    return sum(later - one == 1 for one, later in itertools.pairwise(numbers)) >= 0.7 * (len(numbers) - 1)


_NEEDED: Mapping[Role, tuple[str, ...]] = {
    Role.DATE: ("dates",),
    Role.RESULT: ("marks",),
    Role.LON: ("numbers",),
    Role.LAT: ("numbers",),
    Role.COUNT: ("numbers",),
    Role.VALUE: ("numbers",),
    Role.BASE: ("numbers",),
    Role.SITE_TYPE: ("site_types",),
}
"""What must stand in a column for its heading to be believed."""


def _checked(role: Role, confidence: float, content: Content) -> float:
    """Confidence in a heading when one sees what stands below it."""
    if not content.different:
        return confidence
    for name in _NEEDED.get(role, ()):
        share = float(getattr(content, name))
        confidence *= 1.0 if share >= 0.6 else 0.45 + 0.9 * share if share else 0.4
    if role is Role.SITE_ID and content.serial and content.site_ids < 0.5:
        confidence *= 0.3
    if role in (Role.SITE_NAME, Role.ITEM, Role.PROBLEM, Role.UNIT, Role.STREET) and content.numbers > 0.8:
        confidence *= 0.3
    if role is Role.ITEM and content.length < 4:
        confidence *= 0.5
    if role is Role.SITE_NAME and content.length > 25:
        confidence *= 0.5
    return confidence


_FREE_TEXT = 0.5
"""What long and different texts say for a heading such as 说明 or 描述; a column of one short word is something
else.
"""

_AGREE: Mapping[Role, Callable[[Content], bool]] = {
    Role.PROBLEM: lambda content: content.length >= 5 and content.numbers < 0.2,
    Role.INSPECTOR: lambda content: 2 <= content.length <= 12 and content.numbers < 0.2,
    Role.COMMUNITY: lambda content: 2 <= content.length <= 12 and content.numbers < 0.2,
    Role.COUNT: lambda content: content.numbers >= 0.8,
    Role.VALUE: lambda content: content.numbers >= 0.8,
    Role.BASE: lambda content: content.numbers >= 0.8,
    Role.RESULT: lambda content: content.marks >= 0.9,
    Role.ITEM: lambda content: content.items >= 0.4,
    Role.SITE_NAME: lambda content: content.sites >= 0.4,
    Role.UNIT: lambda content: content.units >= 0.4,
}
"""What cells must look like to speak for a heading that may mean several things."""


def _agreed(role: Role, confidence: float, content: Content) -> float:
    """Confidence in a heading that what stands below it bears out."""
    agrees = _AGREE.get(role)
    if agrees is None or not content.different or not agrees(content):
        return confidence
    return 1 - (1 - confidence) * (1 - _FREE_TEXT)


def _by_content(content: Content) -> list[tuple[Role, float]]:
    """What the cells alone suggest."""
    found: list[tuple[Role, float]] = []
    for role, share in (
        (Role.SITE_ID, content.site_ids),
        (Role.SITE_TYPE, content.site_types),
        (Role.STREET, content.streets),
        (Role.STANDARD_ID, content.standards),
        (Role.SITE_NAME, content.sites if content.different > 1 else content.sites * 0.7),
        (Role.UNIT, content.units * 0.9),
        (Role.DATE, content.dates if content.length >= 5 else content.dates * 0.4),
        (Role.PHOTO, content.pictures),
        (Role.ITEM, content.items * 0.85),
    ):
        if share >= 0.5:
            found.append((role, BY_CONTENT * share))
    if content.serial:
        found.append((Role.IGNORED, BY_CONTENT))
    if content.marks >= 0.8 and content.filled > 0.3 and not content.serial:
        found.append((Role.RESULT, 0.6 * content.marks))
    return found


def is_matrix_column(heading: str, content: Content) -> bool:
    """Whether a column is an item of a wide table: its heading is no known field, and answers stand below it."""
    if not plain(heading) or plain(heading) in SENSES or content.serial:
        return False
    named = any(one.confidence >= 0.5 for one in senses_of(heading))
    if content.coloured >= 0.3:
        return not named or content.marks >= 0.5
    if not content.different:
        return not named
    if content.marks >= 0.5:
        return True
    few = content.different <= 0.7 * content.rows or content.different <= 3
    return not named and few and content.numbers >= 0.8 and content.length <= LONGEST_MARK


def assigned(
    headings: Sequence[str], candidates: Sequence[Sequence[Candidate]], hidden: frozenset[int]
) -> list[ColumnMapping]:
    """Give every column its likeliest role, no role twice: the surer column has it, the other takes its next."""
    pairs = sorted(
        (
            (-one.confidence, column, Role(one.target))
            for column, found in enumerate(candidates)
            for one in found
        ),
        key=lambda one: (one[0], one[1]),
    )
    chosen: dict[int, tuple[Role, float]] = {}
    taken: set[Role] = set()
    for negative, column, role in pairs:
        best = candidates[column][0]
        if column in chosen:
            continue
        if role in taken and role not in _ALONE:
            if role == best.target and best.confidence >= _SECOND and not _has_another(candidates[column]):
                chosen[column] = (Role.IGNORED, SPARE)
            continue
        loss = 1.0 if -negative >= best.confidence - 1e-9 else 0.8
        chosen[column] = (role, -negative * loss)
        taken.add(role)
    return [
        ColumnMapping(
            column,
            heading,
            chosen[column][0] if column in chosen else Role.IGNORED,
            round(chosen[column][1], 4) if column in chosen else _unknown(heading),
            Basis.KNOWN if senses_of(heading) else Basis.CONTENT if column in chosen else Basis.NONE,
            tuple(candidates[column][:4]),
            column in hidden,
        )
        for column, heading in enumerate(headings)
    ]


SPARE = 0.85
"""Confidence that a second column of departments, dates or places is not needed: which of 责任单位 and 主管部门 counts
decides a ranking, so a person is asked.
"""

_SECOND = 0.7


def _has_another(candidates: Sequence[Candidate]) -> bool:
    """Whether a column may as well hold something else."""
    return len(candidates) > 1 and candidates[1].confidence >= 0.8


def _unknown(heading: str) -> float:
    """A column nobody knows is left out, which a person should confirm when it has a heading."""
    return 0.95 if not plain(heading) else 0.5


def leave_out(column: ColumnMapping, confidence: float) -> ColumnMapping:
    """The same column, not read."""
    return replace(column, role=Role.IGNORED, confidence=confidence)
