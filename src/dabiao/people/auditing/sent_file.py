"""A file that is made for one answer: sent in pieces, and gone once it is sent or the reader hangs up."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

PIECE = 1024 * 1024
"""Bytes sent at once."""


class SentFile:
    """``path`` is where to make the file, in a folder of its own. Iterating sends it; ``close`` removes the folder.

    A streamed answer calls ``close`` at its end; an answer that nobody reads is cleaned up when it is forgotten.
    """

    def __init__(self, name: str) -> None:
        folder = mkdtemp()
        self.path = Path(folder) / name
        self.close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
