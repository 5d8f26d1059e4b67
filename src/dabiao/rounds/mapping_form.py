"""What a person chose on the mapping page, read from the form line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from dabiao.core.field.mapping import Kind, Layout, Role
from dabiao.rounds.mapping_actions import LONGEST_NAME, Mended
from dabiao.rounds.mapping_entries import Entry, Lines
from dabiao.rounds.mapping_targets import Targets

CHOSEN, TYPED = "e-", "o-"
"""Names of a line's fields: what was chosen from the list, and what was typed instead."""


@dataclass(frozen=True)
class Read:
    """The choices of a form, and what is wrong with those that could not be taken, by the line's key."""

    said: Mended = field(default_factory=Mended)
    wrong: Mapping[str, str] = field(default_factory=dict)


def read_form(lines: Lines, sent: Mapping[str, str]) -> Read:
    """Read every line the form sent; lines left as they were say nothing."""
    columns: dict[tuple[int, int], Role] = {}
    layouts: dict[int, Layout] = {}
    matches: dict[tuple[Kind, str, str], str] = {}
    wrong: dict[str, str] = {}
    by_key = {one.key: one for one in lines.everything()}
    named = dict.fromkeys(name[len(CHOSEN) :] for name in sent if name.startswith((CHOSEN, TYPED)))
    for entry in filter(None, map(by_key.get, named)):
        chosen = sent.get(f"{CHOSEN}{entry.key}", "")
        typed = " ".join(sent.get(f"{TYPED}{entry.key}", "").split())
        if (not chosen and not typed) or (entry.settled and chosen == entry.chosen and not typed):
            continue
        target = _target(lines.targets, entry, chosen, typed)
        if target is None:
            wrong[entry.key] = _wrong(entry, typed)
        elif entry.kind is Kind.COLUMN:
            _, sheet, column = entry.key.split(".")
            columns[int(sheet), int(column)] = Role(target)
        elif entry.kind is Kind.LAYOUT:
            layouts[int(entry.key.split(".")[1])] = Layout(target)
        else:
            match = lines.mapping.matches[int(entry.key.split(".")[1])]
            matches[match.kind, match.written, match.context] = target
    said = Mended(columns, layouts, matches)
    return Read(_with_day(said, sent), wrong)


def _with_day(said: Mended, sent: Mapping[str, str]) -> Mended:
    """Take the day of the import, where the form asks for it; what is no day is taken as none."""
    if "day" not in sent:
        return said
    day = _day(sent["day"])
    return replace(said, day=day, clear_day=day is None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _target(targets: Targets, entry: Entry, chosen: str, typed: str) -> str | None:
    """The target of a line; None for one that is not to be had."""
    if entry.kind in (Kind.COLUMN, Kind.LAYOUT):
        return chosen if chosen in {one.value for one in entry.options} else None
    if entry.kind is Kind.ROUND:
        name = typed or chosen
        return name if len(name) <= LONGEST_NAME else None
    if typed:
        return targets.typed(entry.kind, typed)
    return chosen if targets.may_be(entry.kind, chosen, entry.written) else None


def _wrong(entry: Entry, typed: str) -> str:
    if entry.kind is Kind.ROUND:
        return _("轮次名不超过 %(limit)d 字") % {"limit": LONGEST_NAME}
    if typed:
        return _("“%(typed)s”不在清单里，没有采用。请从提示的清单里选，或写编号") % {"typed": typed[:40]}
    return _("这个选项不能用，请重新选")
