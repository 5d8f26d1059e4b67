"""What every test may use: a data folder of its own, and the cast."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast, make_cast
from pytest_django import Settings

from dabiao.site.home_folder import HomeFolder


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
