"""What tests of whole installations share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_cluster import Cluster, running_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own."""
    with running_cluster() as running:
        yield running
