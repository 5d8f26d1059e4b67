"""Read accounts and posts: who holds what, what became of each, and what does not go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from dabiao.house.registries import MyEntry, my_entries
from dabiao.people import policy
from dabiao.people.door import second_step, security
from dabiao.people.door.separation import APART
from dabiao.people.models import (
    Account,
    HandOver,
    Invitation,
    Post,
    Role,
    open_on,
)
from dabiao.people.policy import Action


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What the list of accounts is narrowed to; an empty word does not narrow. ``state``: open, closed, postless."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PostFilter:
    """What the list of posts is narrowed to. ``state``: open (also the default), coming, over."""

    text: str = ""
    role: str = ""
    state: str = ""


def accounts(asker: Account, wanted: AccountFilter | None = None) -> QuerySet[Account]:
    """Accounts with their posts of today in ``shown_posts``. Neither sign-ins nor times of use are read."""
    scope = policy.require(asker, Action.SEE_ACCOUNTS)
    today = timezone.localdate()
    held = Post.objects.filter(open_on(today)).select_related("organisation").order_by("since", "pk")
    found = Account.objects.prefetch_related(Prefetch("posts", held, to_attr="shown_posts"))
    if not scope.everything:
        found = found.filter(
            pk__in=Post.objects.filter(organisation_id__in=scope.organisations).values("account")
        )
    if wanted is None:
        return found
    if wanted.state in ("open", "closed"):
        found = found.filter(is_active=wanted.state == "open")
    elif wanted.state == "postless":
        found = found.filter(is_active=True).exclude(
            pk__in=Post.objects.filter(open_on(today)).values("account")
        )
    if wanted.text:
        found = found.filter(Q(username__icontains=wanted.text) | Q(display_name__icontains=wanted.text))
    return found


@dataclass(frozen=True, slots=True)
class AccountTold:
    """One account: its posts with those to come and those that are over, its hand-overs, and how it is opened."""

    account: Account
    posts: Sequence[Post]
    past: Sequence[Post]
    hand_overs: Sequence[HandOver]
    invitation: Invitation | None
    has_password: bool
    codes: bool
    passkeys: int


def account_told(asker: Account, account_id: int) -> AccountTold:
    """Tell of one account. Raises Account.DoesNotExist, also for one outside the asker's scope."""
    account = accounts(asker).get(pk=account_id)
    posts = posts_of(account)
    return AccountTold(
        account,
        [one for one in posts if not one.is_over],
        [one for one in posts if one.is_over],
        hand_overs_of(account),
        account.invitations.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now()).first(),
        account.has_usable_password(),
        second_step.is_asked_of(account),
        account.passkeys.count(),
    )


def posts_of(account: Account) -> list[Post]:
    """Every post somebody holds, will hold or held, the latest first."""
    return list(account.posts.select_related("organisation").order_by("-since", "-pk"))


def hand_overs_of(account: Account) -> list[HandOver]:
    """Every hand-over from or to somebody, the latest first."""
    return list(_hand_overs().filter(Q(post__account=account) | Q(successor=account)))


def posts(asker: Account, wanted: PostFilter) -> QuerySet[Post]:
    """Who holds what: posts of today, or those to come, or those that are over."""
    scope = policy.require(asker, Action.SEE_ACCOUNTS)
    today = timezone.localdate()
    found = Post.objects.select_related("account", "organisation")
    if not scope.everything:
        found = found.filter(organisation_id__in=scope.organisations)
    if wanted.state == "coming":
        found = found.filter(since__gt=today).exclude(until=F("since"))
    elif wanted.state == "over":
        found = found.filter(Q(until__lte=today) | Q(until=F("since")))
    else:
        found = found.filter(open_on(today))
    if wanted.role in Role.values:
        found = found.filter(role=wanted.role)
    if wanted.text:
        found = found.filter(
            Q(account__username__icontains=wanted.text)
            | Q(account__display_name__icontains=wanted.text)
            | Q(organisation__name__icontains=wanted.text)
        )
    return found


def post(asker: Account, post_id: int) -> Post:
    """One post. Raises Post.DoesNotExist, also for one outside the asker's scope."""
    scope = policy.require(asker, Action.SEE_ACCOUNTS)
    found = Post.objects.select_related("account", "organisation")
    if not scope.everything:
        found = found.filter(organisation_id__in=scope.organisations)
    return found.get(pk=post_id)


def hand_overs_around(found: Post) -> list[HandOver]:
    """Hand-overs by which a post was taken over or was left, the latest first."""
    return list(_hand_overs().filter(Q(post=found) | Q(new_post=found)))


def hand_overs_at(organisation_id: int) -> list[HandOver]:
    """Hand-overs of posts at an organisation, the latest first. Only for whoever may see its people."""
    return list(_hand_overs().filter(post__organisation_id=organisation_id))


def waiting_hand_overs(asker: Account) -> list[HandOver]:
    """Hand-overs that were asked for when an account was closed and wait for 安全管理员, the oldest first."""
    policy.require(asker, Action.APPOINT)
    return list(_waiting().order_by("made_at"))


def hand_over(asker: Account, hand_over_id: int) -> HandOver:
    """One hand-over, for whoever appoints. Raises HandOver.DoesNotExist."""
    policy.require(asker, Action.APPOINT)
    return _hand_overs().get(pk=hand_over_id)


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who holds posts that should be apart, and which."""

    account: Account
    posts: Sequence[Post]


def joined_posts(asker: Account) -> list[Joined]:
    """Who holds posts together that must be apart, today or from a day to come, unless this is a small office."""
    policy.require(asker, Action.APPOINT)
    if security.current().small_office:
        return []
    today = timezone.localdate()
    held: defaultdict[int, list[Post]] = defaultdict(list)
    standing = (
        Post.objects.filter(Q(until=None) | Q(until__gt=today), role__in=APART, account__is_active=True)
        .exclude(until=F("since"))
        .select_related("account", "organisation")
    )
    for one in standing.order_by("account__username", "role"):
        held[one.account_id].append(one)
    return [
        Joined(ones[0].account, ones)
        for ones in held.values()
        if any(_meet(a, b) for a in ones for b in ones)
    ]


def _meet(one: Post, other: Post) -> bool:
    """Whether two posts of different roles are in force on the same day."""
    return (
        one.role != other.role
        and (one.until is None or other.since < one.until)
        and (other.until is None or one.since < other.until)
    )


def still_asked(asker: Account, account: Account) -> tuple[MyEntry, ...]:
    """What is asked of somebody and still open, for whoever is about to close the account."""
    policy.require(asker, Action.CHANGE_ACCOUNTS)
    return my_entries(Account.objects.get(pk=account.pk))


def account_choices(asker: Account) -> list[tuple[str, str]]:
    """Open accounts as (account name, shown name), for fields that offer them."""
    policy.require(asker, Action.SEE_ACCOUNTS)
    return list(
        Account.objects.filter(is_active=True).order_by("username").values_list("username", "display_name")
    )


def _hand_overs() -> QuerySet[HandOver]:
    return HandOver.objects.select_related(
        "post__account", "post__organisation", "successor", "new_post", "made_by"
    ).order_by("-day", "-pk")


def _waiting() -> QuerySet[HandOver]:
    return _hand_overs().filter(new_post=None, declined_at=None)
