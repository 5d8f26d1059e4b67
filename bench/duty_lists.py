"""Pages over a hundred thousand duties: the first, a deep one, and the same deep one by OFFSET.

``python bench/duty_lists.py [--rows N]`` prints the figures. Every time is that of a whole answer of the server:
through the test client, with session, policy, queries and template. The peer is what most lists do: count off the
rows before the page. It differs from ours in nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bench.timing import profile, timed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.test import Client

    from dabiao.duties.breakdown.models import Duty
    from dabiao.duties.breakdown.queries import Key, ListPage

ROWS = 100_000
"""A district of 12 streets and 240 communities in which each answers in nearly every cell."""

FIRST_PAGE = 0.300
"""Seconds of server time for the first page of every list."""

DEEP_RATIO = 1.5
"""How much a page near the end may cost of what the first does."""

DEPTH = 0.95
"""Where the deep page lies."""

ROUNDS = 5


def run(rows: int = ROWS, rounds: int = ROUNDS) -> dict[str, object]:
    """Time pages and peer in turns.

    Returns best seconds of each page, the ratio of the deep page to the first and of the peer to the deep page;
    ``held`` whether every first page and the ratio keep to their targets; ``text`` for people.
    """
    with tempfile.TemporaryDirectory() as folder:
        client = _office(Path(folder) / "home", rows)
        from dabiao.duties.breakdown import queries  # only once the database is there

        after = _key_at(rows)
        offset = partial(_with_offset, queries, client, int(rows * DEPTH))
        works: dict[str, Callable[[], object]] = {
            "by standard": partial(_get, client, "/duties/breakdown/"),
            "list": partial(_get, client, "/duties/breakdown/list/"),
            "by organisation": partial(_get, client, "/duties/breakdown/units/"),
            "gaps": partial(_get, client, "/duties/breakdown/gaps/"),
            "deep": partial(_get, client, "/duties/breakdown/list/", after=str(after)),
            "offset": offset,
        }
        for work in works.values():
            work()
        turns = [{name: timed(work) for name, work in works.items()} for _ in range(max(rounds, ROUNDS))]
        best = {name: min(turn[name] for turn in turns) for name in works}
        ratio = best["deep"] / best["list"]
        firsts = {name: seconds for name, seconds in best.items() if name not in ("deep", "offset")}
        slow = [name for name, seconds in firsts.items() if seconds >= FIRST_PAGE]
        held = not slow and ratio <= DEEP_RATIO
        told = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in firsts.items())
        text = (
            f"{rows:,} duties, server time of the first page: {told} "
            f"(target < {FIRST_PAGE * 1000:.0f} ms each, {'held' if not slow else 'MISSED'})\n"
            f"list page at {DEPTH:.0%}: keyset {best['deep'] * 1000:.0f} ms = {ratio:.2f}x the first "
            f"(target {DEEP_RATIO:g}x, {'held' if ratio <= DEEP_RATIO else 'MISSED'}); "
            f"by OFFSET {best['offset'] * 1000:.0f} ms = {best['offset'] / best['deep']:.2f}x keyset"
        )
        if not held:
            text += "\n" + profile(works[slow[0] if slow else "deep"])
    return {
        **best,
        "ratio": ratio,
        "offset_ratio": best["offset"] / best["deep"],
        "held": held,
        "text": text,
    }


def _get(client: Client, address: str, **query: str) -> None:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code


def _with_offset(queries: object, client: Client, offset: int) -> None:
    def by_offset(found: QuerySet[Duty], _after: Key | None, size: int = 50) -> ListPage:
        from dabiao.duties.breakdown.queries import ListPage

        ordered = found.select_related("organisation", "person").order_by("position", "pk")
        return ListPage(tuple(ordered[offset : offset + size]), None)

    with patch.object(queries, "list_page", by_offset):
        _get(client, "/duties/breakdown/list/")


def _key_at(rows: int) -> Key:
    """Where the deep page begins."""
    from dabiao.duties.breakdown.models import Duty
    from dabiao.duties.breakdown.queries import Key

    at = int(rows * DEPTH) - 1
    position, number = Duty.objects.order_by("position", "pk").values_list("position", "pk")[at]
    return Key(position, number)


def _office(home: Path, rows: int) -> Client:
    """A data folder with so many duties, and the office signed in."""
    os.environ["DABIAO_HOME"] = str(home)
    from dabiao.site.commands.serve import open_home  # reads DABIAO_HOME
    from dabiao.site.home_folder import home_folder

    open_home(home_folder())
    from cast import make_cast
    from django.conf import settings
    from django.test import Client
    from duty_rows import fill

    settings.ALLOWED_HOSTS = ["testserver"]
    office = make_cast().创建办
    fill(office, rows)
    client = Client()
    client.force_login(office)
    return client


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    print(run(parser.parse_args().rows)["text"])
