"""Files that are there whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; only when nothing went wrong does what was written take the place of ``path``.

    An error leaves an older file as it was. Raises OSError where the folder cannot be written to.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as folder:
        making = Path(folder) / path.name
        yield making
        making.replace(path)
