"""What a letter of responsibility (目标责任书) says, as one frozen value, and the one way it is written down.

``content_of`` gives the plain figures whose canonical JSON is sealed with SM3 and signed; ``text_of`` reads them
back. Whatever shows a letter (pages, documents, differences) shows this value, so that all say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.deduction_bands import Comparison, DeductionBand, plain

KIND, FORMAT = "dabiao-letter", 1
"""What the content of a letter calls itself, and the edition of its form."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One target. ``key`` stays the item's own through all versions; ``standard_id`` is empty for a free one."""

    key: int
    text: str
    standard_id: str = ""
    comparison: Comparison = Comparison.DONE
    target: Decimal | None = None
    unit: str = ""
    deadline: date | None = None
    evaluator: str = ""
    points: Decimal | None = None


ANNEX_COLUMNS = ("标准编号", "标准名称", "测评方法", "点位类型", "责任", "要求", "完成时限")
"""Headings of the annexed table, on paper, on pages and where it is pasted in."""


@dataclass(frozen=True, slots=True)
class AnnexTask:
    """A line of the annexed table: what the unit does for a standard, looked at by a method at types of places."""

    standard_id: str
    standard_title: str
    method: str
    site_type: str
    kind: DutyKind
    requirement: str = ""
    deadline: date | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line in words, a cell for each of ``ANNEX_COLUMNS``."""
        day = self.deadline.isoformat() if self.deadline else ""
        return (
            self.standard_id,
            self.standard_title,
            self.method,
            self.site_type,
            self.kind.value,
            self.requirement,
            day,
        )


@dataclass(frozen=True, slots=True)
class LetterText:
    """Everything that is agreed on. Long texts have a paragraph a line."""

    title: str
    party_a_post: str
    party_b_post: str
    period_from: date
    period_to: date
    preamble: str
    items: tuple[LetterItem, ...]
    measures: str
    scoring: str
    bands: tuple[DeductionBand, ...]
    rewards: str
    annex: tuple[AnnexTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Amends:
    """The version this one takes the place of: its number, what sealed it, and why it had to change."""

    version: int
    sm3: str
    reason: str


@dataclass(frozen=True, slots=True)
class LetterHead:
    """Which letter it is, between whom, and in which version."""

    letter: int
    campaign: str
    year: int
    party_a: str
    party_b: str
    version: int
    amends: Amends | None = None


def content_of(head: LetterHead, text: LetterText) -> dict[str, Any]:
    """Write a version out in plain figures: texts, whole numbers, None; decimals and days as text."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "letter": head.letter,
        "campaign": head.campaign,
        "year": head.year,
        "party_a": head.party_a,
        "party_b": head.party_b,
        "version": head.version,
        "amends": None
        if head.amends is None
        else {
            "version": head.amends.version,
            "sm3": head.amends.sm3,
            "reason": head.amends.reason,
        },
        **plain_text(text),
    }


def plain_text(text: LetterText) -> dict[str, Any]:
    """Write out what is agreed on, without the parties."""
    return {
        "title": text.title,
        "party_a_post": text.party_a_post,
        "party_b_post": text.party_b_post,
        "period_from": text.period_from.isoformat(),
        "period_to": text.period_to.isoformat(),
        "preamble": text.preamble,
        "items": [_plain_item(one) for one in text.items],
        "measures": text.measures,
        "scoring": text.scoring,
        "bands": [_plain_band(one) for one in text.bands],
        "rewards": text.rewards,
        "annex": [_plain_task(one) for one in text.annex],
    }


def _plain_item(one: LetterItem) -> dict[str, Any]:
    return {
        "key": one.key,
        "text": one.text,
        "standard_id": one.standard_id,
        "comparison": one.comparison.value,
        "target": None if one.target is None else plain(one.target),
        "unit": one.unit,
        "deadline": None if one.deadline is None else one.deadline.isoformat(),
        "evaluator": one.evaluator,
        "points": None if one.points is None else plain(one.points),
    }


def _plain_band(one: DeductionBand) -> dict[str, Any]:
    return {
        "low": plain(one.low),
        "high": plain(one.high),
        "low_closed": one.low_closed,
        "high_closed": one.high_closed,
        "deduction": plain(one.deduction),
        "consequence": one.consequence,
    }


def _plain_task(one: AnnexTask) -> dict[str, Any]:
    return {
        "standard_id": one.standard_id,
        "standard_title": one.standard_title,
        "method": one.method,
        "site_type": one.site_type,
        "kind": one.kind.value,
        "requirement": one.requirement,
        "deadline": None if one.deadline is None else one.deadline.isoformat(),
    }


def canonical(content: object) -> bytes:
    """The bytes that are sealed: JSON with sorted keys, no blanks, characters beyond ASCII as themselves, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def text_of(content: Mapping[str, Any]) -> LetterText:
    """Read what ``plain_text`` wrote. Raises KeyError, ValueError or TypeError for anything else."""
    return LetterText(
        title=str(content["title"]),
        party_a_post=str(content["party_a_post"]),
        party_b_post=str(content["party_b_post"]),
        period_from=date.fromisoformat(content["period_from"]),
        period_to=date.fromisoformat(content["period_to"]),
        preamble=str(content["preamble"]),
        items=tuple(_item(one) for one in content["items"]),
        measures=str(content["measures"]),
        scoring=str(content["scoring"]),
        bands=tuple(_band(one) for one in content["bands"]),
        rewards=str(content["rewards"]),
        annex=tuple(_task(one) for one in content["annex"]),
    )


def head_of(content: Mapping[str, Any]) -> LetterHead:
    """Read which letter it is. Raises KeyError, ValueError or TypeError for what is no letter."""
    if content["kind"] != KIND or content["format"] != FORMAT:
        raise ValueError("the content is no letter of a form known here")
    amends = content["amends"]
    return LetterHead(
        letter=int(content["letter"]),
        campaign=str(content["campaign"]),
        year=int(content["year"]),
        party_a=str(content["party_a"]),
        party_b=str(content["party_b"]),
        version=int(content["version"]),
        amends=None
        if amends is None
        else Amends(int(amends["version"]), str(amends["sm3"]), str(amends["reason"])),
    )


def _item(one: Mapping[str, Any]) -> LetterItem:
    return LetterItem(
        key=int(one["key"]),
        text=str(one["text"]),
        standard_id=str(one["standard_id"]),
        comparison=Comparison(one["comparison"]),
        target=_decimal(one["target"]),
        unit=str(one["unit"]),
        deadline=_day(one["deadline"]),
        evaluator=str(one["evaluator"]),
        points=_decimal(one["points"]),
    )


def _band(one: Mapping[str, Any]) -> DeductionBand:
    return DeductionBand(
        low=Decimal(one["low"]),
        high=Decimal(one["high"]),
        low_closed=bool(one["low_closed"]),
        high_closed=bool(one["high_closed"]),
        deduction=Decimal(one["deduction"]),
        consequence=str(one["consequence"]),
    )


def _task(one: Mapping[str, Any]) -> AnnexTask:
    return AnnexTask(
        standard_id=str(one["standard_id"]),
        standard_title=str(one["standard_title"]),
        method=str(one["method"]),
        site_type=str(one["site_type"]),
        kind=DutyKind(one["kind"]),
        requirement=str(one["requirement"]),
        deadline=_day(one["deadline"]),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a long text, blank lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def item_sentence(item: LetterItem) -> str:
    """An item as a clause: what is to be done, its figure, day, evaluator, points and standard."""
    parts = [item.text.rstrip("。；; ")]
    if item.target is not None:
        parts.append(f"目标：{item.comparison.value} {plain(item.target)}{item.unit}")
    if item.deadline is not None:
        parts.append(f"完成时限：{item.deadline.isoformat()}")
    if item.evaluator:
        parts.append(f"考核单位：{item.evaluator}")
    if item.points is not None:
        parts.append(f"分值：{plain(item.points)} 分")
    if item.standard_id:
        parts.append(f"对应标准：{item.standard_id}")
    first, *rest = parts
    return f"{first}。{'；'.join(rest)}。" if rest else f"{first}。"


def band_sentence(band: DeductionBand) -> str:
    """A band as a clause that says of both ends whether they belong to it."""
    if band.low == band.high:
        scores = f"得分为 {plain(band.low)} 分"
    else:
        low = f"{plain(band.low)} 分以上（{'含' if band.low_closed else '不含'} {plain(band.low)} 分）"
        high = f"{plain(band.high)} 分以下（{'含' if band.high_closed else '不含'} {plain(band.high)} 分）"
        scores = f"得分 {high}" if band.low == 0 and band.low_closed else f"得分 {low}、{high}"
    cost = f"扣 {plain(band.deduction)} 分" if band.deduction else "不扣分"
    return f"{scores}的，{cost}{f'，{band.consequence}' if band.consequence else ''}。"


def task_sentence(task: AnnexTask) -> str:
    """A line of the annex in a sentence, for comparing versions."""
    where = "、".join(part for part in (task.method, task.site_type) if part)
    text = f"{task.standard_id} {task.standard_title}" + (f"（{where}）" if where else "")
    text += f"：{task.kind.value}"
    if task.requirement:
        text += f"，{task.requirement}"
    return text + (f"，{task.deadline.isoformat()} 前" if task.deadline else "")


def total_points(items: Sequence[LetterItem]) -> Decimal:
    """Points of all items together."""
    return sum((one.points for one in items if one.points is not None), Decimal(0))
