"""The first day of a district: its first people, before anybody could sign in to make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from dabiao.core.defects import BadInput, Defect
from dabiao.house import audit, demo_mark
from dabiao.house.transactions import take_turn
from dabiao.people.accounts.actions import made_account
from dabiao.people.accounts.appointing import NEEDED
from dabiao.people.door.invitations import invite
from dabiao.people.door.security import set_security
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role

FOUNDING = (*NEEDED, Role.OFFICE)
"""Posts that can be given on the first day: the two administrators without whom nobody could be appointed, and
创建办, which does the rest."""


@dataclass(frozen=True, slots=True)
class First:
    """One of the first people: account, shown name."""

    username: str
    display_name: str


def found_administrators(district: str, system: First, security: First) -> dict[Role, str]:
    """Make the district if there is none, 系统管理员 and 安全管理员, and give the link of each, by role.

    Raises BadInput, and stores nothing, once there is any account: from then on accounts are made by people.
    """
    return found_district(district, dict(zip(NEEDED, (system, security), strict=True)))


def found_small_office(district: str, one: First, reason: str) -> str:
    """Make the district and one person who holds all of ``FOUNDING``; gives the link.

    Raises BadInput as ``found_administrators`` does, and without a reason: joining what is kept apart has to be said.
    """
    if not reason.strip():
        raise BadInput(Defect("没有填写。请写明一人兼任的理由，例如“创建办只有两名工作人员”", "理由"))
    return found_district(district, dict.fromkeys(FOUNDING, one), reason.strip())[Role.OFFICE]


def found_district(district: str, holders: Mapping[Role, First], reason: str = "") -> dict[Role, str]:
    """Make the district and the first holder of each post, and give the link of each, by role.

    ``holders`` has all of ``NEEDED``. One person may hold several only in a small office, which says its ``reason``.
    """
    with transaction.atomic():
        take_turn()
        if demo_mark.state() is not None:
            raise BadInput(Defect("这个数据文件夹是示范城区，不能建立真实的区。请换一个文件夹", district))
        if Account.objects.exists():
            raise BadInput(Defect("已经有账号，没有新建。以后的账号请系统管理员在网页“账号”里建立", "账号"))
        organisation = _district(district.strip())
        made: dict[Role, Account] = {}
        for role, first in holders.items():
            same = next((made[one] for one in made if reason and holders[one] == first), None)
            made[role] = same or made_account(first.username, first.display_name)
            Post.objects.create(account=made[role], role=role, organisation=organisation)
        audit.append(
            actor="—",
            action="found",
            resource="account",
            resource_id="",
            after={
                "organisation": organisation.name,
                **{role.value: account.username for role, account in made.items()},
            },
        )
        if reason:
            rules = {"small_office": True, "small_office_reason": reason}
            set_security(made[Role.SECURITY_ADMINISTRATOR], rules)
        keeper = made[Role.SYSTEM_ADMINISTRATOR]
        people = {account.pk: account for account in made.values()}
        links = {key: invite(keeper, account) for key, account in people.items()}
        return {role: links[account.pk] for role, account in made.items()}


def _district(name: str) -> Organisation:
    kinds = (OrganisationKind.CITY, OrganisationKind.DISTRICT)
    standing = Organisation.objects.filter(closed_on=None, kind__in=kinds)
    found = standing.filter(name=name).first()
    if found is not None:
        return found
    if standing.exists():
        names = "、".join(standing.order_by("pk").values_list("name", flat=True)[:5])
        raise BadInput(Defect("已登记的是“%(names)s”，请照写", name, parameters={"names": names}))
    longest = Organisation._meta.get_field("name").max_length
    if not name or len(name) > (longest or 0):
        raise BadInput(Defect("区的名称要有 1 到 %(most)d 个字", "区", parameters={"most": longest}))
    return Organisation.objects.create(kind=OrganisationKind.DISTRICT, name=name)
