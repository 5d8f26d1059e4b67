"""Made-up rows of an observation workbook, as many as wanted, the same every time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, cycle, islice
from pathlib import Path

import xlsxwriter

from dabiao.core.framework import CheckItem, Framework, Method
from dabiao.office.observation_headings import HEADINGS

Cells = tuple[str | float | date | None, ...]

ROUNDS, STREETS, COMMUNITIES, INSPECTORS = 8, 12, 120, 24
FIRST_DAY = date(2026, 1, 12)
PROBLEM_EVERY = 7
"""One row in seven is 不符合 and tells what was seen; no two tell the same."""


def observation_rows(framework: Framework, rows: int) -> Iterator[Cells]:
    """Yield rows in the order of ``HEADINGS``: place by place, each in every round, all items of its type."""
    return islice(_visits(framework), rows)


def write_xlsx(path: Path, framework: Framework, rows: int) -> None:
    """Write the rows as Excel would, words in a shared table."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False})
    page = book.add_worksheet("观测")
    page.write_row(0, 0, list(HEADINGS.values()))
    for number, cells in enumerate(observation_rows(framework, rows), start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(number, column, cell)
            elif cell is not None:
                page.write_number(number, column, cell)
    book.close()


def write_csv(path: Path, framework: Framework, rows: int) -> None:
    """Write the rows as Chinese Excel saves a CSV file."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        writer.writerows(observation_rows(framework, rows))


def _visits(framework: Framework) -> Iterator[Cells]:
    methods = {
        item.id: framework.standards[item.standard_id].rule_for(Method.FIELD) is not None
        for item in framework.items
    }
    asked: dict[str, list[CheckItem]] = {}
    for item in framework.items:
        for kind in item.site_types:
            asked.setdefault(kind, []).append(item)
    titles = {kind.id: kind.title for kind in framework.site_types}
    for site, kind in zip(count(), cycle(sorted(asked))):
        for turn in range(ROUNDS):
            for place, item in enumerate(asked[kind]):
                method = Method.FIELD if methods[item.id] else Method.DOCUMENT
                yield _row(site, titles[kind], turn, place, item, method)


def _row(site: int, kind: str, turn: int, place: int, item: CheckItem, method: Method) -> Cells:
    failing = (site * 31 + turn * 17 + place) % PROBLEM_EVERY == 0
    number = (site * ROUNDS + turn) * 100 + place
    return (
        f"第{turn + 1}轮",
        FIRST_DAY + timedelta(days=30 * turn + site % 12),
        f"P{site:05}",
        f"{kind}{site}号",
        kind,
        120.0 + site % 997 / 5000,
        30.0 + site % 991 / 5000,
        f"第{site % STREETS + 1}街道",
        f"第{site % COMMUNITIES + 1}社区",
        item.source.place[:20] or "责任单位",
        item.standard_id,
        item.id,
        method.value,
        "不符合" if failing else "符合",
        number % 4 + 1 if failing else None,
        None,
        None,
        f"入口东侧第{number}处：{item.text[:12]}" if failing else None,
        f"测评员{(site + turn) % INSPECTORS + 1}",
        f"IMG_{number:08}.jpg" if failing else None,
    )
