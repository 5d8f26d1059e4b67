"""Drafts of the small pack, for tests to edit."""

from __future__ import annotations

import io
from pathlib import Path

import small_pack
from django.urls import reverse
from PIL import Image

from dabiao.people.models import Account
from dabiao.standards.drafts.content import content_of
from dabiao.standards.drafts.editing.rows import Content, fingerprint
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


def page(draft: PackDraft, table: str, at: int) -> str:
    return reverse("draft_row", args=[draft.pk, table, at])


def sent(draft: PackDraft, table: str, at: int, **changes: str) -> dict[str, object]:
    """What the form of a row sends, changed; lists of place types as lists."""
    draft.refresh_from_db()
    row = draft.tables[table][at]
    data: dict[str, object] = {**row, "seen": fingerprint(row), **changes}
    for name in ("site_types", "exceptions"):
        if isinstance(data.get(name), str):
            data[name] = str(data[name]).split(";")
    return data


def stored(draft: PackDraft, table: str, at: int) -> dict[str, str]:
    draft.refresh_from_db()
    found: dict[str, str] = draft.tables[table][at]
    return found


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]
