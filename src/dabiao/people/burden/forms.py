"""What the office says about limits, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import PositiveSmallIntegerField
from django.utils.translation import gettext_lazy as _

from dabiao.core.burden import Limit
from dabiao.house.forms import HouseForm
from dabiao.people.burden.models import BurdenLimit
from dabiao.people.models import OrganisationKind


class LimitForm(HouseForm):
    """A new limit for one kind of organisation."""

    kind = forms.ChoiceField(label=_("单位类别"), choices=OrganisationKind.choices)
    items = forms.IntegerField(label=_("每周最多几件"))
    minutes = forms.IntegerField(label=_("每周最多多少分钟"))
    reason = forms.CharField(
        label=_("调整的理由"), max_length=200, help_text=_("写明为什么要调，下面的单位看得到。")
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("items", "minutes"):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)
            of_table = BurdenLimit._meta.get_field(name)
            assert isinstance(of_table, PositiveSmallIntegerField)
            field.validators.extend(of_table.validators)

    def limit(self) -> Limit:
        """The limit asked for. Only after ``is_valid``."""
        return Limit(self.cleaned_data["items"], self.cleaned_data["minutes"])
