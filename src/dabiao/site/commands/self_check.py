"""``dabiao self-check``: the rules against burdens, with evidence from this data folder, for the screen or as files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.command_line import CHECKED_AND_WRONG
from dabiao.site.commands.serve import open_database

NAMES = ("减负自查.docx", "减负自查.xlsx")


@click.command(short_help="减负自查：逐条列出规定、做法和证据", epilog="例：dabiao self-check --out 备案材料")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="写出减负自查.docx 和减负自查.xlsx，可附在备案材料后。已有的同名文件会换成新的。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def command(out: Path | None, as_json: bool) -> None:
    """减负自查：对照三份规定（转述），逐条列出系统的做法和现在的证据。

    全部有证据或由单位说明时退出码为 0，有需要核实的为 1，读不了为 2。
    """
    _database()
    from dabiao.people.burden.self_check import SelfCheck, pack_of, self_check

    check: SelfCheck = self_check()
    if out is not None:
        from dabiao.office.self_check_pack import write_pack_document, write_pack_workbook

        pack = pack_of(check)
        try:
            out.mkdir(parents=True, exist_ok=True)
            for write, name in zip((write_pack_document, write_pack_workbook), NAMES, strict=True):
                write(pack, out / name)
        except OSError as error:
            raise BadInput(
                Defect("写不进去：%(reason)s", str(out), parameters={"reason": reason_of(error)})
            ) from None
    if as_json:
        click.echo(json.dumps(check.as_json(), ensure_ascii=False, indent=1))
    else:
        _say(check)
        if out is not None:
            click.echo(f"已写出：{'、'.join(str(out / name) for name in NAMES)}")
    if check.to_look_at:
        sys.exit(CHECKED_AND_WRONG)


def _say(check: object) -> None:
    from dabiao.people.burden.self_check import SelfCheck

    assert isinstance(check, SelfCheck)
    for one in check.rules:
        click.echo(f"{one.rule.id} 〔{one.verdict.value}〕{one.rule.asks}")
        for found in one.evidence:
            click.echo(f"  {found.name}：{found.value.strip() or '—'}（{found.definition}）")
    click.echo(
        f"共 {len(check.rules)} 条：符合 {check.kept} 条，需核实 {check.to_look_at} 条，"
        f"人工说明 {check.by_hand} 条。{check.made_at:%Y-%m-%d %H:%M} 计算，表述为转述，引用前请核对原文。"
    )


def _database() -> None:
    """Make ready to read what was asked; BadInput where there is no database of this version."""
    home = open_database()
    from django.db import DatabaseError

    from dabiao.people.burden.models import Ask

    try:
        Ask.objects.exists()
    except DatabaseError:
        raise BadInput(
            Defect(
                "数据库打不开，或者还没有升级到这个版本，没有自查。请先运行 dabiao serve", str(home.database)
            )
        ) from None
