"""Accounts, and the posts that join them to organisations."""

from __future__ import annotations

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

    @cached_property
    def held_posts(self) -> tuple[Post, ...]:
        """This person's posts today, read once: a request asks the policy a dozen times and loads its account
        anew.
        """
        return tuple(self.posts.filter(open_on(timezone.localdate())).select_related("organisation"))

    @cached_property
    def reach_known(self) -> dict[frozenset[int], Any]:
        """What the policy found that posts at these organisations reach; as long-lived as ``held_posts``."""
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
