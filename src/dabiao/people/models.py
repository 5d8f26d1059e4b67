"""Organisations, accounts and the posts that join them."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is in the district."""

    DISTRICT = "区", _("区")
    STREET = "街道", _("街道")
    DEPARTMENT = "部门", _("部门")


class Organisation(models.Model):
    """A street, a department, or the district itself. ``name`` is what workbooks call it."""

    kind = models.CharField(max_length=8, choices=OrganisationKind.choices)
    name = models.CharField(max_length=64, unique=True)
    ranking_group = models.CharField(max_length=64, blank=True)
    """Group it is ranked in; units of different groups are never mixed. Empty: the pack's groups decide."""

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a post lets a person do. The policy module says what that is."""

    OFFICE = "创建办", _("创建办")
    LEADER = "领导", _("领导")
    UNIT = "责任单位", _("责任单位")
    STREET = "街道", _("街道")
    INSPECTOR = "测评员", _("测评员")


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
        """This person's posts, read once: a request asks the policy a dozen times and loads its account anew."""
        return tuple(self.posts.select_related("organisation"))


class Post(models.Model):
    """A person's role at an organisation."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=8, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "role", "organisation"), name="post_once"),)

    def __str__(self) -> str:
        return f"{self.account} {self.role} {self.organisation}"
