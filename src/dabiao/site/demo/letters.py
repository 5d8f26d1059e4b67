"""Letters of responsibility of the demo district, at every stage, made through the same actions as real ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from dabiao.core.working_days import working_day_after
from dabiao.duties.letters import actions, commenting, signing
from dabiao.duties.letters.models import Letter
from dabiao.duties.letters.texts import text_of_version
from dabiao.house.moments import last_minute
from dabiao.people.models import Account, Organisation, OrganisationKind

DRAFTS = 4
"""Letters left as drafts beside those on their way."""

COMMENT = "辖区老旧小区占了一半，符合率一步到 90% 有困难，建议先定 88%，年底前逐步提高。"
ANSWER = "采纳。本年度定为 88%，下一年度再提高。"


def demo_letters(office: Account) -> None:
    """Let one letter be signed, one have been commented on and changed, one be new to its unit; the rest are drafts."""
    street, unit = (_works_at(name) for name in ("street", "unit"))
    district = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    others = list(
        Organisation.objects.filter(
            closed_on=None, kind__in=(OrganisationKind.STREET, OrganisationKind.DEPARTMENT)
        )
        .exclude(pk__in=(street.pk, unit.pk))
        .order_by("-kind", "pk")[: DRAFTS + 1]
    )
    plan = actions.DraftPlan(timezone.localdate().year, district, "区长", [*others, unit, street])
    made = {one.party_b_id: one for one in actions.draft_letters(office, plan).made}
    due = last_minute(working_day_after(timezone.localdate(), 5))
    actions.send_for_comment(office, [made[others[0].pk], made[unit.pk], made[street.pk]], due)
    _talk_over(office, made[unit.pk])
    _sign(office, made[street.pk])


def _talk_over(office: Account, letter: Letter) -> None:
    """The unit asks for a lower target, and gets it."""
    version = letter.versions.get()
    text = text_of_version(version)
    said = commenting.comment(
        Account.objects.get(username="unit"), version, COMMENT, item_key=text.items[0].key
    )
    first = replace(text.items[0], target=Decimal(88))
    actions.save_text(office, version, replace(text, items=(first, *text.items[1:])), version.saved)
    commenting.answer(office, said, ANSWER, adopted=True)


def _sign(office: Account, letter: Letter) -> None:
    street, leader = (Account.objects.get(username=name) for name in ("street", "leader"))
    commenting.comment(street, letter.versions.get(), "", agrees=True)
    version = actions.freeze(office, [letter])[0]
    for person in (leader, street):
        signing.sign(person, version, version.sm3)


def _works_at(username: str) -> Organisation:
    return Account.objects.get(username=username).held_posts[0].organisation
