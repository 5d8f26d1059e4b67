"""What the texts of a row mean, or the defect that says what a person must choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

from dabiao.core.defects import Defect
from dabiao.core.field.canonical import RowSource, defect_at
from dabiao.core.field.dates import iso_date
from dabiao.core.field.mapping import LEFT_OUT, FieldMapping, Kind, Match, Role, of_item_target
from dabiao.core.field.marks import NOT_INSPECTED
from dabiao.core.field.places import Places
from dabiao.core.field.reading import Answer, value_context
from dabiao.core.field.vocabulary import Vocabulary

MOST_DEFECTS = 2_000
"""Spelt out; more are counted."""


class Refused(Exception):
    """An answer that cannot become a row; its defect is noted."""


class Meanings:
    """Looks texts up in a mapping; what is not settled there is noted once, with the number of answers that wait."""

    def __init__(self, mapping: FieldMapping, vocabulary: Vocabulary) -> None:
        self.places = Places(vocabulary.places)
        self.defects: list[Defect] = []
        self.remarks: dict[str, int] = {}
        self._mapping, self._vocabulary = mapping, vocabulary
        self._asked: dict[tuple[Kind, str, str], list[Defect | int]] = {}

    def settled(
        self,
        shared: RowSource,
        answer: Answer,
        match: Match | None,
        kind: Kind,
        written: str,
        context: str = "",
    ) -> str:
        """The target of a match. Raises Refused, and asks, where there is none to rely on."""
        if match is not None and match.settled:
            return match.target
        self._ask(shared, answer, match, kind, written, context)
        raise Refused

    def name(self, shared: RowSource, answer: Answer, kind: Kind, written: str) -> str:
        """The name a text stands for; empty where nothing is written, or a person wants it left out."""
        if not written:
            return ""
        found = self.settled(shared, answer, self._mapping.match(kind, written), kind, written)
        return "" if found == LEFT_OUT else found

    def place(self, shared: RowSource, answer: Answer, written: str, street: str) -> dict[str, str] | None:
        """The fields of a place: the register's, or what is written of a new one. None where a person wants
        it left out.
        """
        if not written:
            self.refuse_answer(
                shared, answer, "这一行没有写点位，请补上；只写一次的点位请合并单元格或每行都填"
            )
        match = self._mapping.match(Kind.SITE, written, street)
        site_id = self.settled(shared, answer, match, Kind.SITE, written, street)
        if site_id == LEFT_OUT:
            return None
        known = self.places.by_id(site_id)
        if known is not None:
            return {
                "site_id": site_id,
                "site_name": known.name,
                "site_type": known.site_type,
                "street": known.street,
                "community": known.community,
                "unit": known.unit,
            }
        kind = shared.row.get(Role.SITE_TYPE)
        if not kind:
            self.refuse_answer(
                shared,
                answer,
                "点位“%(site)s”没有登记，也没有写点位类型。请补上类型，或先登记点位",
                site=written,
            )
        name = shared.row.get(Role.SITE_NAME) or written
        site_type = self.settled(
            shared, answer, self._mapping.match(Kind.SITE_TYPE, kind), Kind.SITE_TYPE, kind
        )
        return {
            "site_id": site_id,
            "site_name": name,
            "site_type": site_type,
            "street": street,
            "community": "",
            "unit": "",
        }

    def item(
        self, shared: RowSource, answer: Answer, written: str, site_type: str, *, needed: bool
    ) -> tuple[str, str] | None:
        """Standard and item of a text; None where a person wants it left out. What is not ``needed`` is kept
        as written.
        """
        match = self._mapping.match(Kind.ITEM, written, site_type)
        if not needed and (match is None or not match.settled):
            return "", written
        if not written:
            self.refuse_answer(shared, answer, "这一行没有写检查了什么，请补上检查内容")
        target = self.settled(shared, answer, match, Kind.ITEM, written, site_type)
        return None if target == LEFT_OUT else of_item_target(target)

    def date(self, shared: RowSource, answer: Answer) -> str:
        """The day a row names as 2026-09-08, or nothing."""
        written = shared.row.get(Role.DATE)
        if not written:
            return ""
        day = iso_date(written, shared.year)
        if day is None:
            self.refuse_answer(
                shared, answer, "日期“%(date)s”认不出来，请写成 2026-03-05 或 2026年3月5日", date=written
            )
        return day

    def refuse_answer(
        self, shared: RowSource, answer: Answer, template: str, **parameters: object
    ) -> NoReturn:
        """Note what is wrong with an answer, and give it up. Raises Refused."""
        self.defects.append(
            defect_at(shared.table, shared.number, shared.letters(answer), template, **parameters)
        )
        raise Refused

    def _ask(
        self, shared: RowSource, answer: Answer, match: Match | None, kind: Kind, written: str, context: str
    ) -> None:
        """One defect for a text that must be chosen for, at its first place, with the number of answers that wait."""
        key = (kind, written, context)
        if key in self._asked:
            count = self._asked[key][1]
            assert isinstance(count, int)
            self._asked[key][1] = count + 1
            return
        defect = defect_at(
            shared.table,
            shared.number,
            shared.letters(answer),
            "“%(written)s”对应哪个%(kind)s还拿不准%(guess)s，%(count)d 处在等。请选定，或选“不导入”",
            written=written or "（空白）",
            kind=kind.value,
            guess=f"（可能是 {self._shown(kind, match.target)}）"
            if match is not None and match.target
            else "",
        )
        self._asked[key] = [defect, 1]

    def _shown(self, kind: Kind, target: str) -> str:
        if kind is Kind.ITEM:
            standard_id, item = of_item_target(target)
            texts = {one.id: one.text for one in self._vocabulary.framework.items}
            return texts.get(item, item or standard_id)
        if kind is Kind.SITE:
            known = self.places.by_id(target)
            return known.name if known is not None else target
        return target

    def all_defects(self) -> Iterator[Defect]:
        """All that is wrong: the first ``MOST_DEFECTS`` cells, the number of the others, and every open question."""
        yield from self.defects[:MOST_DEFECTS]
        for defect, count in self._asked.values():
            assert isinstance(defect, Defect)
            yield replace(defect, parameters={**defect.parameters, "count": count})
        if len(self.defects) > MOST_DEFECTS:
            more = len(self.defects) - MOST_DEFECTS
            yield Defect("还有 %(more)d 处没有列出", self.defects[0].file, parameters={"more": more})

    def remark(self, text: str) -> None:
        """Count something that refuses nothing."""
        self.remarks[text] = self.remarks.get(text, 0) + 1

    def result(self, shared: RowSource, answer: Answer) -> str:
        """符合, 不符合, 不适用, 未检查, or nothing for a figure that its rule judges."""
        figure = answer.figure or shared.row.get(Role.VALUE)
        if not answer.value and figure:
            return ""
        if not answer.value and answer.written and answer.problem:
            self.refuse_answer(shared, answer, "写了问题却没有结果，请补上结果")
        context = value_context(shared.sheet, answer)
        found = self._mapping.match(Kind.VALUE, answer.value, context)
        if found is None and not answer.value:
            return NOT_INSPECTED
        return self.settled(shared, answer, found, Kind.VALUE, answer.shown, context)
