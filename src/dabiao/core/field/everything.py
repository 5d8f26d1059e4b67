"""A list of problems, when somebody says that everything was inspected: all places of the register, all their items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dabiao.core.defects import Defect
from dabiao.core.field.canonical import Account, CanonicalRow, Converted
from dabiao.core.field.inspected import Checked, with_inspected
from dabiao.core.field.vocabulary import Vocabulary


def checks_in_all(vocabulary: Vocabulary) -> int:
    """How many answers a round has that looks at every open place of the register and every item of its type."""
    items: dict[str, int] = {}
    for one in vocabulary.framework.items:
        for site_type in one.site_types:
            items[site_type] = items.get(site_type, 0) + 1
    return sum(items.get(place.site_type, 0) for place in vocabulary.places if not place.closed)


def with_everything_inspected(converted: Converted, vocabulary: Vocabulary) -> Converted:
    """Turn the problems into 不符合, and every other item of every open place of the register into 符合.

    A problem at a place or of an item that the register and the pack do not know is a defect; so are problems of more
    than one round, since it is not said which places each of them saw.
    """
    problems = converted.problems_only
    if not problems:
        return converted
    rounds = list(dict.fromkeys(one.cells["round"] for one in problems))
    if len(rounds) > 1:
        return _refused(
            converted,
            [
                _defect(
                    problems[0],
                    "清单里有几个轮次（%(rounds)s），不知道每一轮查了哪些点位。请一轮一个文件，或另传点位清单",
                    rounds="、".join(rounds),
                )
            ],
        )
    rows, odd = with_inspected(problems, list(_everything(vocabulary, problems)))
    if odd:
        template = "点位“%(site)s”的这个问题对不上登记的点位和检查项，不能算率。请改正对应，或取消“全部查过”"
        return _refused(converted, [_defect(one, template, site=one.cells["site_name"]) for one in odd])
    known = {_key(one): one for one in converted.rows}
    for one in rows:
        known.setdefault(_key(one), one)
    account = replace(
        converted.account,
        problems=0,
        joined=converted.account.joined + len(problems),
    )
    return replace(converted, rows=tuple(known.values()), problems_only=(), unrated=(), account=account)


def _everything(vocabulary: Vocabulary, problems: Sequence[CanonicalRow]) -> Iterator[Checked]:
    first = problems[0]
    days = {one.cells.get("date", "") for one in problems}
    shared = {"round": first.cells["round"], "date": days.pop() if len(days) == 1 else ""}
    for place in (one for one in vocabulary.places if not one.closed):
        for item in vocabulary.framework.items:
            if place.site_type in item.site_types:
                cells = {
                    **shared,
                    "site_id": place.site_id,
                    "site_name": place.name,
                    "site_type": place.site_type,
                    "street": place.street,
                    "community": place.community,
                    "unit": place.unit,
                    "standard_id": item.standard_id,
                    "item": item.id,
                }
                row = CanonicalRow(first.file, first.sheet, first.row, first.column, cells)
                yield Checked(place.site_id, item.standard_id, item.id, row)


def _key(row: CanonicalRow) -> tuple[str, ...]:
    return tuple(row.cells.get(name, "") for name in ("round", "site_id", "standard_id", "item", "inspector"))


def _refused(converted: Converted, defects: Sequence[Defect]) -> Converted:
    return replace(converted, defects=(*converted.defects, *defects), account=Account())


def _defect(row: CanonicalRow, template: str, **parameters: object) -> Defect:
    return Defect(template, row.file, row.row, row.column or None, parameters, row.sheet)
