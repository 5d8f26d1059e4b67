"""For each task of a document: which standard it concerns and who should answer for it, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from dabiao.core.framework import Framework
from dabiao.core.outline.model import Outline, Sentence
from dabiao.core.outline.units import Named, named_in, registered
from dabiao.core.similar_text import TextIndex

TITLE, TEXT, REMEDY, ITEM = 2.0, 1.0, 0.5, 1.0
"""What the parts of a standard weigh: its title says most in few words, its remedy is about something else too."""

SENTENCE, HEADING = 1.0, 0.5
"""What the sentence and the heading above it weigh."""

BASE, SLOPE = -0.35, 15.0
"""Confidence in the first standard is 1 ÷ (1 + exp(−(BASE + SLOPE × lead over the second))).

Fitted on synthetic pairs: each check item of a pack against the pack without that item, right when the first standard
is the item's own. Fitted on 366 items of district-practice; on the 104 of minors-practice confidence and share of right
ones differ by 0.05 on average (asserted in tests/core/outline/test_suggestions.py). It holds for sentences that concern
one of the standards at all.
"""

LEAST_CONFIDENCE, LEAST_SIMILARITY = 0.55, 0.07
"""Below either no standard is suggested: a wrong suggestion costs a reader more than none. Sentences about reports,
meetings and accountability resemble no standard by more than that."""

BY_LEAD = 0.9
"""Confidence in a standard's lead as the one to answer, as a share of the confidence in the standard."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads a standard in a district, by its registered name; ``share`` of the standard's cells that it leads."""

    unit: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for a task; None where nothing is sure enough."""

    standard_id: str | None = None
    standard_confidence: float = 0.0
    unit: str | None = None
    unit_confidence: float = 0.0
    assisting: tuple[str, ...] = ()

    @property
    def confidence(self) -> float | None:
        """How sure the suggestion is as a whole: the lower of the two confidences, as far as there are two."""
        given = [
            sure
            for what, sure in (
                (self.standard_id, self.standard_confidence),
                (self.unit, self.unit_confidence),
            )
            if what is not None
        ]
        return min(given, default=None)


class Suggester:
    """Suggests standards of one framework, and units by their registered names where there are any.

    Where a sentence names nobody, ``leads`` says who leads its standard in the district, else the pack does.
    """

    def __init__(
        self, framework: Framework, units: Iterable[str] = (), leads: Mapping[str, Lead] | None = None
    ) -> None:
        self.standards = framework.standards
        self.units = tuple(units)
        self.leads = leads or {}
        self.index = TextIndex(
            {
                key: [
                    (standard.title, TITLE),
                    (standard.text, TEXT),
                    (standard.fix, REMEDY),
                    *((item.text, ITEM) for item in framework.items_of.get(key, ())),
                ]
                for key, standard in framework.standards.items()
            }
        )

    def suggest(self, outline: Outline, sentence: Sentence) -> Suggestion:
        """Suggest a standard and a unit for one sentence of ``outline``."""
        heading = outline.heading_of(sentence)
        standard, sure = self.standard_for(sentence.text, heading.text if heading else "")
        named = named_in(sentence.text)
        unit, unit_sure = self._unit(named, standard, sure)
        return Suggestion(standard, sure, unit, unit_sure, named.assisting)

    def standard_for(self, sentence: str, heading: str = "") -> tuple[str | None, float]:
        """The standard a sentence concerns and the confidence in it; (None, 0) where none stands out."""
        ranked = self.index.ranked([(sentence, SENTENCE), (heading, HEADING)])
        if not ranked or ranked[0].similarity < LEAST_SIMILARITY:
            return None, 0.0
        second = ranked[1].similarity if len(ranked) > 1 else 0.0
        sure = confidence_of(ranked[0].similarity - second)
        return (ranked[0].key, sure) if sure >= LEAST_CONFIDENCE else (None, 0.0)

    def _unit(self, named: Named, standard: str | None, sure: float) -> tuple[str | None, float]:
        if named.unit is not None:
            return registered(named.unit, self.units) or named.unit, named.confidence
        known = self.leads.get(standard) if standard else None
        if known is not None:
            return known.unit, round(sure * BY_LEAD * known.share, 2)
        lead = self.standards[standard].lead_department if standard else ""
        return (registered(lead, self.units) or lead, round(sure * BY_LEAD, 2)) if lead else (None, 0.0)


def confidence_of(lead: float) -> float:
    """Confidence that the first standard is the right one, by its lead over the second; two decimals."""
    return round(1 / (1 + exp(-(BASE + SLOPE * lead))), 2)
