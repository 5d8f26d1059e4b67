"""Data folders as released versions left them (``tools/release-folder``)."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parent / "data" / "releases"

VERSIONS = sorted(path.name.removesuffix(".tar.xz") for path in RELEASES.glob("*.tar.xz"))


def unpacked(version: str, folder: Path) -> Path:
    """The data folder of ``version``, unpacked in ``folder``."""
    with tarfile.open(RELEASES / f"{version}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "home"


def noted(version: str) -> dict[str, Any]:
    """What the release wrote down of it."""
    found = json.loads((RELEASES / f"{version}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found
