"""What the handbook holds: its chapters, for whom they are, and which pages of the site each task explains.

The text of a task is ``pages/<slug>.md``. Beside what Markdown has, a link may name a page of the handbook
(``page:import``) or an address of the site (``address:imports``), and a picture is named (``picture:import``).
Labels of buttons and fields stand in 「」; a test finds each of them among the site's own texts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One page of the handbook. ``explains``: names of the addresses whose 帮助 leads here."""

    slug: str
    title: str
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Tasks of the same people."""

    title: str
    tasks: tuple[Task, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "所有人",
        (
            Task(
                "sign-in",
                "登录和保管账号",
                ("sign_in", "my_security", "new_passkey", "confirm", "invitation"),
            ),
        ),
    ),
    Chapter(
        "创建办",
        (Task("import", "导入测评表", ("imports", "import")),),
    ),
)

TASKS: dict[str, Task] = {task.slug: task for chapter in CHAPTERS for task in chapter.tasks}
"""Every task by its slug."""
