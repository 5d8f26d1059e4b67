"""The form of a pack's settings: what ``pack.yaml`` holds, under the names its workbook has for it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dabiao.core.framework import Grade, Method, Ranking, StabilitySettings
from dabiao.house.forms import HouseForm, Tick
from dabiao.standards.drafts.editing.row_form import Choices, dress, source_choices
from dabiao.standards.drafts.editing.rows import Content
from dabiao.standards.pack_fields import LONGEST_TEXT, split_list
from dabiao.standards.pack_parse import read_manifest
from dabiao.standards.pack_sheets import LIST_SHEETS, NOTES_HEADING, SETTINGS, YES, Setting, list_headings
from dabiao.standards.pack_yaml import Path

MOST_LINES = 200
"""Lines of a list; the largest shipped pack cites 27 sources."""

SPARE = 2
"""Empty lines offered at the end of a list."""

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("名称和有效期"),
        ("id", "title", "edition", "valid_from", "valid_to", "city_level", "source", "open_ended"),
    ),
    (_("分值和排名"), ("points", "method_weights", "pooling", "ranking")),
    (_("创建周期"), ("cycle",)),
    (_("达标判定"), ("stability",)),
)
"""Settings by the first part of their path."""

CHOICE_WORDS: Mapping[str, Any] = {
    "pooled": _("合并计算"),
    "mean_of_means": _("各单位平均后再平均"),
    "shared": _("并列"),
    "ordinal": _("依次排"),
    YES: _("是"),
}


@dataclass(frozen=True)
class ListOf:
    """A list of ``pack.yaml``: where it stands and the heading of each field; ``key`` for what names an entry."""

    name: str
    title: str
    path: Path
    headings: Mapping[str, str]
    listed: frozenset[str]
    keyed: bool


def _lists() -> Iterator[ListOf]:
    for sheet in LIST_SHEETS:
        yield ListOf(
            "-".join(map(str, sheet.path)),
            sheet.name,
            sheet.path,
            list_headings(sheet),
            sheet.listed,
            bool(sheet.key),
        )
    yield ListOf("notes", NOTES_HEADING, ("notes",), {"text": NOTES_HEADING}, frozenset(), False)


LISTS = tuple(_lists())


class SettingsForm(HouseForm):
    """All settings of a draft at once."""

    def __init__(self, data: QueryDict | None, content: Content) -> None:
        self.content = content
        self.manifest = content.manifest
        self._before = {**self._settings_shown(), **self._lists_shown()}
        super().__init__(data, initial=self._before)
        sources = source_choices(content)
        for one in SETTINGS:
            self.fields[field_name(one.path)] = self._setting(one, sources)
        self.counts = {one.name: self._count(one, data) for one in LISTS}
        for lists in LISTS:
            for line in range(self.counts[lists.name]):
                self._line(lists, line, sources)
        dress(self)

    def _settings_shown(self) -> dict[str, str]:
        return {field_name(one.path): shown(_at(self.manifest, one.path)) for one in SETTINGS}

    def _lists_shown(self) -> dict[str, str]:
        return {
            f"{one.name}-{line}-{field}": shown(entry.get(field))
            for one in LISTS
            for line, entry in enumerate(_entries(self.manifest, one))
            for field in one.headings
        }

    def _setting(self, one: Setting, sources: Choices) -> forms.Field:
        field: forms.Field
        if one.choices:
            field = forms.ChoiceField(
                choices=[("", "—"), *((word, CHOICE_WORDS.get(word, word)) for word in one.choices)],
                required=False,
            )
        elif one.path[-1] == "source":
            field = forms.ChoiceField(
                choices=_kept(sources, shown(_at(self.manifest, one.path))), required=False
            )
        else:
            hint = forms.TextInput(attrs={"placeholder": _usual(one.path)} if _usual(one.path) else {})
            field = forms.CharField(required=False, max_length=500, widget=hint)
        field.label = gettext(one.label)
        field.help_text = (
            gettext(one.help) if one.help and not one.choices and one.path[-1] != "source" else ""
        )
        return field

    def _line(self, one: ListOf, line: int, sources: Choices) -> None:
        known = len(_entries(self.manifest, one))
        for name, heading in one.headings.items():
            field: forms.Field
            initial = self._before.get(f"{one.name}-{line}-{name}", "")
            if name == "grade":
                field = _choice([(word.value, gettext(word.value)) for word in Grade], initial)
            elif name == "method":
                field = _choice([(word.value, gettext(word.value)) for word in Method], initial)
            elif name == "source":
                field = forms.ChoiceField(choices=_kept(sources, initial), required=False)
            else:
                area = name in ("note", "text", "members", "below")
                field = forms.CharField(
                    required=False,
                    max_length=LONGEST_TEXT,
                    widget=forms.Textarea(attrs={"rows": 2}) if area else forms.TextInput(),
                )
            if name == "key" and line < known:
                field.widget.attrs["readonly"] = True  # others cite the source by it
            field.label = gettext(heading)
            if name in one.listed:
                field.help_text = gettext("用分号隔开")
            self.fields[f"{one.name}-{line}-{name}"] = field
        if line < known:
            self.fields[f"{one.name}-{line}-gone"] = Tick(label=_("删去这一行"))

    def _count(self, one: ListOf, data: QueryDict | None) -> int:
        known = len(_entries(self.manifest, one))
        if data is None:
            return min(known + SPARE, MOST_LINES)
        sent = sum(f"{one.name}-{line}-{next(iter(one.headings))}" in data for line in range(MOST_LINES))
        return max(sent, min(known + SPARE, MOST_LINES))

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Settings in groups."""
        return [
            (title, [self[field_name(one.path)] for one in SETTINGS if one.path[0] in firsts])
            for title, firsts in GROUPS
        ]

    @property
    def lists(self) -> list[tuple[ListOf, list[tuple[int, list[forms.BoundField], forms.BoundField | None]]]]:
        """Lists with their lines; the fields of each, and the box that removes it."""
        return [
            (
                one,
                [
                    (
                        line + 1,
                        [self[f"{one.name}-{line}-{name}"] for name in one.headings],
                        self[f"{one.name}-{line}-gone"] if f"{one.name}-{line}-gone" in self.fields else None,
                    )
                    for line in range(self.counts[one.name])
                ],
            )
            for one in LISTS
        ]

    @property
    def wrong_lists(self) -> set[str]:
        """Names of lists with a line that was refused."""
        return {one.name for one in LISTS if any(name.startswith(f"{one.name}-") for name in self.errors)}

    def clean(self) -> dict[str, Any]:
        """Hold what was typed against the checks of packs; what is left empty may wait."""
        data = super().clean() or {}
        self.cleaned_data = data
        self._lines_of: dict[str, list[int]] = {}
        _manifest, found = read_manifest(self.settings())
        for path, template, parameters in found:
            name = self._named(path)
            said = gettext(template) % parameters if parameters else gettext(template)
            if name is not None and data.get(name):
                self.add_error(name, said)
        return data

    def settings(self) -> dict[str, object]:
        """``pack.yaml`` as it was typed. What was not touched stays as it was written."""
        values: dict[str, object] = copy.deepcopy(dict(self.manifest))
        for one in SETTINGS:
            typed = self._typed(field_name(one.path))
            if typed != self._before[field_name(one.path)]:
                _put(values, one.path, (list(split_list(typed)) if one.listed else typed) if typed else None)
        for lists in LISTS:
            self._put_list(values, lists)
        return values

    def differing(self, theirs: Mapping[str, object]) -> list[tuple[str, str, str]]:
        """Settings that somebody else's version has otherwise than what is typed: name, theirs, typed."""
        return [
            (gettext(one.label), shown(_at(theirs, one.path)), self._typed(field_name(one.path)))
            for one in SETTINGS
            if shown(_at(theirs, one.path)) != self._typed(field_name(one.path))
        ] + [
            (gettext(one.title), gettext("内容有不同"), "")
            for one in LISTS
            if _at(theirs, one.path) != _at(self.settings(), one.path)
        ]

    def _put_list(self, values: dict[str, object], one: ListOf) -> None:
        entries: list[dict[str, object]] = []
        lines: list[int] = []
        changed = False
        known = _entries(self.manifest, one)
        for line in range(self.counts[one.name]):
            names = {name: f"{one.name}-{line}-{name}" for name in one.headings}
            typed = {name: self._typed(full) for name, full in names.items()}
            if line < len(known) and "key" in typed:
                typed["key"] = shown(known[line].get("key"))
            gone = bool(self.cleaned_data.get(f"{one.name}-{line}-gone"))
            filled = any(cell for name, cell in typed.items() if name != "key" or line >= len(known))
            if gone or not filled:
                changed |= line < len(known)
                continue
            if line < len(known) and all(
                typed[name] == self._before.get(full, "") for name, full in names.items()
            ):
                entries.append(known[line])
            else:
                changed = True
                entries.append(
                    {
                        name: list(split_list(cell)) if name in one.listed else cell
                        for name, cell in typed.items()
                        if cell
                    }
                )
            lines.append(line)
        self._lines_of[one.name] = lines
        if not changed:
            return
        if one.keyed:
            keyed = {
                str(entry.get("key", "")): {k: v for k, v in entry.items() if k != "key"} for entry in entries
            }
            _put(values, one.path, keyed or None)
        elif one.name == "notes":
            _put(values, one.path, [entry["text"] for entry in entries] or None)
        else:
            _put(values, one.path, entries or None)

    def _typed(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").replace("\r\n", "\n").strip()

    def _named(self, path: Path) -> str | None:
        """The field that a path of ``pack.yaml`` stands in."""
        for one in LISTS:
            depth = len(one.path)
            if path[:depth] == one.path and len(path) > depth:
                return self._named_line(one, path[depth:])
        for end in range(len(path), 0, -1):
            if (name := field_name(path[:end])) in self.fields:
                return name
        return None

    def _named_line(self, one: ListOf, rest: Path) -> str | None:
        lines = self._lines_of.get(one.name, [])
        field = str(rest[1]) if len(rest) > 1 else next(iter(one.headings))
        if one.keyed:
            keys = [self._typed(f"{one.name}-{line}-key") for line in lines]
            at = keys.index(str(rest[0])) if str(rest[0]) in keys else None
        else:
            at = int(rest[0]) if isinstance(rest[0], int) and int(rest[0]) < len(lines) else None
        name = f"{one.name}-{lines[at]}-{field}" if at is not None else ""
        return name if name in self.fields else None


def field_name(path: Sequence[str | int]) -> str:
    """Name of the field of a setting."""
    return "_".join(map(str, path))


def shown(value: object) -> str:
    """What a field shows of a value: truths as a workbook has them, lists with semicolons."""
    if isinstance(value, list | tuple):
        return ";".join(shown(one) for one in value)
    if value in (True, "true", "True"):
        return YES
    if value in (None, False, "false", "False", "否"):
        return ""
    return str(value)


def _entries(manifest: Mapping[str, object], one: ListOf) -> list[dict[str, object]]:
    """Entries of a list as they are written, the key of each under ``key``."""
    value = _at(manifest, one.path)
    if one.keyed:
        given = value if isinstance(value, Mapping) else {}
        return [
            {"key": str(key), **(dict(entry) if isinstance(entry, Mapping) else {})}
            for key, entry in given.items()
        ]
    listed = value if isinstance(value, list) else []
    if one.name == "notes":
        return [{"text": entry} for entry in listed]
    return [dict(entry) if isinstance(entry, Mapping) else {} for entry in listed]


def _at(values: Mapping[str, object], path: Path) -> object:
    here: object = values
    for part in path:
        if isinstance(here, Mapping):
            here = here.get(str(part))
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            return None
    return here


def _put(values: dict[str, object], path: Path, value: object) -> None:
    """Put a value at ``path``, or take it out; what holds nothing any more goes too.

    The one list with a setting for each place is that of losses: a row that is not given is the usual one.
    """
    first, rest = str(path[0]), path[1:]
    if not rest:
        if value is None:
            values.pop(first, None)
        else:
            values[first] = value
        return
    if isinstance(rest[-1], int):
        listed, usual = _at(values, path[:-1]), _losses()
        parts = [*listed, *usual[len(listed) :]] if isinstance(listed, list) else usual
        parts[rest[-1]] = usual[rest[-1]] if value is None else value
        _put(values, path[:-1], parts)
        return
    inner = values.get(first)
    nested = dict(inner) if isinstance(inner, Mapping) else {}
    _put(nested, rest, value)
    if nested:
        values[first] = nested
    else:
        values.pop(first, None)


def _losses() -> list[object]:
    return [[f"{one:f}" for one in row] for row in StabilitySettings().losses]


def _usual(path: Path) -> str:
    """What holds where a setting is left empty."""
    if path[0] not in ("stability", "ranking"):
        return ""
    here: object = _USUAL[str(path[0])]
    for part in path[1:]:
        here = (
            here[part] if isinstance(here, tuple) and isinstance(part, int) else getattr(here, str(part), "")
        )
    return ";".join(map(str, here)) if isinstance(here, tuple) else str(here)


_USUAL: Mapping[str, object] = {"stability": StabilitySettings(), "ranking": Ranking()}


def _kept(choices: Choices, value: str) -> Choices:
    known = {one for one, _title in choices}
    return choices if not value or value in known else [*choices, (value, value)]


def _choice(choices: Choices, value: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", gettext("请选择")), *_kept(choices, value)], required=False)
