"""From an outline to the rows that are stored: every heading and sentence in its place, with what is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dabiao.core.outline.deadlines import deadline_in
from dabiao.core.outline.model import COUNTED, Heading, Outline, Sentence
from dabiao.core.outline.suggestions import Suggester
from dabiao.core.outline.units import registered
from dabiao.duties.press.models import KeptDocument, LineKind, Outcome, SourceLine
from dabiao.people.models import Organisation, OrganisationKind

LONGEST_HEADING = 60
"""Characters of a heading that are shown above a sentence."""

LONGEST_UNIT = 60
"""Characters of a unit's name that are kept; what is longer is no name."""


def lines_of(
    document: KeptDocument, outline: Outline, suggester: Suggester, dated: date
) -> Iterator[SourceLine]:
    """Make the rows of a document, in order, not yet stored. A sentence with a mark is one row, not two."""
    marked = {one.start: one for one in outline.headings if one.is_sentence}
    alone = [one for one in outline.headings if not one.is_sentence]
    parts: list[Heading | Sentence] = [*alone, *outline.sentences]
    for position, part in enumerate(sorted(parts, key=lambda one: (one.start, one.end))):
        mark = part if isinstance(part, Heading) else marked.get(part.start)
        line = SourceLine(
            document=document,
            position=position,
            kind=LineKind.HEADING if isinstance(part, Heading) else LineKind.SENTENCE,
            level=mark.level if mark else 0,
            number=mark.number if mark else "",
            text=part.text,
            start=part.start,
            end=part.end,
            path=[shortened(f"{one.number}{one.text}") for one in _above(outline, part)],
            outcome=Outcome.NO_TASK,
        )
        if isinstance(part, Sentence):
            _judge(line, outline, part, suggester, dated)
        yield line


def _above(outline: Outline, part: Heading | Sentence) -> list[Heading]:
    """Headings of level 1 to 4 above it; a counted point is a sentence more than a heading."""
    return [outline.headings[at] for at in part.path if outline.headings[at].level < COUNTED]


def shortened(heading: str) -> str:
    """A heading as it is shown above others: one that is a whole sentence is cut."""
    return heading if len(heading) <= LONGEST_HEADING else f"{heading[:LONGEST_HEADING]}……"


def _judge(line: SourceLine, outline: Outline, part: Sentence, suggester: Suggester, dated: date) -> None:
    line.reason, line.cue = str(part.reason or ""), part.cue[:60]
    if not part.is_task:
        return
    line.outcome = Outcome.PROPOSED
    suggestion = suggester.suggest(outline, part)
    line.standard_id = suggestion.standard_id or ""
    line.standard_confidence = suggestion.standard_confidence
    line.unit, line.unit_confidence = (suggestion.unit or "")[:LONGEST_UNIT], suggestion.unit_confidence
    line.assisting = list(suggestion.assisting)
    line.due = deadline_in(part.text, dated)


def meant(written: str, organisations: Iterable[Organisation]) -> list[Organisation]:
    """The open organisations that a name in a document means: one by its name, all streets for 各街道."""
    known = list(organisations)
    if written.startswith(("各街道", "各镇", "各乡镇")):
        return [one for one in known if one.kind == OrganisationKind.STREET]
    named = [one for one in known if one.kind != OrganisationKind.COMMUNITY]
    found = registered(written, [one.name for one in named])
    return [one for one in named if one.name == found] if found else []
