"""Forms of packs and their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dabiao.core.framework import Framework, Grade
from dabiao.core.framework_book.columns import ColumnMatch, SheetMapping
from dabiao.core.framework_book.fields import Field
from dabiao.house.forms import HouseForm
from dabiao.standards.framework_in import Identity
from dabiao.standards.pack_fields import is_id

GRADES = [
    (Grade.GOVERNMENT.value, _("G 政府网站")),
    (Grade.NEWSPAPER.value, _("N 新闻")),
    (Grade.DOCUMENT_SITE.value, _("D 文档分享网站")),
    (Grade.KNOWLEDGE.value, _("K 未核实")),
    (Grade.INFERENCE.value, _("I 推断")),
    (Grade.OURS.value, _("示范值（自拟）")),
]
"""How far the text of a framework can be trusted to be the official one."""

IGNORED = "-"
"""Choice of a column that is not taken."""


class NameForm(HouseForm):
    """What an edition is called."""

    pack_id = forms.CharField(
        label=_("标准包编号"),
        max_length=80,
        help_text=_("每一版一个编号，发布后不能再用，如 某区-2027.1。只用文字、数字、_、- 和点。"),
    )
    title = forms.CharField(label=_("名称"), max_length=200)
    edition = forms.CharField(label=_("版次"), max_length=40, help_text=_("如 2027.1"))

    def clean_pack_id(self) -> str:
        """Refuse what can be no id. Raises ValidationError."""
        found = str(self.cleaned_data["pack_id"]).strip()
        if not is_id(found):
            raise ValidationError(gettext("编号只用文字、数字、_、- 和点，以文字或数字开头。"))
        return found

    @property
    def names(self) -> tuple[str, str, str]:
        """Id, title and edition."""
        data = self.cleaned_data
        return data["pack_id"], data["title"], data["edition"]


class IdentityForm(NameForm):
    """What a new framework is called, and where its text comes from."""

    city_level = forms.CharField(label=_("适用城市"), max_length=60, help_text=_("如 县级、地级以上、城区"))
    document = forms.CharField(
        label=_("依据的文件"), max_length=300, help_text=_("测评体系、操作手册等文件的名称，照原文写。")
    )
    place = forms.CharField(label=_("发文地方"), max_length=60, required=False, help_text=_("不知道就空着。"))
    year = forms.IntegerField(label=_("年份"), min_value=1949, max_value=2100, required=False)
    grade = forms.ChoiceField(label=_("证据等级"), choices=GRADES, initial=Grade.KNOWLEDGE.value)

    @property
    def identity(self) -> Identity:
        """The name and the source."""
        data = self.cleaned_data
        source = {
            "place": data["place"],
            "document": data["document"],
            "year": str(data["year"] or ""),
            "grade": data["grade"],
        }
        return Identity(*self.names, data["city_level"], {key: one for key, one in source.items() if one})


class BasedOnForm(HouseForm):
    """Which pack a draft is the next edition of."""

    based_on = forms.ChoiceField(
        label=_("上一版"),
        required=False,
        help_text=_(
            "这一版接着哪一版用，就选哪一版：发布时对照两版，历次测评的趋势可以接着看。全新的体系不选。"
        ),
    )

    def __init__(self, packs: Sequence[Framework], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["based_on"]
        assert isinstance(field, forms.ChoiceField), "the field is declared above"
        field.choices = [
            ("", _("没有，这是全新的")),
            *((one.id, f"{one.title} {one.edition}") for one in packs),
        ]


class UploadForm(BasedOnForm):
    """A workbook, and which pack it is the next edition of."""


class ColumnsForm(forms.Form):
    """What each column of each sheet holds: a choice each, set where the reading is sure, to be made where not."""

    def __init__(self, mappings: Sequence[SheetMapping], *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.mappings = [one for one in mappings if one.is_framework or one.columns]
        for place, sheet in enumerate(self.mappings):
            for column in sheet.columns:
                self.fields[_name(place, column)] = _choice(sheet, column)

    def lines(self) -> list[tuple[SheetMapping, list[tuple[ColumnMatch, forms.BoundField]]]]:
        """Each sheet with its columns and their choices."""
        return [
            (sheet, [(column, self[_name(place, column)]) for column in sheet.columns])
            for place, sheet in enumerate(self.mappings)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse one field in two columns of a sheet: which of them counts? Raises ValidationError."""
        data = super().clean() or {}
        for place, sheet in enumerate(self.mappings):
            seen: set[str] = set()
            for column in sheet.columns:
                name = _name(place, column)
                chosen = data.get(name, IGNORED)
                if chosen != IGNORED and chosen in seen:
                    self.add_error(
                        name,
                        gettext("这张表已有一列选了“%(field)s”，请只留一列。") % {"field": gettext(chosen)},
                    )
                seen.add(chosen)
        return data

    @property
    def chosen(self) -> dict[str, SheetMapping]:
        """The mapping of each sheet as it was confirmed."""
        data = self.cleaned_data
        return {
            sheet.sheet: sheet.chosen(
                {
                    column.column: None
                    if data[_name(place, column)] == IGNORED
                    else Field(data[_name(place, column)])
                    for column in sheet.columns
                }
            )
            for place, sheet in enumerate(self.mappings)
        }


def _name(place: int, column: ColumnMatch) -> str:
    return f"sheet{place}_column{column.column}"


def _choice(sheet: SheetMapping, column: ColumnMatch) -> forms.ChoiceField:
    label = gettext("%(sheet)s：%(heading)s") % {
        "sheet": sheet.sheet,
        "heading": column.heading or gettext("没有表头的一列"),
    }
    sure = column.sure or column.field is None
    return forms.ChoiceField(
        label=label,
        choices=[
            *([] if sure else [("", gettext("请选择"))]),
            (IGNORED, gettext("不取用")),
            *((one.value, gettext(one.value)) for one in Field),
        ],
        initial=(column.field.value if column.field else IGNORED) if sure else "",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": gettext("把握不大，请选这一列是什么。")},
    )


class VersionForm(forms.Form):
    """The version of the draft that the person has before them."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
