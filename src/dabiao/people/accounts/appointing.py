"""Writes to posts: appoint, end, hand over, let somebody stand in. No post is ever deleted; it ends on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.house.audit import PERSONAL
from dabiao.people.door import security, separation
from dabiao.people.models import (
    Account,
    HandOver,
    HandOverKind,
    Organisation,
    OrganisationKind,
    Post,
    Role,
)
from dabiao.people.policy import Action
from dabiao.people.writing import writing

_WHOLE_DISTRICT = frozenset({OrganisationKind.CITY, OrganisationKind.DISTRICT})
_OFFICES = _WHOLE_DISTRICT | {OrganisationKind.DEPARTMENT}

FITTING: Mapping[Role, frozenset[OrganisationKind]] = {
    Role.OFFICE: _OFFICES,
    Role.LEADER: _WHOLE_DISTRICT,
    Role.UNIT: frozenset({OrganisationKind.DEPARTMENT}),
    Role.STREET: frozenset({OrganisationKind.STREET}),
    Role.COMMUNITY: frozenset({OrganisationKind.COMMUNITY, OrganisationKind.GRID}),
    Role.INSPECTOR: _OFFICES,
    Role.REVIEWER: _OFFICES,
    Role.SYSTEM_ADMINISTRATOR: _OFFICES,
    Role.SECURITY_ADMINISTRATOR: _OFFICES,
    Role.AUDIT_ADMINISTRATOR: _OFFICES,
}
"""At which kinds of organisation a role can be held. 创建办, inspectors and administrators may sit in a department
of the district; whoever leads leads all of it, for that is what the role sees.
"""

NEEDED = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
"""Without one of these nobody could make accounts, or appoint anybody, ever again."""


def appoint(
    actor: Account,
    account: Account,
    role: Role,
    organisation: Organisation,
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """Give ``account`` a post from ``since`` (today) up to the day before ``until``. Raises BadInput."""
    with writing(actor, Action.APPOINT, "post") as entry:
        made = _appointed(actor, account, role, organisation, since or timezone.localdate(), until)
        entry.resource_id = str(made.pk)
        entry.after = _told(made)
    return made


def end_post(actor: Account, post: Post, day: date | None = None) -> None:
    """End a post: ``day`` (today) is the first without it. Whoever stands in for it ends with it."""
    with writing(actor, Action.APPOINT, "post", str(post.pk)) as entry:
        ended, on = _holding(post), day or timezone.localdate()
        _not_in_the_past(on, ended)
        entry.before = _told(ended)
        deputies = _ended(ended, on)
        administrators_left({ended.role}, on)
        entry.after = {"until": on.isoformat(), "deputies_ended": deputies}


def hand_over(
    actor: Account, post: Post, successor: Account, day: date | None = None, note: str = ""
) -> HandOver:
    """离岗交接: end ``post`` on ``day`` (today) and give ``successor`` the same one from that day on."""
    with writing(actor, Action.APPOINT, "hand_over") as entry:
        _no_numbers(note)
        left = _holding(post)
        on = max(day or timezone.localdate(), left.since)
        _not_in_the_past(on, left)
        _to_somebody_else(left, successor)
        entry.before = _told(left)
        until = left.until
        _ended(left, on)
        made = _appointed(actor, successor, Role(left.role), left.organisation, on, until)
        administrators_left({left.role}, on)
        done = HandOver.objects.create(
            kind=HandOverKind.SUCCESSION,
            post=left,
            successor=successor,
            new_post=made,
            day=on,
            note=note,
            made_by=actor,
        )
        entry.resource_id = str(done.pk)
        entry.after = {**_told(made), "hand_over_of": left.pk}
    return done


def deputise(
    actor: Account, post: Post, deputy: Account, since: date, until: date, note: str = ""
) -> HandOver:
    """临时代理: let ``deputy`` hold the same post up to the day before ``until``, beside whoever is away."""
    with writing(actor, Action.APPOINT, "hand_over") as entry:
        _no_numbers(note)
        represented = _holding(post)
        _to_somebody_else(represented, deputy)
        if represented.until is not None and until > represented.until:
            raise _refused(
                "代理不能比岗位本身更久：这个岗位只到 %(day)s",
                deputy.username,
                day=represented.last_day,
            )
        made = _appointed(actor, deputy, Role(represented.role), represented.organisation, since, until)
        done = HandOver.objects.create(
            kind=HandOverKind.DEPUTY,
            post=represented,
            successor=deputy,
            new_post=made,
            day=since,
            note=note,
            made_by=actor,
        )
        entry.resource_id = str(done.pk)
        entry.after = {**_told(made), "deputy_of": represented.pk}
    return done


def settle(actor: Account, asked: HandOver, *, appointed: bool) -> HandOver:
    """Appoint the successor whom 系统管理员 named when an account was closed, or decline."""
    with writing(actor, Action.APPOINT, "hand_over", str(asked.pk)) as entry:
        found = HandOver.objects.select_for_update().select_related("post__organisation").get(pk=asked.pk)
        if not found.is_waiting:
            raise _refused("已经处理过，没有再改", str(found.post))
        if appointed:
            found.day = max(found.day, timezone.localdate())
            found.new_post = _appointed(
                actor, found.successor, Role(found.post.role), found.post.organisation, found.day, found.until
            )
            entry.after = {**_told(found.new_post), "hand_over_of": found.post_id}
        else:
            found.declined_at = timezone.now()
            entry.after = {"declined": True, "hand_over_of": found.post_id}
        found.save(update_fields=["day", "new_post", "declined_at"])
    return found


def end_posts(posts: Iterable[Post], day: date) -> int:
    """End posts, and their deputies' with them; part of a write. Gives how many ended, deputies not counted."""
    count = 0
    for one in posts:
        _ended(one, day)
        count += 1
    return count


def administrators_left(roles: Iterable[str], day: date) -> None:
    """Raise BadInput when ``roles`` had to do with an administrator who is needed, and none is left from ``day``."""
    for role in NEEDED:
        if role in set(roles):
            lasting = Post.objects.filter(
                role=role, since__lte=day, until=None, account__is_active=True, organisation__closed_on=None
            )
            if not lasting.exists():
                raise _refused(
                    "这样就没有%(role)s了，以后没有人能建账号、给岗位。请先任命另一位，再做这一步",
                    role.value,
                    role=role.label,
                )


def _appointed(
    actor: Account,
    account: Account,
    role: Role,
    organisation: Organisation,
    since: date,
    until: date | None,
) -> Post:
    """Check everything and store the post; part of a write."""
    holder = Account.objects.select_for_update().get(pk=account.pk)  # two appointments at once see each other
    if not holder.is_active:
        raise _refused("账号已停用，没有任命。请先请系统管理员重新启用", holder.username)
    _fits(role, organisation)
    if since < timezone.localdate():
        raise _refused("上任日期不能早于今天：岗位从登记这天起才有权限，没有任命", holder.username)
    if until is not None and until <= since:
        raise _refused("最后一天早于上任日期，没有任命。请核对日期", holder.username)
    beside = list(_overlapping(holder, since, until).select_related("organisation"))
    if any((one.role, one.organisation_id) == (role, organisation.pk) for one in beside):
        raise _refused(
            "这段时间已经担任“%(role)s · %(organisation)s”，没有再任命",
            holder.username,
            role=role.label,
            organisation=organisation.name,
        )
    small = security.current().small_office
    if holder.pk == actor.pk and not small:
        raise _refused("不能任命自己：请另一位安全管理员来做", holder.username)
    why = separation.conflict([one.role for one in beside], role, small)
    if why is not None:
        raise BadInput(Defect(why, holder.username))
    return Post.objects.create(account=holder, role=role, organisation=organisation, since=since, until=until)


def _fits(role: Role, organisation: Organisation) -> None:
    if organisation.closed_on is not None:
        raise _refused(
            "已在 %(day)s 撤并，不能再任命", organisation.name, day=organisation.closed_on.isoformat()
        )
    kinds = FITTING[role]
    if organisation.kind not in kinds:
        raise _refused(
            "“%(role)s”的岗位要设在%(kinds)s，不能设在%(kind)s，没有任命。请换一个单位或角色",
            organisation.name,
            role=role.label,
            kinds="、".join(str(kind.label) for kind in OrganisationKind if kind in kinds),
            kind=OrganisationKind(organisation.kind).label,
        )


def _overlapping(holder: Account, since: date, until: date | None) -> QuerySet[Post]:
    found = holder.posts.filter(Q(until=None) | Q(until__gt=since)).exclude(until=F("since"))
    return found if until is None else found.filter(since__lt=until)


def _holding(post: Post) -> Post:
    """Read the post anew and make sure that it is not over: a page may be older than the last change."""
    found = Post.objects.select_for_update().select_related("organisation", "account").get(pk=post.pk)
    if found.is_over:
        raise _refused("这个岗位已经结束，没有改动", str(found.account))
    return found


def _not_in_the_past(day: date, post: Post) -> None:
    if day < timezone.localdate():
        raise _refused(
            "日期不能早于今天：岗位到今天为止一直有效，不能倒填。实际离开的日子可以写在说明里",
            str(post.account),
        )
    if post.until is not None and day > post.until:
        raise _refused("这个岗位到 %(day)s 就结束，不能填得更晚", str(post.account), day=post.last_day)


def _no_numbers(note: str) -> None:
    if PERSONAL.search(note):
        raise _refused("说明会长期保存，不要写手机号或身份证号，请去掉", "说明")


def _to_somebody_else(post: Post, other: Account) -> None:
    if other.pk == post.account_id:
        raise _refused("不能交给本人，请选别人", other.username)


def _ended(post: Post, day: date) -> int:
    """End one post and those who stand in for it, at any distance; gives how many stood in.

    Who stands in for a deputy, or took over from one, holds no more than the deputy did.
    """
    last = max(day, post.since)
    Post.objects.filter(pk=post.pk).update(until=last)
    count, level = 0, list(Post.objects.filter(origin__post=post, origin__kind=HandOverKind.DEPUTY))
    while level:
        following = list(Post.objects.filter(origin__post__in=level))
        for one in level:
            if not one.is_over and (one.until is None or one.until > last):
                Post.objects.filter(pk=one.pk).update(until=max(day, one.since))
                count += 1
        level = following
    return count


def _told(post: Post) -> dict[str, object]:
    return {
        "account": post.account.username,
        "role": post.role,
        "organisation": post.organisation.name,
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else None,
    }


def _refused(template: str, subject: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, subject, parameters=parameters))
