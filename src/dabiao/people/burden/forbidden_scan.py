"""Walk everything this system is made of for functions that watch people: tables, addresses, pages, texts, results.

What is walked is what runs: the models that are installed, the resolver, the template files, the catalogue, the schema
of results and the program's own sources. ``dabiao self-check`` and the tests ask the same functions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

import dabiao
from dabiao.core.forbidden_functions import LAST_SEEN, Hit, in_identifiers, in_texts
from dabiao.core.self_check_rules import RULE_TEXTS
from dabiao.office.result_schema import result_schema
from dabiao.people.complaints.models import Kind

PACKAGE = Path(dabiao.__file__).parent
CATALOGUE = PACKAGE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"

WORD_LIST = "core/forbidden_functions.py"
"""The list of the words themselves."""

SPOKEN_AGAINST = RULE_TEXTS | {str(Kind.FORCED.label)}
"""Texts that name a forbidden function: the rules that forbid it, and the kind of complaint of whoever meets it."""

PATTERN = "(?:"
"""What every regular expression of some length has, and no text that people read."""

ALLOWED_COLUMNS = frozenset({("people_account", "last_login")})
"""Django's own column: it makes a link that resets a password worthless once it was used. ``security_reads`` holds that
nothing here reads it."""

SECURITY_DATA: Mapping[str, frozenset[str]] = {
    "last_login": frozenset({WORD_LIST, "people/burden/forbidden_scan.py"}),
    "seen_at": frozenset(
        {"people/door/sessions.py", "people/models/security.py", "people/burden/forbidden_scan.py"}
    ),
}
"""What is kept about when somebody was here, and the only sources that may name it: the word list and this walk, and
what ends idle sessions."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk looked at, and what it found."""

    name: str
    looked_at: int
    hits: tuple[Hit, ...]


def walk_schema(models: Iterable[type[Model]] | None = None) -> Walk:
    """Names of tables, columns, constraints and indexes of every installed model, those of libraries too."""
    names: list[tuple[str, str]] = []
    for model in apps.get_models(include_auto_created=True) if models is None else models:
        table = model._meta.db_table
        names += [(table, table), (table, model.__name__)]
        names += [(table, name) for field in model._meta.get_fields() for name in _names_of(field)]
        names += [(table, one.name) for one in (*model._meta.constraints, *model._meta.indexes)]
    looked = [one for one in names if one not in ALLOWED_COLUMNS]
    return Walk("数据表", len(names), _identifiers("表 ", looked))


def _names_of(field: Any) -> set[str]:
    return {str(name) for name in (getattr(field, "name", ""), getattr(field, "column", "")) if name}


def walk_routes(patterns: Iterable[URLPattern | URLResolver] | None = None) -> Walk:
    """Addresses, their names and the names of what answers them."""
    pending = list(get_resolver().url_patterns if patterns is None else patterns)
    names: list[tuple[str, str]] = []
    while pending:
        one = pending.pop()
        address = str(one.pattern)
        names.append((address, address))
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        else:
            names += [(address, str(one.name or "")), (address, getattr(one.callback, "__name__", ""))]
    return Walk("地址", len(names), _identifiers("地址 ", names))


def walk_templates(files: Iterable[Path] | None = None) -> Walk:
    """Every page as it is written: its texts and the names in its tags; comments in it count too."""
    found = list(PACKAGE.glob("**/templates/**/*.html") if files is None else files)
    hits: list[Hit] = []
    for path in found:
        text, place = path.read_text("utf-8"), f"模板 {_place(path)}"
        hits += in_texts(place, text.splitlines())
        hits += in_identifiers(place, set(re.findall(r"[A-Za-z_][\w.-]*", text)))
        hits += [Hit(place, LAST_SEEN, name) for name in SECURITY_DATA if name in text]
    return Walk("模板", len(found), tuple(sorted(set(hits))))


def walk_catalogue(path: Path | None = None) -> Walk:
    """Every text of every page, and its translation."""
    messages = list(_messages((path or CATALOGUE).read_text("utf-8")))
    hits: list[Hit] = []
    for text, translated in messages:
        if text not in SPOKEN_AGAINST:
            hits += in_texts("文字", (text, translated))
    return Walk("页面文字", len(messages), tuple(hits))


def _messages(catalogue: str) -> Iterator[tuple[str, str]]:
    """Texts and translations of a .po file, which are quoted as Python quotes them, over several lines or one."""
    found: dict[str, str] = {}
    for block in catalogue.split("\n\n"):
        for keyword, lines in re.findall(r'^(msgid|msgstr) ((?:".*"\n?)+)', block, re.MULTILINE):
            found[keyword] = "".join(ast.literal_eval(line) for line in lines.splitlines())
        if found.get("msgid"):
            yield found["msgid"], found.get("msgstr", "")
        found.clear()


def walk_results(schema: Mapping[str, object] | None = None) -> Walk:
    """Keys of ``result.json``, which programs elsewhere read, and what its schema says of them."""
    names, texts = list[str](), list[str]()
    _collect(result_schema() if schema is None else schema, names, texts)
    hits = (*in_identifiers("result.json", names), *in_texts("result.json", texts))
    return Walk("数据接口", len(names), tuple(hits))


def _collect(part: object, names: list[str], texts: list[str]) -> None:
    if isinstance(part, Mapping):
        names += [str(key) for key in part]
        for one in part.values():
            _collect(one, names, texts)
    elif isinstance(part, list | tuple):
        for one in part:
            _collect(one, names, texts)
    elif isinstance(part, str):
        texts.append(part)


def walk_sources(files: Iterable[Path] | None = None) -> Walk:
    """Texts in the program's own sources (headings of files handed out, lines of commands), docstrings left out.

    Migrations repeat what the models say and are left out. A regular expression is nothing anybody reads: one that
    finds such a word in somebody else's document does not make it ours.
    """
    found = _without_migrations(files)
    hits: list[Hit] = []
    for path in found:
        place = _place(path)
        if place != WORD_LIST:
            said = _strings(ast.parse(path.read_text("utf-8")))
            hits += in_texts(f"源码 {place}", said, SPOKEN_AGAINST)
    return Walk("源码文字", len(found), tuple(hits))


def security_reads(files: Iterable[Path] | None = None) -> Walk:
    """Sources that name when somebody was last here although they have nothing to do with it.

    Migrations define the columns and are left out; docstrings and comments may speak of them.
    """
    found = _without_migrations(files)
    hits = [
        Hit(f"源码 {_place(path)}:{line}", LAST_SEEN, name)
        for path in found
        for name, line in _reads(ast.parse(path.read_text("utf-8")))
        if _place(path) not in SECURITY_DATA[name]
    ]
    return Walk("登录时间的使用", len(found), tuple(hits))


@cache
def walk_everything() -> tuple[Walk, ...]:
    """All walks over what is installed. The program does not change while it runs, so once is enough."""
    return (
        walk_schema(),
        walk_routes(),
        walk_templates(),
        walk_catalogue(),
        walk_results(),
        walk_sources(),
        security_reads(),
    )


def _identifiers(place: str, names: Iterable[tuple[str, str]]) -> tuple[Hit, ...]:
    return tuple(sorted({hit for where, name in names for hit in in_identifiers(f"{place}{where}", (name,))}))


def _without_migrations(files: Iterable[Path] | None) -> list[Path]:
    found = PACKAGE.rglob("*.py") if files is None else files
    return sorted(one for one in found if "migrations" not in one.parts)


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name


def _docstrings(tree: ast.Module) -> set[int]:
    """Identities of the constants that are statements by themselves: docstrings of whatever they stand under."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _strings(tree: ast.Module) -> list[str]:
    spoken = _docstrings(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
        if PATTERN not in node.value
    ]


def _reads(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names of ``SECURITY_DATA`` in code, with their lines: as attribute, as keyword, inside a string."""
    spoken = _docstrings(tree)
    for node in ast.walk(tree):
        said = ""
        if isinstance(node, ast.Attribute):
            said = node.attr
        elif isinstance(node, ast.keyword):
            said = node.arg or ""
        elif isinstance(node, ast.Name):
            said = node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            said = node.value
        for name in SECURITY_DATA:
            if name in said:
                yield name, getattr(node, "lineno", 0)
