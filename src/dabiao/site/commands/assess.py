"""``dabiao assess``: from inspectors' workbooks to stability, scores, rankings, the circular and the problem list."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from dabiao.core.defects import BadInput, Defect

if TYPE_CHECKING:
    from dabiao.core.assessment import Assessment
    from dabiao.core.framework import Framework
    from dabiao.office.observation_reader import ReadResult
    from dabiao.office.photos import Photos

Found = TypeVar("Found")

UNJUDGED = "不判断"
"""Standards whose rule is not sampled pass/fail."""

MOST_SHOWN = 20
"""Defects told on the screen where the workbook that comes back holds them all."""

MOST_NAMES = 8


@dataclass(frozen=True)
class _Given:
    """What was handed in, read and checked."""

    framework: Framework
    read: ReadResult
    frames: Mapping[str, int]
    groups: Mapping[str, str]
    photos: Photos | None


@click.command(
    short_help="从测评工作簿得出达标状态、得分、排名和通报",
    epilog="例：dabiao assess 测评数据.xlsx --pack district-practice --out 结果 --frame 点位数.csv",
)
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="工作簿…")
@click.option(
    "--pack", default="district-practice", show_default=True, metavar="编号或文件夹", help="标准包。"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件夹",
    help="结果写到这里，没有就新建。",
)
@click.option(
    "--threshold", metavar="C", help="要求的合格率，如 0.9；代替标准包里每条标准的规定。分类界限仍按标准包。"
)
@click.option(
    "--frame",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="点位总数表（点位类型、点位数），.xlsx 或 .csv。",
)
@click.option(
    "--groups", type=click.Path(path_type=Path), metavar="文件", help="分组表（单位、分组）；各组分开排名。"
)
@click.option(
    "--photos", type=click.Path(path_type=Path), metavar="文件夹或ZIP", help="照片，按“照片”列的文件名对应。"
)
@click.option("--skip-bad-rows", is_flag=True, help="跳过有错误的行继续，跳过的行另列；不写就整个不收。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读：写了哪些文件、主要结果。")
def command(
    workbooks: tuple[Path, ...],
    pack: str,
    out: Path,
    threshold: str | None,
    frame: Path | None,
    groups: Path | None,
    photos: Path | None,
    skip_bad_rows: bool,
    as_json: bool,
) -> None:
    """从测评工作簿（.xlsx 或 .csv，可以几个）得出哪些标准达标、不稳定达标、不达标或证据不足，以及得分、排名和通报。

    写到 --out：result.json、通报.docx、排名.xlsx、问题清单.xlsx、图表。已有的同名文件会换成新的，别的文件不动。

    有一行不对，整个就不收，退出码为 2：只写回“错误说明”工作簿，逐行说明错在哪里。
    """
    asked = _threshold(threshold)
    _refuse_same_names(workbooks)
    _refuse_bad_folder(out, [path for path in (*workbooks, frame, groups) if path])
    with _refusal_handed_back(workbooks, out, as_json=as_json):
        given = _read(workbooks, pack, frame, groups, photos, skip_bad_rows=skip_bad_rows)
    framework, assessment = _assess(given, asked)
    files = _write(given, framework, assessment, workbooks, out)
    summary = _summary(given.read, assessment, out, files)
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_told(given.read, assessment, out, files)))


# ---- what is handed in


def _threshold(text: str | None) -> Decimal | None:
    """Read ``0.9`` or ``90%`` as a share. Raises BadInput unless it lies above 0 and is at most 1."""
    if text is None:
        return None
    number, percent = text.strip(), False
    if number.endswith(("%", "％")):
        number, percent = number[:-1], True
    try:
        value = Decimal(number) / (100 if percent else 1)
    except InvalidOperation:
        value = Decimal("NaN")
    if not (value.is_finite() and 0 < value <= 1):
        template = "“%(text)s”不是合格率。请写大于 0、不大于 1 的数，如 0.9"
        raise BadInput(Defect(template, "--threshold", parameters={"text": text[:30]}))
    return value


def _refuse_same_names(workbooks: Sequence[Path]) -> None:
    """Errors are told by file name, so two files of one name could not be told apart."""
    twice = [name for name, times in Counter(path.name for path in workbooks).items() if times > 1]
    if twice:
        raise BadInput(
            [Defect("给了两个同名的文件，出错时分不清是哪一个。请改名或合并", name) for name in twice]
        )


def _refuse_bad_folder(out: Path, inputs: Sequence[Path]) -> None:
    from dabiao.office.result_files import FILES

    if out.exists() and not out.is_dir():
        raise BadInput(Defect("是一个文件，不是文件夹。请换一个名字", str(out), field="--out"))
    results = {(out / name).resolve() for name in FILES}
    overwritten = [path for path in inputs if path.resolve() in results]
    if overwritten:
        template = "会被同名的结果盖掉，没有计算。请给 --out 另换一个文件夹"
        raise BadInput([Defect(template, path.name) for path in overwritten])


def _read(
    workbooks: Sequence[Path],
    pack: str,
    frame: Path | None,
    groups: Path | None,
    photos: Path | None,
    *,
    skip_bad_rows: bool,
) -> _Given:
    """Read everything before anything is computed, so that all that is wrong is told at once."""
    from dabiao.office.frame_file import read_frame
    from dabiao.office.groups_file import read_groups
    from dabiao.office.observation_reader import read_observations
    from dabiao.office.photos import Photos
    from dabiao.site.home_folder import home_folder
    from dabiao.standards.pack_files import load_pack

    framework = load_pack(pack, home_folder().packs)
    if not framework.standards and not framework.open_ended:
        template = "这个标准包只有合成权重，没有测评标准，不能判断测评数据。合成总分请用 dabiao rank"
        raise BadInput(Defect(template, pack))
    defects: list[Defect] = []
    frames = _or_defects(defects, lambda: read_frame(frame, framework) if frame else {})
    groups_of = _or_defects(defects, lambda: read_groups(groups) if groups else {})
    pictures = _or_defects(defects, lambda: Photos(photos) if photos else None)
    with _progress() as progress:
        read = _or_defects(
            defects,
            lambda: read_observations(workbooks, framework, skip_bad_rows=skip_bad_rows, progress=progress),
        )
    if defects or read is None:
        raise BadInput(defects)
    return _Given(framework, read, frames or {}, groups_of or {}, pictures)


def _or_defects(defects: list[Defect], read: Callable[[], Found]) -> Found | None:
    """Read one thing; what is wrong with it joins ``defects``."""
    try:
        return read()
    except BadInput as refused:
        defects += refused.defects
        return None


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], None]]:
    """Tell a person at a terminal how many rows were read; programs and files get nothing."""

    def tell(done: int, total: int | None) -> None:
        click.echo(f"\r已读 {done} 行" + (f"，共约 {total} 行" if total else ""), nl=False, err=True)

    def keep_quiet(_done: int, _total: int | None) -> None:
        pass

    watched = sys.stderr.isatty()
    yield tell if watched else keep_quiet
    if watched:
        click.echo(err=True)


# ---- what is wrong goes back


@contextmanager
def _refusal_handed_back(workbooks: Sequence[Path], out: Path, *, as_json: bool) -> Iterator[None]:
    """Write the refused workbooks to ``out`` with what is wrong in them, and shorten what the screen tells."""
    from dabiao.office.handed_back import hand_back

    try:
        yield
    except BadInput as refused:
        defects = refused.defects
        try:
            files = hand_back(workbooks, defects, out)
        except OSError as error:
            raise BadInput([*defects[:MOST_SHOWN], _unwritable(out, error)]) from None
        if as_json:
            click.echo(json.dumps(_refusal(defects, files), ensure_ascii=False, indent=2))
        for path in files:
            click.echo(f"没有计算，也没有写结果。错误逐行写在 {path}", err=True)
        if files and len(defects) > MOST_SHOWN:
            rest = Defect(
                "等共 %(total)d 处错误，全部写在“错误说明”工作簿里",
                workbooks[0].name,
                parameters={"total": len(defects)},
            )
            raise BadInput([*defects[:MOST_SHOWN], rest]) from None
        raise


def _refusal(defects: Sequence[Defect], files: Sequence[Path]) -> dict[str, object]:
    return {"files": [str(path) for path in files], "defects": [_laid_out(one) for one in defects]}


def _laid_out(one: Defect) -> dict[str, object]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "row": one.row,
        "field": one.field,
        "message": one.message,
    }


# ---- what comes out


def _assess(given: _Given, threshold: Decimal | None) -> tuple[Framework, Assessment]:
    """Assess; an open-ended framework comes back with the standards of the file."""
    from dabiao.core.assess import assess
    from dabiao.core.open_framework import framework_for

    observations = given.read.observations
    framework = framework_for(given.framework, observations)
    found = assess(framework, observations, frames=given.frames, groups=given.groups, threshold=threshold)
    told = _about_photos(given.photos, found)
    return framework, replace(found, warnings=(*found.warnings, *told))


def _about_photos(photos: Photos | None, assessment: Assessment) -> list[str]:
    if photos is None:
        return []
    told = []
    missing = photos.missing(one.photo for one in assessment.problems)
    if missing:
        told.append(f"问题的照片有 {len(missing)} 张没有找到：{_named(missing)}，请核对“照片”列的文件名")
    if photos.repeated:
        told.append(f"照片有重名的，分不清是哪一张，没有采用：{_named(photos.repeated)}")
    return told


def _named(names: Sequence[str]) -> str:
    written = "、".join(names[:MOST_NAMES])
    return written if len(names) <= MOST_NAMES else f"{written}等"


def _write(
    given: _Given, framework: Framework, assessment: Assessment, workbooks: Sequence[Path], out: Path
) -> list[Path]:
    """Write all results together or none; list them."""
    from dabiao.office.handed_back import hand_back
    from dabiao.office.result_files import write_results

    def skipped(making: Path) -> list[Path]:
        return hand_back(workbooks, given.read.bad_rows, making, bound_for=out)

    try:
        return write_results(assessment, framework, out, photos=given.photos, also=skipped)
    except OSError as error:
        raise BadInput(_unwritable(out, error)) from None


def _unwritable(out: Path, error: OSError) -> Defect:
    from dabiao.core.system_reason import reason_of

    template = "写不进去（%(reason)s），原有的文件没有动。请检查权限和空间，关掉正打开着的结果文件再试"
    return Defect(template, str(out), parameters={"reason": reason_of(error)})


def _summary(read: ReadResult, assessment: Assessment, out: Path, files: Sequence[Path]) -> dict[str, object]:
    from dabiao.office.result_json import result_document

    scores = result_document(replace(assessment, problems=()))["scores"]
    assert isinstance(scores, dict)
    return {
        "out": str(out),
        "files": [str(path) for path in files],
        "pack": {"id": assessment.pack_id, "edition": assessment.pack_edition},
        "rounds": [one.name for one in assessment.rounds],
        "rows": read.rows_read,
        "rows_skipped": read.rows_skipped,
        "defects": [_laid_out(one) for one in read.bad_rows],
        "score": {key: scores[key] for key in ("points", "maximum", "interval", "base")},
        "classes": _classes(assessment),
        "problems": len(assessment.problems),
        "excluded": len(assessment.excluded),
        "warnings": list(assessment.warnings),
    }


def _classes(assessment: Assessment) -> dict[str, int]:
    """Count standards by class, and those that have none."""
    from dabiao.core.assessment import StabilityClass

    judged = [one.stability for one in assessment.standards if one.stability is not None]
    counts = Counter(one.stability_class for one in judged)
    by_class = {one.value: counts[one] for one in StabilityClass}
    return {**by_class, UNJUDGED: len(assessment.standards) - len(judged)}


def _told(read: ReadResult, assessment: Assessment, out: Path, files: Sequence[Path]) -> Iterator[str]:
    """Say in a few lines what came out and where it is."""
    from dabiao.office.cells_safe import one_line
    from dabiao.office.numbers import plain, shown

    base, skipped = assessment.scores.base, read.rows_skipped
    rounds = f"{len(assessment.rounds)} 轮"
    yield f"读入 {read.rows_read} 行，{rounds}" + (f"；跳过有错误的 {skipped} 行" if skipped else "")
    if assessment.scores.points is None or assessment.score_interval is None:
        yield "全区得分：无数据（没有可以计分的检查）"
    else:
        low, high = (shown(one) for one in assessment.score_interval)
        yield (
            f"全区得分 {shown(assessment.scores.points)} 分（满分 {plain(assessment.scores.maximum)}，"
            f"90% 的可能在 {low}—{high} 之间），依据 {base.rows} 项次检查"
        )
    yield "标准：" + "，".join(f"{name} {count} 条" for name, count in _classes(assessment).items())
    yield f"问题 {len(assessment.problems)} 处"
    left_out = [one_line(f"{one.name}（{one.reason}）") for one in assessment.excluded]
    if left_out:
        yield f"不参加排名：{_named(left_out)}"
    for line in assessment.warnings:
        yield one_line(f"提醒：{line}")
    yield from (one_line(f"跳过：{defect}") for defect in read.bad_rows[:MOST_SHOWN])
    if len(read.bad_rows) > MOST_SHOWN:
        yield f"跳过的行共 {skipped} 行，全部写在“错误说明”工作簿里"
    yield f"已写入 {out}："
    yield from (f"  {path.relative_to(out)}" for path in files)
