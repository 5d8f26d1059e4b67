"""How much of a text stands in another, by rare runs of characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.likeness import Known, Likeness, Ranked, runs_of

FLOOR, BIN, WALL, FLOOR_AGAIN = "地面没有垃圾", "垃圾桶不满溢", "墙面没有乱贴乱画，窗户干净", "地面无垃圾"
KNOWN = Likeness([Known("floor", FLOOR), Known("bin", BIN), Known("wall", WALL), Known("again", FLOOR_AGAIN)])

texts = st.text(alphabet="地面垃圾桶满溢墙窗户干净没有无，。1２%aＢ 两处", max_size=12)
clauses = st.text(alphabet="地面垃圾桶满溢墙窗户树木", min_size=1, max_size=12)


def keys(ranked: list[Ranked]) -> list[str]:
    return [one.key for one in ranked]


def likeness(known: Likeness, text: str, key: str) -> float:
    return next((one.likeness for one in known.ranked(text, 99) if one.key == key), 0.0)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("地面", {"地", "面", "地面"}), ("楼道口", {"楼", "道", "口", "楼道", "道口", "楼道口"}),
        ("楼、道", {"楼", "道"}), ("两米", {"2", "米"}), ("3.5米80%", {"3.5", "米", "80%"}), ("ＷｉＦｉ", {"wifi"}),
        ("百分之三十", {"30%"}), ("没有", set()), ("", set()), ("！？*[", set()),
    ],
)  # fmt: skip
def test_runs_are_up_to_three_characters_and_whole_numbers(text: str, runs: set[str]) -> None:
    assert runs_of(text) == runs


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("烟头", "烟蒂"),
        ("电动自行车", "电瓶车"),
        ("无垃圾", "没有垃圾"),
        ("未见垃圾", "不得有垃圾"),
        ("两处", "2处"),
        ("LED屏", "电子显示屏"),
    ],
)
def test_words_that_mean_the_same_have_the_same_runs(written: str, other: str) -> None:
    assert runs_of(written) == runs_of(other) != frozenset()


@pytest.mark.parametrize("text", [FLOOR, "地面无垃圾", "地面未见垃圾", " 地面 没有 垃圾。"])
def test_the_same_question_is_wholly_alike_and_equals_keep_their_order(text: str) -> None:
    assert KNOWN.ranked(text, 2) == [Ranked("floor", 1.0), Ranked("again", 1.0)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("垃圾桶满溢", ["bin", "floor", "again"]), ("垃圾", ["floor", "again", "bin"]), ("窗户干净", ["wall"]),
        ("", []), ("没有", []), ("zzz", []), ("！！", []), ("食堂明厨", []),
    ],
)  # fmt: skip
def test_the_most_alike_come_first_and_strangers_not_at_all(text: str, order: list[str]) -> None:
    assert keys(KNOWN.ranked(text)) == order


def test_no_more_than_asked_for_are_ranked() -> None:
    many = Likeness([Known(str(number), f"地面{number}") for number in range(12)])
    assert keys(many.ranked("地面")) == [str(number) for number in range(8)]
    assert keys(many.ranked("地面", 1)) == ["0"]
    assert many.ranked("地面", 0) == []


def test_nothing_is_like_nothing_known() -> None:
    assert Likeness([]).ranked("地面") == []
    assert Likeness([Known("empty", "")]).ranked("地面") == []


def test_a_rare_word_says_more_than_one_that_all_have() -> None:
    known = Likeness([Known("river", "垃圾河"), Known("lake", "垃圾湖")])
    assert keys(known.ranked("垃圾湖")) == ["lake", "river"]
    assert likeness(known, "湖", "river") == 0.0


def test_a_word_that_tells_how_something_is_weighs_less_than_what_it_is() -> None:
    known = Likeness([Known("how", "整洁"), Known("what", "河道")])
    assert keys(known.ranked("整洁河道")) == ["what", "how"]


def test_what_stands_in_the_first_clause_weighs_more() -> None:
    known = Likeness([Known("later", "地面，窗户"), Known("first", "窗户，地面")])
    assert [(one.key, round(one.likeness, 9)) for one in known.ranked("窗户")] == [
        ("first", 0.84),
        ("later", 0.672),
    ]


def test_containment_in_the_item_counts_more_than_the_other_way_round() -> None:
    known = Likeness([Known("short", "垃圾"), Known("long", "垃圾桶旁地面干爽")])
    assert likeness(known, "垃圾", "short") == 1.0
    assert likeness(known, "垃圾", "long") > likeness(known, "垃圾桶旁地面干爽", "short")


def test_the_title_around_a_text_tells_equal_ones_apart_and_never_outdoes_the_words() -> None:
    known = Likeness([Known("air", "公示清楚", "环境卫生"), Known("car", "公示清楚", "停车秩序")])
    assert keys(known.ranked("停车秩序公示清楚")) == ["car", "air"]
    assert likeness(known, "停车秩序", "car") == pytest.approx(0.68 * 0.45)
    assert known.ranked("公示清楚") == [Ranked("air", 1.0), Ranked("car", 1.0)]


@given(texts, st.lists(st.tuples(texts, texts), max_size=5))
def test_likeness_lies_between_nothing_and_all_the_best_first(
    text: str, known: list[tuple[str, str]]
) -> None:
    ranked = Likeness([Known(str(at), *one) for at, one in enumerate(known)]).ranked(text, 99)
    assert all(0 < one.likeness <= 1 for one in ranked)
    assert [one.likeness for one in ranked] == sorted((one.likeness for one in ranked), reverse=True)
    assert len(set(keys(ranked))) == len(ranked)


@given(clauses, st.lists(clauses, max_size=4))
def test_a_text_of_one_clause_is_wholly_like_itself(text: str, others: list[str]) -> None:
    known = Likeness([Known("self", text), *(Known(str(at), one) for at, one in enumerate(others))])
    assert likeness(known, text, "self") == pytest.approx(1.0)


@given(st.lists(clauses, min_size=4, max_size=8, unique=True), st.lists(clauses, min_size=2, max_size=4))
def test_texts_of_the_same_runs_are_equally_alike_whatever_their_order(
    parts: list[str], others: list[str]
) -> None:
    same = [Known("forth", "|".join(parts)), Known("back", "|".join(reversed(parts)))]
    known = Likeness([*same, *(Known(str(at), one) for at, one in enumerate(others))])
    assert likeness(known, "|".join(parts[1:]), "forth") == likeness(known, "|".join(parts[1:]), "back")
