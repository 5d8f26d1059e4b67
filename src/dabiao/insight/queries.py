"""Read assessments: the latest one, and what the overview and the ranking show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dabiao.core.framework import Framework
from dabiao.insight.models import Snapshot
from dabiao.office.chart_svg import Whisker
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action

GAPS_SHOWN = 10
"""Worst gaps on the overview: what a leader can talk through in one meeting."""

CLASSES = ("达标", "不稳定达标", "不达标", "证据不足")

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """A standard that is not met or met only unstably, and the points that are lost on it."""

    standard_id: str
    title: str
    stability_class: str
    lost: float
    maximum: float
    rate: float
    interval: tuple[float, float]
    fix: str
    lead_department: str


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """Units ranked among themselves."""

    group: str
    rows: tuple[Entry, ...]

    @property
    def whiskers(self) -> list[Whisker]:
        """Each unit's score with its interval, best first."""
        return [
            Whisker(row["name"], row["score"], row["interval"][0], row["interval"][1]) for row in self.rows
        ]


def latest(asker: Account, pack_id: str) -> Snapshot | None:
    """The newest assessment of a pack, None before there is one."""
    policy.require(asker, Action.SEE_RESULTS)
    return Snapshot.objects.filter(pack_id=pack_id).first()


def class_counts(result: Entry) -> tuple[tuple[str, int], ...]:
    """Standards per class, and those without one (rules that are not sampled pass/fail) last."""
    classes = [one["class"] for one in result["standards"]]
    return (*((name, classes.count(name)) for name in CLASSES), ("", classes.count(None)))


def gaps(result: Entry, framework: Framework) -> tuple[Gap, ...]:
    """Standards not met or met only unstably, most points lost first."""
    nodes = {node["id"]: node for node in _nodes(result["scores"])}
    found = []
    for one in result["standards"]:
        node, standard = nodes.get(one["standard_id"]), framework.standards.get(one["standard_id"])
        if one["class"] not in ("不达标", "不稳定达标") or node is None or standard is None:
            continue
        if node["points"] is None:
            continue
        found.append(
            Gap(
                one["standard_id"],
                standard.title,
                one["class"],
                node["maximum"] - node["points"],
                node["maximum"],
                one["rate"],
                (one["interval"][0], one["interval"][1]),
                standard.fix,
                standard.lead_department,
            )
        )
    return tuple(sorted(found, key=lambda gap: -gap.lost)[:GAPS_SHOWN])


def rankings(rows: list[Entry]) -> tuple[GroupRanking, ...]:
    """Ranked units by group, in the order of the result."""
    groups = dict.fromkeys(row["group"] for row in rows)
    return tuple(
        GroupRanking(group, tuple(sorted((row for row in rows if row["group"] == group), key=_place)))
        for group in groups
    )


def _place(row: Entry) -> int:
    return int(row["rank"])


def _nodes(node: Entry) -> Iterator[Entry]:
    yield node
    for child in node.get("children", ()):
        yield from _nodes(child)
