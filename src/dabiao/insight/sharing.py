"""What 总览 and 排名 say in a chat: the figures of the page, with what they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from dabiao.core.framework import Framework
from dabiao.insight import queries
from dabiao.insight.models import Snapshot
from dabiao.office.numbers import half_up, percent, plain, shown
from dabiao.office.result_note import Part, ResultNote, Row
from dabiao.people.gate import person
from dabiao.people.organisations.queries import district_name
from dabiao.people.policy import Action, is_for_all_measured
from dabiao.standards.queries import framework_in_use


def overview_note(request: HttpRequest) -> ResultNote | None:
    """总览 as a note; None before there is an assessment."""
    framework = framework_in_use()
    snapshot = queries.latest(person(request), framework.id)
    if snapshot is None:
        return None
    return _note("测评总览", snapshot, framework, overview_parts(snapshot, framework))


def ranking_note(request: HttpRequest) -> ResultNote | None:
    """排名 as a note; None before there is an assessment."""
    framework = framework_in_use()
    snapshot = queries.latest(person(request), framework.id)
    if snapshot is None:
        return None
    return _note("测评排名", snapshot, framework, ranking_parts(snapshot))


def facts(snapshot: Snapshot, framework: Framework) -> tuple[str, ...]:
    """Of what the figures are, and of when."""
    rounds = [one["name"] for one in snapshot.result["rounds"]]
    return (
        f"标准包：{framework.title} {framework.edition}",
        f"合并 {len(rounds)} 轮：{'、'.join(rounds)}",
        f"计算时间：{timezone.localtime(snapshot.made_at):%Y-%m-%d %H:%M}",
    )


def overview_parts(snapshot: Snapshot, framework: Framework) -> tuple[Part, ...]:
    """Score, classes, rounds, worst gaps and cautions of an assessment, as 总览 shows them."""
    result = snapshot.result
    found = (_score(result), _classes(result), _rounds(result), _gaps(result, framework), _cautions(result))
    return tuple(one for one in found if one.rows or one.lines)


def ranking_parts(snapshot: Snapshot) -> tuple[Part, ...]:
    """Streets and units by group, and who is left out, as 排名 shows them."""
    result = snapshot.result
    parts = [
        *_ranked("街道", result["streets"], "用标准包的得分树计算本街道的记录。"),
        *_ranked("责任单位", result["units"], "本单位实地和材料记录的符合率。"),
    ]
    if result["excluded"]:
        lines = tuple(f"{one['name']}：{one['reason']}" for one in result["excluded"])
        parts.append(Part("没有参加排名的", lines=lines))
    return tuple(parts)


def _note(title: str, snapshot: Snapshot, framework: Framework, parts: tuple[Part, ...]) -> ResultNote:
    internal = not is_for_all_measured(Action.SEE_RESULTS)
    return ResultNote(title, district_name(), facts(snapshot, framework), parts, internal)


def _score(result: queries.Entry) -> Part:
    scores = result["scores"]
    base = scores["base"]
    below = ""
    if scores["interval"]:
        low, high = scores["interval"]
        below = f"抽样误差范围 {shown(low, 1)}～{shown(high, 1)}"
    return Part(
        "得分",
        (Row("综合得分", _points(scores["points"], scores["maximum"]), below),),
        note=f"基数：{base['places']} 次点位检查、{base['rows']} 条记录。范围按 5%～95% 给出。",
    )


def _classes(result: queries.Entry) -> Part:
    counts = queries.class_counts(result)
    unclassed = dict(counts)[""]
    note = (
        f"共 {sum(number for _, number in counts)} 条已测评标准。达标：下一轮合格率达到要求的把握在九成以上；"
        "不稳定达标：五成到九成；证据不足：查得不够，还不能判断。"
    )
    if unclassed:
        note += f"另有 {unclassed} 条按材料、问卷或数据评分，不作达标分类。"
    return Part(
        "标准达标状态", tuple(Row(name, f"{number} 条") for name, number in counts if name), note=note
    )


def _rounds(result: queries.Entry) -> Part:
    rows = tuple(
        Row(
            one["name"],
            _unit(shown(one["score"]), one["score"]),
            f"{one['first_date'] or '日期未填'}，点位 {one['sites']}，记录 {one['base']['rows']}",
        )
        for one in result["rounds"]
    )
    return Part("各轮得分", rows)


def _gaps(result: queries.Entry, framework: Framework) -> Part:
    rows = tuple(
        Row(
            f"{at}. {gap.standard_id} {gap.title}",
            f"失 {shown(gap.lost)} 分",
            f"{gap.stability_class}，满分 {shown_plain(gap.maximum)}，合格率 {percent(gap.rate, 1)}"
            f"（{percent(gap.interval[0], 1)}～{percent(gap.interval[1], 1)}），牵头 {gap.lead_department}",
        )
        for at, gap in enumerate(queries.gaps(result, framework), 1)
    )
    lines = () if rows else ("没有不达标或不稳定达标的标准。",)
    note = "合格率由模型从各轮估计，范围按 5%～95% 给出。" if rows else ""
    return Part("差距最大的标准", rows, lines, note)


def _cautions(result: queries.Entry) -> Part:
    return Part("看数字前要知道的", lines=tuple(str(one) for one in result["warnings"]))


def _ranked(kind: str, rows: list[queries.Entry], meaning: str) -> list[Part]:
    groups = queries.rankings(rows)
    if not groups:
        return [Part(kind, lines=("没有可以排名的单位：测评记录里没有写明。",))]
    note = f"{meaning}同一档的单位，差别不超过抽样误差，不宜分出先后；范围按 5%～95% 给出。"
    return [
        Part(_heading(kind, one.group, groups), tuple(map(_place, one.rows)), note=note) for one in groups
    ]


def _heading(kind: str, group: str, groups: Sequence[queries.GroupRanking]) -> str:
    return kind if len(groups) == 1 and group == "全部" else f"{kind}（{group}）"


def _place(row: queries.Entry) -> Row:
    low, high = row["interval"]
    return Row(
        f"{row['rank']}. {row['name']}",
        shown(row["score"]),
        f"第 {row['tier']} 档，误差范围 {shown(low, 1)}～{shown(high, 1)}，"
        f"名次范围 {row['rank_low']}～{row['rank_high']}，检查 {row['n']}",
    )


def _points(points: float | None, maximum: float) -> str:
    return _unit(f"{shown(points)}", points) + (
        f"（满分 {shown_plain(maximum)}）" if points is not None else ""
    )


def _unit(text: str, value: float | None) -> str:
    return text if value is None else f"{text} 分"


def shown_plain(figure: float) -> str:
    """A maximum without needless zeros."""
    return plain(half_up(figure))
