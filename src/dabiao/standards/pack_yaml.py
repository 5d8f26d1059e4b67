"""YAML as packs use it: mappings, lists and scalars, nothing else.

The document is built from the parser's events, so that a hostile file is refused before anything grows:
anchors and aliases (a "YAML bomb" is a few aliases deep), tags (which name Python objects), deep nesting, too
many values. A key written twice, of which YAML would silently keep the last, is refused too. Every value
keeps its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

Path = tuple[str | int, ...]
"""Where a value stands in the document, e.g. ``("cycle", "gates", 0, "source")``."""

DEEPEST, MOST_VALUES = 12, 20_000
"""A pack nests five deep and holds a few hundred values; more than these is not a pack."""

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser is ten times as quick; a PyYAML built without it still works."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "false": False, "False": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?[0-9]{0,15}\.[0-9]{1,15}")


_NO_ANCHORS = "标准包不用 YAML 的锚点（&）和别名（*），请把内容直接写出来；文字以这两个符号开头时请加引号"
_NO_TAGS = "标准包不用 YAML 的标签（!），请删去；文字以叹号开头时请加引号"

_PROBLEMS = {
    "mapping values are not allowed": "这里不能出现冒号；文字里有冒号时请加引号",
    "could not find expected ':'": "缺少冒号",
    "did not find expected ',' or": "方括号或花括号没有配对，或缺少逗号",
    "did not find expected key": "缩进与上一行不一致",
    "did not find expected '-'": "缩进与上一行不一致",
    "found unexpected end of stream": "引号没有配对",
    "found character that cannot start any token": "不能用制表符缩进，或以特殊符号开头的文字没有加引号",
}
"""What libyaml and PyYAML say, in the words of the person who has to mend it."""


class YamlRefusedError(ValueError):
    """A document that was refused: ``template`` with ``parameters`` says why, ``line`` (1-based) where."""

    def __init__(self, line: int, template: str, **parameters: object) -> None:
        self.line = line
        self.template = template
        self.parameters = parameters
        super().__init__(template % parameters if parameters else template)


@dataclass(frozen=True)
class YamlDocument:
    """The document's value, and the line (1-based) on which each value of it begins."""

    value: object
    lines: Mapping[Path, int]


def plain_text(written: str, *, quoted: bool) -> object:
    """Keep a scalar as it is written, so that the schema decides what ``2012`` or ``0.60`` is."""
    return None if written in _NULL and not quoted else written


def typed(written: str, *, quoted: bool) -> object:
    """Read an unquoted scalar as YAML 1.2 means it; a number with a point becomes an exact ``Decimal``."""
    if quoted:
        return written
    if written in _NULL:
        return None
    if written in _TRUTH:
        return _TRUTH[written]
    if _WHOLE.fullmatch(written):
        return int(written)
    return Decimal(written) if _DECIMAL.fullmatch(written) else written


def read_yaml(text: str, scalar: Callable[..., object] = plain_text) -> YamlDocument:
    """Read one document. ``scalar(written, quoted=…)`` makes the value of each scalar.

    Raises YamlRefusedError, with the line, when the text is no YAML or uses what packs have no need of.
    """
    try:
        builder = _Builder(yaml.parse(text, Loader=_PARSER), scalar)
        return YamlDocument(builder.document(), builder.lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlRefusedError(
            mark.line + 1 if mark else 1,
            "YAML 写法有误（%(problem)s）。请检查这一行和上一行的缩进、冒号、引号和括号",
            problem=_said(error.problem or error.context or ""),
        ) from None
    except yaml.YAMLError:
        raise YamlRefusedError(1, "含有 YAML 不允许的字符。请用文本编辑器另存为 UTF-8") from None


@dataclass
class _Builder:
    events: Iterator[yaml.Event]
    scalar: Callable[..., object]
    lines: dict[Path, int] = field(default_factory=dict)

    def document(self) -> object:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value = self._value(next(self.events), ())
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise YamlRefusedError(_line(after), "一个文件里只能有一份 YAML 文档，请删去“---”之后的部分")
        return value

    def _value(self, event: yaml.Event, path: Path) -> object:
        self._admit(event, path)
        self.lines[path] = _line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event)

    def _admit(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlRefusedError(_line(event), _NO_ANCHORS)
        if getattr(event, "tag", None):
            raise YamlRefusedError(_line(event), _NO_TAGS)
        if len(path) > DEEPEST:
            raise YamlRefusedError(_line(event), "嵌套超过 %(limit)d 层", limit=DEEPEST)
        if len(self.lines) >= MOST_VALUES:
            raise YamlRefusedError(_line(event), "内容超过 %(limit)d 项", limit=MOST_VALUES)

    def _scalar(self, event: yaml.Event) -> object:
        assert isinstance(event, yaml.ScalarEvent)
        return self.scalar(event.value, quoted=event.style in ("'", '"', "|", ">"))

    def _sequence(self, path: Path) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _mapping(self, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            if key in values:
                raise YamlRefusedError(_line(event), "“%(key)s”写了两次，请只留一处", key=key)
            values[key] = self._value(next(self.events), (*path, key))
        return values

    def _key(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlRefusedError(_line(event), "冒号前只能是一个名称")
        self._admit(event, path)
        return event.value


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None, "events of a parsed text carry their place"
    return event.start_mark.line + 1


def _said(problem: str) -> str:
    return next((said for begin, said in _PROBLEMS.items() if problem.startswith(begin)), problem)
