"""``dabiao demo``: a made-up district in a data folder of its own."""

from __future__ import annotations

import click

from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import demo_folder


@click.command(
    epilog="例：dabiao demo && dabiao serve --demo",
    help="建立虚构的示范城区：标准、点位、账号和八轮测评。示范城区有自己的文件夹（用户目录下的 .dabiao-demo，"
    "或 DABIAO_HOME 指的空文件夹），已有数据的文件夹不会动。",
)
@click.option("--if-missing", is_flag=True, help="示范城区已建好时什么也不做")
@click.option("--seed", type=int, default=2026, show_default=True, help="随机种子：同一种子得到同一个城区")
def command(if_missing: bool, seed: int) -> None:
    """Build the demo district through the same actions that real data takes."""
    home = demo_folder()
    open_home(home)
    from dabiao.site.demo.folder import account_lines, is_built, refuse_other_data

    if is_built():
        if not if_missing:
            click.echo("示范城区已经建好。")
        return
    refuse_other_data()
    click.echo("正在建立示范城区（第一次约需一分钟）……")
    from dabiao.site.demo.building import build

    build(seed)
    click.echo(f"数据文件夹：{home.path}")
    for line in account_lines():
        click.echo(line)
