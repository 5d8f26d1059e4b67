"""A workbook of any shape on its way in: read, understood by what is known, and looked at by people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from dabiao.core.defects import BadInput
from dabiao.core.field.mapping import FieldMapping
from dabiao.core.field.propose import propose_again
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import Vocabulary
from dabiao.core.field.words import plain
from dabiao.office.error_workbook import FindHeadings
from dabiao.office.field_workbook import read_tables
from dabiao.office.observation_headings import TITLE_ROWS, find_headings
from dabiao.office.sheet_source import sheets_of
from dabiao.rounds import files
from dabiao.rounds.mapping_actions import mapping_of
from dabiao.rounds.models import Import, ImportMapping, MappingProfile
from dabiao.rounds.profiles import Known, read_by
from dabiao.rounds.vocabulary import vocabulary_of
from dabiao.standards.pack_files import load_pack

SAMPLE_CELLS = 4
"""Different cells of a column that a person is shown: enough to see what it holds."""

LONGEST_SAMPLE = 24
"""Characters of one of them."""


def is_canonical(handed_in: Import) -> bool:
    """Whether an import's workbook is of the canonical form."""
    return looks_canonical(files.workbook_path(handed_in.pk, handed_in.file_name))


def looks_canonical(path: Path) -> bool:
    """Whether a sheet of the workbook has all the headings of the canonical form, so that nothing has to be asked.

    A file that cannot be opened counts as canonical: the old way says what is wrong with it.
    """
    try:
        sheets = sheets_of(path)
    except BadInput:
        return True
    for sheet in sheets:
        first = next((block for block in sheet.blocks() if block.rows), None)
        heading = find_headings(first.rows) if first else None
        if heading is not None and not heading.missing and not sheet.hidden:
            return True
    return False


def tables_of(found: ImportMapping) -> tuple[FieldTable, ...]:
    """The tables of an import's workbooks, under the names they came with. Raises BadInput."""
    source = found.source
    tables = _named(read_tables(files.workbook_path(source.pk, source.file_name)), source.file_name)
    if found.inspected_name:
        path = files.inspected_path(source.pk, found.inspected_name)
        tables = (*tables, *_named(read_tables(path), second_name(found)))
    return tables


def second_name(found: ImportMapping) -> str:
    """What the second workbook is called: its own name, told apart from the first where both are the same."""
    same = found.inspected_name == found.source.file_name
    return f"点位清单 {found.inspected_name}" if same else found.inspected_name


def _named(tables: Sequence[FieldTable], name: str) -> tuple[FieldTable, ...]:
    """Call the file by the name it came with: it may say the round, and people know no other."""
    return tuple(replace(one, file=name) for one in tables)


def understand(
    found: ImportMapping, tables: Sequence[FieldTable], profile: MappingProfile | None = None
) -> tuple[FieldMapping, Known]:
    """Understand the tables by all that is known, what people chose for this workbook before everything else."""
    vocabulary = import_vocabulary(found)
    known, mapping = read_by(tables, vocabulary, found.source.pack_id, profile)
    if found.mapping:
        mapping = propose_again(tables, vocabulary, known.learned, mapping_of(found))
    return mapping, known


def import_vocabulary(found: ImportMapping) -> Vocabulary:
    """What the texts of an import can mean."""
    return vocabulary_of(load_pack(found.source.pack_id), day=found.date)


def samples_of(tables: Sequence[FieldTable], mapping: FieldMapping) -> list[dict[str, object]]:
    """Some cells of each column and the letters it has in the file, per table of the mapping."""
    by_place = {(one.file, one.sheet, one.part): one for one in tables}
    return [
        dict(_columns(by_place[sheet.file, sheet.sheet, sheet.part], max(sheet.header_rows, default=0)))
        if (sheet.file, sheet.sheet, sheet.part) in by_place
        else {}
        for sheet in mapping.sheets
    ]


def _columns(table: FieldTable, last_heading: int) -> Iterator[tuple[str, object]]:
    rows = [row for row in range(table.height) if table.row_number(row) > last_heading]
    for column in range(table.width):
        seen: dict[str, None] = {}
        for row in rows:
            text = table.cells[row][column]
            if text:
                seen[text] = None
            if len(seen) == SAMPLE_CELLS:
                break
        shown = [one if len(one) <= LONGEST_SAMPLE else f"{one[: LONGEST_SAMPLE - 1]}…" for one in seen]
        yield str(column), {"letters": table.letters(column), "cells": shown}


def headings_by(refused: Import) -> FindHeadings | None:
    """How to find the headings of a refused workbook that was mapped: the row that says what the mapping knows.

    None for a workbook of the canonical form.
    """
    found = ImportMapping.objects.filter(source=refused).exclude(mapping="").select_related("source").first()
    if found is None:
        return None
    known = {plain(column.heading) for one in mapping_of(found).sheets for column in one.columns} - {""}

    def find(rows: Sequence[Sequence[object]]) -> int | None:
        counted = [sum(plain(str(cell)) in known for cell in row if cell) for row in rows[:TITLE_ROWS]]
        most = max(counted, default=0)
        return counted.index(most) if most else None

    return find
