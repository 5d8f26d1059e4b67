"""A small draft of 创建办's, and 创建办 at its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast
from django.test import Client
from drafted import small_draft

from dabiao.site.home_folder import HomeFolder
from dabiao.standards.drafts.models import PackDraft


@pytest.fixture
def draft(cast: Cast, tmp_path: Path, home: HomeFolder) -> PackDraft:
    return small_draft(cast.创建办, tmp_path / "small")


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.创建办)
    return client
