"""The pictures of the handbook: which page of the demo district each one shows, and what is to be read in it.

A picture is not compared dot by dot: figures and dates change every day, and a font would be enough to fail. It
carries a fingerprint of the labels it shows (headings, buttons, fields, columns). When a label changes, the
picture is stale, and the test says how to take it anew.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Locator, Page

LARGEST = 60 * 1024
"""Bytes of a picture: the whole handbook stays a few megabytes in the wheel."""
QUALITY = 82

LABELS = "h1, h2, h3, h4, label, legend, button, summary, th, dt, a.btn, [role=tab], .tab, .brand"
"""What a reader of the handbook looks for on the page; data is none of it."""

_DIGITS = re.compile(r"[0-9０-９]+([.,:/%-][0-9]+)*")


def _nothing(_page: Page) -> None:
    pass


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, what is done there first, and which part of it is taken."""

    name: str
    person: str
    """A person of the demo; empty for somebody who has not signed in."""
    path: str
    part: str = "main"
    prepare: Callable[[Page], None] = _nothing
    highest: int = 900
    """Pixels: what is below is cut off."""


SHOTS: tuple[Shot, ...] = (Shot("sign-in", "", "/people/sign-in/"),)


def fingerprint(part: Locator) -> str:
    """SHA-256 of the labels to be read in a part of a page, figures left out."""
    words = [" ".join(one.split()) for one in part.locator(LABELS).all_inner_texts()]
    told = "\n".join(dict.fromkeys(_DIGITS.sub("#", one) for one in words if one))
    return hashlib.sha256(told.encode()).hexdigest()


def taken(page: Page, part: Locator, shot: Shot) -> tuple[bytes, int, int]:
    """The picture as WebP, its width and height."""
    box = part.bounding_box()
    assert box is not None
    clip = {
        "x": box["x"],
        "y": box["y"],
        "width": box["width"],
        "height": min(box["height"], float(shot.highest)),
    }
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue(), picture.width, picture.height
