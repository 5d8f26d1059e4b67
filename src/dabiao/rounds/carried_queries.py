"""Read what was carried from other packs, and what was not."""

from __future__ import annotations

from dataclasses import dataclass

from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.models import Carrying, Round
from dabiao.standards.pack_files import load_pack

MOST_NAMES = 6
"""Rounds written out in one sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Left:
    """Rows of one old standard and item that were not carried, and why."""

    standard: str
    item: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Outcome:
    """What came of one crosswalk. ``lost`` and ``partly`` are old standards of which no row, or not every row, was
    carried, with how many stayed behind.
    """

    from_pack: str
    to_pack: str
    current: bool
    """Whether nothing it rests on has changed since."""
    rows: int
    carried: int
    there_already: int
    rounds: tuple[tuple[str, str], ...]
    left: tuple[Left, ...]
    lost: tuple[tuple[str, int], ...]
    partly: tuple[tuple[str, int], ...]
    frozen: tuple[str, ...]
    """Rounds here that are frozen and were not counted anew."""

    @property
    def rows_left(self) -> int:
        """Rows that were not carried."""
        return sum(one.rows for one in self.left)


def outcome(asker: Account, crosswalk_id: int) -> Outcome | None:
    """What came of an accepted crosswalk; None before its rounds were counted, and once it holds no more."""
    policy.require(asker, Action.SEE_RESULTS)
    found = Carrying.objects.filter(crosswalk_id=crosswalk_id).first()
    return _outcome(found) if found else None


def carried_rounds(asker: Account, pack_id: str) -> dict[str, str]:
    """Rounds of a pack that rest on another's observations alone: their names, and that pack."""
    policy.require(asker, Action.SEE_RESULTS)
    found = Round.objects.filter(pack_id=pack_id).exclude(carried_from="")
    return dict(found.values_list("name", "carried_from"))


def carried_cautions(pack_id: str) -> tuple[str, ...]:
    """What a reader of an assessment must know of its carried rounds, in plain sentences."""
    said = []
    for found in Carrying.objects.filter(to_pack=pack_id).order_by("pk"):
        one, pack = _outcome(found), load_pack(found.from_pack)
        names = list(dict.fromkeys(here for _, here in one.rounds))
        if not names:
            continue
        named = "、".join(names[:MOST_NAMES]) + (f"等 {len(names)} 轮" if len(names) > MOST_NAMES else "")
        said.append(
            f"其中 {len(names)} 轮由“{pack.title}”{pack.edition} 版的记录换算：{named}。"
            + _what_stayed(one)
            + "评分按本标准包的规则；逐条对应和原因见“标准对应”"
        )
    return tuple(said)


def _what_stayed(one: Outcome) -> str:
    if not one.left:
        return "记录全部换算。"
    parts = []
    if one.lost:
        parts.append(f"{len(one.lost)} 条标准未能换算")
    if one.partly:
        parts.append(f"{len(one.partly)} 条只换算了一部分")
    return f"{'，'.join(parts)}，共 {one.rows_left} 行没有计入（原有 {one.rows} 行）。"


def _outcome(found: Carrying) -> Outcome:
    left = tuple(Left(*line) for line in found.not_carried)
    stayed: dict[str, int] = {}
    for one in left:
        stayed[one.standard] = stayed.get(one.standard, 0) + one.rows
    return Outcome(
        found.from_pack,
        found.to_pack,
        bool(found.inputs),
        found.rows,
        found.carried,
        found.there_already,
        tuple((there, here) for there, here in found.rounds),
        left,
        tuple(pair for pair in stayed.items() if pair[1] >= found.standards[pair[0]]),
        tuple(pair for pair in stayed.items() if pair[1] < found.standards[pair[0]]),
        tuple(found.frozen),
    )
