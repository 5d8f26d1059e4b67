"""Make a backup while the server goes on: the database as at one moment, and every file it speaks of."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from dabiao.house import audit, demo_mark
from dabiao.house.transactions import one_moment
from dabiao.office.whole_file import whole_file
from dabiao.site.backup import manifest as layout
from dabiao.site.backup.container import CHUNK, Stamp, Stamping, Target, Writer
from dabiao.site.backup.folder import PASSING, files_of
from dabiao.site.backup.manifest import File, Manifest, Table
from dabiao.site.backup.rows import RowsDigest, line_of
from dabiao.site.backup.sealed_stream import SealedWriter
from dabiao.site.backup.tables import StoredTable, tables_of
from dabiao.site.home_folder import HomeFolder

TRIES = 5
"""How often to begin anew when a file goes while it is read: uploads do, when somebody accepts or withdraws them."""


class _Changed(Exception):
    """A file of the data folder is no longer what it was when the backup began."""


def make_backup(home: HomeFolder, target: Path, *, passphrase: str | None) -> tuple[Manifest, str]:
    """Write a backup to ``target``; gives what it says of itself, and the SHA-256 of that.

    The file appears whole or not at all, readable by its owner alone. Raises OSError where it cannot be written.
    """
    for _ in range(TRIES):
        try:
            # Rows lie in the data folder meanwhile, as they do anyway: never in the clear where a sealed file goes.
            with whole_file(target) as making, TemporaryDirectory(dir=home.path, prefix=PASSING) as packed:
                return _write(home, making, Path(packed), passphrase=passphrase)
        except (_Changed, FileNotFoundError):
            if not target.parent.is_dir():
                raise
    raise OSError("files of the data folder kept changing")


def _write(home: HomeFolder, making: Path, packed: Path, *, passphrase: str | None) -> tuple[Manifest, str]:
    before = set(files_of(home))
    with one_moment():
        loader = MigrationLoader(connection)
        applied = sorted(loader.applied_migrations)
        tables = tuple(_packed(one, packed) for one in tables_of(loader, applied))
        chain = audit.head()
        demo = demo_mark.state() is not None or demo_mark.has_file()
        # What the rows of this moment speak of was there before it, or has come since; nothing of it may be gone.
        names = files_of(home)
        if before - set(names):
            raise _Changed
        files = tuple(File(name, _stamp_of(home.path / name)) for name in names)
    manifest = Manifest(
        layout.FORMAT,
        layout.LAYOUT,
        version("dabiao"),
        timezone.now().isoformat(timespec="seconds"),
        connection.vendor,
        demo,
        chain,
        tuple(applied),
        tables,
        files,
    )
    content = manifest.to_json()
    with _opened(making, passphrase) as target:
        _write_members(Writer(target), manifest, content, packed, home)
    return manifest, hashlib.sha256(content).hexdigest()


def _write_members(
    writer: Writer, manifest: Manifest, content: bytes, packed: Path, home: HomeFolder
) -> None:
    writer.add(layout.MEMBER, len(content), iter([content]))
    digests = layout.digests_of(content)
    writer.add(layout.DIGESTS, len(digests), iter([digests]))
    for table in manifest.tables:
        writer.add(layout.table_member(table), table.stamp.bytes, _chunks(packed / table.name))
    for number, file in enumerate(manifest.files, start=1):
        passing = Stamping()
        writer.add(layout.file_member(number), file.stamp.bytes, _same(home.path / file.path, file, passing))
        if passing.stamp() != file.stamp:
            raise _Changed
    writer.end()


@contextmanager
def _opened(making: Path, passphrase: str | None) -> Iterator[Target]:
    handle = os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        if passphrase is None:
            yield file
        else:
            sealed = SealedWriter(file, passphrase)
            yield sealed
            sealed.close()
        file.flush()
        os.fsync(file.fileno())


def _packed(table: StoredTable, folder: Path) -> Table:
    """Write a table's rows to a file of that folder, packed."""
    digest = RowsDigest([one.kind for one in table.columns])
    count = unpacked = 0
    path = folder / table.name
    with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as target:
        for row in table.read():
            line = line_of(row) + b"\n"
            target.write(line)
            digest.update(row)
            count, unpacked = count + 1, unpacked + len(line)
    return Table(
        table.name, table.columns, count, digest.hexdigest(), unpacked, table.last_key(), _stamp_of(path)
    )


def _stamp_of(path: Path) -> Stamp:
    stamping = Stamping()
    for chunk in _chunks(path):
        stamping.update(chunk)
    return stamping.stamp()


def _same(path: Path, file: File, passing: Stamping) -> Iterator[bytes]:
    """The file's bytes, as many as it had; ``passing`` tells whether they are the same."""
    left = file.stamp.bytes
    for chunk in _chunks(path):
        kept = chunk[:left]
        left -= len(kept)
        passing.update(kept)
        yield kept
    if left:
        raise _Changed


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
