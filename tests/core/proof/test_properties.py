"""Whatever the figures: a table that is right, however it was rounded, raises no alarm; a wrong figure is found."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from dabiao.core.framework import Ties
from dabiao.core.proof.check import Verdict
from dabiao.core.proof.proving import prove
from dabiao.core.proof.table import PrintedTable
from dabiao.core.ranking import rank

roundings = st.sampled_from((ROUND_HALF_UP, ROUND_DOWN))


def printed(value, digits, rounding):
    """As a circular prints it, by the decimal module rather than by the code under test."""
    exact = Fraction(value)
    scaled = exact * 10**digits
    whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return f"{whole.quantize(Decimal(1), rounding=rounding).scaleb(-digits):.{digits}f}"


def checks_of(rows):
    table = PrintedTable("表.csv", None, tuple(tuple(row) for row in rows))
    return prove([table])[0].checks


def verdicts(rows):
    return {
        (check.row, check.column): check.verdict
        for check in sorted(checks_of(rows), key=lambda one: one.verdict is Verdict.FAILS)
    }


def wrong(rows):
    return [check for check in checks_of(rows) if check.verdict is Verdict.FAILS]


counts = st.integers(0, 3000)


@st.composite
def count_tables(draw, smallest=1):
    """Streets with what conformed and what did not, the rate, ranks by the rate, and a total row."""
    rounding, digits = draw(roundings), draw(st.integers(0, 2))
    pairs = draw(st.lists(st.tuples(counts, counts).filter(any), min_size=smallest, max_size=12))
    rates = [Fraction(ok, ok + bad) * 100 for ok, bad in pairs]
    shown = [printed(rate, digits, rounding) for rate in rates]
    ranks = rank([Decimal(one) for one in shown], digits, draw(st.sampled_from(Ties)))
    rows = [["街道", "检查项数", "符合", "不符合", "符合率", "名次"]]
    for place, (ok, bad) in enumerate(pairs):
        rows.append([f"街道{place}", str(ok + bad), str(ok), str(bad), f"{shown[place]}%", str(ranks[place])])
    ok, bad = (sum(column) for column in zip(*pairs, strict=True))
    pooled = Fraction(ok, ok + bad) * 100
    overall = draw(st.sampled_from((pooled, sum(rates, Fraction(0)) / len(rates))))
    return [*rows, ["合计", str(ok + bad), str(ok), str(bad), f"{printed(overall, digits, rounding)}%", ""]]


@given(count_tables())
def test_counts_rates_ranks_and_totals_that_are_right_raise_no_alarm(rows):
    assert not wrong(rows)


scores = st.integers(500_000, 1_000_000).map(lambda number: Fraction(number, 10_000))


@st.composite
def score_tables(draw, smallest=1, between=False):
    """Two methods with their weights in the headings, the total of the unrounded scores, ranks and a mean row."""
    rounding, weight = draw(roundings), draw(st.integers(1, 99))
    pairs = draw(st.lists(st.tuples(scores, scores), min_size=smallest, max_size=12))
    weights = (Fraction(weight, 100), 1 - Fraction(weight, 100))
    totals = [a * weights[0] + b * weights[1] for a, b in pairs]
    ranks = rank([Decimal(printed(total, 2, rounding)) for total in totals], 2, draw(st.sampled_from(Ties)))
    with_weighted = draw(st.booleans()) if not between else True
    rows = [["单位", f"实地测评（{weight}%）", f"问卷调查（{100 - weight}%）", "总分", "名次"]]
    columns = [[a for a, _ in pairs], [b for _, b in pairs], totals]
    if with_weighted:
        rows = [
            [
                "单位",
                "实地得分",
                f"实地折算（{weight}%）",
                "问卷得分",
                f"问卷折算（{100 - weight}%）",
                "总分",
                "名次",
            ]
        ]
        columns = [
            columns[0],
            [a * weights[0] for a in columns[0]],
            columns[1],
            [b * weights[1] for b in columns[1]],
            totals,
        ]
    for place in range(len(pairs)):
        rows.append(
            [f"单位{place}", *(printed(column[place], 2, rounding) for column in columns), str(ranks[place])]
        )
    means = [sum(column, Fraction(0)) / len(pairs) for column in columns]
    return [*rows, ["平均", *(printed(mean, 2, rounding) for mean in means), ""]]


@given(score_tables())
def test_weighted_totals_and_means_that_are_right_raise_no_alarm(rows):
    assert not wrong(rows)


@given(
    st.integers(2, 7).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 120).map(str), min_size=width, max_size=width), min_size=1, max_size=10
        )
    )
)
def test_small_figures_without_relation_are_never_called_wrong(body):
    letters = "甲乙丙丁戊己庚"[: len(body[0])]
    rows = [["单位", *letters], *([f"单位{place}", *row] for place, row in enumerate(body))]
    assert not wrong(rows)


@given(
    st.lists(st.tuples(counts, counts, counts), min_size=2, max_size=4),
    st.lists(st.tuples(counts, counts, counts), min_size=2, max_size=4),
    st.booleans(),
)
def test_subtotals_by_group_and_a_grand_total_raise_no_alarm(first, second, on_top):
    def total(label, rows):
        return [label, *(str(sum(column)) for column in zip(*rows, strict=True))]

    def block(name, rows):
        lines = [[f"{name}{place}", *map(str, row)] for place, row in enumerate(rows)]
        summed = total("小计", rows)
        return [summed, *lines] if on_top else [*lines, summed]

    body = [*block("东", first), *block("西", second), total("总计", [*first, *second])]
    assert not wrong([["社区", "问题", "办结", "投诉"], *body])


@given(count_tables(smallest=4), st.data())
def test_a_changed_count_in_the_total_row_is_found(rows, data):
    column = data.draw(st.integers(1, 3))
    change = data.draw(st.integers(-20, 20).filter(bool))
    rows[-1][column] = str(int(rows[-1][column]) + change)
    assume(int(rows[-1][column]) >= 0)
    assert (len(rows), column) in {(check.row, check.column) for check in wrong(rows)}


@given(count_tables(smallest=5), st.data())
def test_a_rate_changed_beyond_rounding_is_found(rows, data):
    row = data.draw(st.integers(1, len(rows) - 2))
    text = rows[row][4].rstrip("%")
    unit = Decimal(1).scaleb(Decimal(text).as_tuple().exponent)
    changed = Decimal(text) + data.draw(st.sampled_from((-7, -3, -2, 2, 3, 7))) * unit
    assume(changed >= 0)
    rows[row][4] = f"{changed}%"
    assert verdicts(rows)[row + 1, 4] is Verdict.FAILS


@given(score_tables(smallest=5), st.data())
def test_a_total_changed_beyond_rounding_is_found(rows, data):
    column = rows[0].index("总分")
    row = data.draw(st.integers(1, len(rows) - 2))
    change = data.draw(st.sampled_from(("-1.00", "-0.10", "0.05", "0.10", "10.00")))
    rows[row][column] = str(Decimal(rows[row][column]) + Decimal(change))
    assert verdicts(rows)[row + 1, column] is Verdict.FAILS


@given(score_tables(smallest=5), st.data())
def test_a_mean_changed_beyond_rounding_is_found(rows, data):
    column = data.draw(st.integers(1, len(rows[0]) - 2))
    rows[-1][column] = str(
        Decimal(rows[-1][column]) + data.draw(st.sampled_from((Decimal("-0.03"), Decimal("0.03"))))
    )
    assert verdicts(rows)[len(rows), column] is Verdict.FAILS


@given(st.lists(scores, min_size=6, max_size=15, unique=True), st.data())
def test_a_rank_that_does_not_follow_the_scores_is_found(totals, data):
    shown = [printed(total, 4, ROUND_HALF_UP) for total in totals]
    ranks = rank([Decimal(one) for one in shown], 4, Ties.ORDINAL)
    place = data.draw(st.integers(0, len(totals) - 1))
    ranks[place] = data.draw(st.integers(1, len(totals) + 3).filter(lambda other: other != ranks[place]))
    rows = [["单位", "总分", "名次"]]
    rows += [[f"单位{at}", shown[at], str(ranks[at])] for at in range(len(totals))]
    assert verdicts(rows)[place + 2, 2] is Verdict.FAILS
