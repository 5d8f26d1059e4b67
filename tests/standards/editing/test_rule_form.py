"""Rules as fields: every rule of every pack goes through the form unchanged, and what is mistyped is told in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.rubric import RubricError
from dabiao.core.rubric_evaluate import FORMS as ALL_FORMS
from dabiao.standards.drafts.content import content_of
from dabiao.standards.drafts.editing.rows import Content, Row
from dabiao.standards.drafts.editing.rule_fields import FORMS
from dabiao.standards.drafts.editing.rule_form import RuleForm
from dabiao.standards.drafts.editing.rule_text import rule_of, written
from dabiao.standards.drafts.editing.rule_values import plain_words, values_of
from dabiao.standards.pack_files import raw_pack, read_folder
from dabiao.standards.pack_shelves import built_in_pack_ids, pack_folder

CONTENTS = {
    one: Content(*content_of(raw_pack(read_folder(pack_folder(one)))[0])) for one in built_in_pack_ids()
}
RULES = [
    pytest.param(content, row, id=f"{pack} {row['standard_id']} {row['method']}")
    for pack, content in CONTENTS.items()
    for row in content.rows("rules")
]
EMPTY = Content({"sources": {"ours": {"document": "自拟", "grade": "示范值"}}}, {})


def posted(values: dict[str, Any], **changes: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {**values, **changes}.items():
        if value is False or value == []:
            continue
        data.setlist(name, value if isinstance(value, list) else ["on" if value is True else str(value)])
    return data


def form_of(content: Content, row: Row, **changes: Any) -> RuleForm:
    values = values_of(row)
    return RuleForm(posted(values, **changes), content=content, standard_id=row["standard_id"], values=values)


def made(form: str, **values: Any) -> RuleForm:
    data = posted({"method": "实地", "points": "2", "form": form, "source": "ours", **values})
    return RuleForm(data, content=EMPTY, standard_id="A", values={})


def errors(form: RuleForm) -> str:
    return " ".join(f"{name}:{' '.join(map(str, said))}" for name, said in form.errors.items())


def test_every_form_of_rule_has_fields() -> None:
    assert {*FORMS, "with_exceptions"} == set(ALL_FORMS.values())


@pytest.mark.parametrize(("content", "row"), RULES)
def test_a_rule_that_is_only_looked_at_stays_word_for_word(content: Content, row: Row) -> None:
    form = form_of(content, row)
    assert form.is_valid(), errors(form)
    assert form.cells(row) == {name: cell for name, cell in row.items() if cell}
    assert form.rule == rule_of(row)


@pytest.mark.parametrize(("content", "row"), RULES)
def test_a_rule_that_is_written_anew_is_the_same_rule(content: Content, row: Row) -> None:
    form = form_of(content, row)
    assert form.is_valid()
    assert rule_of(form.cells(None)) == rule_of(row)


@pytest.mark.parametrize(
    ("form", "values", "said"),
    [
        ("deduct", {"counting": "faults", "per_unit": "一分"}, "per_unit:应是不小于 0 的数"),
        ("deduct", {"counting": "faults", "per_unit": "-1"}, "per_unit:应是不小于 0 的数"),
        ("deduct", {"counting": "faults", "per_unit": "1e3"}, "per_unit:应是不小于 0 的数"),
        ("deduct", {"counting": "faults", "per_unit": "NaN"}, "per_unit:应是不小于 0 的数"),
        ("deduct", {"counting": "faults", "per_unit": ""}, "per_unit:请填写"),
        ("deduct", {"counting": "faults", "per_unit": "0"}, "每处扣分应大于 0"),
        ("deduct", {"counting": "missing", "per_unit": "1"}, "须写明要求多少"),
        ("deduct", {"counting": "x", "per_unit": "1"}, "counting:"),
        ("satisfaction", {"at_least": "120"}, "应大于 0、不大于 100"),
        ("satisfaction", {"at_least": "100", "strict": True}, "不可能大于 100%"),
        ("bonus", {"cap": "0"}, "最多加多少分应大于 0"),
        ("count_satisfied", {"grades-0-at_least": "0", "grades-0-grade": "A", "grades-0-share": "100"},
         "items:请至少选一项"),
        ("bands", {"measure": "value", "domain_low": "0", "domain_high": "100", "bands-0-grade": "A",
                   "bands-0-interval_low": "80", "bands-0-interval_high": "100", "bands-0-share": "100"},
         "各等级区间都没有包括"),
        ("bands", {"measure": "value", "domain_low": "零"}, "domain_low:应是数"),
        ("quantified", {"samples-0-of": "五"}, "samples-0-of:应是整数"),
        ("quantified", {"samples-0-of": "5", "samples-0-at_least": "2.5"}, "samples-0-at_least:应是整数"),
        ("ratio", {"points": "两分"}, "points:“两分”不是小数"),
        ("ratio", {"points": "-2"}, "points:-2 小于 0"),
        ("ratio", {"method": "目测"}, "method:"),
        ("no_such_form", {}, "form:"),
        ("conformity_rate", {"exceptions": "雨天\n雨天"}, "写了两次"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_told_where_it_stands(form: str, values: dict[str, Any], said: str) -> None:
    typed = made(form, **values)
    assert not typed.is_valid()
    assert said in errors(typed)
    told = " ".join(str(one) for found in typed.errors.values() for one in found)
    assert not any(name in told for name in ("per_unit", "at_least", "mean_of", "None")), (
        "no names of parameters"
    )


def test_a_percentage_is_stored_as_a_share_and_full_width_figures_are_figures() -> None:
    form = made(
        "bands", measure="rate", domain_low="0", domain_high="１００",
        **{"bands-0-grade": "A", "bands-0-interval_low": "", "bands-0-interval_high": "", "bands-0-share": "60%"},
    )  # fmt: skip
    assert not form.is_valid(), "no end is beyond the domain"
    form = made(
        "bands", measure="rate", domain_low="0", domain_high="１００",
        **{"bands-0-grade": "A", "bands-0-interval_low": "0", "bands-0-interval_high": "100", "bands-0-share": "60%"},
    )  # fmt: skip
    assert form.is_valid(), errors(form)
    assert "[0,100]" in form.cells(None)["parameters"]
    assert "share: '0.6'" in form.cells(None)["parameters"]


def test_exceptions_wrap_the_rule_and_their_absence_unwraps_it() -> None:
    form = made("conformity_rate", exceptions=" 停在线内 \n\n执行任务的车辆")
    assert form.is_valid()
    cells = form.cells(None)
    assert cells["form"] == "with_exceptions"
    again = form_of(EMPTY, cells, exceptions="")
    assert again.is_valid()
    assert again.cells(cells)["form"] == "conformity_rate"
    assert "parameters" not in again.cells(cells)


def test_a_rule_that_cannot_be_read_shows_what_can_be(db: None) -> None:
    broken = {
        "standard_id": "A",
        "method": "实地",
        "points": "2",
        "form": "deduct",
        "parameters": "{per_unit: [",
        "source": "ours",
    }
    form = RuleForm(None, content=EMPTY, standard_id="A", values=values_of(broken))
    assert form["points"].value() == "2"
    assert form.chosen == "deduct"
    for parameters in ("[]", "{base: 3, exceptions: 5}", "{base: {form: 7}}", "{exceptions: {a: b}}"):
        values_of({**broken, "form": "with_exceptions", "parameters": parameters})
        values_of({**broken, "parameters": parameters})
        values_of(
            {
                **broken,
                "form": "bands",
                "parameters": "{bands: [3, {interval: x, requires: y, share: z}], domain: 5}",
            }
        )


def test_messages_speak_of_the_labels_of_the_page() -> None:
    with pytest.raises(RubricError) as refused:
        rule_of({"form": "deduct", "parameters": "{counting: faults}"})
    assert plain_words(str(refused.value)) == "缺少参数“每个（处）扣”，请补上"


@given(
    st.dictionaries(
        st.sampled_from(
            [
                f"{n}-{i}-{p}"
                for n in ("bands", "samples", "grades")
                for i in range(3)
                for p in ("grade", "share", "item", "of", "at_least", "interval_low")
            ]
            + ["measure", "domain_low", "mean_of", "items", "exceptions"]
        ),
        st.text(max_size=8),
    ),
    st.sampled_from(list(FORMS)),
)
def test_whatever_is_typed_is_a_rule_or_told(values: dict[str, str], form: str) -> None:
    typed = made(form, **values)
    if typed.is_valid():
        cells = typed.cells(None)
        assert rule_of(cells) == typed.rule
        assert written(rule_of(cells)) == (cells["form"], cells.get("parameters", ""))
    else:
        assert errors(typed)
