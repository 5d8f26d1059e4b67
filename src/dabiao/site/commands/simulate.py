"""``dabiao simulate``: a made-up district's observation workbook, and apart from it what is true of the district."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dabiao.core.assessment import StabilityClass
from dabiao.core.defects import BadInput, Defect

if TYPE_CHECKING:
    from dabiao.core.framework import StabilitySettings
    from dabiao.core.simulation.district import TrueStandard

FIRST_MONTH = (2026, 1)
"""Rounds are monthly from January 2026: a seed gives the same district whenever it is drawn."""
MOST_ROUNDS = 36
"""Three years of months: a whole cycle."""

WORKBOOK, FRAME, GROUPS, TRUTH = "测评数据.xlsx", "点位数.csv", "单位分组.csv", "真值/真值.csv"

TRUTH_HEADING = ("标准编号", "点位类型", "要求合格率", "长期合格率", "下一轮达到要求的概率", "真实状态")
"""A row without 点位类型 is about the places of all types together."""


@click.command(
    epilog="例：dabiao simulate --out 样例 --seed 7 --rounds 8",
    help="生成一个虚拟城区的测评工作簿、点位总数表和单位分组表；这个城区的真值另存在“真值”文件夹里。",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件夹",
    help="输出文件夹，已有的同名文件不覆盖",
)
@click.option("--pack", default="district-practice", show_default=True, metavar="编号或文件夹", help="标准包")
@click.option(
    "--seed", type=click.IntRange(0), default=2026, show_default=True, metavar="整数", help="随机种子"
)
@click.option(
    "--rounds",
    type=click.IntRange(1, MOST_ROUNDS),
    default=8,
    show_default=True,
    metavar="整数",
    help=f"轮数，每月一轮，最多 {MOST_ROUNDS}",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：写了哪些文件、多少行")
def command(out: Path, pack: str, seed: int, rounds: int, as_json: bool) -> None:
    """Draw the district and write its files; nothing that is there already is written over."""
    import numpy as np

    from dabiao.core.simulation.district import Plan, simulate_district
    from dabiao.core.system_reason import reason_of
    from dabiao.office.csv_out import write_csv
    from dabiao.office.observation_workbook import write_observations
    from dabiao.office.whole_folder import whole_folder
    from dabiao.site.home_folder import home_folder
    from dabiao.standards.pack_files import load_pack

    _refuse_existing(out)
    framework = load_pack(pack, home_folder().packs)
    try:
        district = simulate_district(np.random.default_rng(seed), Plan(days=days(rounds)), framework)
    except ValueError:
        template = "标准包“%(pack)s”没有可以检查的检查项，生成不了测评数据。请换一个有检查项的标准包"
        raise BadInput(Defect(template, pack, parameters={"pack": framework.title})) from None
    titles = {kind.id: kind.title for kind in framework.site_types}
    frame = [(titles.get(kind, kind), str(n)) for kind, n in district.frame.items()]
    groups = [(one.name, one.group) for one in district.organisations]
    truth = [_told(one, titles, framework.stability) for one in district.truth]
    try:
        with whole_folder(out) as making:
            (making / TRUTH).parent.mkdir()
            write_observations(district.observations, making / WORKBOOK, titles)
            write_csv(making / FRAME, [("点位类型", "点位数"), *frame])
            write_csv(making / GROUPS, [("单位", "分组"), *groups])
            write_csv(making / TRUTH, [TRUTH_HEADING, *truth])
    except OSError as error:
        template = "写不进去（%(reason)s）。请换一个输出文件夹，或检查磁盘空间和权限"
        reason = {"reason": reason_of(error)}
        raise BadInput(Defect(template, str(out), parameters=reason)) from error
    if as_json:
        files = [str(out / name) for name in (WORKBOOK, FRAME, GROUPS, TRUTH)]
        click.echo(json.dumps({"files": files, "rows": len(district.observations)}, ensure_ascii=False))
    else:
        click.echo(f"已写入 {out}：{len(district.observations)} 行观察，{rounds} 轮。真值在 {out / TRUTH}。")


def _told(
    one: TrueStandard, titles: Mapping[str, str], settings: StabilitySettings
) -> tuple[str, str, str, str, str, str]:
    """What is true of a standard, as a row of the truth table."""
    if one.reliability >= settings.compliant_from:
        true_class = StabilityClass.COMPLIANT
    elif one.reliability >= settings.unstable_from:
        true_class = StabilityClass.UNSTABLE
    else:
        true_class = StabilityClass.NON_COMPLIANT
    place = "" if one.site_type is None else titles.get(one.site_type, one.site_type)
    figures = str(one.pass_rate), f"{one.long_run:.6f}", f"{one.reliability:.6f}"
    return one.standard_id, place, *figures, true_class.value


def days(rounds: int) -> tuple[date, ...]:
    """First days of monthly rounds."""
    year, month = FIRST_MONTH
    months = range(month - 1, month - 1 + rounds)
    return tuple(date(year + at // 12, at % 12 + 1, 6) for at in months)


def _refuse_existing(out: Path) -> None:
    there = [out / name for name in (WORKBOOK, FRAME, GROUPS, TRUTH) if (out / name).exists()]
    if there:
        raise BadInput([Defect("文件已经存在，没有覆盖。请换一个输出文件夹", str(path)) for path in there])
