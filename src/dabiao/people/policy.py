"""The one policy: which role may do what, and how far it reaches. Pages, exports and files all ask here.

The table is data. Published district figures are for everybody who signs in, because circulars are; single
problems are for those who answer for them, and for the campaign office and leaders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from dabiao.people.models import Account, OrganisationKind, Role


class Action(StrEnum):
    """Everything that can be asked of the policy."""

    SEE_RESULTS = "see_results"
    SEE_STANDARDS = "see_standards"
    SEE_PROBLEMS = "see_problems"
    SEE_IMPORTS = "see_imports"
    IMPORT_OBSERVATIONS = "import_observations"
    REGISTER_SITES = "register_sites"
    CHOOSE_PACK = "choose_pack"
    MAKE_ASSESSMENT = "make_assessment"
    SEE_CIRCULARS = "see_circulars"
    DRAFT_CIRCULAR = "draft_circular"


class Reach(StrEnum):
    """Whose rows: all of the district's, or those of the post's own organisation."""

    ALL = "all"
    OWN = "own"


_READERS: Mapping[Action, Reach] = {
    Action.SEE_RESULTS: Reach.ALL,
    Action.SEE_STANDARDS: Reach.ALL,
    Action.SEE_CIRCULARS: Reach.ALL,
}

TABLE: Mapping[Role, Mapping[Action, Reach]] = {
    Role.OFFICE: dict.fromkeys(Action, Reach.ALL),
    Role.LEADER: {**_READERS, Action.SEE_PROBLEMS: Reach.ALL, Action.SEE_IMPORTS: Reach.ALL},
    Role.UNIT: {**_READERS, Action.SEE_PROBLEMS: Reach.OWN},
    Role.STREET: {**_READERS, Action.SEE_PROBLEMS: Reach.OWN},
    Role.INSPECTOR: {Action.SEE_STANDARDS: Reach.ALL},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows somebody may see: ``everything``, or those of these streets or these units."""

    everything: bool = False
    streets: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


Asker = Account | AnonymousUser


def may(asker: Asker, action: Action) -> bool:
    """Whether ``asker`` may do ``action`` at all."""
    return _scope(asker, action) is not None


def require(asker: Asker, action: Action) -> Scope:
    """Say how far ``asker`` may go with ``action``. Raises PermissionDenied when not at all."""
    scope = _scope(asker, action)
    if scope is None:
        raise PermissionDenied(action.value)
    return scope


def _scope(asker: Asker, action: Action) -> Scope | None:
    if not isinstance(asker, Account) or not asker.is_active:
        return None
    streets: set[str] = set()
    units: set[str] = set()
    allowed = False
    for post in asker.held_posts:
        reach = TABLE[Role(post.role)].get(action)
        if reach is Reach.ALL:
            return Scope(everything=True)
        if reach is Reach.OWN:
            allowed = True
            own = streets if post.organisation.kind == OrganisationKind.STREET else units
            own.add(post.organisation.name)
    return Scope(streets=frozenset(streets), units=frozenset(units)) if allowed else None
