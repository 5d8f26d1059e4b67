"""``dabiao serve``: the pages, on this machine only."""

from __future__ import annotations

import errno
import os
import socket

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.database import named_server
from dabiao.site.home_folder import ENVIRONMENT_NAME, HomeFolder, home_folder, refuse_half_restored

ADDRESS = "127.0.0.1"
"""Loopback: nobody else on the network reaches it."""
LAST_ANSWERS = 5
"""Seconds that answers under way are given after Ctrl-C; a job that is cut off is taken up at the next start."""
THREADS = 4
"""Requests answered at once. SQLite writes one at a time anyway; four keep pages quick while one imports."""


@click.command(
    epilog="例：dabiao serve --port 8080",
    help="启动网页服务，只监听本机。数据在 DABIAO_HOME 指的文件夹里（默认是用户目录下的 .dabiao）。按 Ctrl-C 停止。",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口")
def command(port: int) -> None:
    """Prepare the data folder, bring its tables up to date, and serve until interrupted."""
    home = home_folder()
    refuse_taken_port(port)
    open_home(home)
    click.echo(f"达标已启动：http://{ADDRESS}:{port}/")
    click.echo(f"数据文件夹：{home.path}")
    for line in _demo_accounts():
        click.echo(line)
    click.echo("按 Ctrl-C 停止。")
    _serve(port)


def open_home(home: HomeFolder) -> None:
    """Make the data folder ready: its key, and its tables as this version wants them.

    Raises BadInput when the folder cannot be written.
    """
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    import django

    django.setup()
    from dabiao.site.upgrading import bring_up_to_date

    bring_up_to_date(home, click.echo)


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


def refuse_taken_port(port: int) -> None:
    """Say at once, and in plain words, that somebody else has the port. Raises BadInput."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            reason = "已被占用" if error.errno == errno.EADDRINUSE else f"不能使用（{reason_of(error)}）"
            raise BadInput(
                Defect(
                    "端口%(reason)s。请换一个端口（make run 用 PORT=8001，dabiao serve 用 --port 8001），"
                    "或先停掉占用它的程序",
                    f"{ADDRESS}:{port}",
                    parameters={"reason": reason},
                )
            ) from error


def _demo_accounts() -> list[str]:
    from dabiao.site.demo import account_lines

    return account_lines()


def _serve(port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "dabiao.site.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=LAST_ANSWERS,
    ).serve()
