"""Forms in the look of the house; ``house/_fields.html`` shows them."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.house.paging import key_from

Row = TypeVar("Row", bound=Model)


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


class RowsField(forms.ModelMultipleChoiceField[Row]):
    """Some rows of a table, chosen by their keys; what can be no key is refused as one that is not offered.

    Without it a number beyond 64 bits reaches the database, which fails on it.
    """

    def clean(self, value: Any) -> QuerySet[Row]:
        """Give the rows. Raises ValidationError."""
        for key in value if isinstance(value, (list, tuple)) else ():
            if key_from(str(key)) is None:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)
