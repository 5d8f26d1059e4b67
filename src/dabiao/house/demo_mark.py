"""The demo's data and a real district's never share a folder: how a folder that holds the demo is known.

What holds is in the audit chain, which nobody can take back and every copy of the data carries; the file beside
it is for people, and for a page that must not ask the database. The mark is set before the first row of the demo and
the file after the last, so that a half-built district is taken neither for the demo nor for a real one.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dabiao.core.defects import BadInput, Defect
from dabiao.house import audit
from dabiao.house.models import AuditEntry

FILE = "示范城区.txt"
"""A file that says what the folder is."""

SAYS = "虚构的示范城区：数据全部由程序生成，可以整个文件夹删掉重建。\n"

_ACTION, _RESOURCE = "build_demo", "demo"


class State(StrEnum):
    """How far the demo in this folder is."""

    BEGUN = "begun"
    BUILT = "built"


def state() -> State | None:
    """How far the demo is, by the audit chain; None in a folder that holds none."""
    entry = AuditEntry.objects.filter(action=_ACTION, resource=_RESOURCE).order_by("-number").first()
    return State(entry.resource_id) if entry is not None else None


def begin() -> None:
    """Say that what follows is the demo's; part of the write that makes sure the folder is empty."""
    _append(State.BEGUN)


def finish() -> None:
    """Say that the demo is complete."""
    _append(State.BUILT)
    _file().write_text(SAYS, encoding="utf-8")


def has_file() -> bool:
    """Whether pages are to say 示范. Asked for every page, so it reads no database."""
    return _file().exists()


def check_folder(*, looks_like_the_demo: bool) -> None:
    """Make file and chain agree, or refuse to open the folder. ``looks_like_the_demo``: it was built before the chain
    said so.

    Raises BadInput for a demo that is half-built, and for a file of the demo among other data.
    """
    found, shown = state(), has_file()
    if found is State.BEGUN:
        raise BadInput(
            Defect(
                "示范城区没有建完（上次中断了）。请删掉整个文件夹，再运行 dabiao demo", str(_file().parent)
            )
        )
    if found is None and shown and looks_like_the_demo:
        begin()
        finish()
    elif found is None and shown:
        raise BadInput(
            Defect(
                "这个文件说这里是示范城区，里面的数据却不是，没有打开。数据是真实的，就移走这个文件；"
                "要看示范城区，请换一个文件夹",
                str(_file()),
            )
        )
    elif found is State.BUILT and not shown:
        _file().write_text(SAYS, encoding="utf-8")


def _append(reached: State) -> None:
    with transaction.atomic():
        audit.append(actor="—", action=_ACTION, resource=_RESOURCE, resource_id=reached.value, after={})


def _file() -> Path:
    return Path(settings.HOME.path) / FILE
