"""The first day of a district: its first two administrators, before anybody could sign in to make them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from dabiao.core.defects import BadInput, Defect
from dabiao.house import audit
from dabiao.house.transactions import take_turn
from dabiao.people.accounts.actions import made_account
from dabiao.people.accounts.appointing import NEEDED
from dabiao.people.door.invitations import invite
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role


@dataclass(frozen=True, slots=True)
class First:
    """A first administrator, as named on the command line: account, shown name."""

    username: str
    display_name: str


def found_administrators(district: str, system: First, security: First) -> dict[Role, str]:
    """Make the district if there is none, 系统管理员 and 安全管理员, and give the link of each, by role.

    Raises BadInput, and stores nothing, once there is any account: from then on accounts are made by people.
    """
    with transaction.atomic():
        take_turn()
        if Account.objects.exists():
            raise BadInput(Defect("已经有账号，没有新建。以后的账号请系统管理员在网页“账号”里建立", "账号"))
        organisation = _district(district.strip())
        made = {}
        for role, first in zip(NEEDED, (system, security), strict=True):
            made[role] = made_account(first.username, first.display_name)
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
        keeper = made[Role.SYSTEM_ADMINISTRATOR]
        return {role: invite(keeper, account) for role, account in made.items()}


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
