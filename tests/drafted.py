"""Drafts of the small pack, for tests to edit."""

from __future__ import annotations

import io
from pathlib import Path

import small_pack
from PIL import Image

from dabiao.people.models import Account
from dabiao.standards.drafts.content import content_of
from dabiao.standards.drafts.editing.rows import Content
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_files import raw_pack, read_folder


def small_content(folder: Path) -> Content:
    """The small pack as a draft holds it."""
    raw, defects = raw_pack(read_folder(small_pack.write(folder)))
    assert not defects
    return Content(*content_of(raw))


def small_draft(by: Account, folder: Path, based_on: str = "") -> PackDraft:
    """Store the small pack as a draft."""
    content = small_content(folder)
    return PackDraft.objects.create(
        manifest=dict(content.manifest),
        tables={name: list(rows) for name, rows in content.tables.items()},
        based_on=based_on,
        made_by=by,
        changed_by=by,
    )


def photo(
    colour: str = "red", size: tuple[int, int] = (640, 480), kind: str = "JPEG", **options: object
) -> bytes:
    """A picture as somebody hands it in."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **options)
    return stream.getvalue()
