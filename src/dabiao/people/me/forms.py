"""When somebody wants the digest, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dabiao.house.forms import HourField, HouseForm, Tick
from dabiao.people.me.actions import Choice
from dabiao.people.me.models import DigestSettings


class DigestForm(HouseForm):
    """One's own digest. The fields about mail are there only where the data folder names a mail server."""

    wanted = Tick(label=_("每天要一份一览"))
    at = HourField(label=_("几点生成"))
    quiet_from = HourField(label=_("免打扰从几点"))
    quiet_until = HourField(label=_("到几点"), help_text=_("两个时间相同就是没有免打扰时段"))
    days_off = Tick(label=_("休息日也要"))
    by_mail = Tick(label=_("同时发到邮箱"))
    mail_address = forms.EmailField(label=_("邮箱"), required=False, max_length=254)

    def __init__(self, *given: Any, chosen: DigestSettings, mail: bool, **options: Any) -> None:
        initial = {name: getattr(chosen, name) for name in self.base_fields}
        super().__init__(*given, initial=initial, **options)
        if not mail:
            del self.fields["by_mail"], self.fields["mail_address"]

    def clean(self) -> dict[str, Any]:
        """Whoever wants mail says where to."""
        given = super().clean() or self.cleaned_data
        if given.get("by_mail") and not given.get("mail_address") and "mail_address" not in self.errors:
            self.add_error("mail_address", say("要发到邮箱，请填邮箱。"))
        return given

    def choice(self) -> Choice:
        """The checked choice. Only after ``is_valid``."""
        given = self.cleaned_data
        return Choice(
            given["wanted"],
            given["at"],
            given["quiet_from"],
            given["quiet_until"],
            given["days_off"],
            given.get("mail_address", "") if given.get("by_mail") else "",
        )
