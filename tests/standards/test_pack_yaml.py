"""YAML of packs: what could grow, name objects or hide a value is refused with its line."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.standards.pack_yaml import DEEPEST, MOST_VALUES, YamlRefusedError, read_yaml, typed


def refused(text: str) -> YamlRefusedError:
    with pytest.raises(YamlRefusedError) as caught:
        read_yaml(text)
    return caught.value


def test_scalars_stay_as_they_are_written_and_know_their_line() -> None:
    document = read_yaml("a: 0.60\nb:\n  - 2012-01\n  - ~\n")
    assert document.value == {"a": "0.60", "b": ["2012-01", None]}
    assert document.lines[("b", 1)] == 4


def test_typed_scalars_are_exact() -> None:
    written = '{a: 0.60, b: "0.60", c: true, d: 3, e: , f: 1e3}'
    assert read_yaml(written, typed).value == {
        "a": Decimal("0.60"),
        "b": "0.60",
        "c": True,
        "d": 3,
        "e": None,
        "f": "1e3",
    }


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert (refused(bomb).line, "锚点" in str(refused(bomb))) == (1, True)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: *x\n", 2, "别名"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "标签"),
        ("a: !secret 1\n", 1, "标签"),
        ("a: 1\nb: 2\na: 3\n", 3, "写了两次"),
        ("? [1, 2]\n: 3\n", 1, "名称"),
        ("a: 1\n---\nb: 2\n", 2, "一份"),
        ("a: b: c\n", 1, "冒号"),
        ("a: [1, 2\n", 2, "括号"),
        ("a: 'x\n", 2, "引号"),
        ("<<: {a: 1}\nb: *a", 2, "别名"),
    ],
)
def test_what_packs_have_no_need_of_is_refused(text: str, line: int, word: str) -> None:
    error = refused(text)
    assert (error.line, word in str(error)) == (line, True), str(error)


def test_deep_nesting_is_refused_one_below_the_limit() -> None:
    assert read_yaml("[" * DEEPEST + "]" * DEEPEST).value
    assert "嵌套" in str(refused("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2)))
    assert "嵌套" in str(refused("[" * 100_000))


def test_too_many_values_are_refused() -> None:
    assert "内容超过" in str(refused("[" + "1," * (MOST_VALUES + 1) + "]"))


def test_an_empty_document_is_nothing() -> None:
    assert read_yaml("").value is None
    assert read_yaml("# 只有注释\n").value is None


def test_control_characters_are_refused() -> None:
    assert "不允许的字符" in str(refused("a: \x01"))


@given(st.text())
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    with suppress(YamlRefusedError):
        assert all(line >= 1 for line in read_yaml(text).lines.values())
