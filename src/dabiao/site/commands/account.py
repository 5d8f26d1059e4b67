"""``dabiao account``: the first administrators of a real district, which starts without accounts."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.site.commands.serve import ADDRESS, open_home
from dabiao.site.home_folder import home_folder

SITE = f"http://{ADDRESS}:8000"
"""Where ``dabiao serve`` answers unless told otherwise."""


@click.group(short_help="新区第一天：建立首批管理员")
def command() -> None:
    """新区第一天用：没有账号的数据文件夹，由此建立首批管理员。以后的账号都在网页上建立。"""


@command.command(
    epilog="例：dabiao account create-first 东城区 --system luoping 罗平 --security dujuan 杜娟",
)
@click.argument("district", metavar="区名")
@click.option("--system", nargs=2, required=True, metavar="账号 姓名", help="系统管理员：建账号、发邀请。")
@click.option(
    "--security", nargs=2, required=True, metavar="账号 姓名", help="安全管理员：任命岗位、定安全规则。"
)
@click.option("--site", default=SITE, show_default=True, metavar="网址", help="网页的地址，写进邀请链接。")
def create_first(district: str, system: tuple[str, str], security: tuple[str, str], site: str) -> None:
    """建立系统管理员和安全管理员各一名，打印各自的邀请链接。

    链接只打印这一次，谁拿到谁就能设密码，请当面交给本人。审计管理员和创建办由这两人在网页上建立、任命。已有账号时什么也
    不做，退出码为 2。
    """
    base = _site(site)
    open_home(home_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    from django.utils import timezone

    from dabiao.people.accounts.founding import First, found_administrators
    from dabiao.people.models import Invitation

    links = found_administrators(district, First(*system), First(*security))
    for (role, link), (username, shown) in zip(links.items(), (system, security), strict=True):
        click.echo(f"{role.value} {shown}（{username}）的邀请链接：")
        click.echo(f"  {base}{link}")
    expires = timezone.localtime(Invitation.objects.latest("pk").expires_at)
    click.echo(f"链接只显示这一次，用一次就作废，有效到 {expires:%Y-%m-%d %H:%M}。请当面交给本人。")
    click.echo("接着：dabiao serve 启动网页，两人用链接设好密码，再建立审计管理员和创建办的账号。")


def _site(text: str) -> str:
    """The address without its last slash. Raises BadInput for what is none."""
    found = urlsplit(text)
    if found.scheme not in ("http", "https") or not found.netloc or found.query or found.fragment:
        raise BadInput(Defect("不是网址。请写成 http://主机:端口 的样子", "--site"))
    return text.rstrip("/")
