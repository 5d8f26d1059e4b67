"""What signing in needs to remember: its rules, passwords, sessions, invitations, codes, passkeys, identities."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.house.audit import PERSONAL
from dabiao.house.models import AppendOnly
from dabiao.people.models.accounts import Account


class SecuritySettings(AppendOnly):
    """How strict signing in is, from ``since`` on; the latest row is in force, and none means these defaults.

    Defaults are what assessors ask of level 2 (GB/T 22239—2019, 7.1.4.1); the bounds keep out what would
    undo a rule or shut everybody out.
    """

    password_length = models.PositiveSmallIntegerField(
        _("密码最短长度（位）"), default=8, validators=[MinValueValidator(8), MaxValueValidator(64)]
    )
    password_classes = models.PositiveSmallIntegerField(
        _("密码至少包含几类字符（大写、小写、数字、符号）"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(4)],
    )
    passwords_barred = models.PositiveSmallIntegerField(
        _("最近几次用过的密码不能再用"), default=5, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    password_days = models.PositiveSmallIntegerField(
        _("密码最长使用天数"), default=90, validators=[MinValueValidator(30), MaxValueValidator(365)]
    )
    failures = models.PositiveSmallIntegerField(
        _("连续输错几次后锁定"), default=5, validators=[MinValueValidator(3), MaxValueValidator(10)]
    )
    lock_minutes = models.PositiveSmallIntegerField(
        _("锁定多少分钟"), default=15, validators=[MinValueValidator(10), MaxValueValidator(1440)]
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("多少分钟不操作自动退出"), default=30, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    absolute_hours = models.PositiveSmallIntegerField(
        _("一次登录最长几小时"), default=12, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    sessions = models.PositiveSmallIntegerField(
        _("一个账号最多同时登录几处"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    audit_months = models.PositiveSmallIntegerField(
        _("审计记录至少保存几个月"), default=6, validators=[MinValueValidator(6), MaxValueValidator(120)]
    )
    invitation_hours = models.PositiveSmallIntegerField(
        _("邀请链接几小时内有效"), default=72, validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    small_office = models.BooleanField(_("小单位模式：一人可以兼任多个管理员岗位"), default=False)
    small_office_reason = models.CharField(_("采用小单位模式的理由"), max_length=200, blank=True)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(small_office=False) | ~models.Q(small_office_reason=""),
                name="small_office_has_a_reason",
            ),
            models.CheckConstraint(condition=models.Q(audit_months__gte=6), name="audit_is_kept_six_months"),
        )

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"

    def clean(self) -> None:
        """Check what no single field can tell."""
        if self.small_office and not self.small_office_reason.strip():
            raise ValidationError(
                {"small_office_reason": _("采用小单位模式要写明理由，例如“本单位只有两名工作人员”。")}
            )
        if PERSONAL.search(self.small_office_reason):
            raise ValidationError(
                {"small_office_reason": _("理由会进审计记录，不能写手机号或身份证号。请去掉后再保存。")}
            )
        if self.idle_minutes >= self.absolute_hours * 60:
            raise ValidationError({"idle_minutes": _("自动退出的时间要短于一次登录的最长时间。")})


class PasswordRecord(AppendOnly):
    """A password an account had from ``set_at`` on, as its hash: so that old ones are told apart from new ones."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="password_records")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.account} {self.set_at:%Y-%m-%d}"


class SessionEnd(models.TextChoices):
    """Why a session was ended from outside; whoever comes back with it is told."""

    CAPPED = "超出上限", _("超出上限")
    BY_OWNER = "本人结束", _("本人结束")
    PASSWORD = "密码已改", _("密码已改")  # a reason, no password
    CLOSED = "账号停用", _("账号停用")


class OpenSession(models.Model):
    """One place where a person is signed in. The rules need ``seen_at``; no page shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="open_sessions")
    device = models.CharField(max_length=64)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    """When this person last proved, here, to be that person; empty when another system said so."""
    ended = models.CharField(max_length=8, choices=SessionEnd.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.account} {self.device}"


class Invitation(models.Model):
    """A link by which a person sets a password for the first time, or again. The token itself is kept nowhere."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(used_at=None, revoked_at=None),
                name="invitation_once_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.created_at:%Y-%m-%d}"


class CodeGenerator(models.Model):
    """An app on a person's phone that shows a new code every half minute (RFC 6238)."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="code_generator")
    secret = models.TextField()
    """Encrypted with a key that lies outside the database."""
    last_step = models.BigIntegerField()
    """Half minute of the last code that was taken; that one and older ones are refused."""
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.account)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost, as its digest; one that was used is gone."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "digest"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return str(self.account)


class Passkey(models.Model):
    """A passkey (WebAuthn credential): its public key, never a secret."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=32)
    host = models.CharField(max_length=255)
    """Host name it was made for; browsers offer it nowhere else."""
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()
    """Attested credential data (WebAuthn, 6.5.2)."""
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.account} {self.name}"


class LinkedIdentity(models.Model):
    """Who an account is at a provider of identities. Only an administrator links; nobody is made an account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="linked_identities")
    provider = models.CharField(max_length=32)
    subject = models.CharField(max_length=255)
    linked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "subject"), name="identity_once"),)

    def __str__(self) -> str:
        return f"{self.account} {self.provider}"
