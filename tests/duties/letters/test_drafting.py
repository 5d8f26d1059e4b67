"""Letters are drafted for many units at once, none twice, each with its own words and table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest
from cast import Cast
from django.utils import timezone
from letters import YEAR, again, drafted, organisation, refused, save

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.letter_text import AnnexTask
from dabiao.duties.letters import actions, sources
from dabiao.duties.letters.models import Letter, LetterState
from dabiao.duties.letters.texts import text_of_version
from dabiao.house.models import AuditEntry
from dabiao.people.models import Account
from dabiao.standards.queries import framework_in_use


def test_a_letter_for_every_unit_is_drafted_at_once_and_none_twice(cast: Cast) -> None:
    made = drafted(cast, "东湖街道", "北苑街道", "城管局")
    assert {one.party_b.name for one in made} == {"东湖街道", "北苑街道", "城管局"}
    assert {one.versions.get().state for one in made} == {LetterState.DRAFT}
    plan = actions.DraftPlan(
        YEAR, organisation("示范区"), "区长", [organisation("东湖街道"), organisation("示范区")]
    )
    with refused("不能作为乙方"):
        actions.draft_letters(cast.创建办, plan)
    again_ = actions.draft_letters(cast.创建办, replace(plan, units=[organisation("东湖街道")]))
    assert (again_.made, [one.name for one in again_.already]) == ([], ["东湖街道"])
    assert Letter.objects.count() == 3
    assert AuditEntry.objects.filter(resource="letter").count() == 3


def test_the_wording_of_another_letter_is_taken_over_for_another_year(cast: Cast) -> None:
    first = drafted(cast)[0].versions.get()
    save(cast, first, measures="每周自查。")
    plan = actions.DraftPlan(
        2027, organisation("示范区"), "区长", [organisation("城管局")], like=again(first)
    )
    text = text_of_version(actions.draft_letters(cast.创建办, plan).made[0].versions.get())
    assert (text.measures, text.period_from, text.title[:5]) == ("每周自查。", date(2027, 1, 1), "2027年")
    assert {one.deadline for one in text.items} == {date(2027, 12, 31)}
    assert text.party_b_post == "主要负责人"


def test_a_department_s_table_comes_from_the_pack_until_a_breakdown_is_registered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_sources", [])
    department = text_of_version(drafted(cast, "城管局")[0].versions.get())
    led = [one for one in framework_in_use().standards.values() if one.lead_department == "城管局"]
    assert {one.standard_id for one in department.annex} == {one.id for one in led}
    assert {one.kind for one in department.annex} == {DutyKind.LEAD}
    assert text_of_version(drafted(cast, "东湖街道")[0].versions.get()).annex == ()

    asked: list[tuple[Account, list[int], date]] = []
    task = AnnexTask("1.1.1", "理论宣讲", "材料", "", DutyKind.ASSISTING, "每季度一次", date(2026, 9, 30))

    def breakdown(
        asker: Account, organisations: Collection[int], day: date
    ) -> dict[int, tuple[AnnexTask, ...]]:
        asked.append((asker, list(organisations), day))
        return dict.fromkeys(organisations, (task,))

    sources.register_task_source(breakdown)
    letter = drafted(cast, "北苑街道")[0]
    assert text_of_version(letter.versions.get()).annex == (task,)
    assert asked == [(cast.创建办, [letter.party_b_id], timezone.localdate())]
    refilled = actions.refill_annex(
        cast.创建办, Letter.objects.get(party_b__name="东湖街道").versions.get(), 1
    )
    assert text_of_version(refilled).annex == (task,)


def test_a_letter_of_another_kind_of_campaign_stands_beside_it(cast: Cast) -> None:
    drafted(cast)
    plan = actions.DraftPlan(
        YEAR, organisation("示范区"), "区长", [organisation("东湖街道")], campaign="未成年人思想道德建设"
    )
    assert len(actions.draft_letters(cast.创建办, plan).made) == 1
