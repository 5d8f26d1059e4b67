"""Which database an installation uses: the SQLite file of its data folder, or a PostgreSQL server that is named.

``DABIAO_DATABASE``, else ``url`` in ``database.toml`` of the data folder, names the server, in the form of libpq:
``postgresql://dabiao@127.0.0.1/dabiao?sslmode=verify-full``. The password stands in that file, or wherever libpq
looks for it (``PGPASSWORD``, ``~/.pgpass``): never on a command line, where every process could read it.
"""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.home_folder import HomeFolder

ENVIRONMENT_NAME = "DABIAO_DATABASE"
FILE = "database.toml"

SCHEMES = ("postgresql://", "postgres://")
"""Both are libpq's own."""

NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
"""What Django calls libpq's words; every other one goes to libpq as it is."""

KEPT_OPEN = 600
"""Seconds a connection is used again: opening one costs as much as a short page."""

LONGEST_TRY = 10
"""Seconds to wait for a server that does not answer, before a page says so."""

WAITS_ITS_TURN = 30
"""Seconds a writer waits for another instead of failing; a large import writes for some."""

Settings = dict[str, object]


def database_settings(home: HomeFolder) -> Settings:
    """What ``DATABASES["default"]`` is for this data folder. Raises BadInput for a server that is named wrongly."""
    url, named_in = named_server(home)
    return postgresql(url, named_in) if url else sqlite(home.database)


def sqlite(path: Path) -> Settings:
    """The SQLite file at ``path``, shared by the threads and processes of this machine."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A writer waits for another instead of failing, and takes its lock when it starts, so that two
            # writers never deadlock half-way.
            "timeout": WAITS_ITS_TURN,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def named_server(home: HomeFolder) -> tuple[str, str]:
    """The PostgreSQL server that is named, and where; empty when none is. Raises BadInput for an unusable file."""
    if url := os.environ.get(ENVIRONMENT_NAME, "").strip():
        return url, ENVIRONMENT_NAME
    path = home.path / FILE
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return "", ""
    except OSError as error:
        raise _refused(path, "读不出来：%(reason)s", reason=reason_of(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, "不是有效的 TOML（%(reason)s）。请改正后重新启动", reason=str(error)) from error
    named = found.get("url")
    if not isinstance(named, str) or set(found) != {"url"}:
        raise _refused(path, '应只有一行：url = "postgresql://用户@主机/库名"。请改正后重新启动')
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise _refused(path, "里面可能有密码，却不止本人能读。请运行 chmod 600 后重新启动")
    return named, FILE


def postgresql(url: str, named_in: str) -> Settings:
    """A PostgreSQL server. Raises BadInput for what is no address of one, and where the extra is not installed."""
    if not url.startswith(SCHEMES):
        raise BadInput(
            Defect("不是 PostgreSQL 的地址。请写成 postgresql://用户@主机/库名；不写就用 SQLite", named_in)
        )
    try:
        import psycopg  # noqa: PLC0415  # an extra: whoever uses SQLite does without
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415
    except ImportError:
        raise BadInput(
            Defect("要用 PostgreSQL，还缺一个组件。请运行 pip install 'dabiao[postgres]'", named_in)
        ) from None
    try:
        said = conninfo_to_dict(url)
    except psycopg.Error:
        # What libpq says of it repeats it, and a password may stand in it.
        raise BadInput(
            Defect("PostgreSQL 的地址看不懂。请写成 postgresql://用户@主机/库名", named_in)
        ) from None
    if not said.get("dbname"):
        raise BadInput(Defect("PostgreSQL 的地址里没有库名。请写成 postgresql://用户@主机/库名", named_in))
    options = {"connect_timeout": LONGEST_TRY, "client_encoding": "UTF8"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(said[word]) for word, name in NAMES.items() if said.get(word) is not None},
        "OPTIONS": options | {word: value for word, value in said.items() if word not in NAMES},
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
    }


def _refused(path: Path, template: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, str(path), parameters=parameters))
