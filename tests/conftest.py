"""What every test may use: a data folder of its own, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import Cast, make_cast
from django.db import DEFAULT_DB_ALIAS, connections
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import Settings

from dabiao.site.home_folder import HomeFolder

# A busy machine is no defect of what is tested.
examples.register_profile("dabiao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("dabiao")


@pytest.fixture(scope="session", autouse=True)
def connection_stays() -> Iterator[None]:
    """On PostgreSQL (tools/test-on-postgres), the end of a request does not close what the test's transaction is on;
    SQLite in memory stays by itself.
    """
    database = connections[DEFAULT_DB_ALIAS]
    with pytest.MonkeyPatch.context() as patch:
        if database.vendor == "postgresql":
            patch.setattr(database, "close_if_unusable_or_obsolete", lambda: None)
        yield


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> HomeFolder:
    """An empty data folder, in use for this test."""
    folder = HomeFolder(tmp_path / "home")
    folder.prepare()
    settings.HOME = folder
    return folder


@pytest.fixture
def cast(db: None) -> Cast:
    """People of every role."""
    return make_cast()
