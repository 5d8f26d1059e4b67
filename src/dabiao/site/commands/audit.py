"""``dabiao audit``: whether the audit chain is whole, and the chain as a file that others can check."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.house.audit_chain import Break, read_noted
from dabiao.site.command_line import CHECKED_AND_WRONG
from dabiao.site.commands.serve import open_database


@click.group(short_help="核对和导出审计记录")
def command() -> None:
    """核对和导出审计记录。记录一条扣一条：改动、删除、调换都能发现，并指出在哪一条。"""


@command.command(epilog="例：dabiao audit verify；核对导出的文件：dabiao audit verify 审计.jsonl")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[文件]")
@click.option(
    "--expect",
    metavar="编号:摘要",
    help="以前抄下的一条，如上次核对时的末条；链里没有它，说明结尾被截断后重写过。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def verify(file: Path | None, expect: str | None, as_json: bool) -> None:
    """核对审计记录是否完整：不写文件就核对数据文件夹里的，写了就核对导出的文件。

    完整时退出码为 0，有断处为 1，读不了为 2。结尾整段被截掉从链本身看不出来：请把每次核对显示的末条编号和摘要
    另行抄存，下次用 --expect 对照。
    """
    noted = _noted(expect)
    last, digest, broken, found = _checked_file(file, noted) if file else _checked_database(noted)
    if broken is None and noted is not None and not found:
        broken = Break(noted[0], f"没有抄下的第 {noted[0]} 条，或它的摘要不同：那之后的记录被截断或重写过")
    if as_json:
        told = {
            "intact": broken is None,
            "last": last,
            "last_digest": digest,
            "broken_at": broken.number if broken else None,
            "said": broken.said if broken else None,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif broken is None:
        click.echo(f"审计记录完整，共 {last} 条。")
        click.echo(f"末条：{last}:{digest}")
    else:
        click.echo(f"审计记录在第 {broken.number} 条断开：{broken.said}。")
        click.echo("请保留现场，先备份数据文件夹，再与以前导出的文件逐条对照。")
    if broken is not None:
        sys.exit(CHECKED_AND_WRONG)


@command.command(epilog="例：dabiao audit export 审计-2026-11.jsonl")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
def export(file: Path) -> None:
    """把全部审计记录导出为一个文件，别人不用本程序也能核对。已有的文件不覆盖。"""
    _database()
    from dabiao.house.audit_export import write_export

    if file.exists():
        raise BadInput(Defect("文件已经存在，没有覆盖。请换一个文件名", str(file)))
    try:
        header = write_export(file)
    except OSError as error:
        raise BadInput(
            Defect("写不进去：%(reason)s", str(file), parameters={"reason": reason_of(error)})
        ) from None
    click.echo(f"已导出 {header.count} 条：{file}")
    click.echo(f"末条：{header.last}:{header.last_digest}")


Noted = tuple[int, str] | None


def _noted(expect: str | None) -> Noted:
    if expect is None:
        return None
    found = read_noted(expect)
    if found is None:
        raise BadInput(Defect("看不懂。请照抄“编号:摘要”，摘要是 64 位十六进制数", "--expect"))
    return found


def _checked_database(noted: Noted) -> tuple[int, str, Break | None, bool]:
    _database()
    from dabiao.house import audit
    from dabiao.house.models import AuditEntry

    last, digest = audit.head()
    found = noted is not None and AuditEntry.objects.filter(number=noted[0], digest=noted[1]).exists()
    return last, digest, audit.first_break(), found


def _checked_file(path: Path, noted: Noted) -> tuple[int, str, Break | None, bool]:
    from dabiao.house.audit_file import check_export, has_entry

    header, broken = check_export(path)
    found = noted is not None and has_entry(path, *noted)
    return header.last, header.last_digest, broken, found


def _database() -> None:
    """Make ready to read the chain as it is; BadInput where there is none."""
    home = open_database()
    from django.db import DatabaseError

    from dabiao.house import audit

    try:
        audit.head()
    except DatabaseError:
        raise BadInput(
            Defect("数据库打不开或者没有审计记录这张表，没有核对。请先备份，再找管理员", str(home.database))
        ) from None
