"""The places of the model district and the offices that answer for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dabiao.core.beta_binomial import Floats, Integers
from dabiao.core.framework import Framework
from dabiao.core.simulation.names import COMMUNITY_STEMS, DEPARTMENTS, DISTRICT, GROUPS, STREETS, UNITS
from dabiao.core.simulation.questions import Question
from dabiao.core.simulation.sizes import Size, size_of

FEW = 5
"""Of what there are at most so many, each serves the whole district and is named after it."""

WEST, SOUTH, WIDTH, HEIGHT = 117.02, 31.02, 0.16, 0.08
"""The district is a made-up rectangle of about 15 km × 9 km, in degrees (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Place:
    """点位. ``street`` is an index of ``Places.streets`` beside the name, for arithmetic."""

    id: str
    name: str
    site_type: str
    street: str
    street_number: int
    community: str
    unit: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Organisation:
    """A street or department and the group it is ranked in."""

    name: str
    kind: str
    group: str


@dataclass(frozen=True)
class Places:
    """All places by type (types in order of first question), streets, and organisations."""

    streets: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    by_type: dict[str, tuple[Place, ...]]

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Place types, in a fixed order."""
        return tuple(self.by_type)

    @property
    def all(self) -> tuple[Place, ...]:
        """Every place, type by type."""
        return tuple(place for places in self.by_type.values() for place in places)

    def count(self, site_type: str) -> int:
        """N of a type."""
        return len(self.by_type[site_type])

    def street_numbers(self, site_type: str) -> Integers:
        """Street of each place of a type, int64[N]."""
        return np.array([place.street_number for place in self.by_type[site_type]], dtype=np.int64)

    def street_shares(self, site_type: str) -> Floats:
        """Share of a type's places in each street, float64[streets]."""
        counts = np.bincount(self.street_numbers(site_type), minlength=len(self.streets))
        shares: Floats = counts / counts.sum()
        return shares


def draw_places(
    generator: np.random.Generator,
    streets: int,
    communities: int,
    questions: Sequence[Question],
    framework: Framework | None,
) -> Places:
    """Place the types that ``questions`` ask at over ``streets`` streets with ``communities`` communities in
    all.

    At most 12 streets with 12 communities each have names; more raise ValueError.
    """
    if not 1 <= streets <= min(len(STREETS), communities) or communities > streets * len(COMMUNITY_STEMS):
        raise ValueError(f"needs 1 … {len(STREETS)} streets with 1 … {len(COMMUNITY_STEMS)} communities each")
    named = STREETS[:streets]
    belongs = [number % streets for number in range(communities)]
    rows = 1 + (communities - 1) // streets
    names = [
        f"{named[street][:2]}{COMMUNITY_STEMS[number // streets]}社区"
        for number, street in enumerate(belongs)
    ]
    weight = generator.dirichlet(np.full(communities, 8.0))
    units = _managing_units(questions)
    by_type: dict[str, tuple[Place, ...]] = {}
    for number, (site_type, unit) in enumerate(units.items()):
        title, process = _described(framework, site_type)
        size = size_of(title, process=process)
        homes = _homes(generator, size, weight, streets)
        across, along = generator.random((2, len(homes)))
        by_type[site_type] = tuple(
            Place(
                id=f"P{number + 1:02d}{index + 1:03d}",
                name=_name(title, process, size, index, named[belongs[home]], names[home]),
                site_type=site_type,
                street=named[belongs[home]],
                street_number=belongs[home],
                community=names[home],
                unit=unit,
                lon=round(WEST + WIDTH * (home % streets + across[index]) / streets, 6),
                lat=round(SOUTH + HEIGHT * (home // streets + along[index]) / rows, 6),
            )
            for index, home in enumerate(homes)
        )
    return Places(named, _organisations(named, questions, units, framework), by_type)


def _homes(generator: np.random.Generator, size: Size, weight: Floats, streets: int) -> list[int]:
    """Draw the community each place lies in; the first communities are those of the streets' centres."""
    if size.per_community:
        return list(range(weight.size))
    if size.per_street:
        return list(range(streets))
    count = int(generator.integers(size.fewest, size.most + 1))
    homes: list[int] = generator.choice(weight.size, count, p=weight).tolist()
    return homes


def _name(title: str, process: bool, size: Size, index: int, street: str, community: str) -> str:
    """Name a place as people would: what there is one of is named after its street or community."""
    short = title.partition("（")[0]
    if size.per_street:
        return f"{street}{short.removeprefix('街道')}"
    if size.per_community:
        return f"{community}{short.removeprefix('社区')}"
    if size.most == 1:
        return f"{DISTRICT}{short}"
    where = DISTRICT if process or size.most <= FEW else community
    return f"{where}{short}（{index + 1}）"


def _managing_units(questions: Sequence[Question]) -> dict[str, str]:
    """Name the department that answers for a place type: the one most of its standards name."""
    wanted: dict[str, Counter[str]] = {}
    for question in questions:
        wanted.setdefault(question.site_type, Counter()).update([question.unit] if question.unit else [])
    return {
        site_type: (named.most_common(1)[0][0] if named else UNITS[number % len(UNITS)])
        for number, (site_type, named) in enumerate(wanted.items())
    }


def _described(framework: Framework | None, site_type: str) -> tuple[str, bool]:
    known = framework.site_type_names.get(site_type) if framework else None
    return (known.title, known.process) if known else (site_type, False)


def _organisations(
    streets: Sequence[str], questions: Sequence[Question], units: dict[str, str], framework: Framework | None
) -> tuple[Organisation, ...]:
    titles = tuple(group.title for group in framework.ranking.groups) if framework else ()
    groups = titles if len(titles) >= 2 else GROUPS
    inner = (len(streets) * 5 + 7) // 8
    departments = dict.fromkeys([question.unit or units[question.site_type] for question in questions])
    return (
        *(
            Organisation(name, "街道", groups[0 if number < inner else 1])
            for number, name in enumerate(streets)
        ),
        *(Organisation(name, DEPARTMENTS, DEPARTMENTS) for name in departments),
    )
