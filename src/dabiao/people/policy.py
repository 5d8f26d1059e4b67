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

from dabiao.people.models import Account, Role
from dabiao.people.reach import reached


class Action(StrEnum):
    """Everything that can be asked of the policy."""

    SEE_RESULTS = "see_results"
    SEE_STANDARDS = "see_standards"
    SEE_PROBLEMS = "see_problems"
    SEE_IMPORTS = "see_imports"
    IMPORT_OBSERVATIONS = "import_observations"
    FREEZE_ROUND = "freeze_round"
    SEE_SITES = "see_sites"
    REGISTER_SITES = "register_sites"
    CHOOSE_PACK = "choose_pack"
    EDIT_PACKS = "edit_packs"
    KEEP_CROSSWALKS = "keep_crosswalks"
    MAKE_ASSESSMENT = "make_assessment"
    SEE_CIRCULARS = "see_circulars"
    DRAFT_CIRCULAR = "draft_circular"
    SEE_ORGANISATIONS = "see_organisations"
    CHANGE_ORGANISATIONS = "change_organisations"
    SEE_PEOPLE = "see_people"
    SEE_ACCOUNTS = "see_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    APPOINT = "appoint"
    SET_SECURITY = "set_security"
    SEE_AUDIT = "see_audit"
    SEE_BURDEN = "see_burden"
    SET_BURDEN_LIMIT = "set_burden_limit"
    SEE_COMPLAINTS = "see_complaints"
    ANSWER_COMPLAINTS = "answer_complaints"
    SEE_CYCLE = "see_cycle"
    CHANGE_CYCLE = "change_cycle"
    KEEP_FEEDS = "keep_feeds"
    SEE_DUTIES = "see_duties"
    CHANGE_DUTIES = "change_duties"
    SEE_LETTERS = "see_letters"
    COMMENT_LETTER = "comment_letter"
    SIGN_LETTER = "sign_letter"
    DRAFT_LETTER = "draft_letter"
    SEE_DOCUMENTS = "see_documents"
    KEEP_DOCUMENTS = "keep_documents"
    SEE_TASKS = "see_tasks"
    REPORT_TASK = "report_task"
    SEE_NOTICES = "see_notices"
    ANSWER_NOTICE = "answer_notice"
    SEND_NOTICE = "send_notice"
    SEE_OUTSIDE = "see_outside"
    KEEP_OUTSIDE = "keep_outside"
    SEE_FEEDBACK = "see_feedback"
    COMPLAIN = "complain"
    SEE_OWN_LIST = "see_own_list"
    KEEP_OWN_ACCOUNT = "keep_own_account"
    KEEP_FIRST_DAY = "keep_first_day"


class Reach(StrEnum):
    """Whose rows: all of the district's, or those of the post's organisation and of everything below it."""

    ALL = "all"
    OWN = "own"


_READERS: Mapping[Action, Reach] = {
    Action.SEE_RESULTS: Reach.ALL,
    Action.SEE_STANDARDS: Reach.ALL,
    Action.SEE_SITES: Reach.ALL,
    Action.SEE_CIRCULARS: Reach.ALL,
    Action.SEE_ORGANISATIONS: Reach.ALL,
    Action.SEE_CYCLE: Reach.ALL,
}

_LIAISON: Mapping[Action, Reach] = {
    **_READERS,
    Action.SEE_PROBLEMS: Reach.OWN,
    Action.SEE_PEOPLE: Reach.OWN,
    Action.SEE_BURDEN: Reach.OWN,
    Action.KEEP_FEEDS: Reach.OWN,
    Action.SEE_DUTIES: Reach.OWN,
    Action.SEE_LETTERS: Reach.OWN,
    Action.COMMENT_LETTER: Reach.OWN,
    Action.SEE_TASKS: Reach.OWN,
    Action.REPORT_TASK: Reach.OWN,
    Action.SEE_NOTICES: Reach.OWN,
    Action.ANSWER_NOTICE: Reach.OWN,
    Action.SEE_FEEDBACK: Reach.OWN,
}

_HEADS: Mapping[Action, Reach] = {**_LIAISON, Action.SIGN_LETTER: Reach.OWN}
"""Units and streets sign letters of responsibility; a community answers to its street and signs none."""

_ADMINISTRATION = frozenset(
    {Action.CHANGE_ACCOUNTS, Action.APPOINT, Action.SET_SECURITY, Action.SEE_AUDIT, Action.SEE_ACCOUNTS}
)
"""What the three administrators divide among themselves. 创建办 has none of it: whoever runs the campaign
neither gives rights nor watches over their use. A small office gives one person several posts instead.
"""

EVERYBODYS = frozenset({Action.KEEP_OWN_ACCOUNT, Action.SEE_OWN_LIST, Action.COMPLAIN})
"""What every open account may do, with posts or without: keep its own password, sessions and second factor, see
its own list of what is asked of it, and complain. It shows nothing of the district.
"""

TABLE: Mapping[Role, Mapping[Action, Reach]] = {
    Role.OFFICE: {
        action: Reach.ALL
        for action in Action
        if action not in _ADMINISTRATION | EVERYBODYS | {Action.SIGN_LETTER, Action.ANSWER_NOTICE}
    },
    Role.LEADER: {
        **_READERS,
        Action.SEE_PROBLEMS: Reach.ALL,
        Action.SEE_IMPORTS: Reach.ALL,
        Action.SEE_PEOPLE: Reach.ALL,
        Action.SEE_BURDEN: Reach.ALL,
        Action.SEE_COMPLAINTS: Reach.ALL,
        Action.KEEP_FEEDS: Reach.ALL,
        Action.SEE_DUTIES: Reach.ALL,
        Action.SEE_LETTERS: Reach.ALL,
        Action.COMMENT_LETTER: Reach.ALL,
        Action.SIGN_LETTER: Reach.ALL,
        Action.SEE_DOCUMENTS: Reach.ALL,
        Action.SEE_TASKS: Reach.ALL,
        Action.SEE_NOTICES: Reach.ALL,
        Action.SEE_OUTSIDE: Reach.ALL,
        Action.SEE_FEEDBACK: Reach.ALL,
    },
    Role.UNIT: _HEADS,
    Role.STREET: _HEADS,
    Role.COMMUNITY: _LIAISON,
    Role.INSPECTOR: {Action.SEE_STANDARDS: Reach.ALL},
    Role.REVIEWER: {Action.SEE_STANDARDS: Reach.ALL},
    Role.SYSTEM_ADMINISTRATOR: {
        Action.SEE_ORGANISATIONS: Reach.ALL,
        Action.CHANGE_ORGANISATIONS: Reach.ALL,
        Action.SEE_PEOPLE: Reach.ALL,
        Action.SEE_ACCOUNTS: Reach.ALL,
        Action.CHANGE_ACCOUNTS: Reach.ALL,
        Action.KEEP_FIRST_DAY: Reach.ALL,
    },
    Role.SECURITY_ADMINISTRATOR: {
        Action.SEE_ORGANISATIONS: Reach.ALL,
        Action.SEE_PEOPLE: Reach.ALL,
        Action.SEE_ACCOUNTS: Reach.ALL,
        Action.APPOINT: Reach.ALL,
        Action.SET_SECURITY: Reach.ALL,
        Action.KEEP_FIRST_DAY: Reach.ALL,
    },
    Role.AUDIT_ADMINISTRATOR: {Action.SEE_ORGANISATIONS: Reach.ALL, Action.SEE_AUDIT: Reach.ALL},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows somebody may see: ``everything``, or those of these organisations (ids) and of the streets,
    communities (street, community) and units of these names.
    """

    everything: bool = False
    streets: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    communities: frozenset[tuple[str, str]] = frozenset()
    organisations: frozenset[int] = frozenset()


Asker = Account | AnonymousUser


def may(asker: Asker, action: Action) -> bool:
    """Whether ``asker`` may do ``action`` at all."""
    return _may_about_itself(asker, action) or bool(_reaches(asker, action))


def require(asker: Asker, action: Action) -> Scope:
    """Say how far ``asker`` may go with ``action``. Raises PermissionDenied when not at all."""
    if _may_about_itself(asker, action):
        return Scope()
    reaches = _reaches(asker, action)
    if not reaches:
        raise PermissionDenied(action.value)
    if Reach.ALL in reaches.values():
        return Scope(everything=True)
    assert isinstance(asker, Account), "only an account has posts"
    roots = frozenset(reaches)
    if roots not in asker.reach_known:
        found = reached(roots)
        asker.reach_known[roots] = Scope(
            streets=found.streets,
            units=found.units,
            communities=found.communities,
            organisations=found.organisations,
        )
    scope: Scope = asker.reach_known[roots]
    return scope


def _may_about_itself(asker: Asker, action: Action) -> bool:
    return action in EVERYBODYS and isinstance(asker, Account) and asker.is_active


def _reaches(asker: Asker, action: Action) -> dict[int, Reach]:
    """How far ``action`` reaches from each organisation at which the asker holds a post that allows it."""
    if not isinstance(asker, Account) or not asker.is_active:
        return {}
    found: dict[int, Reach] = {}
    for post in asker.held_posts:
        reach = TABLE[Role(post.role)].get(action)
        if reach is not None and found.get(post.organisation_id) is not Reach.ALL:
            found[post.organisation_id] = reach
    return found


def is_for_all_measured(action: Action) -> bool:
    """Whether everybody who is measured sees all of it: then it is no secret among them, and may be sent to them."""
    measured = (Role.UNIT, Role.STREET, Role.COMMUNITY)
    return all(TABLE[role].get(action) is Reach.ALL for role in measured)


def roles_with(action: Action) -> list[Role]:
    """Roles whose posts allow ``action``, however far."""
    return [role for role, allowed in TABLE.items() if action in allowed]


def organisations_of(asker: Asker, action: Action) -> frozenset[int]:
    """Organisations (ids) at which the asker holds a post that allows ``action``: these, and nothing below them.

    For what is asked of an organisation itself: a street is not handed its communities' work.
    """
    return frozenset(_reaches(asker, action))
