"""The form for a letter's text: rows of items and bands are added, moved and dropped without any script.

Every button sends the whole form. Only 保存 stores something; the others show the form again as it was typed, with
the row added, moved or gone, so that nothing typed is ever lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dabiao.core.deduction_bands import Comparison, DeductionBand, plain
from dabiao.core.letter_text import LetterItem, LetterText
from dabiao.duties.letters.annex_lines import read_annex, written_annex
from dabiao.duties.letters.models import COMPARISONS
from dabiao.duties.letters.soundness import MOST_BANDS, MOST_ITEMS
from dabiao.house.forms import DayField, HouseForm

ENDS = (("1", _("含")), ("0", _("不含")))


class WholeForm(HouseForm):
    """What stands once in a letter."""

    saved = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(label=_("标题"), max_length=60)
    party_a_post = forms.CharField(label=_("甲方签署人职务"), max_length=40)
    party_b_post = forms.CharField(label=_("乙方签署人职务"), max_length=40)
    period_from = DayField(label=_("期限从"))
    period_to = DayField(label=_("到"))
    preamble = forms.CharField(label=_("总述"), widget=forms.Textarea(attrs={"rows": 3}))
    measures = forms.CharField(
        label=_("保障措施"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("每条一行")
    )
    scoring = forms.CharField(
        label=_("计分办法"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每条一行")
    )
    rewards = forms.CharField(
        label=_("奖惩"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每条一行")
    )
    annex = forms.CharField(
        label=_("任务分解表"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off"}),
        help_text=_(
            "可以从 Excel 整块复制后粘贴。每行一项，列的次序："
            "标准编号、标准名称、测评方法、点位类型、责任（牵头、责任或配合）、要求、完成时限"
        ),
    )


class ItemForm(HouseForm):
    """One target."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = forms.CharField(
        label=_("内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    comparison = forms.ChoiceField(label=_("要求"), choices=COMPARISONS)
    target = forms.DecimalField(label=_("目标值"), max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(label=_("计量单位"), max_length=12, required=False)
    points = forms.DecimalField(label=_("分值"), max_digits=5, decimal_places=2, required=False)
    deadline = DayField(label=_("完成时限"), required=False, initial=None)
    evaluator = forms.CharField(
        label=_("考核单位"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"list": "evaluators"}),
    )
    standard_id = forms.CharField(
        label=_("标准编号"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"list": "standards"}),
    )

    def item(self) -> LetterItem:
        """The checked item. Only after ``is_valid``."""
        given = self.cleaned_data
        return LetterItem(
            key=given["key"] or 0,
            text=given["text"],
            standard_id=given["standard_id"],
            comparison=Comparison(given["comparison"]),
            target=given["target"],
            unit=given["unit"],
            deadline=given["deadline"],
            evaluator=given["evaluator"],
            points=given["points"],
        )


class BandForm(HouseForm):
    """One deduction band."""

    low = forms.DecimalField(label=_("从（分）"), max_digits=5, decimal_places=2)
    low_closed = forms.TypedChoiceField(label=_("下限"), choices=ENDS, coerce=lambda value: value == "1")
    high = forms.DecimalField(label=_("到（分）"), max_digits=5, decimal_places=2)
    high_closed = forms.TypedChoiceField(label=_("上限"), choices=ENDS, coerce=lambda value: value == "1")
    deduction = forms.DecimalField(label=_("扣分"), max_digits=5, decimal_places=2, min_value=0)
    consequence = forms.CharField(label=_("其他后果"), max_length=100, required=False)

    def band(self) -> DeductionBand:
        """The checked band. Only after ``is_valid``."""
        return DeductionBand(**{name: self.cleaned_data[name] for name in self.fields})


ITEM_FIELDS, BAND_FIELDS = tuple(ItemForm.base_fields), tuple(BandForm.base_fields)
UNTYPED = {"key", "comparison", "low_closed", "high_closed"}
"""Fields that always have a value: a row in which nothing else was typed is empty."""

Row = dict[str, str]


class TextForm:
    """The whole form: ``whole``, and a form for each item and band."""

    def __init__(self, whole: Mapping[str, Any], items: list[Row], bands: list[Row], *, bound: bool) -> None:
        self.bound = bound
        self.item_rows, self.band_rows = items, bands
        self.whole = WholeForm(whole) if bound else WholeForm(initial=whole)
        self.items = [_form(ItemForm, "item", n, row, bound=bound) for n, row in enumerate(items)]
        self.bands = [_form(BandForm, "band", n, row, bound=bound) for n, row in enumerate(bands)]

    @classmethod
    def showing(cls, text: LetterText, saved: int) -> TextForm:
        """The form filled in with a text."""
        whole = {
            "saved": saved,
            **{name: getattr(text, name) for name in WholeForm.base_fields if name not in ("saved", "annex")},
            "annex": written_annex(text.annex),
        }
        return cls(
            whole, [_item_row(one) for one in text.items], [_band_row(one) for one in text.bands], bound=False
        )

    @classmethod
    def sent(cls, data: QueryDict) -> TextForm:
        """The form as it came in, to be checked; empty rows are left out."""
        items, bands = _rows(data, "item", ITEM_FIELDS), _rows(data, "band", BAND_FIELDS)
        return cls(
            data,
            [one for one in items if _typed(one)],
            [one for one in bands if _typed(one)],
            bound=True,
        )

    @classmethod
    def changed(cls, data: QueryDict, what: str) -> TextForm:
        """The form as it was typed, with a row added, moved or gone: ``item-add``, ``item-3-up``, ``band-2-drop``."""
        rows = {"item": _rows(data, "item", ITEM_FIELDS), "band": _rows(data, "band", BAND_FIELDS)}
        kind, _dash, rest = what.partition("-")
        number, _dash, verb = rest.rpartition("-")
        if kind in rows:
            _change(rows[kind], int(number) if number.isdecimal() else None, verb, kind)
        whole = {name: data.get(name, "") for name in WholeForm.base_fields}
        return cls(whole, rows["item"], rows["band"], bound=False)

    def is_valid(self) -> bool:
        """Check every part, so that all that is wrong is told at once."""
        checked = [one.is_valid() for one in (self.whole, *self.items, *self.bands)]
        return all(checked)

    def text(self) -> LetterText:
        """The checked text. Only after ``is_valid``. Raises BadInput for lines of the annex that cannot be read."""
        given = self.whole.cleaned_data
        return LetterText(
            **{name: given[name] for name in WholeForm.base_fields if name not in ("saved", "annex")},
            items=tuple(one.item() for one in self.items),  # type: ignore[attr-defined]
            bands=tuple(one.band() for one in self.bands),  # type: ignore[attr-defined]
            annex=read_annex(given["annex"]),
        )

    @property
    def saved(self) -> int:
        """How often the version had been saved when the form was shown."""
        return int(self.whole.cleaned_data["saved"])

    @property
    def errors(self) -> bool:
        """Whether anything typed is refused."""
        return self.bound and any(one.errors for one in (self.whole, *self.items, *self.bands))


def _form(kind: type[HouseForm], name: str, number: int, row: Row, *, bound: bool) -> HouseForm:
    prefix = f"{name}-{number}"
    if not bound:
        return kind(initial=row, prefix=prefix)
    return kind({f"{prefix}-{field}": value for field, value in row.items()}, prefix=prefix)


def _rows(data: QueryDict, name: str, fields: tuple[str, ...]) -> list[Row]:
    """The rows as typed, in the order of their numbers."""
    most = MOST_ITEMS if name == "item" else MOST_BANDS
    numbers = sorted(
        {
            int(parts[1])
            for parts in (key.split("-") for key in data)
            if len(parts) == 3 and parts[0] == name and parts[1].isdecimal() and len(parts[1]) < 5
        }
    )
    return [
        {field: data.get(f"{name}-{number}-{field}", "") for field in fields}
        for number in numbers[: most + 1]
    ]


def _typed(row: Row) -> bool:
    return any(value.strip() for field, value in row.items() if field not in UNTYPED)


def _change(rows: list[Row], number: int | None, verb: str, kind: str) -> None:
    if verb == "add":
        rows.append({"comparison": Comparison.AT_LEAST.value} if kind == "item" else {"high_closed": "0"})
    elif number is not None and 0 <= number < len(rows):
        if verb == "drop":
            del rows[number]
        elif verb == "up" and number > 0:
            rows.insert(number - 1, rows.pop(number))
        elif verb == "down" and number < len(rows) - 1:
            rows.insert(number + 1, rows.pop(number))


def _item_row(one: LetterItem) -> Row:
    return {
        "key": str(one.key),
        "text": one.text,
        "standard_id": one.standard_id,
        "comparison": one.comparison.value,
        "target": "" if one.target is None else plain(one.target),
        "unit": one.unit,
        "deadline": one.deadline.isoformat() if one.deadline else "",
        "evaluator": one.evaluator,
        "points": "" if one.points is None else plain(one.points),
    }


def _band_row(one: DeductionBand) -> Row:
    return {
        "low": plain(one.low),
        "low_closed": str(int(one.low_closed)),
        "high": plain(one.high),
        "high_closed": str(int(one.high_closed)),
        "deduction": plain(one.deduction),
        "consequence": one.consequence,
    }
