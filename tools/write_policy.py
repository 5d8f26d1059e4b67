"""Write docs/policy.md: who may do what, how far, and behind which action every address stands."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "policy.md"

HEAD = """# Policy

Written by `tools/policy` from `people/policy.py` and the addresses of the site; a test fails when this page is out of
date. Every page, export and file asks the same table through `people/gate.py`; every write asks it again in
`people/writing.py`, and every read in its room's `queries.py`, which narrows rows to what is in reach.

**●** all of the district · **○** the organisation of the post and everything that stands below it today, along either
line, under its former names too · blank: refused. What a person may do is the sum of the posts they hold today, or what
the one post allows that they chose to act in. Whoever has no post (外人) has none of this.
"""

ROUTES = """## Addresses

Read from the resolver. An address without an action is public: it shows nothing of the district.
"""


def page() -> str:
    """Give the page as it should be."""
    from dabiao.people.auditing.words import ACTIONS  # only once Django is set up
    from dabiao.people.models import Role
    from dabiao.people.policy import EVERYBODYS, TABLE, Action, Reach

    marks = {Reach.ALL: "●", Reach.OWN: "○", None: ""}
    lines = [HEAD, "## Roles", "", f"| action | | {' | '.join(role.value for role in Role)} |"]
    lines.append("|---|---|" + ":-:|" * len(Role))
    for action in sorted(set(Action) - EVERYBODYS, key=list(Action).index):
        cells = " | ".join(marks[TABLE[role].get(action)] for role in Role)
        lines.append(f"| `{action.value}` | {ACTIONS[action.value]} | {cells} |")
    everybodys = ", ".join(f"`{one.value}` ({ACTIONS[one.value]})" for one in sorted(EVERYBODYS))
    lines += [
        "",
        f"Every open account, for itself alone and showing nothing of the district: {everybodys}.",
        "",
    ]
    lines += [ROUTES, "| address | action |", "|---|---|"]
    lines += [
        f"| `/{address}` | {f'`{action}`' if action else 'public'} |" for address, action in sorted(routes())
    ]
    return "\n".join(lines) + "\n"


def routes() -> Iterator[tuple[str, str | None]]:
    """Every address with the action it asks for; None for public ones."""
    from django.urls import URLPattern, URLResolver, get_resolver

    pending: list[tuple[str, URLPattern | URLResolver]] = [("", one) for one in get_resolver().url_patterns]
    while pending:
        before, one = pending.pop()
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            pending.extend((address, below) for below in one.url_patterns)
        else:
            action = one.callback.policy_action  # type: ignore[attr-defined]  # set by gate and public
            yield address, action.value if action else None


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` compare it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DABIAO_HOME", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
        import django

        django.setup()
        text = page()
    if PAGE.is_file() and PAGE.read_text("utf-8") == text:
        print("docs/policy.md is up to date")
        return 0
    if arguments == ["--check"]:
        print("docs/policy.md: out of date, run tools/policy")
        return 1
    PAGE.write_text(text, "utf-8")
    print("docs/policy.md: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
