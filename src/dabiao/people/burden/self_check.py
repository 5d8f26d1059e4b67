"""The self-check: every rule against burdens, what the system does about it, and evidence computed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.core.self_check_rules import GRADE, RULES, SOURCES, Rule, Source, Topic
from dabiao.house.self_check import Evidence, Verdict, evidence_for
from dabiao.office.self_check_pack import Pack, PackEvidence, PackRule, PackSource
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action

NOTHING_REGISTERED = Evidence("尚无证据", "—", "还没有登记能证明这一条的数据，请人工核实", Verdict.LOOK)
STATED_BY_HAND = Evidence(
    "由单位说明", "　", "程序不能证明，由建设、使用单位在这里写明情况并附材料", Verdict.BY_HAND
)


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule with its evidence. Its verdict is the weakest of what was found."""

    rule: Rule
    evidence: tuple[Evidence, ...]

    @property
    def verdict(self) -> Verdict:
        """符合 only when every piece of evidence says so."""
        found = {one.verdict for one in self.evidence}
        for weaker in (Verdict.LOOK, Verdict.BY_HAND):
            if weaker in found:
                return weaker
        return Verdict.KEPT


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The whole pack at one moment, in local time."""

    made_at: datetime
    rules: tuple[CheckedRule, ...]

    @property
    def by_source(self) -> Sequence[tuple[Source, Sequence[CheckedRule]]]:
        """Rules under the document they come from."""
        return [(one, [found for found in self.rules if found.rule.source is one]) for one in SOURCES]

    def count(self, verdict: Verdict) -> int:
        """How many rules came out so."""
        return sum(one.verdict is verdict for one in self.rules)

    @property
    def kept(self) -> int:
        """How many rules all evidence speaks for."""
        return self.count(Verdict.KEPT)

    @property
    def to_look_at(self) -> int:
        """How many rules somebody has to look into."""
        return self.count(Verdict.LOOK)

    @property
    def by_hand(self) -> int:
        """How many rules the operator states in writing."""
        return self.count(Verdict.BY_HAND)

    def as_json(self) -> dict[str, object]:
        """The pack for programs; stable keys."""
        return {
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "grade": GRADE,
            "kept": self.kept,
            "to_look_at": self.to_look_at,
            "by_hand": self.by_hand,
            "rules": [
                {
                    "id": one.rule.id,
                    "source": one.rule.source.title,
                    "source_day": one.rule.source.day,
                    "source_number": one.rule.source.number,
                    "asks": one.rule.asks,
                    "answer": one.rule.answer,
                    "verdict": one.verdict.value,
                    "evidence": [
                        {
                            "name": found.name,
                            "value": found.value,
                            "definition": found.definition,
                            "verdict": found.verdict.value,
                        }
                        for found in one.evidence
                    ],
                }
                for one in self.rules
            ],
        }


def self_check_for(asker: Account) -> SelfCheck:
    """The self-check, for those who see the whole district's requests and complaints."""
    for action in (Action.SEE_COMPLAINTS, Action.SEE_BURDEN):
        if not policy.require(asker, action).everything:
            raise PermissionDenied(action.value)
    return self_check()


def self_check() -> SelfCheck:
    """The self-check, for whoever holds the data folder or asked the policy already."""
    found = {topic: tuple(evidence_for(topic)) or (NOTHING_REGISTERED,) for topic in Topic}
    found[Topic.BY_HAND] = (STATED_BY_HAND,)
    checked = tuple(
        CheckedRule(rule, tuple(one for topic in rule.topics for one in found[topic])) for rule in RULES
    )
    return SelfCheck(timezone.localtime(), checked)


def pack_of(check: SelfCheck) -> Pack:
    """The self-check as the writers of its files take it."""
    summary = (
        f"共 {len(check.rules)} 条：{check.kept} 条有证据表明符合，{check.to_look_at} 条需要核实，"
        f"{check.by_hand} 条由单位人工说明。"
    )
    sources = [
        PackSource(_named(source), [_packed(one) for one in rules]) for source, rules in check.by_source
    ]
    return Pack(check.made_at, f"达标 Dabiao {version('dabiao')}", GRADE, summary, sources)


def _named(source: Source) -> str:
    number = f"，{source.number}" if source.number else ""
    return f"《{source.title}》（{source.day}{number}）"


def _packed(one: CheckedRule) -> PackRule:
    evidence = [
        PackEvidence(found.name, found.value, found.definition, found.verdict.value) for found in one.evidence
    ]
    return PackRule(one.rule.id, one.rule.asks, one.rule.answer, one.verdict.value, evidence)
