"""A checked pack back to its folder: ``pack.yaml`` and CSV tables, UTF-8, LF."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from dabiao.core.defects import BadInput, Defect
from dabiao.standards.pack_parse import ParsedPack, ParsedTable
from dabiao.standards.pack_schema import MANIFEST_FILE, TABLES, Entry, Table
from dabiao.standards.pack_sheets import shown


class _PlainDumper(yaml.SafeDumper):
    """Writes a value that occurs twice twice: packs know no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


def files_of(pack: ParsedPack) -> dict[str, bytes]:
    """Write each file of ``pack``, which must be without defects; a table without rows has none."""
    assert pack.manifest is not None, "a pack without defects has a manifest"
    values = pack.manifest.model_dump(mode="json", exclude_none=True)
    manifest = yaml.dump(values, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=110)
    files = {MANIFEST_FILE: manifest.encode()}
    for name, table in TABLES.items():
        parsed: ParsedTable[Entry] = getattr(pack, name)
        if parsed.rows:
            files[table.file] = _csv(table, parsed)
    return files


def _csv(table: Table, parsed: ParsedTable[Entry]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = [
        name
        for name in table.headings
        if name not in table.late or any(getattr(placed.row, name) for placed in parsed.rows)
    ]
    writer.writerow(columns)
    for placed in parsed.rows:
        cells = (shown(getattr(placed.row, name)) for name in columns)
        writer.writerow(["" if cell is None else str(cell) for cell in cells])
    return stream.getvalue().encode()


def write_folder(pack: ParsedPack, folder: Path) -> None:
    """Write ``pack`` to ``folder``, which appears whole or not at all.

    Raises BadInput when something is there already: a pack in use is not overwritten.
    """
    write_files(files_of(pack), folder)


def write_files(files: Mapping[str, bytes], folder: Path, *, read_only: bool = False) -> None:
    """Write ``files`` by name (``pictures/…`` in a folder of their own) to ``folder``, as ``write_folder`` does."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(Defect("已有内容，没有写入。请换一个空文件夹", str(folder)))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".dabiao-pack-") as scratch:
        staged = Path(scratch) / "pack"
        staged.mkdir()
        for name, data in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_bytes(data)
            if read_only:
                (staged / name).chmod(READ_ONLY)
        if folder.exists():
            folder.rmdir()
        shutil.move(staged, folder)


READ_ONLY = 0o444
"""Mode of the files of a published edition; the folder itself stays movable, for back-ups."""
