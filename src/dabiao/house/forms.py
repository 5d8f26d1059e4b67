"""Forms in the look of the house; ``house/_fields.html`` shows them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HouseForm(forms.Form):
    """A form whose fields carry the classes of the style sheet."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs.setdefault("class", "form-select")
            elif not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "form-control")


class DayField(forms.DateField):
    """A day, today unless another is given; the browser shows its own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=options.pop("label", _("生效日期")),
            initial=options.pop("initial", timezone.localdate),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **options,
        )


class HourField(forms.TimeField):
    """A time of day, to the minute; the browser shows its own clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class Tick(forms.BooleanField):
    """A box that may stay empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}), **options
        )
