"""Where the passphrase of a backup comes from: a person or a file, never the command line, which others can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.backup.sealed_stream import SHORTEST_PASSPHRASE

LONGEST_FILE = 64 * 1024
"""Bytes read of a passphrase file."""


def from_file(path: Path) -> str:
    """The first line of a file. Raises BadInput when it is too short to protect anything."""
    try:
        with path.open("rb") as file:
            found = file.read(LONGEST_FILE).decode("utf-8").partition("\n")[0].rstrip("\r")
    except OSError as error:
        raise BadInput(
            Defect("口令文件读不出来：%(reason)s", str(path), parameters={"reason": reason_of(error)})
        ) from None
    except UnicodeDecodeError:
        raise BadInput(Defect("口令文件不是 UTF-8 文本", str(path))) from None
    _refuse_short(found, str(path))
    return found


def new_passphrase() -> str:
    """Ask for a new one, twice."""
    found = str(click.prompt("备份的口令", hide_input=True, confirmation_prompt="再输一遍"))
    _refuse_short(found, "口令")
    return found


def passphrase_of(path: Path | None) -> Callable[[], str]:
    """How to come by the passphrase of a backup that has one: from the file that was named, else by asking, once."""
    known: list[str] = []

    def ask() -> str:
        if not known:
            known.append(
                from_file(path) if path is not None else str(click.prompt("备份的口令", hide_input=True))
            )
        return known[0]

    return ask


def _refuse_short(found: str, where: str) -> None:
    if len(found) < SHORTEST_PASSPHRASE:
        raise BadInput(
            Defect("口令太短。请至少写 %(least)d 个字符", where, parameters={"least": SHORTEST_PASSPHRASE})
        )
