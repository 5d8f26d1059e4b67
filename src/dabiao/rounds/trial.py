"""A workbook understood and checked without writing anything: what ``dabiao import`` shows before it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.canonical import Converted
from dabiao.core.field.convert import convert
from dabiao.core.field.everything import with_everything_inspected
from dabiao.core.field.mapping import FieldMapping, Kind, Question, with_match
from dabiao.core.field.propose import NO_ROUND, propose
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import Vocabulary
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.office.field_workbook import read_tables
from dabiao.office.observation_reader import read_observations
from dabiao.rounds.field_checking import ComeTo, come_to
from dabiao.rounds.field_imports import looks_canonical
from dabiao.rounds.mapping_questions import must_choose
from dabiao.rounds.profiles import named_profile, read_by
from dabiao.rounds.stored import standing_against
from dabiao.rounds.vocabulary import vocabulary_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a trial besides the workbook. ``inspected`` lists the places and items inspected."""

    profile: str | None = None
    round_name: str | None = None
    day: date | None = None
    inspected: Path | None = None
    everything: bool = False


@dataclass(frozen=True)
class Trial:
    """What a workbook would come to. ``mapping`` is None for one of the canonical form, ``came`` while it is refused
    or something must be chosen; ``profile`` names what it was recognised by.
    """

    framework: Framework
    vocabulary: Vocabulary
    tables: tuple[FieldTable, ...] = ()
    mapping: FieldMapping | None = None
    profile: str | None = None
    questions: tuple[Question, ...] = ()
    defects: tuple[Defect, ...] = ()
    observed: Observations | None = None
    came: ComeTo | None = None


def try_out(path: Path, framework: Framework, asked: Asked, *, district: bool) -> Trial:
    """Understand and check a workbook. Without a ``district`` there is no register, and nothing was learned.

    Raises BadInput for a file that cannot be read, and for a profile that does not exist.
    """
    if looks_canonical(path):
        return _canonical(path, framework, district)
    tables = read_tables(path)
    if asked.inspected is not None:
        tables = (*tables, *read_tables(asked.inspected))
    vocabulary, mapping, profile = _understood(tables, framework, asked, district)
    if asked.round_name and mapping.match(Kind.ROUND, NO_ROUND) is not None:
        mapping = with_match(mapping, Kind.ROUND, NO_ROUND, asked.round_name)
    trial = Trial(framework, vocabulary, tables, mapping, profile, must_choose(mapping))
    if trial.questions:
        return trial
    try:
        came = come_to(_converted(tables, mapping, vocabulary, asked), framework, path.name)
        if district and came.observed is not None:
            sheets = [one.sheet for one in came.converted.rows]
            standing = standing_against(framework.id, came.observed, path.name, sheets)
            if standing:
                return replace(trial, defects=tuple(standing))
    except BadInput as bad:
        return replace(trial, defects=bad.defects)
    return replace(trial, came=came, observed=came.observed)


def _canonical(path: Path, framework: Framework, district: bool) -> Trial:
    try:
        observed = read_observations([path], framework).observations
    except BadInput as bad:
        return Trial(framework, Vocabulary(framework), defects=bad.defects)
    standing = standing_against(framework.id, observed, path.name) if district else []
    return Trial(framework, Vocabulary(framework), defects=tuple(standing), observed=observed)


def _understood(
    tables: Sequence[FieldTable], framework: Framework, asked: Asked, district: bool
) -> tuple[Vocabulary, FieldMapping, str | None]:
    if not district:
        vocabulary = Vocabulary(framework, date=asked.day.isoformat() if asked.day else "")
        return vocabulary, propose(tables, vocabulary), None
    vocabulary = vocabulary_of(framework, day=asked.day)
    wanted = named_profile(framework.id, asked.profile) if asked.profile else None
    known, mapping = read_by(tables, vocabulary, framework.id, wanted)
    return vocabulary, mapping, known.profile.name if known.profile else None


def _converted(
    tables: Sequence[FieldTable], mapping: FieldMapping, vocabulary: Vocabulary, asked: Asked
) -> Converted:
    converted = convert(tables, mapping, vocabulary)
    return with_everything_inspected(converted, vocabulary) if asked.everything else converted
