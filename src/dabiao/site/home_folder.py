"""The data folder: everything a running Dabiao keeps, in one place that can be copied or thrown away.

``DABIAO_HOME`` names it. The demo lives in a folder of its own, so its data can never mix with real data.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import BadInput, Defect

ENVIRONMENT_NAME = "DABIAO_HOME"


@dataclass(frozen=True, slots=True)
class HomeFolder:
    """Where things are in a data folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "dabiao.sqlite3"

    @property
    def lake(self) -> Path:
        """Observations as Parquet, a folder per import."""
        return self.path / "lake"

    @property
    def uploads(self) -> Path:
        """Workbooks that were handed in, until they are accepted or refused."""
        return self.path / "uploads"

    @property
    def documents(self) -> Path:
        """Circulars and charts that were made."""
        return self.path / "documents"

    @property
    def packs(self) -> Path:
        """Editions of standards packs the district published, a folder each."""
        return self.path / "packs"

    @property
    def before_upgrades(self) -> Path:
        """Copies of the database from before its tables were changed."""
        return self.path / "before-upgrades"

    @property
    def secret_key_file(self) -> Path:
        """The key that signs sessions; made on first use, readable by the owner alone."""
        return self.path / "secret.key"

    def secret_key(self) -> str:
        """Read the key; a folder that has none yet gets one that lasts only as long as this process."""
        try:
            return self.secret_key_file.read_text("ascii").strip()
        except FileNotFoundError:
            return secrets.token_urlsafe(48)

    def prepare(self) -> None:
        """Make the folder and its key where they are missing. Raises OSError when it cannot be written."""
        for folder in (self.path, self.lake, self.uploads, self.documents, self.packs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.secret_key_file.exists():
            handle = os.open(self.secret_key_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))

    @property
    def restoring(self) -> Path:
        """Where a restore works. While it is there, the data folder is not whole."""
        return self.path / ".restoring"


def refuse_half_restored(home: HomeFolder) -> None:
    """Raise BadInput for a data folder whose restore was broken off."""
    if home.restoring.exists():
        raise BadInput(
            Defect("从备份恢复到一半就断了，不能打开。请清空这个文件夹，重新 dabiao restore", str(home.path))
        )


def home_folder() -> HomeFolder:
    """Find the data folder: ``DABIAO_HOME``, else ``.dabiao`` in the user's own folder."""
    return _named_or(".dabiao")


def demo_folder() -> HomeFolder:
    """Find the folder of the demo: ``DABIAO_HOME``, else one beside the real data's. From now on it is the data folder
    of this process and of those it starts.
    """
    found = _named_or(".dabiao-demo")
    os.environ[ENVIRONMENT_NAME] = str(found.path)
    return found


def _named_or(name: str) -> HomeFolder:
    named = os.environ.get(ENVIRONMENT_NAME)
    return HomeFolder(Path(named).resolve() if named else Path.home() / name)
