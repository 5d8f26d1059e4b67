"""Forms of signing in and of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dabiao.people.door import passwords, security
from dabiao.people.models import Account, SecuritySettings

if TYPE_CHECKING:
    PasswordPair = SetPasswordForm[Account]
    RulesForm = forms.ModelForm[SecuritySettings]
else:  # Django's forms take no type while running
    PasswordPair, RulesForm = SetPasswordForm, forms.ModelForm


def _password_field(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": autocomplete}),
    )


class NewPassword(PasswordPair):
    """A new password, twice."""

    new_password1 = _password_field(_("新密码"), "new-password")
    new_password2 = _password_field(_("再输一遍新密码"), "new-password")
    error_messages = {"password_mismatch": _("两次输入的新密码不一样。请重新输入。")}  # noqa: RUF012  # Django's own

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(account, data)
        self.fields["new_password1"].help_text = "".join(password_validators_help_texts())


class ChangedPassword(NewPassword):
    """The old password, and a new one twice."""

    old_password = _password_field(_("现在的密码"), "current-password")
    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, request: HttpRequest, account: Account, data: Any = None) -> None:
        self.request = request
        super().__init__(account, data)

    def clean_old_password(self) -> str:
        """Refuse a wrong one; it counts towards the lock."""
        given: str = self.cleaned_data["old_password"]
        if not passwords.is_right(self.request, self.user, given):
            raise forms.ValidationError(_("现在的密码不对，没有修改。请重新输入；连续输错会锁定账号。"))
        return given


class SecurityForm(RulesForm):
    """The rules of signing in. What fits together is checked where they are set."""

    class Meta:
        model = SecuritySettings
        fields = security.RULES

    def __init__(self, data: Any = None, *, rules: SecuritySettings) -> None:
        super().__init__(data, initial={name: getattr(rules, name) for name in security.RULES})
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-check-input" if name == "small_office" else "form-control"
            if isinstance(field, forms.IntegerField):
                least, most = security.bounds(name)
                field.widget.attrs |= {"min": least, "max": most}
                field.help_text = _("%(least)s 到 %(most)s") % {"least": least, "most": most}
