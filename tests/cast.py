"""The cast: people of every role, as tests name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role


@dataclass(frozen=True)
class Cast:
    """创建办, 领导, 街道 (东湖街道), 社区 (东湖街道 和平社区), 责任单位 (城管局), 测评员, 审核 and the three
    administrators; 外人 has an account and no post.
    """

    创建办: Account
    领导: Account
    街道: Account
    社区: Account
    责任单位: Account
    测评员: Account
    审核: Account
    系统管理员: Account
    安全管理员: Account
    审计管理员: Account
    外人: Account


def make_cast() -> Cast:
    """Store the cast. They have no passwords: tests sign them in by force; signing in is tested apart."""
    places = {
        Role.STREET: (OrganisationKind.STREET, "东湖街道"),
        Role.COMMUNITY: (OrganisationKind.COMMUNITY, "和平社区"),
        Role.UNIT: (OrganisationKind.DEPARTMENT, "城管局"),
    }
    found = {"外人": _account("stranger", "外人")}
    for role in Role:
        kind, name = places.get(role, (OrganisationKind.DISTRICT, "示范区"))
        organisation, _ = Organisation.objects.get_or_create(kind=kind, name=name)
        account = _account(role.name.lower(), role.value)
        Post.objects.create(account=account, role=role, organisation=organisation)
        found[role.value] = account
    _place("和平社区", "东湖街道")
    return Cast(**found)


def _place(name: str, parent: str) -> None:
    Placement.objects.create(
        organisation=Organisation.objects.get(name=name),
        parent=Organisation.objects.get(name=parent),
        line=Line.TERRITORY,
        since=date(2026, 1, 1),
    )


def _account(username: str, display_name: str) -> Account:
    account = Account(username=username, display_name=display_name)
    account.set_unusable_password()
    account.save()
    return account
