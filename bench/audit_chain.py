"""The audit chain checked, against SM3 alone over the same bytes.

``python bench/audit_chain.py [--entries N]`` prints the figures. The peer takes the digest of every entry's bytes,
ready in memory, and compares: the least that any chain of entries asks for. Ours reads the entries from the database,
or from the exported file, writes them down canonically, takes the digests and follows the links.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.timing import profile, timed

from dabiao.house.audit_chain import FIRST_PREVIOUS, find_break, sm3

ENTRIES = 1_000_000
"""Ten years of a province: some 300 writes a day."""

TARGET, ROUNDS = 5.0, 5
BATCH = 20_000


def run(entries: int = ENTRIES, rounds: int = ROUNDS) -> dict[str, object]:
    """Time both ways of checking and the peer in turns.

    Returns seconds of each and the larger ratio; ``held`` whether it is at most ``TARGET``; ``text`` for people.
    """
    with tempfile.TemporaryDirectory() as folder:
        _open(Path(folder) / "home")
        from dabiao.house.audit import stored_links  # only once the database is there
        from dabiao.house.audit_export import write_export
        from dabiao.house.audit_file import check_export

        _fill(entries)
        export = Path(folder) / "audit.jsonl"
        write_export(export)
        sealed = [(link.digest, link.content) for link in stored_links()]

        def database() -> None:
            assert find_break(stored_links()) is None

        def file() -> None:
            assert check_export(export)[1] is None

        times = [(timed(lambda: _raw(sealed)), timed(file), timed(database)) for _ in range(rounds)]
        raw, of_file, of_database = (min(column) for column in zip(*times, strict=True))
        ratios = of_file / raw, of_database / raw
        size = sum(len(content) for _, content in sealed)
        held = max(ratios) <= TARGET
        text = (
            f"{entries:,} audit entries ({size / 1e6:.0f} MB): SM3 alone {raw:.2f} s; exported file checked "
            f"{of_file:.2f} s = {ratios[0]:.2f}x; database checked {of_database:.2f} s = {ratios[1]:.2f}x "
            f"(target {TARGET:g}x, {'held' if held else 'MISSED'})"
        )
        if not held:
            text += "\n" + profile(database)
    return {
        "raw": raw,
        "file": of_file,
        "database": of_database,
        "ratio": max(ratios),
        "held": held,
        "text": text,
    }


def _raw(sealed: Sequence[tuple[str, bytes]]) -> None:
    for digest, content in sealed:
        assert sm3(content) == digest


def _open(home: Path) -> None:
    os.environ["DABIAO_HOME"] = str(home)
    from dabiao.site.commands.serve import open_home  # reads DABIAO_HOME
    from dabiao.site.home_folder import home_folder

    open_home(home_folder())


def _fill(entries: int) -> None:
    from dabiao.house.audit import digest_of  # only once Django is set up
    from dabiao.house.models import AuditEntry

    previous, begun = FIRST_PREVIOUS, datetime(2026, 1, 1, tzinfo=UTC)
    for first in range(1, entries + 1, BATCH):
        batch = []
        for number in range(first, min(first + BATCH, entries + 1)):
            one = AuditEntry(
                number=number,
                at=begun + timedelta(seconds=317 * number, microseconds=number % 1_000_000),
                actor=f"liaison{number % 400}",
                address="10.1.2.3",
                action="change_organisations",
                resource="organisation",
                resource_id=str(number % 5_000),
                before={"name": "东湖街道", "on": "2026-01-01"},
                after={"name": "湖城街道", "on": "2026-05-01", "rows": number},
                previous=previous,
                digest="",
            )
            one.digest = previous = digest_of(one)
            batch.append(one)
        AuditEntry.objects.bulk_create(batch, batch_size=1_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    print(run(parser.parse_args().entries)["text"])
