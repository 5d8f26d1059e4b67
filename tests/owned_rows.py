"""A row of every room for an organisation, and whose rows are below which.

What is below is worked out by walking up from each organisation, not by the product's own reach.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from dabiao.cases.models import Problem
from dabiao.core.framework import Method
from dabiao.core.letter_text import plain_text
from dabiao.duties.breakdown.models import Duty, Kind, Origin
from dabiao.duties.cycle.models import Cycle, Feed
from dabiao.duties.letters.models import Letter, LetterState, LetterVersion, Revision
from dabiao.duties.letters.texts import text_of_version
from dabiao.duties.notices.flow import NoticeKind
from dabiao.duties.notices.models import Notice, Recipient
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
from dabiao.insight.outside.models import FeedbackProblem, OutsideResult, SourceDocument
from dabiao.insight.outside.models import Kind as OutsideKind
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.rounds.models import Import

PACK, STANDARD = "district-practice", "1.1.1"
SINCE = date(2026, 1, 1)

Keys = set[int]


@dataclass
class Ground:
    """A district: organisations, what each stands below today, and rows of every room with their owners."""

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


def put_rows(ground: Ground, one: Organisation, district: Organisation) -> None:
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
    handed_back = FeedbackProblem.objects.create(result=_feedback_list(), row=one.pk, text="有垃圾", **names)
    ground.owned("feedback", handed_back.pk, *owners)


def _feedback_list() -> OutsideResult:
    """A list that an inspection team handed back; all districts' rows stand in one."""
    found = OutsideResult.objects.first()
    if found is not None:
        return found
    office = Account.objects.get(username="office")
    cycle = Cycle.objects.create(
        title="周期",
        pack_id=PACK,
        pack_edition="1",
        first_year=2024,
        first_weight=1500,
        second_weight=2500,
        third_weight=6000,
        weights_source="示例",
    )
    document = SourceDocument.objects.create(
        title="反馈", issuer="市创建办", number="1 号", dated=SINCE, kept_by=office
    )
    return OutsideResult.objects.create(
        cycle=cycle,
        year=2026,
        kind=OutsideKind.FEEDBACK,
        happened_on=SINCE,
        document=document,
        title="反馈",
        pack_id=PACK,
        pack_edition="1",
        made_by=office,
    )


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
