"""Put a backup into an empty data folder, and an empty database of either kind: all of it, or nothing.

Everything is read and checked once before anything is written. Then files and, on SQLite, the database are made in a
folder of their own inside the data folder; PostgreSQL takes all tables in one transaction. Only when what stands there
says the same as the manifest does it take its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from dabiao.core.defects import BadInput, Defect
from dabiao.site.backup.folder import belongs
from dabiao.site.backup.manifest import Manifest, Table
from dabiao.site.backup.opening import OpenBackup, Passphrase, open_backup, unfit
from dabiao.site.backup.rows import RowsDigest
from dabiao.site.backup.tables import StoredTable, checked_at_once, make_tables, tables_of
from dabiao.site.database import FILE as DATABASE_FILE
from dabiao.site.home_folder import HomeFolder


def restore_backup(home: HomeFolder, path: Path, passphrase: Passphrase, *, demo: bool) -> Manifest:
    """Restore ``path``. Raises BadInput, with folder and database as they were, when anything is wrong."""
    refuse_used(home)
    with open_backup(path, passphrase) as backup:
        tables = _acceptable(backup, home, demo=demo)
        _check_all(backup, tables)
        checked = backup.digest
    with open_backup(path, passphrase) as backup, _staging(home) as staging:
        if backup.digest != checked:
            raise BadInput(Defect("刚核对完就变了，没有恢复。请不要动这个文件，再试一次", path.name))
        with _database(home, staging), _contradictions(path.name):
            _fill(backup, staging)
        _move_in(staging, home)
    return backup.manifest


def refuse_used(home: HomeFolder) -> None:
    """Raise BadInput unless data folder and database are empty: a restore never mixes with anything."""
    if home.restoring.exists():
        raise BadInput(
            Defect(
                "这里有一次没有做完的恢复。请把这个文件夹清空，再恢复一次；备份文件不受影响", str(home.path)
            )
        )
    found = sorted(one.name for one in home.path.iterdir()) if home.path.is_dir() else []
    used = [name for name in found if name != DATABASE_FILE]
    if used:
        raise BadInput(
            Defect(
                "数据文件夹里已有内容（%(names)s），没有恢复。请用 DABIAO_HOME 指一个空的或还没有的文件夹",
                str(home.path),
                parameters={"names": "、".join(used[:4])},
            )
        )
    if connection.vendor == "postgresql" and (tables := connection.introspection.table_names()):
        raise BadInput(
            Defect(
                "PostgreSQL 的库里已有 %(count)d 张表，没有恢复。请新建一个空库，改 DABIAO_DATABASE 或 %(file)s",
                str(connection.settings_dict["NAME"]),
                parameters={"count": len(tables), "file": DATABASE_FILE},
            )
        )


def _acceptable(backup: OpenBackup, home: HomeFolder, *, demo: bool) -> list[StoredTable]:
    """The tables as this version would make them. Raises BadInput for a backup that is not to be restored here."""
    told = backup.manifest
    if told.demo and not demo:
        raise BadInput(
            Defect("这是示范城区的备份，里面都是虚构的数据。确实要恢复示范城区，请加 --demo", backup.file)
        )
    strange = [one.path for one in told.files if not belongs(one.path, home)]
    if strange:
        raise BadInput(
            Defect(
                "里面有不属于备份的文件“%(name)s”：备份被改动过，没有恢复",
                backup.file,
                parameters={"name": strange[0]},
            )
        )
    loader = MigrationLoader(None)  # what this version knows; the database is not touched yet
    unknown = [key for key in told.migrations if key not in loader.graph.nodes]
    if unknown:
        raise BadInput(
            Defect(
                "备份由更新的版本（%(version)s）所做，有本软件不认识的改动 %(name)s。请先升级本软件再恢复",
                backup.file,
                parameters={"version": told.software, "name": ".".join(unknown[0])},
            )
        )
    tables = tables_of(loader, told.migrations)
    if [(one.name, one.columns) for one in tables] != [(one.name, one.columns) for one in told.tables]:
        raise BadInput(Defect("清单里的表和它写明的数据库版本不符：备份被改动过，没有恢复", backup.file))
    return tables


def _check_all(backup: OpenBackup, tables: Sequence[StoredTable]) -> None:
    for (table, lines), stored in zip(backup.tables(), tables, strict=True):
        longest = [getattr(one, "max_length", None) for one in stored.fields]
        for number, values in enumerate(lines, start=1):
            if connection.vendor == "postgresql" and (column := unfit(table, values, longest)):
                raise BadInput(
                    Defect(
                        "表“%(table)s”第 %(row)d 行“%(column)s”的文字太长或有零字符，PostgreSQL 不收。"
                        "请先恢复到 SQLite，在网页上改短这一处，再备份、恢复",
                        backup.file,
                        parameters={"table": table.name, "row": number, "column": column},
                    )
                )
    backup.check_files()


@contextmanager
def _staging(home: HomeFolder) -> Iterator[Path]:
    """A folder inside the data folder; gone, with all that was made, unless everything was moved out of it."""
    made = [one for one in (home.path, *home.path.parents) if not one.exists()]
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = home.restoring
    staging.mkdir(mode=0o700)
    try:
        yield staging
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()
        raise


@contextmanager
def _database(home: HomeFolder, staging: Path) -> Iterator[None]:
    """The database that is filled: on PostgreSQL one transaction, on SQLite a file of the staging folder."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    connection.close()
    connection.settings_dict["NAME"] = staging / home.database.name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home.database


@contextmanager
def _contradictions(file: str) -> Iterator[None]:
    """Say in words what the database does not take: a row that is there twice, or names another that is not there."""
    try:
        yield
    except IntegrityError as error:
        reason = {"reason": str(error).splitlines()[0][:200]}
        raise BadInput(
            Defect(
                "数据库没有收：里面的数据互相矛盾（%(reason)s）。备份被改动过，没有恢复",
                file,
                parameters=reason,
            )
        ) from None


def _fill(backup: OpenBackup, staging: Path) -> None:
    told = backup.manifest
    with checked_at_once():
        make_tables(MigrationExecutor(connection), told.migrations)
    tables = tables_of(MigrationLoader(connection), told.migrations)
    on_sqlite = connection.vendor == "sqlite"
    with transaction.atomic() if on_sqlite else nullcontext(), connection.constraint_checks_disabled():
        for stored in tables:
            stored.clear()
        for (_, lines), stored in zip(backup.tables(), tables, strict=True):
            stored.write(lines)
        connection.check_constraints()
        for table, stored in zip(told.tables, tables, strict=True):
            stored.set_last_key(table.last_key)
            _refuse_difference(backup.file, table, stored)
    _write_files(backup, staging)


def _refuse_difference(file: str, table: Table, stored: StoredTable) -> None:
    """Insist that the database now says what the manifest does."""
    digest, count = RowsDigest([one.kind for one in table.columns]), 0
    for count, values in enumerate(stored.read(), start=1):  # noqa: B007  # how many is looked at below
        digest.update(values)
    if replace(table, rows=count, digest=digest.hexdigest()) != table:
        template = "表“%(table)s”写进数据库后和备份不一样，没有恢复。这是软件的错误，请把备份留好并告诉我们"
        raise BadInput(Defect(template, file, parameters={"table": table.name}))


def _write_files(backup: OpenBackup, staging: Path) -> None:
    for file, chunks in backup.files():
        path = staging / file.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as target:
            path.chmod(0o600)
            for chunk in chunks:
                target.write(chunk)


def _move_in(staging: Path, home: HomeFolder) -> None:
    """Let everything take its place, the database last. Until the folder is gone, nobody opens the data folder."""
    for one in sorted(staging.iterdir(), key=lambda path: path.name == home.database.name):
        one.rename(home.path / one.name)
    staging.rmdir()
