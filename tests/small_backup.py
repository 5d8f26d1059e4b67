"""A backup of one table and two files, written by hand, so that tests can make anything wrong with it."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dabiao.site.backup import manifest as layout
from dabiao.site.backup.container import Stamping, Writer
from dabiao.site.backup.manifest import Column, File, Manifest, Stamp, Table, digests_of
from dabiao.site.backup.opening import open_backup
from dabiao.site.backup.rows import RowsDigest, line_of

Change = Callable[[Manifest], Manifest]


def stamp_of(content: bytes) -> Stamp:
    stamping = Stamping()
    stamping.update(content)
    return stamping.stamp()


def unchanged(manifest: Manifest) -> Manifest:
    """The true manifest."""
    return manifest


@dataclass
class SmallBackup:
    """What goes in. ``change`` makes a manifest of the true one; members are written as they are here."""

    rows: Sequence[Sequence[object]] = ((1, "东湖街道"), (2, "和平社区"))
    columns: tuple[Column, ...] = (Column("id", "integer"), Column("name", "text"))
    files: dict[str, bytes] = field(
        default_factory=lambda: {"lake/a/cells.parquet": b"p" * 3000, "secret.key": b"k"}
    )
    packed: bytes | None = None
    change: Change = unchanged

    def written(self) -> bytes:
        lines = b"".join(line_of(row) + b"\n" for row in self.rows)
        packed = gzip.compress(lines, mtime=0) if self.packed is None else self.packed
        digest = RowsDigest([one.kind for one in self.columns])
        for row in self.rows:
            digest.update(row)
        table = Table(
            "people_organisation",
            self.columns,
            len(self.rows),
            digest.hexdigest(),
            len(lines),
            2,
            stamp_of(packed),
        )
        manifest = self.change(
            Manifest(
                layout.FORMAT,
                layout.LAYOUT,
                "0.2.0",
                "2026-11-30T08:00:00+00:00",
                "sqlite",
                False,
                (0, "0" * 64),
                (("people", "0001_initial"),),
                (table,),
                tuple(File(path, stamp_of(content)) for path, content in self.files.items()),
            )
        )
        return put_together(manifest, [packed], list(self.files.values()))


def put_together(manifest: Manifest, tables: Sequence[bytes], files: Sequence[bytes]) -> bytes:
    """A backup of these members."""
    target = io.BytesIO()
    writer = Writer(target)
    content = manifest.to_json()
    writer.add(layout.MEMBER, len(content), iter([content]))
    writer.add(layout.DIGESTS, len(digests_of(content)), iter([digests_of(content)]))
    for table, packed in zip(manifest.tables, tables, strict=True):
        writer.add(layout.table_member(table), len(packed), iter([packed]))
    for number, found in enumerate(files, start=1):
        writer.add(layout.file_member(number), len(found), iter([found]))
    writer.end()
    return target.getvalue()


def renamed(path: str) -> Change:
    """A change that gives the first file another path."""

    def change(manifest: Manifest) -> Manifest:
        first, *rest = manifest.files
        return replace(manifest, files=(replace(first, path=path), *rest))

    return change


def with_a_row_that_names_nobody(backup: Path) -> bytes:
    """A true backup, changed with care: all digests fit, but a post is held by an account that is not there."""
    with open_backup(backup, str) as opened:
        manifest = opened.manifest
        packed = {table.name: [list(row) for row in lines] for table, lines in opened.tables()}
        files = [(file, b"".join(chunks)) for file, chunks in opened.files()]
    posts = next(one for one in manifest.tables if one.name == "people_post")
    holder = [one.name for one in posts.columns].index("account_id")
    packed["people_post"][0][holder] = 999_999
    tables, members = [], []
    for table in manifest.tables:
        lines = b"".join(line_of(row) + b"\n" for row in packed[table.name])
        digest = RowsDigest([one.kind for one in table.columns])
        for row in packed[table.name]:
            digest.update(row)
        members.append(gzip.compress(lines, mtime=0))
        tables.append(
            replace(table, digest=digest.hexdigest(), unpacked=len(lines), stamp=stamp_of(members[-1]))
        )
    return put_together(replace(manifest, tables=tuple(tables)), members, [content for _, content in files])
