"""Standards as a spreadsheet tells them → rows of a pack's tables.

What a spreadsheet leaves open is filled in the plainest way and said: points are equal shares, a rule has the simplest
form of its method, ids count. Rows have the fields of a pack's tables, blank ones left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dabiao.core.defects import Defect
from dabiao.core.exact_shares import equal_shares, tidy
from dabiao.core.framework import Method
from dabiao.core.framework_book.clauses import (
    Amount,
    Clause,
    amount_of,
    clauses_of,
    share_asked,
    short_title,
    types_within,
)
from dabiao.core.framework_book.standards import Path, ToldFramework, ToldStandard

Row = dict[str, str]

WHOLE = Decimal(100)
"""Points of a framework whose spreadsheet gives none: frameworks are scored out of 100."""

SATISFIED = "85"
"""Percentage asked of a questionnaire that names none (示范值; the threshold published for window services)."""

UNSAID_TYPE = "未写明的点位"
"""Place type of what is checked on the spot when no cell says where."""

PLACELESS: Mapping[Method, str] = {Method.DOCUMENT: "网上申报材料", Method.SURVEY: "入户问卷"}
"""What stands for the place of items that are not looked at anywhere."""

_NOT_IN_ID = re.compile(r"[^\w.\-]+")
_ID = re.compile(r"\w[\w.\-]{0,79}")


@dataclass(frozen=True)
class Reference:
    """What is known before a spreadsheet is read.

    ``site_types``: rows of place types by title. ``nodes``: a tree given apart, whose ids standards may cite.
    ``source``: key of the source of what the spreadsheet says; ``ours``: of what it leaves open.
    """

    site_types: Mapping[str, Row] = field(default_factory=dict)
    nodes: Sequence[Row] = ()
    source: str = "given"
    ours: str = "ours"


@dataclass(frozen=True)
class FrameworkTables:
    """Rows by table, the points of each method, and what a person should look at."""

    tables: Mapping[str, tuple[Row, ...]]
    method_points: Mapping[Method, Decimal]
    points: Decimal
    remarks: tuple[str, ...]
    cautions: tuple[Defect, ...]


def framework_tables(told: ToldFramework, reference: Reference, file: str = "") -> FrameworkTables:
    """Make the rows of ``tree``, ``standards``, ``rules``, ``site_types`` and ``items``; raises nothing."""
    made = _Made(reference, file)
    made.give_ids(told.standards)
    made.give_points(told.standards)
    for standard in told.standards:
        made.add(standard)
    tables = {
        "tree": tuple(reference.nodes) or tuple(made.tree_rows()),
        "standards": tuple(made.standards),
        "rules": tuple(made.rules),
        "site_types": tuple(made.site_types.values()),
        "items": tuple(made.items),
    }
    return FrameworkTables(
        {name: rows for name, rows in tables.items() if rows},
        made.method_points,
        tidy(sum(made.points.values(), Decimal(0))),
        tuple(made.remarks),
        tuple(made.cautions),
    )


@dataclass
class _Node:
    """A node by its path. ``children`` counts what stands below it."""

    id: str
    parent: str
    level: str
    title: str
    children: int = 0
    points: Decimal = Decimal(0)


@dataclass
class _Made:
    """Rows as they are made."""

    reference: Reference
    file: str
    nodes: dict[Path, _Node] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    points: dict[int, Decimal] = field(default_factory=dict)
    standards: list[Row] = field(default_factory=list)
    rules: list[Row] = field(default_factory=list)
    site_types: dict[str, Row] = field(default_factory=dict)
    items: list[Row] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    """Place in ``items`` of each text: an inspector must be able to tell items apart."""
    method_points: dict[Method, Decimal] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    cautions: list[Defect] = field(default_factory=list)
    top: int = 0
    given: frozenset[str] = frozenset()
    """Ids that standards bring along."""

    def give_ids(self, standards: Sequence[ToldStandard]) -> None:
        """Number nodes and standards by where they stand; a number that is given stays."""
        given = [_as_id(one.number) for one in standards]
        self.given = frozenset(given)
        taken = set(given)
        for standard, own in zip(standards, given, strict=True):
            node = self._node(standard.path) if not standard.parent else None
            found = own
            while not found:
                place = self._next(node)
                counted = f"{node.id}.{place}" if node else str(place)
                found = "" if counted in taken else counted
            if own and own != standard.number:
                self._caution(
                    standard,
                    "编号“%(number)s”里有不能用的字符，改成了“%(id)s”",
                    number=standard.number,
                    id=own,
                )
            taken.add(found)
            self.ids[id(standard)] = found

    def _node(self, path: Path) -> _Node | None:
        if not path:
            return None
        known = self.nodes.get(path)
        if known is None:
            parent = self._node(path[:-1])
            place = self._next(parent)
            level, title = path[-1]
            own = f"{parent.id}.{place}" if parent else str(place)
            while own in self.given:  # standards may be numbered 1, 2, 3 … all through
                own = f"n{own}"
            known = _Node(own, parent.id if parent else "", level.value, title)
            self.nodes[path] = known
        return known

    def _next(self, node: _Node | None) -> int:
        if node is None:
            self.top += 1
            return self.top
        node.children += 1
        return node.children

    def give_points(self, standards: Sequence[ToldStandard]) -> None:
        """Take the points that are told, and fill in the others."""
        self.points = {id(one): one.points or Decimal(0) for one in standards}
        told = [one.points for one in standards if one.points is not None]
        without = [one for one in standards if one.points is None and self._scores(one)]
        for one, share in zip(without, _filled_in(told, len(without)), strict=True):
            self.points[id(one)] = share
            if told:
                self._caution(one, "没有写分值，暂记 %(points)s 分", points=_figure(share))
        for standard in standards:
            for depth in range(1, len(standard.path) + 1):
                node = self.nodes.get(standard.path[:depth])
                if node is not None:
                    node.points += self.points[id(standard)]

    @staticmethod
    def _scores(standard: ToldStandard) -> bool:
        """Whether a standard earns points: events and bonuses change the total only."""
        return not standard.methods or bool(set(standard.methods) - {Method.NEGATIVE, Method.BONUS})

    def tree_rows(self) -> Iterator[Row]:
        """Nodes, each after what it stands under."""
        below: dict[str, list[_Node]] = {}
        for node in self.nodes.values():
            below.setdefault(node.parent, []).append(node)

        def walk(parent: str) -> Iterator[Row]:
            for node in below.get(parent, ()):
                yield _row(
                    id=node.id,
                    parent=node.parent,
                    level=node.level,
                    title=node.title,
                    points=_figure(node.points),
                )
                yield from walk(node.id)

        yield from walk("")

    def add(self, standard: ToldStandard) -> None:
        """Add the rows of one standard."""
        own = self.ids[id(standard)]
        node = self.nodes.get(standard.path)
        self.standards.append(
            _row(
                id=own,
                parent=standard.parent or (node.id if node else ""),
                title=standard.title or short_title(standard.text),
                text=standard.text,
                points=_figure(self.points[id(standard)]),
                pass_rate=standard.pass_rate,
                lead_department=standard.lead,
                fix=standard.fix,
                source=standard.source or self.reference.source,
            )
        )
        first = len(self.items)
        for method, cell in standard.asked.items():
            self._add_items(standard, own, method, cell)
        if standard.site_types and Method.FIELD not in standard.asked and standard.text:
            self._add_item(standard, own, standard.text, tuple(standard.site_types))
        self._add_rules(standard, own, looked_at=len(self.items) > first)
        self.remarks += [f"{own} {remark}" for remark in standard.remarks]

    def _add_rules(self, standard: ToldStandard, own: str, *, looked_at: bool) -> None:
        methods = tuple(standard.methods)
        if not methods:
            methods = (Method.FIELD,)
            self._caution(standard, "没有写测评方法，暂按实地测评")
        scoring: list[Method] = [one for one in methods if one not in (Method.NEGATIVE, Method.BONUS)]
        points = self.points[id(standard)]
        given = standard.points_by_method
        if set(given) == set(scoring) and sum(given.values(), Decimal(0)) == points:
            shares: dict[Method, Decimal] = {one: tidy(given[one]) for one in scoring}
        else:
            shares = dict(zip(scoring, equal_shares(points, len(scoring)), strict=True)) if scoring else {}
        for method in methods:
            form, parameters, told = _plain_rule(method, standard, looked_at=looked_at)
            share = shares.get(method, Decimal(0))
            self.method_points[method] = self.method_points.get(method, Decimal(0)) + share
            self.rules.append(
                _row(
                    standard_id=own,
                    method=method.value,
                    points=_figure(share),
                    form=form,
                    parameters=parameters,
                    source=self.reference.source if told else self.reference.ours,
                )
            )

    def _add_items(self, standard: ToldStandard, own: str, method: Method, cell: str) -> None:
        known = [*self.reference.site_types, *self.site_types]
        for block in cell.split("\n\n"):
            for clause in clauses_of(block, known) if method is Method.FIELD else _plain_clauses(block):
                types = clause.types or self._types(standard, method, clause)
                self._add_item(standard, own, clause.text, types)

    def _types(self, standard: ToldStandard, method: Method, clause: Clause) -> tuple[str, ...]:
        if method in PLACELESS:
            return (PLACELESS[method],)
        if standard.site_types:
            return tuple(standard.site_types)
        within = types_within(clause.text, self.reference.site_types)
        if not within:
            self._caution(
                standard, "“%(text)s”没有写在哪类点位看，暂记为“未写明的点位”", text=clause.text[:30]
            )
        return within or (UNSAID_TYPE,)

    def _add_item(self, standard: ToldStandard, own: str, text: str, types: tuple[str, ...]) -> None:
        ids = [self._type_id(standard, title) for title in types]
        plain = "".join(text.split())
        if plain in self.texts:
            known = self.items[self.texts[plain]]
            if known["standard_id"] == own:
                merged = dict.fromkeys([*known["site_types"].split(";"), *ids])
                known["site_types"] = ";".join(merged)
                return
            self._caution(
                standard,
                "检查项“%(text)s”与标准 %(other)s 的文字相同，后面加了标准编号以便区分",
                text=text[:30],
                other=known["standard_id"],
            )
            text = f"{text}（标准 {own}）"
            plain = "".join(text.split())
        self.texts[plain] = len(self.items)
        number = sum(1 for one in self.items if one["standard_id"] == own) + 1
        self.items.append(
            _row(
                id=f"{own}-{number}",
                standard_id=own,
                text=text,
                site_types=";".join(ids),
                **_amount(amount_of(text)),
                source=self.reference.source,
            )
        )

    def _type_id(self, standard: ToldStandard, title: str) -> str:
        known = self.reference.site_types.get(title) or self.site_types.get(title)
        if known is None:
            own = _NOT_IN_ID.sub("-", title).strip("-.") or f"type-{len(self.site_types) + 1}"
            known = _row(
                id=own,
                title=title,
                process="是" if title in PLACELESS.values() else "",
                source=self.reference.ours,
            )
            if title != UNSAID_TYPE and title not in PLACELESS.values():
                self._caution(
                    standard, "新增了点位类型“%(title)s”，请核对是不是已有类型的另一种叫法", title=title
                )
        self.site_types.setdefault(
            known["title"], {**known, "source": known.get("source", self.reference.ours)}
        )
        return known["id"]

    def _caution(self, standard: ToldStandard, template: str, **parameters: object) -> None:
        self.cautions.append(Defect(template, self.file, standard.row, None, parameters, standard.sheet))


def _as_id(number: str) -> str:
    """A number as the id of a standard: as it is written, as far as an id may be so."""
    return number if _ID.fullmatch(number) else _NOT_IN_ID.sub("-", number).strip("-.")[:80]


def _filled_in(told: Sequence[Decimal], count: int) -> tuple[Decimal, ...]:
    """Points of ``count`` standards that are told none: what is left of 100 in equal shares, as long as none gets more
    than any that is told; else the mean of those that are.
    """
    if not count:
        return ()
    left = WHOLE - sum(told, Decimal(0))
    if not told or Decimal(0) < left <= max(told) * count:
        return equal_shares(left, count)
    return (equal_shares(sum(told, Decimal(0)), len(told))[0],) * count


def _plain_clauses(cell: str) -> tuple[Clause, ...]:
    """Clauses of what is not looked at in a place: no words before a colon are taken for one."""
    return tuple(
        Clause(f"{'、'.join(one.types)}：{one.text}" if one.types else one.text, ())
        for one in clauses_of(cell, ())
    )


def _plain_rule(method: Method, standard: ToldStandard, *, looked_at: bool) -> tuple[str, str, bool]:
    """The simplest rule of a method: form, parameters, and whether its figure stands in the spreadsheet."""
    if method is Method.SURVEY:
        asked = share_asked(" ".join((standard.text, standard.asked.get(method, ""))))
        if asked is None:
            return "satisfaction", f'{{at_least: "{SATISFIED}", pro_rata: true}}', False
        share, strict = asked
        ending = ", strict: true" if strict else ""
        return "satisfaction", f'{{at_least: "{_figure(share)}"{ending}}}', True
    forms: dict[Method, str] = {
        Method.FIELD: "quantified" if looked_at else "conformity_rate",
        Method.DOCUMENT: "conformity_rate",
        Method.DATA: "ratio",
        Method.NEGATIVE: "negative_list",
        Method.BONUS: "bonus",
    }
    parameters: dict[Method, str] = {Method.NEGATIVE: '{per_event: "1"}', Method.BONUS: '{cap: "1"}'}
    return forms[method], parameters.get(method, ""), False


def _amount(amount: Amount | None) -> Row:
    if amount is None:
        return {}
    return _row(
        at_least=_figure(amount.at_least),
        unit=amount.unit,
        per=_figure(amount.per) if amount.per else "",
        per_unit=amount.per_unit,
    )


def _figure(value: Decimal) -> str:
    return f"{tidy(value):f}"


def _row(**cells: str) -> Row:
    return {name: cell for name, cell in cells.items() if cell}
