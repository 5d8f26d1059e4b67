"""Which database is used, as the data folder or the environment names it; a password never shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dabiao.core.defects import BadInput
from dabiao.site.database import ENVIRONMENT_NAME, FILE, database_settings
from dabiao.site.home_folder import HomeFolder

SECRET = "s3cr3t"


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_NAME, raising=False)


def named(home: HomeFolder, content: bytes, mode: int = 0o600) -> None:
    path = home.path / FILE
    path.write_bytes(content)
    path.chmod(mode)


@pytest.fixture
def folder(tmp_path: Path) -> HomeFolder:
    return HomeFolder(tmp_path)


def test_without_a_name_it_is_the_file_of_the_data_folder_and_writers_wait(folder: HomeFolder) -> None:
    found = database_settings(folder)
    assert found["NAME"] == folder.database
    assert found["OPTIONS"] == {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


def test_a_server_is_named_in_the_form_of_libpq(folder: HomeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    named(folder, f'url = "postgresql://qu:{SECRET}@10.1.2.3:5433/dabiao?sslmode=verify-full"\n'.encode())
    found = database_settings(folder)
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "dabiao",
        "USER": "qu",
        "PASSWORD": SECRET,
        "HOST": "10.1.2.3",
        "PORT": "5433",
    }
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert options["sslmode"] == "verify-full"
    assert options["client_encoding"] == "UTF8"
    monkeypatch.setenv(ENVIRONMENT_NAME, "postgres:///other?host=/run/postgresql")
    assert database_settings(folder)["NAME"] == "other", "the environment goes first"
    assert database_settings(folder)["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"url", "TOML"),
        (b'url = "\xff"', "TOML"),
        (b"url = 3", "应只有一行"),
        (b'[database]\nurl = "postgresql:///a"', "应只有一行"),
        (b'url = "postgresql:///a"\npassword = "x"', "应只有一行"),
        (f'url = "mysql://qu:{SECRET}@host/a"'.encode(), "不是 PostgreSQL 的地址"),
        (f'url = "postgresql://qu:{SECRET}@host:port:a/b?c"'.encode(), "看不懂"),
        (f'url = "postgresql://qu:{SECRET}@host/a?unheard=of"'.encode(), "看不懂"),
        (f'url = "postgresql://qu:{SECRET}@host/"'.encode(), "没有库名"),
    ],
)
def test_a_server_that_is_named_wrongly_is_refused_without_its_password(
    content: bytes, told: str, folder: HomeFolder
) -> None:
    named(folder, content)
    with pytest.raises(BadInput, match=told) as refused:
        database_settings(folder)
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value.__cause__)


def test_a_file_that_others_can_read_is_refused(folder: HomeFolder) -> None:
    named(folder, b'url = "postgresql:///a"', 0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        database_settings(folder)
