"""What a password has to be, how long it lasts, and how it is set. The rules come from the security settings."""

from __future__ import annotations

import string
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.people.door import lockout, security
from dabiao.people.models import Account, PasswordRecord

OVERDUE = "password_overdue"
"""Key in the session of somebody who signed in with a password that is too old."""


class LongAndMixed:
    """Long enough, and of enough kinds of characters."""

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002  # Django's signature
        """Raise ValidationError when it is too short or too uniform."""
        rules = security.current()
        if len(password) < rules.password_length:
            raise ValidationError(
                _("密码太短：至少 %(least)d 位，现在是 %(given)d 位。请加长。"),
                params={"least": rules.password_length, "given": len(password)},
            )
        if classes_in(password) < rules.password_classes:
            raise ValidationError(
                _(
                    "密码的字符种类太少：大写字母、小写字母、数字、符号（含汉字）里至少要有 %(least)d 类，"
                    "现在有 %(given)d 类。请再加一类。"
                ),
                params={"least": rules.password_classes, "given": classes_in(password)},
            )

    def get_help_text(self) -> str:
        """Say the rule before somebody breaks it."""
        rules = security.current()
        return _("至少 %(length)d 位，大写字母、小写字母、数字、符号（含汉字）里至少 %(classes)d 类。") % {
            "length": rules.password_length,
            "classes": rules.password_classes,
        }


class NotTheName:
    """Without the account name in it, forwards or backwards."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError when the name is in it, however it is written."""
        name = user.username.casefold() if user else ""
        written = password.casefold()
        if len(name) >= 3 and (
            name in written or name[::-1] in written
        ):  # shorter names are in half the words
            raise ValidationError(_("密码里不能有账号名（倒写也不行）。请换一个。"))

    def get_help_text(self) -> str:
        """Say the rule before somebody breaks it."""
        return _("不能包含账号名。")


class NotUsedLately:
    """None of the last few; this validator also keeps the record it asks."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError when it is one of the last passwords of ``user``."""
        if user is None or user.pk is None:
            return
        barred = security.current().passwords_barred
        records = user.password_records.order_by("-pk").values_list("password", flat=True)
        if any(check_password(password, old) for old in [user.password, *records[:barred]]):
            raise ValidationError(
                _("这个密码最近用过：最近 %(barred)d 次用过的都不能再用。请换一个。"),
                params={"barred": barred},
            )

    def password_changed(self, _password: str, user: Account) -> None:
        """Remember the new password's hash; Django calls this after every change."""
        PasswordRecord.objects.create(account=user, password=user.password)

    def get_help_text(self) -> str:
        """Say the rule before somebody breaks it."""
        return _("最近 %(barred)d 次用过的密码不能再用。") % {"barred": security.current().passwords_barred}


def classes_in(password: str) -> int:
    """How many of the four classes occur. What is neither letter nor digit of ASCII counts as a symbol, 汉字 too."""
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    known = sum(any(one in kind for one in password) for kind in kinds)
    return known + any(one not in string.ascii_letters + string.digits for one in password)


def is_overdue(account: Account) -> bool:
    """Whether the password is older than the rules allow. One whose day is unknown begins to age when it changes."""
    if not account.password_ages:
        return False
    latest = account.password_records.order_by("-pk").first()
    age_allowed = timedelta(days=security.current().password_days)
    return latest is not None and timezone.now() >= latest.set_at + age_allowed


def is_right(request: HttpRequest, account: Account, password: str) -> bool:
    """Whether ``password`` is that of ``account``. A wrong one counts towards the lock, as it does at the door."""
    before = lockout.locked_until(request, account.username) is not None
    right = authenticate(request, username=account.username, password=password) == account
    if not right:
        lockout.tell_audit(request, account.username, locked_before=before)
    return right
