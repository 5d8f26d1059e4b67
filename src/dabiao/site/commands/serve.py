"""``dabiao serve``: the pages, on this machine only unless the office network is asked for."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.database import named_server
from dabiao.site.home_folder import (
    ENVIRONMENT_NAME,
    HomeFolder,
    demo_folder,
    home_folder,
    refuse_half_restored,
)
from dabiao.site.lan.authority import ServerFiles

FILE = click.Path(path_type=Path, dir_okay=False)

ADDRESS = "127.0.0.1"
"""Loopback: nobody else on the network reaches it."""
LAST_ANSWERS = 5
"""Seconds that answers under way are given after Ctrl-C; a job that is cut off is taken up at the next start."""
THREADS = 4
"""Requests answered at once. SQLite writes one at a time anyway; four keep pages quick while one imports."""


@click.command(
    epilog="例：dabiao serve --port 8080；办公网：dabiao serve --lan",
    help="启动网页服务，只监听本机；加 --lan 才对办公网开放，并且一律加密。"
    "数据在 DABIAO_HOME 指的文件夹里（默认是用户目录下的 .dabiao）。还没有账号时，"
    "会给出一个只用一次的开通地址。按 Ctrl-C 停止。",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口")
@click.option("--demo", "is_demo", is_flag=True, help="打开 dabiao demo 建的示范城区")
@click.option(
    "--lan", is_flag=True, help="对办公网开放（HTTPS）。没有 --cert 时用本机签发的证书，手机扫码安装"
)
@click.option("--address", metavar="地址", help="办公网里用哪个本机地址；只有一个时不用写")
@click.option("--cert", type=FILE, help="单位自己的证书（PEM）")
@click.option("--key", type=FILE, help="证书的私钥（PEM，不带口令）")
@click.option("--certificate-port", type=click.IntRange(1, 65535), help="发证书的端口  [默认：端口加 1]")
def command(
    port: int,
    is_demo: bool,
    lan: bool,
    address: str | None,
    cert: Path | None,
    key: Path | None,
    certificate_port: int | None,
) -> None:
    """Prepare the data folder, bring its tables up to date, and serve until interrupted."""
    home = demo_folder() if is_demo else home_folder()
    if lan:
        from dabiao.site.lan.office_serving import LanRequest, serve_office_network

        serve_office_network(home, LanRequest(address, port, certificate_port or port + 1, cert, key))
        return
    if address or cert or key or certificate_port:
        raise BadInput(
            Defect("--address、--cert、--key、--certificate-port 要和 --lan 一起用", "dabiao serve")
        )
    refuse_taken_port(port)
    open_home(home)
    if is_demo:
        _refuse_other_than_demo(home)
    click.echo(f"达标已启动：http://{ADDRESS}:{port}/")
    click.echo(f"数据文件夹：{home.path}")
    for line in (*_demo_accounts(), *_first_day(port)):
        click.echo(line)
    click.echo("按 Ctrl-C 停止。")
    serve_pages(ADDRESS, port)


def open_home(home: HomeFolder) -> None:
    """Make the data folder ready: its key, and its tables as this version wants them.

    Raises BadInput when the folder cannot be written, or when it holds half a demo, or a demo's file and other data.
    """
    prepare_home(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    import django

    django.setup()
    from dabiao.site.demo.folder import check_folder
    from dabiao.site.upgrading import bring_up_to_date

    bring_up_to_date(home, click.echo)
    check_folder()


def prepare_home(home: HomeFolder) -> None:
    """Make the data folder and its key. Raises BadInput when it cannot be written."""
    refuse_half_restored(home)
    try:
        home.prepare()
    except OSError as error:
        raise BadInput(
            Defect(
                "数据文件夹不能写入（%(reason)s）。请检查权限，或用环境变量 %(name)s 换一个文件夹",
                str(home.path),
                parameters={"reason": reason_of(error), "name": ENVIRONMENT_NAME},
            )
        ) from error


def open_database() -> HomeFolder:
    """Make ready to read the data folder's database as it is: nothing is made or brought up to date.

    Raises BadInput where there is none.
    """
    home = home_folder()
    refuse_half_restored(home)
    if not home.database.is_file() and not named_server(home)[0]:
        parameters = {"name": ENVIRONMENT_NAME}
        raise BadInput(
            Defect("这里没有数据文件夹。请用环境变量 %(name)s 指明", str(home.path), parameters=parameters)
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    import django

    django.setup()
    return home


def refuse_taken_port(port: int, address: str = ADDRESS) -> None:
    """Say at once, and in plain words, that somebody else has the port. Raises BadInput."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            reason = "已被占用" if error.errno == errno.EADDRINUSE else f"不能使用（{reason_of(error)}）"
            raise BadInput(
                Defect(
                    "端口%(reason)s。请换一个端口（make run 用 PORT=8001，dabiao serve 用 --port 8001），"
                    "或先停掉占用它的程序",
                    f"{address}:{port}",
                    parameters={"reason": reason},
                )
            ) from error


def _refuse_other_than_demo(home: HomeFolder) -> None:
    from dabiao.site.demo.folder import is_built

    if not is_built():
        raise BadInput(Defect("这里没有示范城区。请先运行 dabiao demo", str(home.path)))


def _first_day(port: int) -> list[str]:
    from dabiao.site.first_day.set_up import set_up_lines

    return set_up_lines(f"http://{ADDRESS}:{port}")


def _demo_accounts() -> list[str]:
    from dabiao.site.demo.folder import account_lines

    return account_lines()


def serve_pages(address: str, port: int, files: ServerFiles | None = None) -> None:
    """Serve until interrupted; over HTTPS alone where there are ``files`` to do it with."""
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels

    Granian(
        "dabiao.site.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=LAST_ANSWERS,
        ssl_cert=files.certificate if files else None,
        ssl_key=files.key if files else None,
        ssl_protocol_min=SSLProtocols.tls12,  # phones of 2018 know no 1.3
    ).serve()
