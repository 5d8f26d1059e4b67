"""Defects on a page: the same sentence as on the command line, in the reader's language."""

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.defects import Defect
from dabiao.house.defects import place, sentence, sentences

WORDS = st.text(min_size=1, max_size=12)


@given(
    file=WORDS,
    row=st.one_of(st.none(), st.integers(1, 10**6)),
    field=st.one_of(st.none(), WORDS),
    sheet=st.one_of(st.none(), WORDS),
    value=WORDS,
)
def test_a_page_says_what_the_command_line_says(
    file: str, row: int | None, field: str | None, sheet: str | None, value: str
) -> None:
    defect = Defect("结果“%(value)s”认不出，请改为符合或不符合", file, row, field, {"value": value}, sheet)
    with translation.override("zh-hans"):
        assert sentence(defect) == str(defect)
        assert place(defect) == defect.place


def test_a_percent_sign_in_a_sentence_without_figures_stays() -> None:
    assert sentence(Defect("合格率应在 0～100% 之间", "a.csv")) == "a.csv：合格率应在 0～100% 之间"


def test_a_percent_sign_in_a_figure_is_no_place_for_another() -> None:
    hostile = Defect("结果“%(value)s”认不出", "%(value)s.csv", 2, "%s", {"value": "%(file)s"}, "%d")
    assert sentence(hostile) == "%(value)s.csv 工作表“%d” 第 2 行 “%s”列：结果“%(file)s”认不出"


def test_every_defect_has_its_line_in_order() -> None:
    assert sentences([Defect("甲", "a.csv", row) for row in (3, 2)]) == [
        "a.csv 第 3 行：甲",
        "a.csv 第 2 行：甲",
    ]
