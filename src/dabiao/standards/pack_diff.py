"""What changed between two packs, or two editions of one: settings, tree, standards, rules, place types, items.

Both sides are laid out as text by table, id and field, under the headings their workbook has; what differs is a
change. Numbers are compared as numbers: 2 and 2.0 points are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum

import yaml

from dabiao.core.framework import (
    CheckItem,
    Framework,
    MethodRule,
    NegativeItem,
    Node,
    Quantity,
    SiteType,
    Source,
    Standard,
)
from dabiao.core.rubric_words import describe
from dabiao.standards.rule_parameters import dump_rule

Fields = dict[str, str]
Tables = dict[str, dict[str, Fields]]
"""Text by table, id and heading. A field without a value is left out."""


class Kind(StrEnum):
    """What happened to an entry."""

    ADDED = "新增"
    REMOVED = "删除"
    CHANGED = "修改"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``field`` is empty where the whole entry came or went; then ``before`` or ``after`` is its
    title. ``before`` and ``after`` are None where there was nothing.
    """

    table: str
    id: str
    kind: Kind
    field: str
    before: str | None
    after: str | None


def diff_packs(before: Framework, after: Framework) -> tuple[Change, ...]:
    """List what changed, in the order of a pack's workbook; entries in the order they have there."""
    old, new = _laid_out(before), _laid_out(after)
    return tuple(change for table in old for change in _table_changes(table, old[table], new[table]))


def counts(changes: tuple[Change, ...]) -> dict[str, dict[Kind, int]]:
    """Count the entries (not fields) of each table that came, went or changed; tables without any left out."""
    entries: dict[str, dict[str, Kind]] = {}
    for change in changes:
        entries.setdefault(change.table, {})[change.id] = change.kind
    return {
        table: {kind: list(kinds.values()).count(kind) for kind in Kind if kind in kinds.values()}
        for table, kinds in entries.items()
    }


def _table_changes(table: str, old: Mapping[str, Fields], new: Mapping[str, Fields]) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            yield Change(table, key, Kind.REMOVED, "", _title(old[key]), None)
        elif key not in old:
            yield Change(table, key, Kind.ADDED, "", None, _title(new[key]))
        else:
            for field in [*old[key], *(field for field in new[key] if field not in old[key])]:
                said, says = old[key].get(field), new[key].get(field)
                if said != says and not (field == _PARAMETERS and old[key][_IN_WORDS] != new[key][_IN_WORDS]):
                    yield Change(table, key, Kind.CHANGED, field, said, says)


_IN_WORDS, _PARAMETERS = "规则", "规则参数"
"""Parameters are told only where the words of the rule do not tell already."""


def _title(fields: Fields) -> str:
    return next(iter(fields.values()), "")


def _laid_out(framework: Framework) -> Tables:
    nodes, standards, rules = _tree(framework)
    cycle = framework.cycle
    return {
        "标准包": _settings(framework),
        "年度关口": {
            gate.id: _given(
                指标=gate.measure,
                不低于=gate.at_least,
                低于时=gate.below,
                停止月数=_months(gate.suspended_months),
                来源=_cited(gate.source),
            )
            for gate in (cycle.gates if cycle else ())
        },
        "年度构成": {
            one.measure: _given(占比=one.share, 来源=_cited(one.source))
            for one in (cycle.parts if cycle else ())
        },
        "排名分组": {
            one.id: _given(名称=one.title, 成员="、".join(one.members)) for one in framework.ranking.groups
        },
        "组成部分": {
            one.id: _given(名称=one.title, 测评方法=one.method, 权重=one.weight)
            for one in framework.components
        },
        "体系": nodes,
        "标准": standards,
        "评分规则": rules,
        "点位类型": {one.id: _site_type(one) for one in framework.site_types},
        "检查项": {one.id: _item(one) for one in framework.items},
        "负面清单": {one.id: _negative(one) for one in framework.negative_list},
    }


def _settings(framework: Framework) -> dict[str, Fields]:
    cycle, settings, ranking = framework.cycle, framework.stability, framework.ranking
    values = {
        "编号": framework.id,
        "名称": framework.title,
        "版次": framework.edition,
        "有效期起": framework.valid_from,
        "有效期止": framework.valid_to,
        "适用城市": framework.city_level,
        "来源": _cited(framework.source),
        "不限标准": "是" if framework.open_ended else "",
        "总分值": _number(framework.points),
        "汇总口径": framework.pooling,
        "并列名次": ranking.ties,
        "显示小数位": str(ranking.digits),
        "年度权重": "；".join(map(_number, cycle.weights)) if cycle else "",
        "年度权重来源": _cited(cycle.source) if cycle else "",
        "要求合格率": _number(settings.pass_rate),
        "达标下限": _number(settings.compliant_from),
        "不稳定达标下限": _number(settings.unstable_from),
        "判定把握": _number(settings.confidence),
        "误判损失": " / ".join("；".join(map(_number, row)) for row in settings.losses),
        "上级抽查点数": str(settings.official_sample),
        "备注": "\n".join(framework.notes),
    }
    return {name: {"内容": value} for name, value in values.items() if value}


def _tree(framework: Framework) -> tuple[dict[str, Fields], dict[str, Fields], dict[str, Fields]]:
    """Lay out nodes, standards and rules; each knows what it stands under."""
    nodes: dict[str, Fields] = {}
    standards: dict[str, Fields] = {}
    rules: dict[str, Fields] = {}

    def walk(entry: Node | Standard, parent: str) -> None:
        if isinstance(entry, Standard):
            standards[entry.id] = _standard(entry, parent)
            rules.update({f"{entry.id} {rule.method}": _rule(rule) for rule in entry.rules})
            return
        nodes[entry.id] = _given(名称=entry.title, 上级=parent, 层级=entry.level, 分值=entry.points)
        for child in entry.children:
            walk(child, entry.id)

    for top in framework.tree:
        walk(top, "")
    return nodes, standards, rules


def _standard(standard: Standard, parent: str) -> Fields:
    return _given(
        名称=standard.title,
        上级=parent,
        标准内容=standard.text,
        分值=standard.points,
        要求合格率=standard.pass_rate,
        牵头部门=standard.lead_department,
        整改要点=standard.fix,
        来源=_cited(standard.source),
    )


def _rule(rule: MethodRule) -> Fields:
    form, parameters = dump_rule(rule.rule)
    written = yaml.safe_dump(parameters, allow_unicode=True, default_flow_style=True, width=10**6).strip()
    return _given(
        规则=describe(rule.rule, rule.points),
        规则形式=form,
        规则参数=written if parameters else "",
        分值=rule.points,
        来源=_cited(rule.source),
    )


def _site_type(kind: SiteType) -> Fields:
    return _given(
        名称=kind.title, 类别=kind.group, 过程验证="是" if kind.process else "", 来源=_cited(kind.source)
    )


def _item(item: CheckItem) -> Fields:
    return _given(
        检查项=item.text,
        标准编号=item.standard_id,
        点位类型="、".join(item.site_types),
        数量=_quantity(item.quantity) if item.quantity else "",
        例外="；".join(item.exceptions),
        口径=item.note,
        示例图片="；".join(f"{one.shows} {one.caption or one.file[:8]}" for one in item.pictures),
        来源=_cited(item.source),
    )


def _quantity(quantity: Quantity) -> str:
    per = f"每 {_number(quantity.per)} {quantity.per_unit}" if quantity.per else ""
    return f"{per}至少 {_number(quantity.at_least)} {quantity.unit}"


def _negative(item: NegativeItem) -> Fields:
    return _given(
        事项=item.text,
        扣分=item.points,
        一票否决="是" if item.veto else "",
        禁报月数=_months(item.ban_months),
        来源=_cited(item.source),
    )


def _months(number: int | None) -> str:
    return "" if number is None else str(number)


def _cited(source: Source) -> str:
    """Say a source on one line; two packs may number the same source differently."""
    parts = asdict(source)
    return " ".join(
        str(parts[name]) for name in ("place", "document", "year", "note", "grade") if parts[name]
    )


def _given(**fields: str | Decimal) -> Fields:
    written = {
        name: _number(value) if isinstance(value, Decimal) else str(value) for name, value in fields.items()
    }
    return {name: value for name, value in written.items() if value}


def _number(value: Decimal) -> str:
    """Write a number without trailing zeros."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
