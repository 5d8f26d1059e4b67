"""Queries that give rows by reach, and how a test puts each of them to a random district."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.utils import timezone
from owned_rows import PACK, STANDARD, Ground, Keys

from dabiao.cases import queries as cases
from dabiao.core.breakdown_cells import Cell
from dabiao.core.framework import Method
from dabiao.duties.breakdown import queries as breakdown
from dabiao.duties.cycle import feed_queries as feeds
from dabiao.duties.letters import queries as letters
from dabiao.duties.notices import queries as notices
from dabiao.duties.notices.models import Notice
from dabiao.duties.press import queries as press
from dabiao.insight.outside import queries as outside
from dabiao.people.burden import queries as burden
from dabiao.people.models import Account
from dabiao.people.organisations import queries as organisations
from dabiao.people.policy import Action

CELL = Cell(STANDARD, Method.FIELD.value, "")
TODAY = timezone.localdate()


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
        lambda a, g: set(breakdown.duties_of(a, [one.pk for one in g.made], PACK, TODAY)),
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
    "insight.outside.queries.feedback": (
        "feedback",
        Action.SEE_FEEDBACK,
        lambda a, _: keys(outside.feedback(a)),
    ),
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
