"""Choose an account or an organisation by typing: the field offers the names, this finds what was meant.

A list of a thousand communities to scroll through is no choice, and two of them are called 和平社区.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.people.accounts.naming import plain_username
from dabiao.people.models import (
    NAMED_WITHIN_PARENT,
    Account,
    Line,
    Organisation,
    Placement,
    open_on,
)
from dabiao.people.organisations.queries import open_organisations

BETWEEN = " / "
"""Stands between a street and its community, as in 东湖街道 / 和平社区."""

MOST_NAMED = 5
"""Candidates a refusal names; more are no help."""


def account_named(typed: str) -> Account:
    """The open account of this account name, or of this shown name where only one bears it. Raises BadInput."""
    text = plain_username(typed)
    found = Account.objects.filter(username=text).first()
    if found is not None:
        if not found.is_active:
            raise BadInput(Defect("账号已停用，请选别人", text))
        return found
    same = list(Account.objects.filter(display_name=text, is_active=True).order_by("username")[:MOST_NAMED])
    if len(same) == 1:
        return same[0]
    if same:
        raise _ambiguous(text, (one.username for one in same))
    raise BadInput(Defect("没有这个账号。请核对，或先请系统管理员建立", text or "账号"))


def organisation_named(typed: str) -> Organisation:
    """The open organisation of this name, or of this path where several bear it. Raises BadInput."""
    text = unicodedata.normalize("NFKC", typed).strip()
    *above, name = [part.strip() for part in text.split("/")]
    wanted = BETWEEN.join([*above, name])
    same = Organisation.objects.filter(name=name, closed_on=None)
    paths = organisation_paths(same)
    found = [key for key, path in paths.items() if path == wanted or path.endswith(BETWEEN + wanted)]
    if len(found) == 1:
        return Organisation.objects.get(pk=found[0])
    if found:
        raise _ambiguous(text, sorted(paths[key] for key in found)[:MOST_NAMED])
    raise BadInput(Defect("没有这个单位。请从列出的名称里选，社区写成“东湖街道 / 和平社区”", text or "单位"))


def organisation_choices() -> list[str]:
    """Paths of the open organisations, for a field that offers them. 网格 are too many to offer; type their path."""
    return sorted(organisation_paths(open_organisations()).values())


def organisation_paths(organisations: Iterable[Organisation]) -> dict[int, str]:
    """How to tell organisations apart in words: a community with its street before it. Two queries, or three."""
    named = {one.pk: one for one in organisations}
    if not any(one.kind in NAMED_WITHIN_PARENT for one in named.values()):
        return {key: one.name for key, one in named.items()}
    within = {
        *Organisation.objects.filter(kind__in=NAMED_WITHIN_PARENT, closed_on=None).values_list(
            "pk", flat=True
        )
    }
    placed = Placement.objects.filter(
        open_on(timezone.localdate()), line=Line.TERRITORY, organisation__in=within
    )
    above = {
        below: (parent, name)
        for below, parent, name in placed.values_list("organisation_id", "parent_id", "parent__name")
    }
    return {key: BETWEEN.join([*_names_above(key, within, above), one.name]) for key, one in named.items()}


def _names_above(key: int, within: set[int], above: dict[int, tuple[int, str]]) -> list[str]:
    names: list[str] = []
    while key in within and key in above:
        key, name = above[key]
        names.insert(0, name)
    return names


def _ambiguous(text: str, candidates: Iterable[str]) -> BadInput:
    return BadInput(
        Defect("有几个同名的：%(names)s。请照其中一个写全", text, parameters={"names": "、".join(candidates)})
    )
