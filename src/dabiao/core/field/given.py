"""What a table says of all its rows elsewhere than in a column: in its title, in labels above it, in the name
of its sheet or file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from dabiao.core.field.dates import iso_date, year_within
from dabiao.core.field.headings import LIKELY, senses_of
from dabiao.core.field.mapping import Given, Role
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places
from dabiao.core.field.rows import texts_of
from dabiao.core.field.table import FieldTable

TITLE, LABEL, SHEET, FILE, SETTING = "标题", "表头上方", "工作表名", "文件名", "本次导入的设定"

_ROUND = re.compile(
    r"(?:20\d{2}\s*年)?\s*(?:第\s*[一二三四五六七八九十\d]+\s*(?:轮|次|期|批|季度)|[上下]半年|\d{1,2}\s*月份?|[一二三四]季度|[春夏秋冬]季)"
    r"(?:\s*(?:第三方|模拟|实地|自查|暗访|综合|月度|季度|专项|日常|全区|全市|文明城市|创文|创建)*(?:测评|督查|检查|巡查|暗访|考察|测查|评估|督导))?"
)
_LABEL = re.compile(
    r"(?P<name>[^：:\s]{2,10})\s*[：:]\s*(?P<value>[^：:\s].*?)(?=\s{2,}|\s*[\u4e00-\u9fff]{2,8}[：:]|$)"
)

_LABELLED = frozenset(
    (
        Role.ROUND, Role.DATE, Role.SITE_ID, Role.SITE_NAME, Role.SITE_TYPE, Role.STREET, Role.COMMUNITY, Role.UNIT,
        Role.INSPECTOR, Role.METHOD,
    )
)  # fmt: skip


def given_facts(
    table: FieldTable, above: Sequence[int], held: Iterable[Role], names: Names, places: Places
) -> tuple[Given, ...]:
    """The facts of a table: labels above its headings first, then its title, the sheet's name and the file's.

    ``above`` are the rows over the headings, ``held`` the roles that have a column of their own: these need no fact.
    """
    found: dict[Role, Given] = {}
    lines = [texts_of(table.cells[row]) for row in above]
    for role, value in _labels(lines):
        if role in _LABELLED and (role is not Role.DATE or iso_date(value, _year(table, lines)) is not None):
            found.setdefault(role, Given(role, value, LABEL))
    titles = [text for line in lines if len(line) == 1 for text in line]
    sources = [(TITLE, text) for text in titles]
    sources += [(SHEET, table.sheet)] if table.sheet else []
    sources += [(FILE, table.file.rsplit(".", 1)[0])]
    for source, text in sources:
        for role, value in _within(text, source, names, places):
            found.setdefault(role, Given(role, value, source))
    _settings(found, names)
    kept = set(held)
    if {Role.SITE_ID, Role.SITE_NAME} & kept:
        kept |= {Role.SITE_ID, Role.SITE_NAME}
    return tuple(one for one in found.values() if one.role not in kept)


def _settings(found: dict[Role, Given], names: Names) -> None:
    """What was set for this import goes before what titles say of the round; a date only fills a gap."""
    vocabulary = names.vocabulary
    labelled = Role.ROUND in found and found[Role.ROUND].source == LABEL
    if vocabulary.round_name and not labelled:
        found[Role.ROUND] = Given(Role.ROUND, vocabulary.round_name, SETTING)
    if vocabulary.date:
        found.setdefault(Role.DATE, Given(Role.DATE, vocabulary.date, SETTING))


def _year(table: FieldTable, lines: Sequence[Sequence[str]]) -> int | None:
    return next(
        filter(None, map(year_within, (*(text for line in lines for text in line), table.file))), None
    )


def _labels(lines: Sequence[Sequence[str]]) -> Iterator[tuple[Role, str]]:
    """Labels and what stands behind them: in the same cell, or in the next."""
    for line in lines:
        for at, text in enumerate(line):
            plain = unicodedata.normalize("NFKC", text)
            inside = list(_LABEL.finditer(plain))
            for one in inside:
                yield from _labelled(one["name"], one["value"])
            bare = plain.rstrip(":").strip()
            if not inside and len(line) > 1 and at + 1 < len(line) and len(bare) <= 8:
                yield from _labelled(bare, line[at + 1])


def _labelled(name: str, value: str) -> Iterator[tuple[Role, str]]:
    senses = senses_of(name)
    if senses and senses[0].confidence >= LIKELY and value.strip():
        yield senses[0].role, value.strip()


def _within(text: str, source: str, names: Names, places: Places) -> Iterator[tuple[Role, str]]:
    """What a title or name contains: a place, a kind of place, a street, a round."""
    place = places.find(text.strip()) if places.known and source is not FILE else None
    if place is not None and place.settled:
        yield Role.SITE_NAME, text.strip()
    if source is not FILE:
        kind = names.site_type_within(text)
        if kind is not None:
            yield Role.SITE_TYPE, kind[0]
    street = names.street_within(text)
    if street is not None:
        yield Role.STREET, street
    round_name = _ROUND.search(unicodedata.normalize("NFKC", text))
    if round_name is not None:
        yield Role.ROUND, "".join(round_name[0].split())


def year_of(table: FieldTable, names: Names) -> int | None:
    """The year that dates without one belong to: of the titles, the file's name, the round, or the import's date."""
    texts = [text for row in table.cells[:8] for text in texts_of(row)]
    vocabulary = names.vocabulary
    return next(
        filter(None, map(year_within, (*texts, table.file, vocabulary.round_name, vocabulary.date))), None
    )
