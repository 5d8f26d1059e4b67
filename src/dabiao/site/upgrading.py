"""Bring a data folder's tables to what this version wants. What goes wrong leaves the data as they were.

On SQLite the file is copied first, and comes back when a step fails; the copy stays, and is told of. On PostgreSQL
all steps are one transaction.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.backup.tables import checked_at_once
from dabiao.site.home_folder import HomeFolder

KEPT_COPIES = 3
"""Copies from before upgrades that stay: whoever notices late goes back two releases."""

Tell = Callable[[str], object]
"""Says a line to whoever started the program."""


def bring_up_to_date(home: HomeFolder, tell: Tell) -> None:
    """Change the tables where this version wants them other; most starts find nothing to do, and do nothing.

    Raises BadInput, with the data as they were, when that fails, when a newer version has been here, or when the
    database server does not answer.
    """
    with server_answers():
        executor = MigrationExecutor(connection)
        applied = set(executor.loader.applied_migrations)
        _refuse_newer(applied - set(executor.loader.graph.nodes), home)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if not applied:  # a new database has nothing to lose
            call_command("migrate", verbosity=0, interactive=False)
        elif connection.vendor == "sqlite":
            _migrate_with_copy(home, tell)
        else:
            _migrate_at_once()


@contextmanager
def server_answers() -> Iterator[None]:
    """Say in plain words that the PostgreSQL server does not answer, or does not let us in. Raises BadInput."""
    try:
        yield
    except OperationalError as error:
        if connection.vendor != "postgresql":
            raise
        said = str(error).strip().splitlines()
        raise BadInput(
            Defect(
                "PostgreSQL 连不上（%(reason)s）。请检查服务是否启动、地址和口令是否正确",
                str(connection.settings_dict["NAME"]),
                parameters={"reason": said[-1] if said else "没有回答"},
            )
        ) from None


def copy_database(home: HomeFolder, now: datetime) -> Path:
    """Copy the SQLite file, with what its log holds, and let only the newest copies stay. Raises OSError."""
    home.before_upgrades.mkdir(mode=0o700, exist_ok=True)
    copy = home.before_upgrades / f"dabiao-{timezone.localtime(now):%Y%m%d-%H%M%S}.sqlite3"
    try:
        with closing(sqlite3.connect(home.database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    copy.chmod(0o600)
    for old in sorted(home.before_upgrades.glob("dabiao-*.sqlite3"))[:-KEPT_COPIES]:
        old.unlink()
    return copy


def _migrate_with_copy(home: HomeFolder, tell: Tell) -> None:
    connection.close()
    try:
        copy = copy_database(home, timezone.now())
    except (OSError, sqlite3.Error) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise BadInput(
            Defect(
                "升级前要先复制数据库，没有复制成（%(reason)s），没有升级。请检查磁盘空间和权限",
                str(home.before_upgrades),
                parameters={"reason": reason},
            )
        ) from error
    tell(f"正在升级数据。升级前的数据库已复制到 {copy}")
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except BaseException as error:
        connection.close()
        _put_back(copy, home)
        if not isinstance(error, Exception):
            raise
        raise _failed(error, home) from error


def _put_back(copy: Path, home: HomeFolder) -> None:
    """Let the copy take the file's place; the copy itself stays."""
    back = home.database.with_name(f".making-{home.database.name}")
    shutil.copyfile(copy, back)
    back.chmod(0o600)
    for log in ("-wal", "-shm"):
        home.database.with_name(home.database.name + log).unlink(missing_ok=True)
    back.replace(home.database)


def _migrate_at_once() -> None:
    try:
        with transaction.atomic(), checked_at_once():
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError:
        raise
    except Exception as error:
        raise _failed(error, str(connection.settings_dict["NAME"])) from error


def _failed(error: Exception, where: HomeFolder | str) -> BadInput:
    place = where if isinstance(where, str) else str(where.path)
    template = (
        "升级没有做完（%(reason)s），数据已恢复成升级前的样子。请先换回原来的版本继续用，并把这段话告诉我们"
    )
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return BadInput(Defect(template, place, parameters={"reason": reason}))


def _refuse_newer(unknown: Sequence[tuple[str, str]] | set[tuple[str, str]], home: HomeFolder) -> None:
    if unknown:
        raise BadInput(
            Defect(
                "数据已由更新的版本打开过（有本版本不认识的 %(name)s），本版本不能打开。请改用新版本，"
                "或恢复升级前的备份",
                str(home.path),
                parameters={"name": ".".join(sorted(unknown)[0])},
            )
        )
