"""The text of a task, from Markdown to HTML and to plain words for the search.

The files are ours, yet raw HTML in them stays text all the same: a page of the handbook needs none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from dabiao.site.handbook.contents import TASKS

FOLDER = resources.files("dabiao.site.handbook")
PICTURE_LIST = "pictures.json"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the demo district. ``fingerprint``: what was to be read in it when it was taken."""

    name: str
    width: int
    height: int
    fingerprint: str

    @property
    def file_name(self) -> str:
        """The file in ``pictures/``."""
        return f"{self.name}.webp"


@cache
def pictures() -> dict[str, Picture]:
    """Every picture by its name."""
    found = json.loads((FOLDER / "pictures" / PICTURE_LIST).read_text("utf-8"))
    return {name: Picture(name, **one) for name, one in found.items()}


@cache
def source(slug: str) -> str:
    """The Markdown of a task. Raises KeyError for a slug that names none."""
    return (FOLDER / "pages" / f"{TASKS[slug].slug}.md").read_text("utf-8")


@cache
def rendered(slug: str) -> SafeString:
    """The task as HTML. Raises KeyError for a picture, page or address that is not there."""
    html: str = _renderer().render(source(slug))
    return mark_safe(html)  # noqa: S308  # made here, with raw HTML off, from files of our own


@cache
def plain(slug: str) -> str:
    """The words of a task, without marks, to search in and to show around a hit."""
    lines = []
    for token in _renderer().parse(source(slug)):
        if token.type == "inline" and token.children:
            lines.append("".join(_words(token.children)))
    return "\n".join(lines)


def _words(tokens: Sequence[Token]) -> list[str]:
    return [one.content for one in tokens if one.type in ("text", "code_inline")]


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        """Nothing leads out of the house: the handbook is read without a network."""
        return url.startswith(("page:", "address:", "picture:", "#"))


@cache
def _renderer() -> MarkdownIt:
    return _Markdown("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


class _Renderer(RendererHTML):
    """Links by name, commands that break on a phone, and pictures with their size and what they show."""

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Turn the name of a page or address into where it is."""
        token = tokens[at]
        kind, _, name = str(token.attrGet("href")).partition(":")
        if kind == "page":
            token.attrSet("href", reverse("handbook_task", args=[TASKS[name].slug]))
        elif kind == "address":
            token.attrSet("href", reverse(name))
        return self.renderToken(tokens, at, options, env)

    def image(self, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
        """Show a picture, in full size when it is opened; what it shows is its text, and stands below it."""
        token = tokens[at]
        picture = pictures()[str(token.attrGet("src")).removeprefix("picture:")]
        address = reverse("handbook_picture", args=[picture.name])
        return format_html(
            '<span class="handbook-picture"><a href="{}">'
            '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></a>'
            '<span class="definition" aria-hidden="true">{}</span></span>',
            address,
            address,
            picture.width,
            picture.height,
            token.content,
            token.content,
        )

    def fence(self, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
        """Show a command to be typed; a long one breaks, since a phone shows no more than half of it."""
        return format_html('<pre class="handbook-command"><code>{}</code></pre>', tokens[at].content)
