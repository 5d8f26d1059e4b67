"""What a person says of a circular, checked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dabiao.circulars.actions import CircularDraft
from dabiao.house.forms import DayField, HouseForm


class CircularForm(HouseForm):
    """The heading of a circular. Lengths are those a heading line can carry."""

    title = forms.CharField(label=_("标题"), max_length=60)
    number = forms.CharField(
        label=_("发文字号"), max_length=40, required=False, help_text=_("可以先空着，定稿后再填")
    )
    issuer = forms.CharField(label=_("发文机关"), max_length=30)
    addressees = forms.CharField(label=_("主送机关"), max_length=120)
    issued_on = DayField(label=_("成文日期"))

    def draft(self) -> CircularDraft:
        """The checked heading. Only after ``is_valid``."""
        given = self.cleaned_data
        return CircularDraft(
            title=given["title"],
            issuer=given["issuer"],
            addressees=given["addressees"],
            issued_on=given["issued_on"],
            number=given["number"],
        )
