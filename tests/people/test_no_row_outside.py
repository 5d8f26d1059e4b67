"""For random trees and posts, no query of any room gives a row of an organisation outside the asker's reach.

What is in reach is worked out here a second time, by walking up from each organisation, and compared.
"""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from cast import Cast, make_cast
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.cases import queries as cases
from dabiao.cases.models import Problem
from dabiao.core.breakdown_cells import Cell
from dabiao.core.framework import Method
from dabiao.core.letter_text import plain_text
from dabiao.duties.breakdown import queries as breakdown
from dabiao.duties.breakdown.models import Duty, Kind, Origin
from dabiao.duties.cycle import feed_queries as feeds
from dabiao.duties.cycle.models import Feed
from dabiao.duties.letters import queries as letters
from dabiao.duties.letters.models import Letter, LetterState, LetterVersion, Revision
from dabiao.duties.letters.texts import text_of_version
from dabiao.duties.notices import queries as notices
from dabiao.duties.notices.flow import NoticeKind
from dabiao.duties.notices.models import Notice, Recipient
from dabiao.duties.press import queries as press
from dabiao.duties.press.models import (
    DocumentKind,
    KeptDocument,
    LineKind,
    Outcome,
    Part,
    PressedTask,
    SourceLine,
    TaskUnit,
)
from dabiao.house.registries import my_entries
from dabiao.people.burden import queries as burden
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.people.organisations import queries as organisations
from dabiao.people.policy import TABLE, Action, Reach
from dabiao.rounds.models import Import

PACK, STANDARD = "district-practice", "1.1.1"
CELL = Cell(STANDARD, Method.FIELD.value, "")
TODAY = timezone.localdate()
SINCE = date(2026, 1, 1)
SOURCE = Path(organisations.__file__).parents[2]

Keys = set[int]


@dataclass
class Ground:
    """A random district: organisations, what each stands below today, and rows of every room with their owners."""

    made: list[Organisation] = field(default_factory=list)
    above: dict[int, set[int]] = field(default_factory=dict)
    owners: dict[str, dict[int, Keys]] = field(default_factory=dict)

    def owned(self, room: str, row: int, *by: Organisation) -> None:
        self.owners.setdefault(room, {})[row] = {one.pk for one in by}

    def below(self, root: int) -> Keys:
        """Everything from which some way up leads to ``root``."""
        return {one.pk for one in self.made if root in self._up(one.pk)}

    def _up(self, one: int) -> Keys:
        seen, waiting = set(), [one]
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting.extend(self.above.get(at, ()))
        return seen


def seen_by(asker: Account, action: Action, ground: Ground, room: str) -> Keys:
    """Rows of ``room`` that the table of the policy lets ``asker`` see."""
    reach: Keys = set()
    for post in Post.objects.filter(account=asker):
        granted = TABLE[Role(post.role)].get(action)
        if granted is Reach.ALL:
            return set(ground.owners[room])
        if granted is Reach.OWN:
            reach |= ground.below(post.organisation_id)
    return {row for row, owners in ground.owners[room].items() if owners & reach}


def keys(rows: Iterable[object]) -> Keys:
    return {one.pk for one in rows}  # type: ignore[attr-defined]


LISTS: dict[str, tuple[str, Action, Callable[[Account, Ground], Keys]]] = {
    "cases.queries.problems": ("problem", Action.SEE_PROBLEMS, lambda a, _: keys(cases.problems(a, PACK))),
    "duties.breakdown.queries.duties": (
        "duty",
        Action.SEE_DUTIES,
        lambda a, _: keys(breakdown.duties(a, PACK)),
    ),
    "duties.breakdown.queries.working": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, _: {one for _, one in breakdown.working(a, PACK)},
    ),
    "duties.breakdown.queries.unit_counts": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, _: {one.organisation_id for one in breakdown.unit_counts(a, PACK)},
    ),
    "duties.breakdown.queries.cell_history": (
        "duty",
        Action.SEE_DUTIES,
        lambda a, _: keys(breakdown.cell_history(a, PACK, CELL)),
    ),
    "duties.breakdown.queries.choices": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, g: keys(breakdown.choices(a)) & {one.pk for one in g.made},
    ),
    "duties.breakdown.queries.duties_of": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, g: {one.pk for one in g.made if breakdown.duties_of(a, one.pk, PACK, TODAY)},
    ),
    "duties.breakdown.queries.duties_of_each": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, g: set(breakdown.duties_of_each(a, [one.pk for one in g.made], PACK, TODAY)),
    ),
    "duties.breakdown.queries.responsible_for": (
        "organisation",
        Action.SEE_DUTIES,
        lambda a, _: {one.organisation_id for one in breakdown.responsible_for(a, PACK, STANDARD)},
    ),
    "duties.cycle.feed_queries.feeds": (
        "feed",
        Action.KEEP_FEEDS,
        lambda a, _: keys(feeds.feeds(a, None).rows),
    ),
    "duties.cycle.feed_queries.units_within": (
        "organisation",
        Action.KEEP_FEEDS,
        lambda a, g: keys(feeds.units_within(a)) & {one.pk for one in g.made},
    ),
    "duties.letters.queries.letters_by_id": (
        "letter",
        Action.SEE_LETTERS,
        lambda a, g: keys(letters.letters_by_id(a, list(g.owners["letter"]))),
    ),
    "duties.letters.queries.visible_letters": (
        "letter",
        Action.SEE_LETTERS,
        lambda a, _: keys(letters.visible_letters(a)),
    ),
    "duties.letters.queries.letter_lines": (
        "letter",
        Action.SEE_LETTERS,
        lambda a, _: {one.letter.pk for one in letters.letter_lines(a, letters.Wanted(), None, 500)[0]},
    ),
    "duties.notices.queries.notices": ("notice", Action.SEE_NOTICES, lambda a, _: keys(notices.notices(a))),
    "duties.notices.queries.standings": (
        "notice",
        Action.SEE_NOTICES,
        lambda a, _: set(notices.standings(a, Notice.objects.all())),
    ),
    "duties.notices.queries.rows_of": (
        "recipient",
        Action.SEE_NOTICES,
        lambda a, _: {row.recipient.pk for one in Notice.objects.all() for row in notices.rows_of(a, one)},
    ),
    "duties.press.queries.tasks": ("task", Action.SEE_TASKS, lambda a, _: keys(press.tasks(a))),
    "people.burden.queries.standing_asks": (
        "ask",
        Action.SEE_BURDEN,
        lambda a, _: keys(burden.standing_asks(a)),
    ),
    "people.burden.queries.asks_since": (
        "ask",
        Action.SEE_BURDEN,
        lambda a, _: keys(burden.asks_since(a, timezone.now() - timedelta(days=1))),
    ),
    "people.burden.queries.asks_of_organisation": (
        "ask",
        Action.SEE_BURDEN,
        lambda a, g: {row for one in g.made for row in keys(burden.asks_of_organisation(a, one))},
    ),
    "people.organisations.queries.may_see_people": (
        "organisation",
        Action.SEE_PEOPLE,
        lambda a, g: {one.pk for one in g.made if organisations.may_see_people(a, one.pk)},
    ),
}
"""Queries that list: the rows they give are exactly those in reach."""

ONES: dict[str, tuple[str, Action, Callable[[Account, int], object]]] = {
    "duties.breakdown.queries.duty": ("duty", Action.SEE_DUTIES, breakdown.duty),
    "duties.breakdown.queries.visible_organisation": (
        "organisation",
        Action.SEE_DUTIES,
        breakdown.visible_organisation,
    ),
    "duties.cycle.feed_queries.feed_within": ("feed", Action.KEEP_FEEDS, feeds.feed_within),
    "duties.letters.queries.letter_told": ("letter", Action.SEE_LETTERS, letters.letter_told),
    "duties.letters.queries.version_of": ("letter", Action.SEE_LETTERS, letters.version_of),
    "duties.notices.queries.notice_by_id": ("notice", Action.SEE_NOTICES, notices.notice_by_id),
    "duties.notices.queries.recipient_by_id": ("recipient", Action.SEE_NOTICES, notices.recipient_by_id),
    "duties.press.queries.task_by_id": ("task", Action.SEE_TASKS, press.task_by_id),
    "people.burden.queries.organisation_seen": (
        "organisation",
        Action.SEE_BURDEN,
        burden.organisation_seen,
    ),
}
"""Queries for one thing: what is out of reach does not exist."""


@dataclass(frozen=True)
class Plan:
    """What a random district is made of: kinds and parents by number, who is moved away, and the asker's posts."""

    streets: int
    communities: Sequence[int]
    departments: Sequence[tuple[int, bool]]
    moved: Sequence[int]
    posts: Sequence[tuple[Role, int]]


PLANS = st.builds(
    Plan,
    streets=st.integers(1, 3),
    communities=st.lists(st.integers(0, 9), max_size=5),
    departments=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=4),
    moved=st.lists(st.integers(0, 20), max_size=2),
    posts=st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 20)), min_size=1, max_size=3),
)


def lay(plan: Plan) -> tuple[Ground, Account]:
    """Build the district of ``plan`` with rows of every room, and the asker with the posts."""
    make_cast()
    ground = Ground()
    district = _stand(ground, OrganisationKind.DISTRICT, "临江区", None)
    streets = [_stand(ground, OrganisationKind.STREET, f"第{n}街道", district) for n in range(plan.streets)]
    communities = [
        _stand(ground, OrganisationKind.COMMUNITY, f"和平社区{n % 2}", streets[at % len(streets)])
        for n, at in enumerate(plan.communities)
    ]
    departments: list[Organisation] = []
    for n, (at, sector) in enumerate(plan.departments):
        parent = departments[at % len(departments)] if sector and departments else district
        line = Line.SECTOR if sector else Line.TERRITORY
        departments.append(_stand(ground, OrganisationKind.DEPARTMENT, f"第{n}局", parent, line))
    for at in plan.moved:
        _move(ground, communities, streets, at)
    for one in ground.made:
        _rows(ground, one, district)
    asker = Account.objects.create(username="asker", display_name="问者")
    for role, at in set(plan.posts):
        Post.objects.get_or_create(
            account=asker, role=role, organisation=ground.made[at % len(ground.made)], since=SINCE
        )
    return ground, asker


def _stand(
    ground: Ground,
    kind: OrganisationKind,
    name: str,
    parent: Organisation | None,
    line: Line = Line.TERRITORY,
) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name)
    ground.made.append(made)
    if parent is not None:
        Placement.objects.create(organisation=made, parent=parent, line=line, since=SINCE)
        ground.above.setdefault(made.pk, set()).add(parent.pk)
    return made


def _move(ground: Ground, communities: list[Organisation], streets: list[Organisation], at: int) -> None:
    """Move a community to another street since yesterday: the old one no longer reaches it."""
    if not communities:
        return
    one, target = communities[at % len(communities)], streets[at % len(streets)]
    placed = Placement.objects.get(organisation=one, until=None)
    if placed.parent_id == target.pk or placed.since > SINCE:
        return
    yesterday = timezone.localdate() - timedelta(days=1)
    Placement.objects.filter(pk=placed.pk).update(until=yesterday)
    Placement.objects.create(organisation=one, parent=target, line=Line.TERRITORY, since=yesterday)
    ground.above[one.pk] = {target.pk}


def _rows(ground: Ground, one: Organisation, district: Organisation) -> None:
    """A row of every room that is this organisation's."""
    office = Account.objects.get(username="office")
    now = timezone.now()
    ground.owned("organisation", one.pk, one)
    _problem(ground, one)
    duty = Duty.objects.create(
        pack_id=PACK,
        standard_id=STANDARD,
        method=Method.FIELD,
        kind=Kind.RESPONSIBLE,
        organisation=one,
        since=SINCE,
        origin=Origin.EDITED,
        position=f"{one.pk:06}",
        added_by=office,
    )
    ground.owned("duty", duty.pk, one)
    if one != district:
        letter = Letter.objects.create(
            campaign="创建", year=2026, party_a=district, party_b=one, drafted_by=office
        )
        version = LetterVersion.objects.create(
            letter=letter,
            number=1,
            state=LetterState.COMMENTING,
            title="责任书",
            period_from=SINCE,
            period_to=date(2026, 12, 31),
            preamble="",
        )
        Revision.objects.create(
            version=version, number=1, text=plain_text(text_of_version(version)), made_by=office, made_at=now
        )
        ground.owned("letter", letter.pk, one, district)
    notice = Notice.objects.create(
        kind=NoticeKind.NOTICE, title="通知", text="请看", minutes=5, sent_by=office, sent_at=now
    )
    recipient = Recipient.objects.create(notice=notice, organisation=one)
    ground.owned("notice", notice.pk, one)
    ground.owned("recipient", recipient.pk, one)
    feed = Feed.objects.create(organisation=one, digest=f"{one.pk:064}", made_by=office, made_at=now)
    ground.owned("feed", feed.pk, one)
    ask = Ask.objects.create(
        organisation=one,
        resource="notice",
        resource_id=str(notice.pk),
        title="通知",
        likeness="通知",
        address="/",
        minutes=5,
        asked_by=office,
        asked_at=now,
        short_notice=False,
        over_limit=False,
    )
    ground.owned("ask", ask.pk, one)
    _task(ground, one, office)


def _problem(ground: Ground, one: Organisation) -> None:
    source = Import.objects.first() or Import.objects.create(
        file_name="x.csv", uploaded_by=Account.objects.get(username="office"), pack_id=PACK
    )
    names = {
        OrganisationKind.STREET: {"street": one.name},
        OrganisationKind.COMMUNITY: {"community": one.name},
        OrganisationKind.DEPARTMENT: {"unit": one.name},
        OrganisationKind.DISTRICT: {"unit": one.name},
    }[OrganisationKind(one.kind)]
    owners = [one]
    if one.kind == OrganisationKind.COMMUNITY:
        street = Organisation.objects.get(pk=next(iter(ground.above[one.pk])))
        names["street"] = street.name
        owners = [
            street,
            *(
                other
                for other in ground.made
                if other.name == one.name and ground.above.get(other.pk) == {street.pk}
            ),
        ]
    row = Problem.objects.create(
        source=source,
        pack_id=PACK,
        round="第1轮",
        site_id=str(one.pk),
        site_type="square",
        standard_id="1.1.1",
        standard_title="标准",
        source_row=2,
        **names,
    )
    ground.owned("problem", row.pk, *owners)


def _task(ground: Ground, one: Organisation, office: Account) -> None:
    document = KeptDocument.objects.first() or KeptDocument.objects.create(
        title="讲话",
        kind=DocumentKind.SPEECH,
        dated=SINCE,
        file_name="讲话.txt",
        stored_name=str(uuid.uuid4()),
        sm3="0" * 64,
        text="讲话",
        pack_id=PACK,
        truncated=False,
        kept_by=office,
    )
    line = SourceLine.objects.create(
        document=document,
        position=one.pk,
        kind=LineKind.SENTENCE,
        text="请整改。",
        start=0,
        end=4,
        outcome=Outcome.ACCEPTED,
        decided_by=office,
        decided_at=timezone.now(),
    )
    task = PressedTask.objects.create(line=line, document=document, text="请整改。", made_by=office)
    TaskUnit.objects.create(task=task, organisation=one, part=Part.LEAD)
    ground.owned("task", task.pk, one)


def given_to(call: Callable[[], Keys]) -> Keys:
    """What a listing gives; nothing when it is refused as a whole."""
    try:
        return call()
    except PermissionDenied:
        return set()


def exists_for(call: Callable[[], object]) -> bool:
    try:
        call()
    except (PermissionDenied, ObjectDoesNotExist):
        return False
    return True


class RandomDistricts(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(plan=PLANS)
    def test_every_list_gives_exactly_what_is_in_reach(self, plan: Plan) -> None:
        ground, asker = lay(plan)
        for name, (room, action, listed) in LISTS.items():
            expected = seen_by(asker, action, ground, room)
            fresh = Account.objects.get(pk=asker.pk)
            assert given_to(lambda: listed(fresh, ground)) == expected, name  # noqa: B023  # called at once

    @settings(max_examples=30, deadline=None)
    @given(plan=PLANS)
    def test_a_thing_out_of_reach_does_not_exist(self, plan: Plan) -> None:
        ground, asker = lay(plan)
        for name, (room, action, one) in ONES.items():
            expected = seen_by(asker, action, ground, room)
            for row in ground.owners[room]:
                found = exists_for(lambda: one(asker, row))  # noqa: B023  # called at once
                assert found is (row in expected), f"{name} of {row}"


BUILT_ON = {
    "cases.queries.choices": "problems",
    "duties.breakdown.gap_queries.covered": "held",
    "duties.breakdown.gap_queries.left_people": "duties",
    "duties.breakdown.gap_queries.double_roles": "duties",
    "duties.breakdown.gap_queries.closed_units": "duties",
    "duties.breakdown.queries.held": "duties",
    "duties.breakdown.queries.holders": "duties",
    "duties.breakdown.queries.ended_of": "visible_organisation",
    "duties.cycle.queries.where_are_we": "current_cycle",
    "duties.letters.queries.years": "visible_letters",
    "duties.letters.queries.comment_of": "visible_letters",
    "duties.letters.queries.scan_of": "visible_letters",
    "duties.letters.queries.wordings": "visible_letters",
    "duties.press.queries.document_by_id": "documents",
    "duties.press.queries.state_counts": "tasks",
    "duties.press.queries.choices": "tasks",
    "people.accounts.queries.account_told": "accounts",
    "people.accounts.queries.my_waiting_hand_overs": "waiting_hand_overs",
    "people.burden.queries.sent_anyway": "standing_asks",
    "people.burden.queries.repeats": "standing_asks",
    "people.me.queries.entries": "my_entries",
    "circulars.queries.circular_by_id": "circulars",
    "rounds.queries.import_by_id": "imports",
}
"""Queries that narrow, count or read on from another: all they read comes out of that one."""

WHOLE = {
    "circulars.queries.circulars": Action.SEE_CIRCULARS,
    "duties.cycle.queries.cycles": Action.SEE_CYCLE,
    "duties.cycle.queries.current_cycle": Action.SEE_CYCLE,
    "duties.cycle.queries.calendar": Action.SEE_CYCLE,
    "duties.cycle.queries.entry": Action.SEE_CYCLE,
    "duties.letters.queries.units_to_sign": Action.DRAFT_LETTER,
    "duties.letters.queries.givers": Action.DRAFT_LETTER,
    "duties.letters.queries.model_versions": Action.DRAFT_LETTER,
    "duties.letters.queries.suggestions": Action.DRAFT_LETTER,
    "duties.notices.queries.choosable": Action.SEND_NOTICE,
    "duties.notices.queries.just_sent": Action.SEND_NOTICE,
    "duties.notices.queries.waiting_for_sender": Action.SEND_NOTICE,
    "duties.press.queries.documents": Action.SEE_DOCUMENTS,
    "duties.press.queries.progress_of": Action.SEE_DOCUMENTS,
    "duties.press.queries.lines": Action.SEE_DOCUMENTS,
    "duties.press.queries.lines_to_decide": Action.SEE_DOCUMENTS,
    "duties.press.queries.line_by_id": Action.SEE_DOCUMENTS,
    "duties.press.queries.neighbours": Action.SEE_DOCUMENTS,
    "duties.press.queries.next_proposed": Action.SEE_DOCUMENTS,
    "insight.queries.latest": Action.SEE_RESULTS,
    "people.accounts.queries.accounts": Action.SEE_ACCOUNTS,
    "people.accounts.queries.account_choices": Action.SEE_ACCOUNTS,
    "people.accounts.queries.hand_over": Action.APPOINT,
    "people.accounts.queries.joined_posts": Action.APPOINT,
    "people.accounts.queries.post": Action.SEE_ACCOUNTS,
    "people.accounts.queries.posts": Action.SEE_ACCOUNTS,
    "people.accounts.queries.still_asked": Action.CHANGE_ACCOUNTS,
    "people.accounts.queries.waiting_hand_overs": Action.APPOINT,
    "people.auditing.queries.entries": Action.SEE_AUDIT,
    "people.auditing.queries.extent": Action.SEE_AUDIT,
    "people.auditing.queries.checks": Action.SEE_AUDIT,
    "people.auditing.queries.check_is_under_way": Action.SEE_AUDIT,
    "people.complaints.queries.all_complaints": Action.SEE_COMPLAINTS,
    "people.complaints.queries.complaint_figures": Action.SEE_COMPLAINTS,
    "people.organisations.queries.biography": Action.SEE_ORGANISATIONS,
    "people.organisations.queries.organisations": Action.SEE_ORGANISATIONS,
    "people.organisations.queries.tree": Action.SEE_ORGANISATIONS,
    "rounds.queries.imports": Action.SEE_IMPORTS,
    "rounds.queries.standard_counts": Action.SEE_RESULTS,
    "standards.queries.standings": Action.SEE_STANDARDS,
}
"""Queries of what is the whole district's: nobody has their action for a part of it, so there is no row outside."""

EXPLAINED = {
    "duties.breakdown.gap_queries.idle_units": "gives nothing to whoever does not see everything",
    "duties.breakdown.queries.people_at": "tests/duties/breakdown: by organisation in reach",
    "duties.breakdown.queries.sees_everything": "a yes or no about the asker",
    "duties.cycle.queries.asked_soon": "dates that everybody sees, narrowed to the asker's own",
    "duties.cycle.queries.concerned": "the asker's own organisations",
    "duties.letters.queries.visible_versions": "used only on letters out of visible_letters",
    "duties.notices.queries.asked_of": "rows of the organisations of the asker's own posts",
    "duties.notices.queries.steps_for": "steps on a row that was found in reach",
    "duties.press.queries.events": "of a task that was found in reach",
    "duties.press.queries.my_entries": "a source of 我的: every line of it is opened below",
    "people.burden.queries.limits_set": "limits are the same for all",
    "people.burden.queries.scope_of": "the policy's own answer",
    "people.complaints.queries.complaint_seen": "tests/people/complaints: one's own, or all for those who answer",
    "people.complaints.queries.is_author": "a yes or no about the asker",
    "people.complaints.queries.my_entries": "a source of 我的: every line of it is opened below",
    "people.complaints.queries.own_complaints": "what the asker wrote",
    "people.me.queries.todays_digest": "the asker's own digest",
    "people.me.queries.settings_of": "the asker's own choice",
    "people.me.queries.next_digest": "the asker's own digest",
}
"""Queries that are none of these, and why no row can leak through them."""


def asking_queries() -> dict[str, str]:
    """Public functions of every room's ``queries`` that take an asker, by dotted name, with their source."""
    found = {}
    for path in SOURCE.rglob("*queries.py"):
        module, text = ".".join(path.relative_to(SOURCE).with_suffix("").parts), path.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = node.args.args[0].arg if node.args.args else ""
                if first == "asker":
                    found[f"{module}.{node.name}"] = ast.get_source_segment(text, node) or ""
    return found


def test_a_new_query_is_put_to_the_test_or_explained() -> None:
    assert sorted(asking_queries()) == sorted([*LISTS, *ONES, *BUILT_ON, *WHOLE, *EXPLAINED])


@pytest.mark.parametrize("name", sorted(BUILT_ON))
def test_what_is_built_on_another_asks_that_one(name: str) -> None:
    assert f"{BUILT_ON[name]}(asker" in asking_queries()[name]


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_nobody_has_a_part_of_what_is_the_whole_district_s(name: str) -> None:
    reaches = {granted[WHOLE[name]] for granted in TABLE.values() if WHOLE[name] in granted}
    assert reaches == {Reach.ALL}
    assert f"Action.{WHOLE[name].name}" in asking_queries()[name]


@pytest.mark.parametrize("who", ["创建办", "领导", "街道", "社区", "责任单位", "外人"])
def test_every_line_of_我的_opens_for_whom_it_is_shown(
    client: Client, cast: Cast, home: object, who: str
) -> None:
    ground = Ground(made=list(Organisation.objects.order_by("pk")))
    for placed in Placement.objects.all():
        ground.above.setdefault(placed.organisation_id, set()).add(placed.parent_id)
    for one in ground.made:
        _rows(ground, one, Organisation.objects.get(name="示范区"))
    person = getattr(cast, who)
    client.force_login(person)
    shown = my_entries(person)
    assert bool(shown) is (who in {"街道", "社区", "责任单位"})
    for entry in shown:
        assert client.get(entry.address, follow=True).status_code == 200, entry.address
