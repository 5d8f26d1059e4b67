"""``dabiao restore``: a backup put into an empty data folder, on this or on the other kind of database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.backup.passphrase import passphrase_of
from dabiao.site.home_folder import demo_folder, home_folder


@click.command(
    short_help="把备份恢复到空的数据文件夹",
    epilog="例：DABIAO_HOME=/srv/达标 dabiao restore /备份/达标-2026-11-30.dbk",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option(
    "--demo",
    is_flag=True,
    help="恢复示范城区的备份，恢复到示范城区自己的文件夹。",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="加密备份的口令写在这个文件的第一行；不写就会问。",
)
def command(file: Path, demo: bool, passphrase_file: Path | None) -> None:
    """把备份恢复到 DABIAO_HOME 指的空文件夹；指明了 PostgreSQL 的，恢复到那里的空库。

    先整个核对一遍才开始写。有一处不对就什么也不写，退出码为 2，并指出在哪里。
    """
    home = demo_folder() if demo else home_folder()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    import django

    django.setup()
    from dabiao.site.backup.restoring import restore_backup
    from dabiao.site.upgrading import server_answers

    try:
        with server_answers():
            made = restore_backup(home, file, passphrase_of(passphrase_file), demo=demo)
    except OSError as error:
        raise BadInput(
            Defect("没有恢复成：%(reason)s", str(home.path), parameters={"reason": reason_of(error)})
        ) from None
    rows = sum(one.rows for one in made.tables)
    click.echo(
        f"已恢复到 {home.path}：{len(made.tables)} 张表 {rows} 行，{len(made.files)} 个文件，和备份一致。"
    )
    click.echo(f"审计记录末条：{made.chain[0]}:{made.chain[1]}")
    click.echo("接着：dabiao serve 启动网页；备份由旧版本所做的，这时自动升级。")
