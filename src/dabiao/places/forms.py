"""What people say of places, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from dabiao.core.framework import Framework
from dabiao.house.forms import DayField, HouseForm
from dabiao.office.site_table import CHINA_LAT, CHINA_LON, FURTHEST_OFF
from dabiao.people.accounts.forms import OfferedInput
from dabiao.places.actions import PARTICULARS, SiteEntry
from dabiao.places.models import CoordinateSystem, Site

_LONGEST_NUMBER, _LONGEST_NAME, _LONGEST_ORGANISATION = 64, 128, 64
"""Characters, as the columns of the register have room for."""


def _degrees(label: Any, bounds: tuple[Decimal, Decimal]) -> forms.DecimalField:
    low, high = bounds
    said = _("中国的经度在 73 到 136 之间，纬度在 3 到 54 之间，请核对是不是填反了")
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=10,
        decimal_places=7,
        validators=[MinValueValidator(low, said), MaxValueValidator(high, said)],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class SiteForm(HouseForm):
    """A place. Its number is given once; ``offered`` are names of streets and units to choose from, by field."""

    site_id = forms.CharField(
        label=_("点位编号（可不填）"),
        max_length=_LONGEST_NUMBER,
        required=False,
        help_text=_("空着由系统编号；定了就不再改"),
    )
    name = forms.CharField(label=_("名称"), max_length=_LONGEST_NAME)
    site_type = forms.ChoiceField(label=_("点位类型"))
    street = forms.CharField(
        label=_("所属街道"), max_length=_LONGEST_ORGANISATION, required=False, widget=OfferedInput()
    )
    community = forms.CharField(label=_("社区"), max_length=_LONGEST_ORGANISATION, required=False)
    unit = forms.CharField(
        label=_("责任单位"), max_length=_LONGEST_ORGANISATION, required=False, widget=OfferedInput()
    )
    lon = _degrees(_("经度"), CHINA_LON)
    lat = _degrees(_("纬度"), CHINA_LAT)
    coordinate_system = forms.ChoiceField(
        label=_("坐标取自"),
        required=False,
        choices=[("", _("（没有坐标）")), *CoordinateSystem.choices],
        help_text=_("不同地图的坐标相差几百米，请照实选"),
    )
    accuracy = forms.IntegerField(
        label=_("坐标可能偏多少米（可不填）"), required=False, min_value=0, max_value=FURTHEST_OFF
    )

    def __init__(
        self,
        *given: Any,
        framework: Framework,
        offered: Mapping[str, Sequence[str]],
        changed: Site | None = None,
        **options: Any,
    ) -> None:
        if changed is not None:
            options["initial"] = {name: getattr(changed, name) for name in PARTICULARS}
        super().__init__(*given, **options)
        self.changed = changed
        if changed is not None:
            del self.fields["site_id"]
        self._offer_types(framework, changed.site_type if changed else "")
        for name, names in offered.items():
            widget = self.fields[name].widget
            assert isinstance(widget, OfferedInput)
            widget.offered = [(one, "") for one in names]

    def _offer_types(self, framework: Framework, kept: str) -> None:
        """Offer the pack's types; an open pack takes any word."""
        types = self.fields["site_type"]
        assert isinstance(types, forms.ChoiceField)
        if framework.open_ended:
            self.fields["site_type"] = forms.CharField(
                label=types.label,
                max_length=_LONGEST_NUMBER,
                initial=types.initial,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            return
        known = [(kind.id, kind.title) for kind in framework.site_types]
        if kept and kept not in dict(known):  # of an earlier pack: it can be kept, and is not offered anew
            known.insert(0, (kept, kept))
        types.choices = [("", _("请选择")), *known]

    def clean(self) -> dict[str, Any]:
        """A position is whole or absent."""
        given = super().clean() or {}
        parts = [given.get(name) not in (None, "") for name in ("lon", "lat", "coordinate_system")]
        wrong = any(name in self.errors for name in ("lon", "lat", "coordinate_system"))
        if not wrong and any(parts) and not all(parts):
            self.add_error("coordinate_system", _("经度、纬度和坐标取自哪里要一起填，或者都空着"))
        if not wrong and not any(parts) and given.get("accuracy") is not None:
            self.add_error("accuracy", _("没有坐标，就不用填偏多少米"))
        return given

    def entry(self) -> SiteEntry:
        """The checked entry. Only after ``is_valid``."""
        given = self.cleaned_data
        number = self.changed.site_id if self.changed else given["site_id"]
        return SiteEntry(number, **{name: given[name] for name in PARTICULARS if name != "closed_on"})


class CloseForm(HouseForm):
    """The first day it is no place to inspect."""

    on = DayField(label=_("从哪天起停用"))


class UploadForm(HouseForm):
    """A workbook of places, and what its positions are where it does not say."""

    workbook = forms.FileField(
        label=_("点位表（.xlsx 或 .csv）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    system = forms.ChoiceField(
        label=_("表里的坐标取自（表里有“坐标系”一列、或没有坐标的不用选）"),
        required=False,
        choices=[("", _("不用选")), *CoordinateSystem.choices],
    )
