"""Print how well field workbooks are understood at first try: shares only, never a text of the locked half."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "importing.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"

HALVES = ("open", "locked")

HEAD = """\
| workbooks | columns right | item texts right | places right | settled without a person | silent wrong | rows right |
|---|---|---|---|---|---|---|"""


def line(half: str) -> str:
    """One half as a line of the table."""
    from field_scores import scores, total

    of = scores(half)  # type: ignore[arg-type]
    whole = total(of)
    matches = whole.matches
    rows = whole.rows_right + whole.rows_wrong + whole.rows_missing
    shares = [
        f"{one.right} of {one.all} ({one.share_right:.1%})"
        for one in (whole.columns, whole.items, whole.places)
    ]
    return (
        f"| {half}, {len(of)} | {' | '.join(shares)} | {matches.stated} of {matches.all} "
        f"| {matches.silent_wrong} ({matches.share_silent_wrong:.2%}) | {whole.rows_right} of {rows}, "
        f"{whole.rows_wrong} wrong; {whole.totals_read + whole.unread_sheets_read} sums read |"
    )


def main() -> None:
    """Print the table, or put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("halves", nargs="*", help="open, locked, or both when none is named")
    parser.add_argument("--write", action="store_true", help="put the table into docs/importing.md")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dabiao.site.settings")
    sys.path.insert(0, str(ROOT / "tests"))
    table = "\n".join([HEAD, *(line(half) for half in asked.halves or HALVES)])
    print(table)
    if asked.write:
        text = PAGE.read_text("utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
