"""What a reader of an assessment must know beside its figures, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dabiao.core.assessment import RankedUnit, ScoreNode
from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework, Method, Pooling
from dabiao.core.grouping import UNGROUPED
from dabiao.core.observation import FrameSizes
from dabiao.core.ranking import display
from dabiao.core.score import ADJUSTMENT
from dabiao.core.sum_table import Word

MOST_NAMES = 8
"""Names written out in one sentence; more are counted."""


def cautions(
    framework: Framework,
    cells: CellTable,
    frames: FrameSizes,
    tree: ScoreNode,
    compared: Sequence[RankedUnit],
) -> Iterator[str]:
    """Every caution that applies, most important first."""
    yield from _vetoes(tree)
    yield from _unscored(framework, cells)
    yield from _unobserved(framework, cells)
    yield from _streetless(framework, cells)
    yield from _frames(framework, cells, frames)
    yield from _overlap(cells)
    forgotten = [unit.name for unit in compared if unit.group == UNGROUPED]
    if forgotten:
        yield f"分组表没有写明{_named(forgotten)}属于哪一组，暂列“{UNGROUPED}”，请补上后重算"


def _vetoes(tree: ScoreNode) -> Iterator[str]:
    for node in tree.children:
        if node.level == ADJUSTMENT and node.outcome is not None and node.outcome.veto:
            yield f"“{node.title}”触发一票否决：得分照算，本年度资格请按规定处理"


def _unscored(framework: Framework, cells: CellTable) -> Iterator[str]:
    for (name, method), base in cells.bases.items():
        standard = framework.standards.get(name)
        if standard is None or not any(rule.method == method for rule in standard.rules):
            yield f"标准 {name} 没有“{method}”的评分规则，{base.rows} 行观察未计入得分，请核对“测评方法”列"


def _unobserved(framework: Framework, cells: CellTable) -> Iterator[str]:
    seen = {name for name, _ in cells.bases}
    missing = len(framework.standards) - len(seen & set(framework.standards))
    if missing:
        yield (
            f"标准包共有 {len(framework.standards)} 条标准，其中 {missing} 条没有观察（无数据，不计零分），"
            "其分值由同级有数据的标准分担"
        )


def _streetless(framework: Framework, cells: CellTable) -> Iterator[str]:
    rows = cells.where("street", None).base.rows
    if rows and framework.pooling is Pooling.MEAN_OF_MEANS and any(cells.words("street")):
        yield f"{rows} 行检查没有写街道；全区得分是各街道得分的平均，这些行未计入"


def _frames(framework: Framework, cells: CellTable, frames: FrameSizes) -> Iterator[str]:
    most_places = _most_places(cells)
    unknown = [_title(framework, name) for name in most_places if name not in frames]
    if unknown:
        yield f"没有点位总数的点位类型：{_named(unknown)}。稳定性按总数极多推算，补上点位总数表后结论更确切"
    for name, most in most_places.items():
        if frames.get(name, most) < most:
            yield (
                f"点位类型“{_title(framework, name)}”的总数写的是 {frames[name]}，"
                f"而一轮里就查了 {most} 处，推算时按 {most} 处算，请更正点位总数表"
            )


def _most_places(cells: CellTable) -> dict[str, int]:
    """Find the most places of a type that one standard saw in one round."""
    table = cells.where("method", Method.FIELD).cells.pooled(("site_type", "standard", "round"))
    most: dict[str, int] = {}
    for code, places in zip(table.codes["site_type"].tolist(), table.sums["places"].tolist(), strict=True):
        name = str(table.words["site_type"][code])
        most[name] = max(most.get(name, 0), places)
    return most


def _overlap(cells: CellTable) -> Iterator[str]:
    found = cells.overlap
    if found.rows:
        share = display(found.share * 100, 1)
        yield (
            f"{found.rows} 行是另一名测评员对同一检查项的复测，只用来看一致性，不计入得分和点位数："
            f"{found.agreeing} 行结论相同，一致率 {share}%"
        )


def _title(framework: Framework, name: str) -> str:
    kind = framework.site_type_names.get(name)
    return kind.title if kind else name


def _named(names: Sequence[Word]) -> str:
    written = "、".join(str(name) for name in names[:MOST_NAMES])
    return written if len(names) <= MOST_NAMES else f"{written}等 {len(names)} 个"
