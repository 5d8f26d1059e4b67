"""Places by the names a workbook writes: 文化路一市场 is 文化路第一农贸市场, and 锦绣花园2期 is not 锦绣花园1期.

A name is brought to a form first: numerals to digits, words for the kind of place to one of them, the street before it
off. What is left is compared by runs of characters, rare ones weighing more. Figures must agree, and a word that tells
neighbours apart (东 西 南 北 新 老 分) and stands in one of them only counts against the pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, log

from dabiao.core.field.mapping import Basis, Candidate, Kind, Match
from dabiao.core.field.synonyms import number_of
from dabiao.core.field.vocabulary import KnownPlace
from dabiao.core.field.words import plain

ID, SAME, ALIKE, FORMED, LIKE = 1.0, 1.0, 0.97, 0.95, 0.88
"""Confidence of the id; of the very name; of one but for blanks and strokes; of one that has the same form; of the best
of those that are merely like it (never enough without a person).
"""

_MOST_CANDIDATES = 5

_KINDS = """
农贸市场 农贸集贸市场 集贸市场 菜市场 农集贸市场 综合市场 便民市场 市场
公共厕所 公厕 公共卫生间 卫生间 厕所
公交站台 公交车站 公交站点 公交站 车站
路口 交叉口 交叉路口 十字路口 十字街口 丁字路口
商业大街 商业步行街 步行商业街 步行街商业街 商业街 步行街
小区 居民小区 住宅小区
药房 大药房 药店
宾馆 国际酒店 大酒店 酒店 大饭店
社区 居委会 社区居委会
工地 项目工地 建筑工地 项目部 在建工地
周边 校园周边 学校周边 门口
街道办事处 街道办
"""
_KIND_OF = {name: line.split()[0] for line in _KINDS.strip().splitlines() for name in line.split()}
_ANY_KIND = re.compile("|".join(sorted(map(re.escape, _KIND_OF), key=lambda name: (-len(name), name))))
_NUMERAL = re.compile(r"第?([一二三四五六七八九十]+)(?=[期号巷弄路街区院小中校市农菜村组栋站店]|$)")
_ORDINAL = re.compile(r"第(\d+)")
_DIGITS = re.compile(r"\d+")
_TELLING = frozenset("东西南北中新老旧分前后上下左右内外")
_LINK = re.compile(r"[与和至到—–~\-]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")


def form_of(name: str) -> str:
    """The form of a name: what two ways of writing it have in common."""
    text = unicodedata.normalize("NFKC", name)
    text = plain(_LINK.sub("", text))
    text = _NUMERAL.sub(lambda found: str(number_of(found[1])), text)
    text = _ORDINAL.sub(r"\1", text)
    text = re.sub(r"(\d)(小|中)(?:学)?(?=$|周边|门口)", r"\1\2学", text)
    text = re.sub(r"(?<=..)街道(?=.{2})", "", text)
    return _ANY_KIND.sub(lambda found: _KIND_OF[found[0]], text).replace("路路口", "路口")


@dataclass(frozen=True)
class Places:
    """A register of places, ready to be found by name."""

    known: tuple[KnownPlace, ...]

    def find(self, written: str, *, street: str = "", site_type: str = "") -> Match:
        """The place a text names. ``street`` and ``site_type`` tell places of one name apart, where they are known."""
        if not self.known:
            return self._unregistered(written, street)
        if written in self._by_id:
            return Match(Kind.SITE, written, written, ID, Basis.SAME)
        for table, key, confidence, basis in self._ways(written):
            found = _fitting(table.get(key, ()), street, site_type)
            if len(found) == 1:
                return Match(Kind.SITE, written, found[0].site_id, confidence, basis)
            if found:
                candidates = tuple(Candidate(one.site_id, 0.5) for one in found)
                return Match(
                    Kind.SITE,
                    written,
                    candidates[0].target,
                    0.5,
                    basis,
                    "",
                    candidates[:_MOST_CANDIDATES],
                    "登记了不止一个同名点位",
                )
        return self._likely(written, street, site_type)

    def _ways(self, written: str) -> Iterator[tuple[Mapping[str, list[KnownPlace]], str, float, Basis]]:
        """Where to look a name up, the surest way first."""
        yield self._by_name, written, SAME, Basis.SAME
        yield self._by_plain, plain(written), ALIKE, Basis.ALIKE
        yield self._by_form, form_of(written), FORMED, Basis.KNOWN
        if _BRACKETED.search(written):
            yield self._by_form, form_of(self._without_street(written)), FORMED, Basis.KNOWN

    def _without_street(self, written: str) -> str:
        """A name without brackets that only say the street: 朝阳社区（柳园）."""
        notes = _BRACKETED.findall(written)
        only = notes and all(any(core in note for core in self._streets) for note in notes)
        return _BRACKETED.sub("", written) if only else written

    def by_id(self, site_id: str) -> KnownPlace | None:
        """The place with an id."""
        return self._by_id.get(site_id)

    def _unregistered(self, written: str, street: str) -> Match:
        """Without a register a name is its own id; with its street, for names repeat between streets."""
        name = " ".join(written.split())
        return Match(Kind.SITE, written, f"{street}·{name}" if street else name, ALIKE, Basis.SAME)

    def _likely(self, written: str, street: str, site_type: str) -> Match:
        form = form_of(written)
        wanted = _runs(form)
        judged: list[tuple[float, KnownPlace]] = []
        for place, forms in self._forms:
            likeness = max(self._likeness(form, wanted, other) for other in forms)
            if likeness <= _LEAST:
                continue
            if street and place.street:
                likeness *= 1.0 if street == place.street else 0.6
            if site_type and place.site_type:
                likeness *= 1.0 if site_type == place.site_type else 0.6
            judged.append((likeness, place))
        judged.sort(key=lambda one: -one[0])
        if not judged:
            return Match(Kind.SITE, written, "", 0.0, Basis.NONE)
        short = self._shortened(form, street, site_type)
        if short is not None:
            return Match(Kind.SITE, written, short.site_id, SHORT, Basis.LIKENESS)
        best, second = judged[0][0], judged[1][0] if len(judged) > 1 else 0.0
        confidence = _confidence(best, second)
        candidates = tuple(
            Candidate(place.site_id, round(score, 3)) for score, place in judged[:_MOST_CANDIDATES]
        )
        if confidence < _WORTH_NAMING:
            return Match(Kind.SITE, written, "", 0.0, Basis.NONE, "", candidates)
        return Match(Kind.SITE, written, judged[0][1].site_id, confidence, Basis.LIKENESS, "", candidates)

    def _shortened(self, form: str, street: str, site_type: str) -> KnownPlace | None:
        """The only place whose name is this one but for weak words, street and kind agreeing as far as they are
        known.
        """
        fitting = [
            place
            for place, forms in self._forms
            if any(_is_short_for(form, other) for other in forms)
            and street in ("", place.street)
            and site_type in ("", place.site_type)
        ]
        return fitting[0] if len(fitting) == 1 and (street or site_type) else None

    def _likeness(self, form: str, wanted: frozenset[str], other: str) -> float:
        """Shared weight of runs, of both together; less where telling words differ, nothing where figures do."""
        if _DIGITS.findall(form) != _DIGITS.findall(other):
            return 0.0
        runs = _runs(other)
        shared, mine, theirs = (self._weigh(one) for one in (wanted & runs, wanted, runs))
        if not mine or not theirs:
            return 0.0
        likeness = 0.6 * shared / mine + 0.4 * shared / theirs
        telling = (set(form) ^ set(other)) & _TELLING
        return likeness * (0.75 if telling else 1.0)

    def _weigh(self, runs: frozenset[str]) -> float:
        return fsum(self._rarity.get(run, self._unseen) for run in runs)

    @cached_property
    def _streets(self) -> frozenset[str]:
        return frozenset(_street_core(street) for street in {one.street for one in self.known}) - {""}

    @cached_property
    def _by_id(self) -> dict[str, KnownPlace]:
        return {one.site_id: one for one in self.known}

    @cached_property
    def _by_name(self) -> dict[str, list[KnownPlace]]:
        return self._table(lambda name: {name})

    @cached_property
    def _by_plain(self) -> dict[str, list[KnownPlace]]:
        return self._table(lambda name: {plain(name)})

    @cached_property
    def _by_form(self) -> dict[str, list[KnownPlace]]:
        table: dict[str, list[KnownPlace]] = {}
        for place, forms in self._forms:
            for form in forms:
                table.setdefault(form, []).append(place)
        return table

    def _table(self, keys: object) -> dict[str, list[KnownPlace]]:
        table: dict[str, list[KnownPlace]] = {}
        for place in self.known:
            for key in dict.fromkeys(key for name in (place.name, *place.others) for key in keys(name)):  # type: ignore[operator]
                table.setdefault(key, []).append(place)
        return table

    @cached_property
    def _forms(self) -> list[tuple[KnownPlace, tuple[str, ...]]]:
        return [(one, tuple(dict.fromkeys(_written_forms(one)))) for one in self.known]

    @cached_property
    def _rarity(self) -> dict[str, float]:
        spread = Counter(run for _, forms in self._forms for run in frozenset().union(*map(_runs, forms)))
        return {run: log((1 + len(self.known)) / times) + 0.05 for run, times in spread.items()}

    @property
    def _unseen(self) -> float:
        return log(1 + len(self.known)) * 0.8


_LEAST = 0.25

_WORTH_NAMING = 0.5
"""Below it no place is put forward: a place nobody registered looks a little like others."""


SHORT = 0.88
"""Confidence of a name that is another one with nothing but weak words left out, where it is the only one and street or
kind agree. Below what is stated: on workbooks held out one such name meant a place the register does not have.
"""


def _confidence(best: float, second: float) -> float:
    """Likeness alone is never enough without a person: the next unregistered place looks as much alike."""
    return round(min(LIKE, 0.55 * best + 0.5 * max(best - second, 0.0)), 3)


_WEAK = re.compile(
    "公厕|公共厕所|市场|农贸|综合|便民|集贸|超市|商场|百货|大楼|餐馆|饭店|大药房|药房|药店|小区|社区|学校|医院|宾馆|酒店|公园|"
    "广场|项目|工地|施工|现场|区|市|县|国际|大|的|店|楼|馆|路口|交叉口"
)


def _is_short_for(form: str, other: str) -> bool:
    """Whether the shorter of two forms is the longer with weak words left out."""
    short, long = sorted((_WEAK.sub("", form), _WEAK.sub("", other)), key=len)
    return len(short) >= _SHORTEST and short == long


_SHORTEST = 2
"""Characters a name must keep without its weak words."""


def _written_forms(place: KnownPlace) -> list[str]:
    forms = []
    for name in (place.name, *place.others):
        forms.append(form_of(name))
        core = _street_core(place.street)
        if len(core) >= 2 and name.startswith(core) and len(name) - len(core) >= 3:
            forms.append(form_of(name[len(core) :]))
        if form_of(name).endswith("公交站台"):
            forms.append(form_of(name).removesuffix("公交站台") + "站")
        bare = _BRACKETED.sub("", name)
        if bare != name and _is_street_note(name, place):
            forms.append(form_of(bare))
    return forms


def _street_core(street: str) -> str:
    return re.sub(r"(?:街道办事处|街道|镇|乡)$", "", street)


def _is_street_note(name: str, place: KnownPlace) -> bool:
    """Whether the brackets of a name only say where it is: 朝阳社区（柳园）."""
    core = _street_core(place.street)
    return bool(core) and all(core in note for note in _BRACKETED.findall(name))


def _fitting(places: Sequence[KnownPlace], street: str, site_type: str) -> list[KnownPlace]:
    """Those that agree with street and kind, as far as any does."""
    found = list({one.site_id: one for one in places}.values())
    for agrees in (
        [one for one in found if street and one.street == street],
        [one for one in found if site_type and one.site_type == site_type],
    ):
        if agrees:
            found = [one for one in found if one in agrees]
    return found


def _runs(form: str) -> frozenset[str]:
    return frozenset(form[at : at + size] for size in (1, 2) for at in range(len(form) - size + 1))
