"""Several files put into a folder together: all of them, or the folder stays as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(folder: Path, stale: Sequence[str] = ()) -> Iterator[Path]:
    """Give a folder beside ``folder`` to write to; when all went well, its files take their places in ``folder``.

    Files of the same name are replaced and files that match a pattern of ``stale`` (as of ``Path.glob``) go, since
    they belong to an earlier run; everything else in ``folder`` is left alone. ``folder`` and what is above it are
    made if need be. Raises OSError, with everything as it was, where a file cannot be written or replaced, e.g.
    because it is open in another program.
    """
    made = make_folders(folder.parent)
    try:
        with tempfile.TemporaryDirectory(
            dir=folder.parent, prefix=".making-", ignore_cleanup_errors=True
        ) as name:
            making, replaced = Path(name) / "new", Path(name) / "old"
            making.mkdir()
            yield making
            _put(making, folder, replaced, stale)
    except BaseException:
        unmake_folders(made)
        raise


def _put(making: Path, folder: Path, replaced: Path, stale: Sequence[str]) -> None:
    """Move old files out of the way, then the new ones in; on an error move everything back."""
    new = sorted(path.relative_to(making) for path in making.rglob("*") if path.is_file())
    old = {path.relative_to(folder) for pattern in stale for path in folder.glob(pattern) if path.is_file()}
    old |= {name for name in new if (folder / name).exists()}
    moves = [
        *((folder / name, replaced / name) for name in sorted(old)),
        *((making / name, folder / name) for name in new),
    ]
    done: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for here, there in moves:
            made += make_folders(there.parent)
            here.replace(there)
            done.append((here, there))
    except OSError:
        for here, there in reversed(done):
            there.replace(here)
        unmake_folders(made)
        raise


def make_folders(folder: Path) -> list[Path]:
    """Make ``folder`` and what is above it; return those that were not there, innermost last."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    for one in missing:
        one.mkdir()
    return missing


def unmake_folders(folders: Sequence[Path]) -> None:
    """Take away what ``make_folders`` made, as far as it is still empty."""
    for one in reversed(folders):
        if one.is_dir() and not any(one.iterdir()):
            one.rmdir()
