"""Streets, departments, communities and kinds of places by the names a workbook writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dabiao.core.field.kinds import PLACE_KINDS, kinds_like, units_like
from dabiao.core.field.mapping import CERTAIN, Basis, Candidate, Kind, Match
from dabiao.core.field.vocabulary import Vocabulary
from dabiao.core.field.words import plain
from dabiao.core.outline.units import registered
from dabiao.core.unit_names import RELIABLE, Unit, find_unit

SAME, ALIKE, USUAL, SHORTENED = CERTAIN, 0.98, 0.95, 0.92
"""Confidence of the very name; of one but for blanks and strokes; of a listed other name; of one with characters left
out that only one name fits.
"""

_STREET = re.compile(r"(?:街道办事处|街道办|街道|办事处|镇人民政府|镇政府|镇|乡|街办)(?:[（(].*[)）])?$")
_COMMUNITY = re.compile(r"(?:社区居委会|居委会|社区|村委会|村)$")
_DISTRICT = re.compile(r"^[\u4e00-\u9fff]{1,4}?[区县市](?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class Names:
    """The names of a vocabulary, ready to be found."""

    vocabulary: Vocabulary

    def street(self, written: str) -> Match:
        """The street a text names."""
        return _by_core(Kind.STREET, written, self.streets, _STREET)

    def community(self, written: str) -> Match:
        """The community a text names; one that is in no register is taken as it is written."""
        found = _by_core(Kind.COMMUNITY, written, self.communities, _COMMUNITY)
        return found if found.target else _as_written(Kind.COMMUNITY, written)

    def unit(self, written: str) -> Match:
        """The organisation a text names: a department, or a street's office."""
        if not self.units:
            return _as_written(Kind.UNIT, written)
        same = _same(Kind.UNIT, written, self.units)
        if same is not None:
            return same
        listed = [
            name
            for name in self.units
            if plain(name) in units_like(written)
            or plain(_DISTRICT.sub("", written)) in units_like(_DISTRICT.sub("", name))
        ]
        if len(listed) == 1:
            return Match(Kind.UNIT, written, listed[0], USUAL, Basis.KNOWN)
        street = _by_core(Kind.UNIT, written, self.units, _STREET) if _STREET.search(written) else None
        if street is not None and street.settled:
            return street
        return self._likely_unit(written, listed)

    def _likely_unit(self, written: str, listed: Sequence[str]) -> Match:
        units = [Unit(at, name, "") for at, name in enumerate(self.units)]
        found = find_unit(written, units, self.vocabulary.other_names)
        if found.unit is not None and found.confidence >= RELIABLE:
            return Match(Kind.UNIT, written, found.unit.name, USUAL, Basis.KNOWN)
        short = registered(written, self.units)
        if short is not None:
            return Match(Kind.UNIT, written, short, SHORTENED, Basis.LIKENESS)
        guesses = [*listed, *found.rivals, *([found.unit.name] if found.unit else [])]
        candidates = tuple(Candidate(name, 0.5) for name in dict.fromkeys(guesses))
        best = candidates[0].target if candidates else ""
        return Match(
            Kind.UNIT,
            written,
            best,
            0.5 if best else 0.0,
            Basis.LIKENESS if best else Basis.NONE,
            "",
            candidates,
        )

    def site_type(self, written: str) -> Match:
        """The kind of place a text names, by the pack's id."""
        framework = self.vocabulary.framework
        same = framework.site_type_names.get(written.strip())
        if same is not None:
            return Match(Kind.SITE_TYPE, written, same.id, SAME, Basis.SAME)
        if framework.open_ended:
            return _as_written(Kind.SITE_TYPE, written)
        key = plain(written)
        alike = [one.id for one in framework.site_types if plain(one.title) == key]
        if alike:
            return Match(Kind.SITE_TYPE, written, alike[0], ALIKE, Basis.ALIKE)
        listed = [
            one.id
            for one in framework.site_types
            if plain(one.title) in kinds_like(written) or key in kinds_like(_bare(one.title))
        ]
        if len(listed) == 1:
            return Match(Kind.SITE_TYPE, written, listed[0], USUAL, Basis.KNOWN)
        near = listed or [
            one.id for one in framework.site_types if _bare(one.title) and plain(_bare(one.title)) in key
        ]
        candidates = tuple(Candidate(one, 0.6 / (1 + at)) for at, one in enumerate(near[:5]))
        if not candidates:
            return Match(Kind.SITE_TYPE, written, "", 0.0, Basis.NONE)
        return Match(
            Kind.SITE_TYPE,
            written,
            candidates[0].target,
            candidates[0].confidence,
            Basis.LIKENESS,
            "",
            candidates,
        )

    def site_type_within(self, text: str) -> tuple[str, str] | None:
        """The kind of place that a title, or the name of a sheet, speaks of: the words, and the pack's id.

        None where it names several: 社区、公厕、工地. The name of a street is not one: 东湖街道农贸市场测评表.
        """
        key = plain(text)
        for street in self.streets:
            key = key.replace(plain(street), " ")
        found: dict[str, str] = {}
        for name in (*self._titles, *PLACE_KINDS):
            if len(name) >= 2 and name in key:
                match = self.site_type(name)
                if match.settled:
                    found.setdefault(match.target, name)
                    key = key.replace(name, " ")
        if len(found) != 1:
            return None
        target, name = found.popitem()
        return name, target

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        """Plain titles of the pack's kinds of places, longest first."""
        titles = {
            plain(form)
            for one in self.vocabulary.framework.site_types
            for form in (one.title, _bare(one.title))
        }
        return tuple(sorted(titles, key=lambda name: (-len(name), name)))

    def street_within(self, text: str) -> str | None:
        """The street that a title, or the name of a sheet, speaks of: the longest that stands in it."""
        key = plain(text)
        whole = [name for name in self.streets if plain(name) in key]
        cores = {name: plain(_STREET.sub("", name)) for name in self.streets}
        named = whole or [name for name, core in cores.items() if len(core) >= 2 and _is_core(core, key)]
        return max(named, key=lambda name: (len(name), name)) if named else None

    @cached_property
    def streets(self) -> tuple[str, ...]:
        """Streets known: listed ones, and those of places."""
        return _distinct((*self.vocabulary.streets, *(one.street for one in self.vocabulary.places)))

    @cached_property
    def communities(self) -> tuple[str, ...]:
        """Communities known."""
        return _distinct((*self.vocabulary.communities, *(one.community for one in self.vocabulary.places)))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Organisations known: listed ones, streets among them, and those of places."""
        return _distinct(
            (*self.vocabulary.units, *self.streets, *(one.unit for one in self.vocabulary.places))
        )


def _is_core(core: str, key: str) -> bool:
    """Whether a sheet's name is a street without its ending, perhaps with a word behind: 东湖, 东湖片区, 3东湖."""
    return (
        re.fullmatch(rf"\d*{re.escape(core)}(?:片区|辖区|街办|办事处|点位|明细|测评|结果|表|\d)*", key)
        is not None
    )


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _bare(title: str) -> str:
    return re.sub(r"[（(][^（）()]*[)）]", "", title)


def _as_written(kind: Kind, written: str) -> Match:
    """Without a register to compare with, what is written is the name."""
    return Match(kind, written, " ".join(written.split()), ALIKE, Basis.SAME)


def _same(kind: Kind, written: str, names: Sequence[str]) -> Match | None:
    if written in names:
        return Match(kind, written, written, SAME, Basis.SAME)
    alike = [name for name in names if plain(name) == plain(written)]
    return Match(kind, written, alike[0], ALIKE, Basis.ALIKE) if len(alike) == 1 else None


def _by_core(kind: Kind, written: str, names: Sequence[str], ending: re.Pattern[str]) -> Match:
    """Find a name by what stands before its ending: 东湖, 东湖街道办 and 东湖街道 are one."""
    if not names:
        return _as_written(kind, written)
    same = _same(kind, written, names)
    if same is not None:
        return same
    cores = {plain(ending.sub("", form)) for form in (written, _DISTRICT.sub("", written))} - {""}
    fitting = [name for name in names if ending.search(name) and plain(ending.sub("", name)) in cores]
    if len(fitting) == 1:
        return Match(kind, written, fitting[0], USUAL, Basis.KNOWN)
    held = [
        name
        for name in names
        if len(plain(ending.sub("", name))) >= 2 and plain(ending.sub("", name)) in plain(written)
    ]
    candidates = tuple(Candidate(name, 0.5) for name in dict.fromkeys((*fitting, *held)))
    best = candidates[0].target if candidates else ""
    return Match(
        kind, written, best, 0.5 if best else 0.0, Basis.LIKENESS if best else Basis.NONE, "", candidates
    )
