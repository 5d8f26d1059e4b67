"""Cells of a framework spreadsheet taken apart, as a person would."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Method
from dabiao.core.framework_book.clauses import (
    Amount,
    Clause,
    Numbered,
    amount_of,
    clauses_of,
    methods_of,
    numbered_parts,
    share_asked,
    short_title,
    types_within,
    written_clauses,
)

KNOWN = ("社区", "小区", "公园", "主次干道", "经营性公共场所（美发、浴室）")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("1)甲；2)乙；3)丙", ["甲", "乙", "丙"]),
        ("1）甲\n2）乙", ["甲", "乙"]),
        ("（1）甲；（2）乙", ["甲", "乙"]),
        ("1、甲\n2、乙", ["甲", "乙"]),
        ("1.甲\n2.乙", ["甲", "乙"]),
        ("①甲②乙", ["甲②乙"]),
        ("①甲 ②乙", ["甲", "乙"]),
        ("建立制度：1)甲；2)乙", ["建立制度：1)甲；2)乙"]),
        ("建立制度：\n1)甲；2)乙", ["建立制度：甲", "建立制度：乙"]),
        ("1)甲，达到 1.5 米；2)乙", ["甲，达到 1.5 米", "乙"]),
        ("1)甲；3)乙", ["甲；3)乙"]),
        ("没有编号", ["没有编号"]),
        ("2)只有第二条", ["2)只有第二条"]),
    ],
)
def test_numbered_standards_are_told_apart(cell: str, parts: list[str]) -> None:
    assert [one.text for one in numbered_parts(cell)] == parts


def test_a_single_number_is_no_part_of_the_text() -> None:
    assert numbered_parts("1)甲") == (Numbered(1, "甲"),)


@given(st.lists(st.text("城乡街路。，", min_size=1, max_size=8), min_size=2, max_size=9))
def test_what_is_numbered_is_split_at_every_number(texts: list[str]) -> None:
    texts = [one.strip("。，") or "甲" for one in texts]
    cell = "\n".join(f"{number}){text}" for number, text in enumerate(texts, start=1))
    assert [one.text for one in numbered_parts(cell)] == texts


@pytest.mark.parametrize(
    ("cell", "number", "methods"),
    [
        ("1)材料审核 2)材料审核、问卷调查", 2, (Method.DOCUMENT, Method.SURVEY)),
        ("1)材料审核 2)材料审核、问卷调查", 1, (Method.DOCUMENT,)),
        ("1)2)材料审核 3)实地考察", 2, (Method.DOCUMENT,)),
        ("实地考察、网上申报", 7, (Method.FIELD, Method.DOCUMENT)),
        ("①实地 ②材料", 2, (Method.DOCUMENT,)),
        ("听取汇报；整体观察", 1, (Method.DOCUMENT, Method.FIELD)),
    ],
)
def test_methods_are_found_by_number(cell: str, number: int, methods: tuple[Method, ...]) -> None:
    assert methods_of(cell).of(number) == methods


def test_words_that_are_no_method_are_named() -> None:
    assert methods_of("实地考察、抽签").unknown == ("抽签",)


@pytest.mark.parametrize(
    ("cell", "clause"),
    [
        ("社区、小区：公约上墙", Clause("公约上墙", ("社区", "小区"))),
        ("社区:公约上墙", Clause("公约上墙", ("社区",))),
        ("经营性公共场所（美发、浴室）：亮证", Clause("亮证", ("经营性公共场所（美发、浴室）",))),
        ("停车场：车位划线", Clause("车位划线", ("停车场",), ("停车场",))),
        ("社区、风雨廊：整洁", Clause("整洁", ("社区", "风雨廊"), ("风雨廊",))),
        ("检查要求：公约上墙", Clause("检查要求：公约上墙", ())),
        ("公约上墙", Clause("公约上墙", ())),
    ],
)
def test_place_types_stand_before_the_colon(cell: str, clause: Clause) -> None:
    assert clauses_of(cell, KNOWN) == (clause,)


def test_clauses_are_written_as_they_are_read() -> None:
    clauses = (Clause("公约上墙", ("社区", "小区")), Clause("绿地完好", ("公园",)))
    assert clauses_of(written_clauses(clauses), KNOWN) == clauses


def test_places_named_within_a_text_are_found_the_longest_first() -> None:
    assert types_within("公园和主次干道整洁", KNOWN) == ("公园", "主次干道")
    assert types_within("社区综合文化站", (*KNOWN, "社区综合文化站")) == ("社区综合文化站",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("公益广告不少于 3 处", Amount(Decimal(3), "处")),
        ("每 500 米不少于3处", Amount(Decimal(3), "处", Decimal(500), "米")),
        ("设 5 个以上", Amount(Decimal(5), "个")),
        ("不少于 3 处，其中不少于 1 处为核心价值观", None),
        ("整洁", None),
        ("不少于 0 处", None),
    ],
)
def test_one_quantity_is_taken_and_several_are_left_to_a_person(text: str, amount: Amount | None) -> None:
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("满意率大于90%", (Decimal(90), True)),
        ("满意率达到 85％", (Decimal(85), False)),
        ("不低于 100%", (Decimal(100), False)),
        ("不低于 101%", None),
        ("不低于 80%，高于 90%", None),
        ("满意", None),
    ],
)
def test_the_threshold_of_a_questionnaire_is_taken_from_the_text(
    text: str, share: tuple[Decimal, bool] | None
) -> None:
    assert share_asked(text) == share


def test_a_title_is_the_first_clause_of_a_text() -> None:
    assert short_title("窗口文明，服务规范。") == "窗口文明"
    assert short_title("长" * 40) == "长" * 23 + "…"
    assert short_title("（一）开头就是括号") == "（一）开头就是括号"


@given(st.text(max_size=60))
def test_any_cell_can_be_taken_apart(cell: str) -> None:
    parts = numbered_parts(cell)
    assert parts
    methods_of(cell)
    clauses_of(cell, KNOWN)
    amount_of(cell)
    share_asked(cell)
