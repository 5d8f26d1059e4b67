"""``dabiao import``: a field workbook of any shape understood, shown with its confidences, and on request stored."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.site.command_line import BAD_INPUT, CHECKED_AND_WRONG
from dabiao.site.commands.serve import open_database, open_home
from dabiao.site.home_folder import home_folder

if TYPE_CHECKING:
    from dabiao.core.field.mapping import FieldMapping, Match, Question
    from dabiao.core.field.table import FieldTable
    from dabiao.people.models import Account
    from dabiao.rounds.mapping_targets import Targets
    from dabiao.rounds.models import Import
    from dabiao.rounds.trial import Asked, Trial

MOST_SHOWN = 20
"""Questions, and defects, told on the screen; the JSON has them all."""

MOST_CANDIDATES = 2


@click.command(
    short_help="导入任意格式的测评工作簿（先认表，再入库）",
    epilog="例：dabiao import 第三方9月.xlsx --pack district-practice --profile 第三方月测表 --accept",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--pack", required=True, metavar="编号", help="标准包。")
@click.option("--profile", metavar="名称", help="照这个对应方案认表；不写就按表头自动找。")
@click.option("--save-profile", metavar="名称", help="入库后把这套对应存为方案（要和 --accept 一起用）。")
@click.option("--accept", is_flag=True, help="没有要选的、没有错误，就入库。不写只显示，什么也不写。")
@click.option("--round", "round_name", metavar="名称", help="表里没写轮次时用它。")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="没写日期的行用它，如 2026-09-08。",
)
@click.option(
    "--inspected",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="只列问题的表：查过的点位和检查项清单。",
)
@click.option("--everything-inspected", is_flag=True, help="只列问题的表：登记的点位和检查项全都查过。")
@click.option("--as", "username", metavar="账号", help="以谁的名义入库；只有一个人能导入时可以不写。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def command(  # one parameter an option
    file: Path,
    pack: str,
    profile: str | None,
    save_profile: str | None,
    accept: bool,
    round_name: str | None,
    day: datetime | None,
    inspected: Path | None,
    everything_inspected: bool,
    username: str | None,
    as_json: bool,
) -> None:
    """认出工作簿里每张表、每一列、每个检查项和点位是什么，有多大把握；加 --accept 才入库。

    可以直接用时退出码为 0，有要人选的为 1（请在网页上传这个文件选定，或先存好方案），不能用为 2。
    """
    if (save_profile or username) and not accept:
        raise BadInput(
            Defect("--save-profile 和 --as 要和 --accept 一起用：不入库就什么也不写", "dabiao import")
        )
    from dabiao.standards.pack_files import load_pack

    framework = load_pack(pack)
    district = _open(accept=accept, profile=profile)
    from dabiao.rounds.trial import Asked, try_out

    asked = Asked(profile, round_name, day.date() if day else None, inspected, everything_inspected)
    trial = try_out(file, framework, asked, district=district)
    stored = None
    if accept and not trial.questions and not trial.defects:
        stored = _stored(file, trial, asked, save_profile, username)
    document = _document(file, trial, stored)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for line in _told(file, trial, stored):
            click.echo(line)
    if trial.questions:
        sys.exit(CHECKED_AND_WRONG)
    if trial.defects or (stored is not None and stored.state != "已入库"):
        sys.exit(BAD_INPUT)


def _open(*, accept: bool, profile: str | None) -> bool:
    """Make ready to read the district's register and what was learned; False where there is no data folder yet."""
    home = home_folder()
    if accept:
        open_home(home)
        return True
    if not home.database.is_file():
        if profile:
            raise BadInput(Defect("这里没有数据文件夹，也就没有对应方案", str(home.path)))
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
        django.setup()
        return False
    open_database()
    from django.db import DatabaseError

    from dabiao.rounds.models import MappingProfile

    try:
        MappingProfile.objects.exists()
    except DatabaseError:
        raise BadInput(
            Defect("数据库打不开，或者还没有升级到这个版本。请先运行 dabiao serve", str(home.database))
        ) from None
    return True


# ---- storing


def _stored(path: Path, trial: Trial, asked: Asked, save_profile: str | None, username: str | None) -> Import:
    """Hand the workbook in, accept it and let everything run, in the name of one account."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from dabiao.rounds import actions, jobs
    from dabiao.rounds.mapping_actions import keep_given
    from dabiao.rounds.mapping_actions import save_profile as keep_profile
    from dabiao.rounds.models import Import, ImportState
    from dabiao.site.jobs import run_waiting_jobs

    actor = _actor(username)
    file = SimpleUploadedFile(path.name, path.read_bytes())
    handed_in = actions.upload_workbook(actor, file, trial.framework.id, at_once=True)
    if trial.mapping is not None:
        second = asked.inspected
        given = SimpleUploadedFile(second.name, second.read_bytes()) if second else None
        keep_given(actor, handed_in, trial.mapping, asked.day, given, everything=asked.everything)
    jobs.check_import.call(str(handed_in.pk))
    handed_in.refresh_from_db()
    if handed_in.state != ImportState.READY:
        return handed_in
    if save_profile and trial.mapping is not None:
        keep_profile(actor, handed_in, save_profile)
    actions.accept_import(actor, handed_in, at_once=True)
    jobs.store_import.call(str(handed_in.pk), actor.pk)
    run_waiting_jobs()
    return Import.objects.get(pk=handed_in.pk)


def _actor(username: str | None) -> Account:
    """In whose name is stored: the one who was named, or the only one who may."""
    from dabiao.people.models import Account
    from dabiao.people.policy import Action, may, roles_with

    if username is not None:
        named = Account.objects.filter(username=username).first()
        if named is None or not may(named, Action.IMPORT_OBSERVATIONS):
            raise BadInput(Defect("没有这个账号，或它的岗位不能导入测评数据", username, field="--as"))
        return named
    holding = Account.objects.filter(posts__role__in=roles_with(Action.IMPORT_OBSERVATIONS)).distinct()
    able = [one for one in holding.order_by("username") if may(one, Action.IMPORT_OBSERVATIONS)]
    if len(able) == 1:
        return able[0]
    names = "、".join(one.username for one in able[:MOST_SHOWN])
    template = (
        "能导入的账号不止一个（%(names)s），请用 --as 写明"
        if able
        else "还没有能导入的账号，请先建立创建办的账号"
    )
    raise BadInput(Defect(template, "dabiao import", field="--as", parameters={"names": names}))


# ---- told


def _told(path: Path, trial: Trial, stored: Import | None) -> Iterator[str]:
    """What a person reads."""
    from dabiao.office.cells_safe import one_line

    for line in _lines(path, trial, stored):
        indent = line[: len(line) - len(line.lstrip(" "))]
        yield indent + one_line(line)


def _lines(path: Path, trial: Trial, stored: Import | None) -> Iterator[str]:
    from dabiao.rounds.mapping_targets import Targets

    mapping, targets = trial.mapping, Targets(trial.vocabulary)
    if mapping is None:
        yield f"{path.name}：系统的标准格式，不用对应"
    else:
        yield f"{path.name}：" + (f"按对应方案“{trial.profile}”识别" if trial.profile else "按表头和内容识别")
        yield from _tables(mapping, trial.tables)
        yield from _matches(mapping, targets)
    if trial.questions:
        yield f"有 {len(trial.questions)} 项要人选，没有入库："
        for one in trial.questions[:MOST_SHOWN]:
            yield f"  {_question(one, targets)}"
        if len(trial.questions) > MOST_SHOWN:
            yield f"  等共 {len(trial.questions)} 项"
        yield "请在网页的“导入”里上传这个文件选定，并存为方案；以后用 --profile 就不再问。没写轮次的可用 --round。"
    for defect in trial.defects[:MOST_SHOWN]:
        yield str(defect)
    if len(trial.defects) > MOST_SHOWN:
        yield f"等共 {len(trial.defects)} 处"
    yield from _counts(trial)
    if stored is not None:
        rows, problems = stored.summary.get("rows", 0), stored.summary.get("problems", 0)
        yield f"{stored.state}：{rows} 行" + (f"，只列问题 {problems} 个" if problems else "")
    elif not trial.questions and not trial.defects:
        yield "可以入库。没有写 --accept，什么也没有写。"


def _tables(mapping: FieldMapping, tables: Sequence[FieldTable]) -> Iterator[str]:
    from dabiao.rounds.mapping_words import ROLES

    for sheet, table in zip(mapping.sheets, tables, strict=True):
        yield f"表 {sheet.title}：{sheet.layout.value}（{_percent(sheet.confidence)}）{sheet.reason}"
        for column in sheet.columns:
            said = f"  {table.letters(column.index)} {column.heading or '（无表头）'} → {ROLES[column.role]}"
            yield f"{said}（{_percent(column.confidence)}，{column.basis.value}）"


def _matches(mapping: FieldMapping, targets: Targets) -> Iterator[str]:
    settled = Counter(one.kind for one in mapping.matches if one.settled)
    found = Counter(one.kind for one in mapping.matches)
    for kind, count in found.items():
        yield f"{kind.value}：{count} 种写法，有把握 {settled[kind]}"
        for one in mapping.matches:
            if one.kind is kind and one.settled and one.written != one.target:
                meant = f"{one.written or '（空白）'} → {targets.label(kind, one.target)}"
                yield f"  {meant}（{_percent(one.confidence)}，{one.basis.value}）"


def _question(one: Question, targets: Targets) -> str:
    from dabiao.core.field.mapping import Kind, Role
    from dabiao.rounds.mapping_words import ROLES

    def shown(target: str) -> str:
        return str(ROLES[Role(target)]) if one.kind is Kind.COLUMN else targets.label(one.kind, target)

    others = [each for each in one.candidates if each.target != one.guess and each.confidence > 0]
    guess = f"像是 {shown(one.guess)}（{_percent(one.confidence)}）" if one.guess else "没有找到"
    likely = "；".join(shown(each.target) for each in others[:MOST_CANDIDATES])
    return f"{one.kind.value} {one.written}：{guess}" + (f"；也可能是 {likely}" if likely else "")


def _counts(trial: Trial) -> Iterator[str]:
    if trial.came is None:
        if trial.observed is not None:
            yield f"共 {len(trial.observed)} 行，轮次：{'、'.join(trial.observed.rounds)}"
        return
    for one in trial.came.by_sheet:
        yield (
            f"{one.sheet}：符合 {one.ok}，不符合 {one.failing}，不适用 {one.not_applicable}，"
            f"数值 {one.figures}，只列问题 {one.problems}"
        )
    converted = trial.came.converted
    yield (
        f"没有计入：合计、签字等行 {converted.totals_skipped}，空白 {converted.account.blank}，"
        f"重复 {converted.account.repeated}，不导入 {converted.account.left_out}"
    )
    for warning in trial.came.warnings:
        yield f"提醒：{warning}"


def _percent(confidence: float) -> str:
    return f"{int(confidence * 100)}%"


# ---- for programs


def _document(path: Path, trial: Trial, stored: Import | None) -> dict[str, object]:
    mapping = trial.mapping
    return {
        "file": path.name,
        "pack": {"id": trial.framework.id, "edition": trial.framework.edition},
        "canonical": mapping is None,
        "profile": trial.profile,
        "tables": _tables_of(mapping, trial.tables) if mapping else [],
        "matches": [_match_of(one) for one in mapping.matches] if mapping else [],
        "questions": [
            {"kind": one.kind.value, "written": one.written, "guess": one.guess, "confidence": one.confidence}
            for one in trial.questions
        ],
        "counts": trial.came.summary() if trial.came else None,
        "rows": len(trial.observed) if trial.observed is not None else 0,
        "defects": [
            {"file": one.file, "sheet": one.sheet, "row": one.row, "field": one.field, "message": one.message}
            for one in trial.defects
        ],
        "accepted": stored is not None and stored.state == "已入库",
        "import": str(stored.pk) if stored is not None else None,
        "state": stored.state if stored is not None else None,
    }


def _tables_of(mapping: FieldMapping, tables: Sequence[FieldTable]) -> list[dict[str, object]]:
    return [
        {
            "file": sheet.file,
            "sheet": sheet.sheet,
            "part": sheet.part,
            "layout": sheet.layout.value,
            "reason": sheet.reason,
            "confidence": sheet.confidence,
            "header_rows": list(sheet.header_rows),
            "columns": [
                {
                    "letters": table.letters(one.index),
                    "heading": one.heading,
                    "role": one.role.value,
                    "confidence": one.confidence,
                    "basis": one.basis.value,
                    "settled": one.settled,
                }
                for one in sheet.columns
            ],
        }
        for sheet, table in zip(mapping.sheets, tables, strict=True)
    ]


def _match_of(one: Match) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "written": one.written,
        "context": one.context,
        "target": one.target,
        "confidence": one.confidence,
        "basis": one.basis.value,
        "settled": one.settled,
        "candidates": [{"target": each.target, "confidence": each.confidence} for each in one.candidates],
    }
