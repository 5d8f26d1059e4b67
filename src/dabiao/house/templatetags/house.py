"""Template tags of the frame: built assets, icons, figures."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dabiao.core.defects import Defect
from dabiao.house import defects
from dabiao.house.glossary import terms
from dabiao.house.registries import shared_page
from dabiao.office import numbers

register = template.Library()


@cache
def _manifest() -> dict[str, str]:
    manifest = json.loads((Path(settings.STATIC_ROOT) / "manifest.json").read_text("utf-8"))
    names: dict[str, str] = {}
    for entry in manifest.values():
        if entry.get("isEntry"):
            names[f"{entry['name']}.js"] = entry["file"]
            names |= {f"{entry['name']}.css": css for css in entry.get("css", ())}
    return names


@register.simple_tag
def asset(name: str) -> str:
    """Give the address of a built asset, e.g. ``app.css``. KeyError when the build has none of that name."""
    return static(_manifest()[name])


CLASS_MARKS = {
    "达标": "class-compliant",
    "不稳定达标": "class-unstable",
    "不达标": "class-non-compliant",
    "证据不足": "class-insufficient",
}


ICONS = {
    "overview": "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
    "standards": "M9 5H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2h-3M9 3h6v4H9zM8 14l3 3 5-6",
    "ranking": "M4 20V10h5v10zM10 20V4h5v16zM16 20v-7h5v7z",
    "problems": "M12 3 2.5 20h19zM12 10v4M12 17v.01",
    "import": "M12 4v11M7 10l5 5 5-5M4 19h16",
    "circulars": "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h7",
    "organisations": "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
    "duties": "M8 3h8v4H8zM8 5H5v16h14V5h-3M8 12h8M8 16h5",
    "mine": "M4 13h4l2 3h4l2-3h4M4 13 7 5h10l3 8v6H4z",
    "chat": "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12h5",
    "download": "M12 4v11M7 10l5 5 5-5M5 20h14",
    "search": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
    "check": "M5 12l5 5 9-10",
    "shield": "M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM9 12l2 2 4-4",
    "places": "M12 21c-4-5-7-8-7-11a7 7 0 0 1 14 0c0 3-3 6-7 11zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5 20c1-4 4-5 7-5s6 1 7 5",
}
"""Outlines on a 24 × 24 grid, drawn for this project."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it is decoration, so readers skip it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def term(word: str) -> SafeString:
    """A word with its meaning: a link to the glossary, which a script shows as a tooltip. KeyError for a word that is
    not in it.
    """
    found = terms()[word]
    return format_html(
        '<a class="term" href="{}#{}" data-term="{}">{}</a>',
        reverse("glossary"),
        found.key,
        found.explained,
        found.said,
    )


@register.inclusion_tag("house/_share.html", takes_context=True)
def share_button(context: template.Context, page: str, *arguments: object) -> dict[str, object]:
    """Lead from a result to its text and picture for a chat, with the filters of the page."""
    shared = shared_page(page)
    assert shared is not None, f"{page} is registered by its room"
    given = context["request"].GET
    query = f"?{given.urlencode()}" if given else ""
    return {"address": reverse(shared.text, args=arguments) + query}


@register.simple_tag
def percent(share: float | None, digits: int = 1) -> str:
    """A share of 1 in percent, or 无数据 in the reader's language."""
    return gettext("无数据") if share is None else numbers.percent(share, digits)


@register.simple_tag
def chance(probability: float) -> str:
    """A probability in whole percent. A model is never quite certain, so never 0 % and never 100 %."""
    if probability < 0.01:
        return "<1%"
    return ">99%" if probability > 0.99 else numbers.percent(probability, 0)


@register.simple_tag
def score(value: float | None, digits: int = 2) -> str:
    """A score with two decimals, or 无数据 in the reader's language."""
    return gettext("无数据") if value is None else numbers.shown(value, digits)


@register.filter
def class_mark(stability_class: str | None) -> str:
    """The style of a stability class; a shape goes with each colour."""
    return CLASS_MARKS.get(stability_class or "", "class-none")


@register.filter
def defect_words(defect: Defect) -> str:
    """What is wrong and what to do, in the reader's language; its place is shown beside it."""
    return defects.words(defect)
