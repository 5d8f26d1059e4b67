"""Accounts, the posts that join them to organisations, and who took over which post from whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dabiao.people.models.organisations import Organisation, open_on


class Role(models.TextChoices):
    """What a post lets a person do. The policy module says what that is."""

    OFFICE = "创建办", _("创建办")
    LEADER = "领导", _("领导")
    UNIT = "责任单位", _("责任单位")
    STREET = "街道", _("街道")
    COMMUNITY = "社区", _("社区")
    INSPECTOR = "测评员", _("测评员")
    REVIEWER = "审核", _("审核")
    SYSTEM_ADMINISTRATOR = "系统管理员", _("系统管理员")
    SECURITY_ADMINISTRATOR = "安全管理员", _("安全管理员")
    AUDIT_ADMINISTRATOR = "审计管理员", _("审计管理员")


ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
"""Whoever keeps the system, whoever keeps its rights and whoever watches both are three people
(GB/T 22239—2019, 8.1.5.1 to 8.1.5.3)."""


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; a password is always hashed before it is stored."""

    def create_account(self, username: str, display_name: str, password: str) -> Account:
        """Make an active account. ``username`` is normalised (NFKC)."""
        account = self.model(username=self.model.normalize_username(username), display_name=display_name)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A person who signs in."""

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    password_ages = models.BooleanField(default=True)
    """False for accounts that are shown to visitors, as the demo's: their password is never too old."""

    objects = AccountManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name

    acting_post_id: int | None = None
    """Post this person chose to act in for this session; not stored. None, or one that is not theirs: all of them."""

    @cached_property
    def open_posts(self) -> tuple[Post, ...]:
        """This person's posts today, read once: a request asks the policy a dozen times and loads its account
        anew.
        """
        held = self.posts.filter(open_on(timezone.localdate()))
        return tuple(held.select_related("organisation").order_by("since", "pk"))

    @property
    def acting_post(self) -> Post | None:
        """The one post this person chose to act in, while they hold it; None when acting in all of them."""
        if self.acting_post_id is None:
            return None
        return next((one for one in self.open_posts if one.pk == self.acting_post_id), None)

    @property
    def held_posts(self) -> tuple[Post, ...]:
        """The posts that count now: the one chosen, else all of today. The policy asks for no others."""
        chosen = self.acting_post
        return self.open_posts if chosen is None else (chosen,)

    @cached_property
    def reach_known(self) -> dict[frozenset[int], Any]:
        """What the policy found that posts at these organisations reach; as long-lived as ``open_posts``."""
        return {}


class Post(models.Model):
    """A person's role at an organisation, from ``since`` up to the day before ``until``."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=8, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "organisation"),
                condition=models.Q(until=None),
                name="post_once",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="post_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="post_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.role} {self.organisation}"

    @property
    def last_day(self) -> date | None:
        """The last day it is in force; None while its end is open. One that ended on the day it
        began has none: this is the day before.
        """
        return self.until and self.until - timedelta(days=1)

    @property
    def is_over(self) -> bool:
        """Whether it is in force neither today nor later."""
        return self.until is not None and (self.until <= timezone.localdate() or self.until == self.since)


class HandOverKind(models.TextChoices):
    """For good, or until somebody is back."""

    SUCCESSION = "离岗交接", _("离岗交接")
    DEPUTY = "临时代理", _("临时代理")


class HandOver(models.Model):
    """Who takes over a post from whom, from ``day`` on. What was said of it stays; it is never deleted.

    Without ``new_post`` it is only asked for: whoever closes an account does not appoint, so 安全管理员 either
    appoints the successor or declines. ``until`` keeps how long the post was to last, for closing ended it.
    """

    kind = models.CharField(max_length=4, choices=HandOverKind.choices)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hand_overs")
    successor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="taken_over")
    new_post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="origin", null=True)
    day = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=HandOverKind.values), name="hand_over_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(new_post=None) | models.Q(declined_at=None),
                name="declined_or_appointed",
            ),
            models.CheckConstraint(
                condition=models.Q(new_post=None) | ~models.Q(new_post=models.F("post")),
                name="handed_over_to_another_post",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post} → {self.successor}"

    @property
    def is_waiting(self) -> bool:
        """Whether 安全管理员 still has to appoint the successor, or to decline."""
        return self.new_post_id is None and self.declined_at is None
