"""How the breakdown's workbook names organisations and people, and whom a name in it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from dabiao.duties.breakdown.models import Duty
from dabiao.office.breakdown_table import SEPARATORS
from dabiao.office.cell_values import near
from dabiao.people.models import (
    NAMED_WITHIN_PARENT,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    open_on,
)
from dabiao.people.organisations.queries import former_names

GROUPS: Mapping[str, OrganisationKind] = {
    "各街道": OrganisationKind.STREET,
    "各镇街": OrganisationKind.STREET,
    "各街镇": OrganisationKind.STREET,
    "各街道（镇）": OrganisationKind.STREET,
    "全部街道": OrganisationKind.STREET,
    "各社区": OrganisationKind.COMMUNITY,
    "全部社区": OrganisationKind.COMMUNITY,
}
"""Words that mean every open organisation of a kind; the first of each kind is written."""

LEAST_GROUP = 3
"""From so many on, all streets are written as 各街道."""

CLOSED = "（已撤并）"
"""Behind the name of an organisation that is no more and still has duties."""

BY_ACCOUNT = "@"
"""Before an account name, where a person's own name would not be clear."""

_UNCLEAR = set("、，,；;：:@/（）()\n")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named for an organisation; ``here`` while a post is held there."""

    id: int
    name: str
    account: str
    here: bool


@dataclass
class NameRegister:
    """Organisations by what they are called in the workbook, and the people of each."""

    key_of: dict[int, str] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    of_kind: dict[str, list[int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    people: dict[int, dict[int, Person]] = field(default_factory=dict)

    def units(self, text: str) -> Iterator[int | str]:
        """Yield the organisations a cell names, in order; what is unknown as it stands."""
        for token in self._tokens(text):
            kind = GROUPS.get(token)
            if kind is not None and token not in self.by_name:
                yield from self.of_kind.get(kind, ())
            else:
                found = self.by_name.get(token, ())
                yield found[0] if len(found) == 1 else token

    def several(self, token: str) -> list[str]:
        """How those are written that a name would all fit."""
        return [self.key_of[one] for one in self.by_name.get(token, ())]

    def like(self, token: str) -> str | None:
        """The known name most like one that is not."""
        known = {name.partition("（")[0]: name for name in self.by_name} | {
            name: name for name in self.by_name
        }
        like = near(token, [*known, *GROUPS], cutoff=0.4)
        return known.get(like, like) if like else None

    def written(self, organisations: Sequence[int]) -> list[str]:
        """Write organisations, all streets as 各街道."""
        rest = list(organisations)
        words = []
        for word, kind in (("各街道", OrganisationKind.STREET), ("各社区", OrganisationKind.COMMUNITY)):
            every = self.of_kind.get(kind, [])
            if len(every) >= LEAST_GROUP and set(every) <= set(rest) and word not in self.by_name:
                words.append(word)
                rest = [one for one in rest if one not in set(every)]
        return [*(self.key_of[one] for one in rest), *words]

    def written_person(self, organisation: int, person: int) -> str:
        """Write whom an organisation names: 单位：姓名, or 单位：@账号 where the name would not be clear."""
        known = self.people[organisation]
        one = known[person]
        same = sum(other.name == one.name for other in known.values())
        clear = same == 1 and not _UNCLEAR & set(one.name) and one.name == " ".join(one.name.split())
        return f"{self.key_of[organisation]}：{one.name if clear else BY_ACCOUNT + one.account}"

    def persons(self, text: str, organisations: Sequence[int]) -> Iterator[tuple[int, Person] | str]:
        """Yield whom a cell names for which of ``organisations``; what cannot be told as it stands."""
        for token in _parts(text):
            organisation, name = self._for_whom(token, organisations)
            known = self.people.get(organisation, {}) if organisation else {}
            found = [one for one in known.values() if name in (one.name, BY_ACCOUNT + one.account)]
            if organisation and len(found) == 1:
                yield organisation, found[0]
            else:
                yield token

    def _for_whom(self, token: str, organisations: Sequence[int]) -> tuple[int, str]:
        plain = token.replace(":", "：")
        for one in sorted(organisations, key=lambda key: -len(self.key_of[key])):
            if plain.startswith(f"{self.key_of[one]}："):
                return one, plain[len(self.key_of[one]) + 1 :].strip()
        only = set(organisations)
        return (only.pop(), token) if len(only) == 1 and "：" not in plain else (0, token)

    def _tokens(self, text: str) -> list[str]:
        """Take a cell apart; parts that only together make a known name stay together."""
        parts = _parts(text)
        tokens: list[str] = []
        at = 0
        while at < len(parts):
            length = next(
                (n for n in range(len(parts) - at, 1, -1) if "、".join(parts[at : at + n]) in self.by_name), 1
            )
            tokens.append("、".join(parts[at : at + length]))
            at += length
        return tokens


def _parts(text: str) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def name_register(pack_id: str) -> NameRegister:
    """Read every name there is. Five queries, however many organisations."""
    register = NameRegister()
    today = timezone.localdate()
    having = set(
        Duty.objects.filter(pack_id=pack_id, until=None, organisation__closed_on__isnull=False)
        .values_list("organisation_id", flat=True)
        .distinct()
    )
    organisations = {
        one.pk: one
        for one in Organisation.objects.order_by("kind", "name", "pk")
        if one.closed_on is None or one.pk in having
    }
    above = dict(
        Placement.objects.filter(open_on(today), line=Line.TERRITORY).values_list(
            "organisation_id", "parent_id"
        )
    )
    for key, one in organisations.items():
        written = one.name
        parent = organisations.get(above.get(key, 0))
        if one.closed_on is not None:
            written += CLOSED
            register.closed.add(key)
        else:
            register.of_kind.setdefault(one.kind, []).append(key)
            if one.kind in NAMED_WITHIN_PARENT and parent is not None:
                written = f"{parent.name}/{one.name}"
                register.by_name.setdefault(one.name, []).append(key)
        register.key_of[key] = written
        register.by_name.setdefault(written, []).append(key)
    for key, names in former_names().items():
        for name in names:
            if key in organisations and name not in register.by_name:
                register.by_name.setdefault(name, []).append(key)
    _people(register, pack_id)
    return register


def _people(register: NameRegister, pack_id: str) -> None:
    working = Post.objects.filter(open_on(timezone.localdate()), account__is_active=True)
    named = Duty.objects.filter(pack_id=pack_id, until=None, person__isnull=False)
    for here, rows in (
        (
            False,
            named.values_list("organisation_id", "person_id", "person__display_name", "person__username"),
        ),
        (
            True,
            working.values_list(
                "organisation_id", "account_id", "account__display_name", "account__username"
            ),
        ),
    ):
        for organisation, key, name, account in rows:
            register.people.setdefault(organisation, {})[key] = Person(key, name, account, here)
