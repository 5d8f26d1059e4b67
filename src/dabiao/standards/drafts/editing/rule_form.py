"""The form of one rule: method, points, form and the fields of that form, which make the rule a pack stores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dabiao.core.framework import Method
from dabiao.core.rubric import RubricError, Rule
from dabiao.house.forms import HouseForm, Tick
from dabiao.standards.drafts.editing.row_form import (
    Choices,
    dress,
    picked,
    row_defects,
    source_choices,
    split_lines,
)
from dabiao.standards.drafts.editing.rows import Content, Row
from dabiao.standards.drafts.editing.rule_fields import FORMS, FormFields, Lines, Parameter
from dabiao.standards.drafts.editing.rule_text import Parameters, rule_of, written
from dabiao.standards.drafts.editing.rule_values import names_of, plain_words, share_of, typed
from dabiao.standards.rule_parameters import parse_rule

MOST_LINES = 30
"""Lines of a list of parts; no form of rule has use for more."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_SIGNED = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
_WHOLE = re.compile(r"[0-9]{1,9}")

_LOW, _HIGH = (("[", _("不低于")), ("(", _("高于"))), (("]", _("不高于")), (")", _("低于")))


@dataclass(frozen=True)
class Group:
    """A list of parts as the page shows it: its lines, each the fields of one part."""

    lines: Lines
    rows: tuple[tuple[forms.BoundField, ...], ...]


class RuleForm(HouseForm):
    """A rule of the standard ``standard_id``. Unbound, it shows what ``values`` say (``values_of``, ``typed``)."""

    def __init__(
        self, data: QueryDict | None, *, content: Content, standard_id: str, values: Mapping[str, Any]
    ) -> None:
        self.content, self.standard_id = content, standard_id
        self.values = typed(data) if data is not None else dict(values)
        chosen = str(self.values.get("form", ""))
        self.chosen = chosen if chosen in FORMS else next(iter(FORMS))
        super().__init__(data, initial=self.values)
        self._common()
        for name, parameter in self._spread():
            self._add(name, parameter)
        if self.shape.takes_exceptions:
            self.fields["exceptions"] = forms.CharField(
                label=_("不算违反的情形"),
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_(
                    "一行一种，如“停在划线内且不影响通行”。测评员在问题描述写“例外：”和情形。没有就空着。"
                ),
            )
        dress(self)

    @property
    def shape(self) -> FormFields:
        """The form of rule that is chosen."""
        return FORMS[self.chosen]

    def _common(self) -> None:
        headings = {"method": _("测评方法"), "form": _("怎么评分"), "points": _("分值"), "source": _("来源")}
        self.fields["method"] = forms.ChoiceField(
            label=headings["method"], choices=[(one.value, gettext(one.value)) for one in Method]
        )
        self.fields["points"] = forms.CharField(
            label=headings["points"],
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            help_text=_("分；一条标准各种方法的分值之和等于标准的分值"),
        )
        self.fields["source"] = forms.ChoiceField(
            label=headings["source"], choices=source_choices(self.content), required=False
        )
        self.fields["form"] = forms.ChoiceField(
            label=headings["form"], choices=[(name, one.title) for name, one in FORMS.items()]
        )

    def _spread(self) -> Iterator[tuple[str, Parameter]]:
        """Every field of the chosen form with its parameter; those of parts carry their line."""
        for parameter in self.shape.parameters:
            if isinstance(parameter, Parameter):
                yield parameter.name, parameter
                continue
            for line in range(self._count(parameter)):
                for part in parameter.parts:
                    yield f"{parameter.name}-{line}-{part.name}", part

    def _count(self, lines: Lines) -> int:
        """How many lines are shown: those filled in and one more."""
        places = [
            int(found[1])
            for name, value in self.values.items()
            if value not in ("", [], None)
            and (found := re.match(rf"{lines.name}-(\d{{1,2}})-", name))
            and not name.endswith("_end")
        ]
        more = 1 if self.values.get("do") == f"more-{lines.name}" else 0
        return min(max(places, default=-1) + 2 + more, MOST_LINES)

    def _add(self, name: str, parameter: Parameter) -> None:
        label = f"{parameter.label}（{parameter.unit}）" if parameter.unit else parameter.label
        if parameter.kind == "interval":
            self._add_interval(name, label)
            return
        if parameter.kind == "tick":
            self.fields[name] = Tick(label=label, help_text=parameter.help)
            return
        field: forms.Field
        if parameter.kind == "choice":
            field = forms.ChoiceField(choices=parameter.choices)
        elif parameter.kind == "item":
            field = forms.ChoiceField(choices=self._items([str(self.values.get(name, ""))]), required=False)
        elif parameter.kind == "items":
            chosen = self.values.get(name, [])
            field = picked(self._items(chosen)[1:])
        else:
            attrs = {} if parameter.kind == "text" else {"inputmode": "decimal"}
            field = forms.CharField(required=False, max_length=80, widget=forms.TextInput(attrs=attrs))
        field.label, field.help_text = label, parameter.help
        self.fields[name] = field

    def _add_interval(self, name: str, label: str) -> None:
        ends = (("low", _("%(label)s下限"), _LOW), ("high", _("%(label)s上限"), _HIGH))
        for end, side, choices in ends:
            self.fields[f"{name}_{end}_end"] = forms.ChoiceField(
                label=side % {"label": label}, choices=choices, required=False
            )
            self.fields[f"{name}_{end}"] = forms.CharField(
                label=gettext("%(side)s是") % {"side": side % {"label": label}},
                required=False,
                max_length=24,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def _items(self, chosen: Sequence[str]) -> Choices:
        rows = [row for _at, row in self.content.of_standard("items", self.standard_id) if row.get("id")]
        known = [(row["id"], f"{row['id']} {row.get('text', '')}"[:70]) for row in rows]
        ids, texts = {row["id"] for row in rows}, {row.get("text", "") for row in rows}
        strange = [
            (one, one if one in texts else gettext("%(value)s（已不存在）") % {"value": one})
            for one in chosen
            if one and one not in ids
        ]
        return [("", gettext("请选择")), *known, *strange]

    @property
    def common(self) -> list[forms.BoundField]:
        """Method, points and source."""
        return [self[name] for name in ("method", "points", "source")]

    @property
    def plain(self) -> list[forms.BoundField]:
        """Parameters that are no list of parts."""
        return [
            self[name]
            for parameter in self.shape.parameters
            if isinstance(parameter, Parameter)
            for name in names_of(parameter.name, parameter)
        ]

    @property
    def groups(self) -> list[Group]:
        """Lists of parts."""
        return [
            Group(
                one,
                tuple(
                    tuple(
                        self[name]
                        for part in one.parts
                        for name in names_of(f"{one.name}-{line}-{part.name}", part)
                    )
                    for line in range(self._count(one))
                ),
            )
            for one in self.shape.parameters
            if isinstance(one, Lines)
        ]

    def clean(self) -> dict[str, Any]:
        """Make the rule; what its form refuses is told in the words of the page."""
        data = super().clean() or {}
        self.cleaned_data = data
        self.rule: Rule | None = None
        parameters = self._parameters()
        if not self.errors:
            try:
                self.rule = parse_rule(*self._wrapped(parameters))
            except RubricError as refused:
                self.add_error(None, plain_words(str(refused)))
        for name, sentence in row_defects("rules", {**self._named(), "form": "ratio"}):
            if name in ("points", "method") and name not in self.errors:
                self.add_error(name, sentence)
        return data

    def _wrapped(self, parameters: Parameters) -> tuple[str, Parameters]:
        exceptions = split_lines(self.cleaned_data.get("exceptions", ""))
        if not exceptions:
            return self.chosen, parameters
        base = {"form": self.chosen, "parameters": parameters}
        return "with_exceptions", {"base": base, "exceptions": list(exceptions)}

    def _named(self) -> dict[str, str]:
        data = self.cleaned_data
        given = {name: str(data.get(name) or "").strip() for name in ("method", "points", "source")}
        return {name: cell for name, cell in {"standard_id": self.standard_id, **given}.items() if cell}

    def cells(self, row: Row | None) -> dict[str, str]:
        """The row to store. A rule that says what ``row`` says already keeps its wording. Only when valid."""
        assert self.rule is not None, "a valid form has made its rule"
        form, parameters = written(self.rule)
        if row is not None:
            try:
                same = rule_of(row) == self.rule
            except RubricError:
                same = False
            if same:
                form, parameters = row.get("form", form), row.get("parameters", "")
        cells = {**self._named(), "form": form, "parameters": parameters}
        order = ("standard_id", "method", "points", "form", "parameters", "source")
        return {name: cells[name] for name in order if cells.get(name)}

    def _parameters(self) -> Parameters:
        found: Parameters = {}
        for parameter in self.shape.parameters:
            if isinstance(parameter, Parameter):
                value = self._value(parameter.name, parameter)
                if value not in ("", [], None, False):
                    found[parameter.name] = value
                continue
            parts = [self._part(parameter, line) for line in range(self._count(parameter))]
            given = [part for part in parts if part]
            if given:
                found[parameter.name] = given
        return found

    def _part(self, lines: Lines, line: int) -> Parameters:
        """One line; an empty one is none."""
        names = [(part, f"{lines.name}-{line}-{part.name}") for part in lines.parts]
        written_ = [
            self.cleaned_data.get(one)
            for part, name in names
            for one in names_of(name, part)
            if not one.endswith("_end")
        ]
        if not any(written_):
            return {}
        values = {part.name: self._value(name, part) for part, name in names}
        return {name: value for name, value in values.items() if value not in ("", [], None)}

    def _value(self, name: str, parameter: Parameter) -> object:
        data = self.cleaned_data
        if parameter.kind == "interval":
            return self._interval(name)
        value = data.get(name)
        if parameter.kind in ("tick", "items"):
            if parameter.required and not value:
                self.add_error(name, gettext("请至少选一项"))
            return value
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        if not text:
            if parameter.required and name in self.fields:
                self.add_error(name, gettext("请填写"))
            return ""
        return self._figure(name, parameter, text)

    def _figure(self, name: str, parameter: Parameter, text: str) -> object:
        """Read what was typed as the kind of figure it is to be."""
        if parameter.kind == "whole":
            return int(text) if _WHOLE.fullmatch(text) else self._refuse(name, gettext("应是整数，如 3"))
        if parameter.kind not in ("number", "percent"):
            return text
        if parameter.unit == "%":
            text = text.removesuffix("%").strip()
        if not _NUMBER.fullmatch(text):
            return self._refuse(name, gettext("应是不小于 0 的数，如 0.5"))
        return share_of(text) if parameter.kind == "percent" else text

    def _interval(self, name: str) -> str:
        ends: dict[str, str] = {}
        for end, infinite in (("low", "-inf"), ("high", "+inf")):
            text = unicodedata.normalize("NFKC", str(self.cleaned_data.get(f"{name}_{end}") or ""))
            text = text.strip().removesuffix("%").strip()
            if text and not _SIGNED.fullmatch(text):
                self._refuse(f"{name}_{end}", gettext("应是数，如 80；没有这一头的限制就空着"))
                text = ""
            ends[end] = text or infinite
        low = "(" if ends["low"] == "-inf" else self.cleaned_data.get(f"{name}_low_end") or "["
        high = ")" if ends["high"] == "+inf" else self.cleaned_data.get(f"{name}_high_end") or "]"
        return f"{low}{ends['low']},{ends['high']}{high}"

    def _refuse(self, name: str, sentence: str) -> str:
        self.add_error(name, sentence)
        return ""
