"""Find tasks by what somebody remembers of them."""

from __future__ import annotations

from dataclasses import dataclass

from dabiao.site.handbook.contents import TASKS, Task
from dabiao.site.handbook.text import plain

LONGEST_QUERY = 60
AROUND = 30
"""Characters shown on either side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A task that has all the words; the words around the first one, parted for marking it."""

    task: Task
    before: str
    found: str
    after: str


def find(query: str) -> list[Hit]:
    """Tasks that have every word of ``query`` in their title or text; those with a word in the title first."""
    words = query[:LONGEST_QUERY].casefold().split()
    if not words:
        return []
    hits = []
    for task in TASKS.values():
        text = f"{task.title}\n{plain(task.slug)}"
        if all(word in text.casefold() for word in words):
            titled = any(word in task.title.casefold() for word in words)
            hits.append((not titled, _hit(task, plain(task.slug), words[0])))
    return [hit for _, hit in sorted(hits, key=lambda one: one[0])]


def _hit(task: Task, text: str, word: str) -> Hit:
    at = text.casefold().find(word)
    if at < 0:
        return Hit(task, text[: 2 * AROUND].replace("\n", " "), "", "")
    before, after = text[max(0, at - AROUND) : at], text[at + len(word) : at + len(word) + AROUND]
    return Hit(task, before.replace("\n", " "), text[at : at + len(word)], after.replace("\n", " "))
