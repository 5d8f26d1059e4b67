"""Organisations, accounts and the posts that join them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is. 镇 and 乡 are of the kind 街道: one level, whatever its title."""

    CITY = "市", _("市")
    DISTRICT = "区", _("区")
    STREET = "街道", _("街道")
    COMMUNITY = "社区", _("社区")
    GRID = "网格", _("网格")
    DEPARTMENT = "部门", _("部门")


NAMED_WITHIN_PARENT = (OrganisationKind.COMMUNITY, OrganisationKind.GRID)
"""Kinds whose names repeat across a district: every other street has a 和平社区."""


class Organisation(models.Model):
    """A street, a community, a department, or the district itself. ``name`` is what workbooks call it today."""

    kind = models.CharField(max_length=8, choices=OrganisationKind.choices)
    name = models.CharField(max_length=64)
    code = models.CharField(max_length=18, blank=True)
    """统计用区划代码 (12 digits) of a place, 统一社会信用代码 (18 characters) of a unit; empty while unknown."""
    ranking_group = models.CharField(max_length=64, blank=True)
    """Group it is ranked in; units of different groups are never mixed. Empty: the pack's groups decide."""
    closed_on = models.DateField(null=True, blank=True)
    """First day without it: merged, split or dissolved. What it did before stays its own."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(closed_on=None) & ~models.Q(kind__in=NAMED_WITHIN_PARENT),
                name="organisation_name_once",
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=models.Q(closed_on=None) & ~models.Q(code=""),
                name="organisation_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name an organisation bore until the day before ``until``; workbooks of that time still use it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=64)
    until = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "until"), name="former_name_once_a_day"),
        )

    def __str__(self) -> str:
        return self.name


class Line(models.TextChoices):
    """Along which line an organisation stands below another; a unit may stand in both."""

    TERRITORY = "属地", _("属地")
    SECTOR = "条线", _("条线")


class Placement(models.Model):
    """Where an organisation stands, from ``since`` up to the day before ``until``; open while ``until`` is empty."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="below")
    line = models.CharField(max_length=4, choices=Line.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "line"), condition=models.Q(until=None), name="placed_once_a_line"
            ),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("parent")), name="placed_below_another"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="placed_at_least_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.line} {self.parent}"


class Succession(models.Model):
    """After a merger or a split: who answers from ``on`` for what the predecessor left."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="succeeded_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succeeded_by_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


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


def open_on(day: date) -> models.Q:
    """Rows with ``since`` and ``until`` that are in force on ``day``."""
    return models.Q(since__lte=day) & (models.Q(until=None) | models.Q(until__gt=day))


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
