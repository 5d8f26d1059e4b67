"""``dabiao backup``: everything as one file, made while the server goes on; and whether such a file is whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.backup.passphrase import from_file, new_passphrase, passphrase_of
from dabiao.site.commands.serve import open_database


@click.command(
    short_help="把全部数据备份成一个文件，或核对备份",
    epilog="例：dabiao backup /备份/达标-2026-11-30.dbk --seal；核对：dabiao backup --check /备份/达标-2026-11-30.dbk",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--check", is_flag=True, help="不备份，只核对这个备份是否完整。")
@click.option("--expect", metavar="摘要", help="核对时对照做备份那天抄下的摘要，看是不是同一份。")
@click.option("--seal", is_flag=True, help="用口令加密，会问两遍口令。")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="口令写在这个文件的第一行，给定时任务用；备份时等于 --seal。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
def command(
    file: Path, check: bool, expect: str | None, seal: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """把数据库和数据文件夹备份成一个文件，服务不用停。在别的电脑上、在 SQLite 和 PostgreSQL 之间都能恢复。

    没有加密的备份里有密钥和全部数据，谁拿到谁就能看，请像保管公章一样保管。已有的文件不覆盖。
    核对时完好的退出码为 0，被截断、改动的为 2 并指出位置。
    """
    if check:
        _check(file, expect, passphrase_file, as_json=as_json)
        return
    if expect is not None:
        raise BadInput(Defect("只在核对时用，请同时写 --check", "--expect"))
    _back_up(file, passphrase_file, seal=seal, as_json=as_json)


def _back_up(target: Path, passphrase_file: Path | None, *, seal: bool, as_json: bool) -> None:
    home = open_database()
    _refuse_bad_target(target, home.path)
    passphrase = None
    if passphrase_file is not None:
        passphrase = from_file(passphrase_file)
    elif seal:
        passphrase = new_passphrase()
    from dabiao.site.backup.making import make_backup

    try:
        made, digest = make_backup(home, target, passphrase=passphrase)
    except OSError as error:
        raise BadInput(
            Defect("没有备份成：%(reason)s", str(target), parameters={"reason": reason_of(error)})
        ) from None
    rows = sum(one.rows for one in made.tables)
    if as_json:
        told = {
            "file": str(target),
            "bytes": target.stat().st_size,
            "digest": digest,
            "tables": len(made.tables),
            "rows": rows,
            "files": len(made.files),
            "sealed": passphrase is not None,
            "demo": made.demo,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    size = target.stat().st_size / 1024**2
    click.echo(
        f"已备份：{target}（{size:.1f} MB；{len(made.tables)} 张表 {rows} 行，{len(made.files)} 个文件）"
    )
    click.echo(f"摘要：{digest}")
    click.echo("请另行抄存摘要，以后用 dabiao backup --check 文件 --expect 摘要 核对。")
    if made.demo:
        click.echo("这是示范城区的备份。")
    if passphrase is None:
        click.echo(
            "备份没有加密，里面有密钥和全部数据，只有本人能读。要交给别人保管或带出办公室，请用 --seal。"
        )
    else:
        click.echo("备份已加密。口令丢了就再也打不开，请和备份分开保管。")


def _refuse_bad_target(target: Path, home: Path) -> None:
    if target.exists():
        raise BadInput(Defect("文件已经存在，没有覆盖。请换一个文件名", str(target)))
    if target.resolve().is_relative_to(home.resolve()):
        raise BadInput(
            Defect("在数据文件夹里面：那里坏了，备份也就没了。请放到别的磁盘或别的电脑上", str(target))
        )
    if not target.resolve().parent.is_dir():
        raise BadInput(Defect("没有这个文件夹，没有备份。请先建好，或换一个位置", str(target.parent)))


def _check(file: Path, expect: str | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    from dabiao.site.backup.opening import open_backup

    with open_backup(file, passphrase_of(passphrase_file)) as backup:
        if expect is not None and expect.strip().lower() != backup.digest:
            raise BadInput(Defect("摘要和抄下的不一样，不是那一份备份，或被改动过", file.name))
        backup.check()
    made = backup.manifest
    rows = sum(one.rows for one in made.tables)
    if as_json:
        told = {
            "whole": True,
            "digest": backup.digest,
            "software": made.software,
            "made_at": made.made_at,
            "database": made.database,
            "demo": made.demo,
            "chain": f"{made.chain[0]}:{made.chain[1]}",
            "tables": {one.name: one.rows for one in made.tables},
            "files": len(made.files),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(f"备份完好：{made.made_at} 由 {made.software} 版所做{'，示范城区' if made.demo else ''}。")
    click.echo(f"{len(made.tables)} 张表 {rows} 行，{len(made.files)} 个文件，逐个核对无误。")
    click.echo(f"摘要：{backup.digest}")
    click.echo(f"审计记录末条：{made.chain[0]}:{made.chain[1]}")
