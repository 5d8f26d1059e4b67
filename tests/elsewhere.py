"""One thing of every kind that addresses name, all at 西湖街道 and 住建局, where none of the cast holds a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cast import Cast
from duty_rows import give
from letters import frozen, sent
from noticed import PLENTY, task
from pressed import pressed

from dabiao.duties.breakdown.cells import address_of, pack_cells
from dabiao.duties.cycle.actions import propose_cycle
from dabiao.duties.cycle.drafts import CyclePlan
from dabiao.duties.cycle.feed_actions import open_feed
from dabiao.duties.cycle.models import CalendarEntry, Feed
from dabiao.duties.letters.actions import DraftPlan, draft_letters
from dabiao.duties.letters.commenting import comment
from dabiao.duties.notices.actions import send_notice
from dabiao.people.accounts.actions import close_account
from dabiao.people.complaints.actions import Filing, file_complaint
from dabiao.people.complaints.models import Kind
from dabiao.people.models import (
    Account,
    HandOver,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    Role,
)
from dabiao.places.actions import SiteEntry, add_site
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

STREET, COMMUNITY, UNIT = "西湖街道", "望湖社区", "住建局"


@dataclass(frozen=True)
class Elsewhere:
    """Whose things they are, and an argument for each name that addresses use."""

    liaison: Account
    arguments: dict[str, object]


def make_elsewhere(cast: Cast) -> Elsewhere:
    """Store them all, through the actions that people use."""
    street, community, unit = (
        Organisation.objects.create(kind=kind, name=name)
        for kind, name in (
            (OrganisationKind.STREET, STREET),
            (OrganisationKind.COMMUNITY, COMMUNITY),
            (OrganisationKind.DEPARTMENT, UNIT),
        )
    )
    Placement.objects.create(
        organisation=community, parent=street, line=Line.TERRITORY, since=date(2026, 1, 1)
    )
    liaison = _account("west", "西湖联络员", Role.STREET, street)
    leaving = _account("leaving", "离岗的人", Role.UNIT, unit)
    district = Organisation.objects.get(name="示范区")
    out, waiting = draft_letters(cast.创建办, DraftPlan(2026, district, "区长", [street, unit])).made
    said = comment(liaison, sent(cast, out), "第一项写得太重")
    frozen(cast, waiting)
    notice = send_notice(cast.创建办, task([street, community], wants_attachment=True), PLENTY)
    handed = pressed(cast.创建办, lead=STREET)
    framework = framework_in_use()
    cycle = propose_cycle(cast.创建办, CyclePlan(DEFAULT_PACK, 2024, 8), framework)
    open_feed(liaison, None)
    open_feed(cast.创建办, street)
    cell = pack_cells(framework)[0]
    duty = give(cast.创建办, street, cell)
    complaint = file_complaint(liaison, Filing(Kind.TOO_MUCH, "夜里开会", contact="13800138000"))
    close_account(cast.系统管理员, leaving, {leaving.posts.get().pk: liaison})
    return Elsewhere(
        liaison,
        {
            "organisation_id": street.pk,
            "letter_id": out.pk,
            "comment_id": said.pk,
            "notice_id": notice.pk,
            "recipient_id": notice.recipients.get(organisation=street).pk,
            "document_id": handed.document_id,
            "line_id": handed.line_id,
            "task_id": handed.pk,
            "cycle_id": cycle.pk,
            "calendar_entry_id": CalendarEntry.objects.filter(cycle=cycle).order_by("pk")[0].pk,
            "feed_id": Feed.objects.get(organisation=street).pk,
            "duty_id": duty.pk,
            "complaint_id": complaint.pk,
            "account_id": liaison.pk,
            "post_id": liaison.posts.get().pk,
            "hand_over_id": HandOver.objects.get().pk,
            "site_key": add_site(cast.创建办, SiteEntry("", "西湖公园", "park", STREET, COMMUNITY, UNIT)).pk,
            **address_of(cell),
        },
    )


def _account(username: str, shown: str, role: Role, organisation: Organisation) -> Account:
    account = Account(username=username, display_name=shown)
    account.set_unusable_password()
    account.save()
    Post.objects.create(account=account, role=role, organisation=organisation)
    return account
