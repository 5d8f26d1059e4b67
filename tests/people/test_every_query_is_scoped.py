"""Every query that takes an asker is tested, built on a tested one, the whole district's, or explained."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from scoped_queries import LISTS, ONES

from dabiao.people.organisations import queries as organisations
from dabiao.people.policy import TABLE, Action, Reach

SOURCE = Path(organisations.__file__).parents[2]

BUILT_ON = {
    "cases.queries.choices": "problems",
    "cases.queries.problems_of_import": "problems",
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
    "people.complaints.queries.to_confirm": "own_complaints",
    "people.complaints.queries.to_handle": "all_complaints",
    "duties.press.queries.asked_of": "tasks",
    "people.burden.queries.sent_anyway": "standing_asks",
    "people.burden.queries.repeats": "standing_asks",
    "people.me.queries.entries": "my_entries",
    "circulars.queries.circular_by_id": "circulars",
    "insight.outside.queries.document_by_id": "documents",
    "insight.outside.queries.history": "results",
    "insight.outside.queries.result_by_id": "results",
    "insight.outside.queries.results_of": "results",
    "rounds.mapping_queries.mapping_of_import": "mappings",
    "rounds.mapping_queries.profile_by_id": "profiles",
    "places.queries.site_by_key": "sites",
    "places.queries.choices": "sites",
    "rounds.queries.import_by_id": "imports",
    "standards.drafts.queries.frameworks": "packs",
}
"""Queries that narrow, count or read on from another: all they read comes out of that one."""

WHOLE = {
    "circulars.queries.circulars": Action.SEE_CIRCULARS,
    "duties.cycle.queries.cycles": Action.SEE_CYCLE,
    "duties.cycle.queries.current_cycle": Action.SEE_CYCLE,
    "duties.cycle.queries.calendar": Action.SEE_CYCLE,
    "duties.cycle.queries.cycle_by_id": Action.SEE_CYCLE,
    "duties.cycle.queries.entry_by_id": Action.SEE_CYCLE,
    "duties.cycle.queries.entry": Action.SEE_CYCLE,
    "duties.letters.queries.units_to_sign": Action.DRAFT_LETTER,
    "duties.letters.queries.givers": Action.DRAFT_LETTER,
    "duties.letters.queries.model_versions": Action.DRAFT_LETTER,
    "duties.letters.queries.suggestions": Action.DRAFT_LETTER,
    "duties.notices.queries.choosable": Action.SEND_NOTICE,
    "duties.notices.queries.just_sent": Action.SEND_NOTICE,
    "duties.notices.queries.waiting_for_sender": Action.SEND_NOTICE,
    "duties.press.queries.documents": Action.SEE_DOCUMENTS,
    "duties.press.queries.waiting_for_office": Action.KEEP_DOCUMENTS,
    "duties.press.queries.progress_of": Action.SEE_DOCUMENTS,
    "duties.press.queries.lines": Action.SEE_DOCUMENTS,
    "duties.press.queries.lines_to_decide": Action.SEE_DOCUMENTS,
    "duties.press.queries.line_by_id": Action.SEE_DOCUMENTS,
    "duties.press.queries.neighbours": Action.SEE_DOCUMENTS,
    "duties.press.queries.next_proposed": Action.SEE_DOCUMENTS,
    "insight.queries.latest": Action.SEE_RESULTS,
    "insight.outside.queries.applying_days": Action.SEE_OUTSIDE,
    "insight.outside.queries.book": Action.SEE_OUTSIDE,
    "insight.outside.queries.counts_of": Action.SEE_OUTSIDE,
    "insight.outside.queries.documents": Action.SEE_OUTSIDE,
    "insight.outside.queries.only_in_calendar": Action.SEE_OUTSIDE,
    "insight.outside.queries.pairs": Action.SEE_OUTSIDE,
    "insight.outside.queries.problems_of": Action.SEE_OUTSIDE,
    "insight.outside.queries.results": Action.SEE_OUTSIDE,
    "standards.drafts.queries.packs": Action.EDIT_PACKS,
    "standards.drafts.queries.pack": Action.EDIT_PACKS,
    "standards.drafts.queries.drafts": Action.EDIT_PACKS,
    "standards.drafts.queries.draft": Action.EDIT_PACKS,
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
    "people.organisations.queries.organisation_by_id": Action.SEE_ORGANISATIONS,
    "people.organisations.queries.organisations": Action.SEE_ORGANISATIONS,
    "people.organisations.queries.tree": Action.SEE_ORGANISATIONS,
    "rounds.carried_queries.carried_rounds": Action.SEE_RESULTS,
    "rounds.carried_queries.outcome": Action.SEE_RESULTS,
    "places.queries.sites": Action.SEE_SITES,
    "rounds.queries.imports": Action.SEE_IMPORTS,
    "rounds.mapping_queries.mappings": Action.IMPORT_OBSERVATIONS,
    "rounds.mapping_queries.profiles": Action.SEE_IMPORTS,
    "rounds.queries.round_lines": Action.SEE_IMPORTS,
    "rounds.queries.standard_counts": Action.SEE_RESULTS,
    "standards.crosswalks.queries.accepted": Action.SEE_STANDARDS,
    "standards.crosswalks.queries.accepted_one": Action.SEE_STANDARDS,
    "standards.crosswalks.queries.draft": Action.KEEP_CROSSWALKS,
    "standards.crosswalks.queries.drafts": Action.KEEP_CROSSWALKS,
    "standards.crosswalks.queries.versions": Action.SEE_STANDARDS,
    "site.first_day.queries.readiness": Action.KEEP_FIRST_DAY,
    "standards.queries.standings": Action.SEE_STANDARDS,
    "standards.queries.example_picture": Action.SEE_STANDARDS,
}
"""Queries of what is the whole district's: nobody has their action for a part, so no row is outside."""

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
    "duties.letters.queries.to_comment": "letters of the organisations of the asker's own posts",
    "duties.letters.queries.to_sign": "letters of the asker's own posts; a leader's are the district's",
    "people.burden.queries.limits_set": "limits are the same for all",
    "people.burden.queries.scope_of": "the policy's own answer",
    "people.complaints.queries.complaint_seen": "tests/people/complaints: one's own, or all for those who answer",
    "people.complaints.queries.is_author": "a yes or no about the asker",
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
