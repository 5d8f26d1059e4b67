"""Forms of the crosswalks: choices only, each from what the two packs have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dabiao.core.crosswalk.model import Entry
from dabiao.core.crosswalk.proposal import Proposal
from dabiao.core.framework import CheckItem, Framework
from dabiao.house.forms import HouseForm
from dabiao.standards.crosswalks.actions import LONGEST_NOTE, OWN_WORDS, Choice
from dabiao.standards.crosswalks.lines import ItemLine, Line, Lines
from dabiao.standards.crosswalks.models import Kind

UNDECIDED = "?"
"""Choice that leaves an entry as it is: nobody has decided yet."""

MOST_CANDIDATES = 5
"""Likely counterparts named first in a list of choices; the items of these standards can be chosen too."""

SHORT = 60
"""Characters of an item's text in a list of choices: enough to tell it from its neighbours."""

Choices = list[tuple[str, Any]]


class StartForm(HouseForm):
    """Two packs and why they are compared; which packs there are is the action's to say."""

    from_pack = forms.CharField(max_length=80)
    to_pack = forms.CharField(max_length=80)
    kind = forms.ChoiceField(choices=Kind.choices)


class LineForm(HouseForm):
    """Where one old standard and its items go."""

    to = forms.ChoiceField(label=gettext_lazy("对应的标准"), required=False)
    note = forms.CharField(
        label=gettext_lazy("备注"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, lines: Lines, line: Line, given: Any) -> None:
        super().__init__(given)
        self._line = line
        proposal = Proposal(lines.old, lines.new)
        self.likely = proposal.candidates(line.standard, MOST_CANDIDATES)
        self.fields["to"] = _choice(
            _("对应的标准"), _standard_choices(lines.new, self.likely, line.entry), _chosen(line.entry, False)
        )
        self.fields["note"].initial = line.entry.note
        near = [*(one.id for one in line.targets), *(name for name, _percent in self.likely)]
        for at, item in enumerate(line.items):
            choices = _item_choices(lines.new, list(dict.fromkeys(near)), item)
            self.fields[f"item-{at}"] = _choice(item.item.text, choices, _chosen(item.entry, True))

    @property
    def item_fields(self) -> list[tuple[ItemLine, Any]]:
        """Each item with its field."""
        return [(one, self[f"item-{at}"]) for at, one in enumerate(self._line.items)]

    def suggested(self) -> Choice:
        """The likeliest for everything nobody has chosen yet, the rest as it was chosen."""
        chosen = self.choice()
        items = dict(chosen.items)
        for one in self._line.items:
            if one.entry.undecided:
                items.setdefault(one.item.id, one.entry.candidate)
        entry = self._line.entry
        to = entry.candidate if chosen.to_standard is None and entry.undecided else chosen.to_standard
        return Choice(to, items, chosen.note)

    def choice(self) -> Choice:
        """What was chosen. Items that nobody touched follow the standard when it goes elsewhere."""
        given = self.cleaned_data
        to = None if given["to"] == UNDECIDED else given["to"]
        moved = to is not None and to != self._line.entry.to_standard
        items = {}
        for at, one in enumerate(self._line.items):
            chosen = given[f"item-{at}"]
            untouched = chosen == _chosen(one.entry, True)
            if chosen != UNDECIDED and not (untouched and (moved or not one.entry.undecided)):
                items[one.item.id] = chosen
        return Choice(to, items, given["note"])


class TypesForm(HouseForm):
    """What each place type of the old pack is called in the new one."""

    def __init__(self, lines: Lines, given: Any) -> None:
        super().__init__(given)
        self._types = [one.site_type for one in lines.crosswalk.site_types]
        choices: Choices = [
            ("", _("没有对应，这类点位的记录不换算")),
            *((kind.id, kind.title) for kind in lines.new.site_types),
        ]
        for at, one in enumerate(lines.crosswalk.site_types):
            known = lines.old.site_type_names.get(one.site_type)
            title = known.title if known else one.site_type
            self.fields[f"type-{at}"] = _choice(title, choices, one.to)

    def names(self) -> dict[str, str]:
        """What was chosen, by old place type."""
        return {one: self.cleaned_data[f"type-{at}"] for at, one in enumerate(self._types)}


def _choice(label: str, choices: Choices, initial: str) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
    field.widget.attrs["class"] = "form-select"
    return field


def _chosen(entry: Entry, of_item: bool) -> str:
    """What a list shows as chosen."""
    if entry.undecided:
        return UNDECIDED
    if not entry.to_standard:
        return ""
    if of_item:
        return entry.to_item or OWN_WORDS
    return entry.to_standard


def _standard_choices(new: Framework, likely: list[tuple[str, int]], entry: Entry) -> Choices:
    named = [
        (name, _("%(id)s %(title)s（相近 %(percent)d%%）") % {
            "id": name, "title": new.standards[name].title, "percent": percent,
        })
        for name, percent in likely
    ]  # fmt: skip
    near = dict(likely)
    others = [(one.id, f"{one.id} {one.title}") for one in new.standards.values() if one.id not in near]
    first: Choices = [(UNDECIDED, _("待定，请选择"))] if entry.undecided else []
    return [*first, ("", _("没有对应，不换算")), (_("相近的"), named), (_("其他标准"), others)]


def _item_choices(new: Framework, standards: list[str], line: ItemLine) -> Choices:
    first: Choices = [(UNDECIDED, _("待定，请选择"))] if line.entry.undecided else []
    first += [("", _("没有对应，不换算")), (OWN_WORDS, _("并入对应的标准，保留原来的文字"))]
    groups: dict[str, list[CheckItem]] = {name: list(new.items_of.get(name, ())) for name in standards}
    for chosen in (line.target, line.candidate):
        if chosen is not None and chosen.standard_id not in groups:
            groups[chosen.standard_id] = list(new.items_of.get(chosen.standard_id, ()))
    return first + [
        (f"{name} {new.standards[name].title}", [(one.id, _short(one.text)) for one in items])
        for name, items in groups.items()
        if items and name in new.standards
    ]


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
