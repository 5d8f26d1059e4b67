"""Which account somebody is who signs in elsewhere. An administrator links; nobody becomes an account by coming."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from dabiao.core.defects import BadInput, Defect
from dabiao.people import policy
from dabiao.people.door.providers import Kind, Provider
from dabiao.people.models import Account, LinkedIdentity
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def providers() -> tuple[Provider, ...]:
    """The providers one can sign in with."""
    return tuple(one for one in configured() if one.kind is Kind.OIDC)


def configured() -> tuple[Provider, ...]:
    """The whole table, with the kinds that have no code yet."""
    found: tuple[Provider, ...] = settings.IDENTITY_PROVIDERS
    return found


def account_of(provider: str, subject: str) -> Account | None:
    """The open account linked to an identity; None when nobody linked it."""
    found = (
        LinkedIdentity.objects.filter(provider=provider, subject=subject, account__is_active=True)
        .select_related("account")
        .first()
    )
    return found.account if found else None


def linked(asker: Account) -> QuerySet[LinkedIdentity]:
    """All links, for those who keep accounts."""
    policy.require(asker, Action.CHANGE_ACCOUNTS)
    return LinkedIdentity.objects.select_related("account").order_by("account__username", "provider")


def link(actor: Account, username: str, provider: str, subject: str) -> LinkedIdentity:
    """Let an identity sign in as the account. Raises BadInput when there is no such account or provider, or the
    identity is linked already.
    """
    subject = subject.strip()
    with writing(actor, Action.CHANGE_ACCOUNTS, "linked_identity") as entry:
        account = Account.objects.filter(username=Account.normalize_username(username.strip())).first()
        if account is None:
            raise BadInput(Defect("没有这个账号，没有关联。请核对账号名", username.strip()))
        if provider not in {one.name for one in configured()}:
            raise BadInput(Defect("没有这个身份来源，没有关联。请从列表里选一个", provider))
        if not subject or len(subject) > 255:
            raise BadInput(Defect("身份编号是空的或太长，没有关联。请照登录页显示的编号填写", provider))
        if LinkedIdentity.objects.filter(provider=provider, subject=subject).exists():
            raise BadInput(Defect("这个身份已经关联过账号，没有再关联。请先解除原来的关联", subject))
        made = LinkedIdentity.objects.create(
            account=account, provider=provider, subject=subject, linked_by=actor
        )
        entry.resource_id = str(made.pk)
        entry.after = {"account": account.username, "provider": provider}
    return made


def unlink(actor: Account, link_id: int) -> bool:
    """Undo a link; False when there is none of that id."""
    with writing(actor, Action.CHANGE_ACCOUNTS, "linked_identity", str(link_id)) as entry:
        removed, _ = LinkedIdentity.objects.filter(pk=link_id).delete()
        entry.after = {"removed": removed}
    return bool(removed)
