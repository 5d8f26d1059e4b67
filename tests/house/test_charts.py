"""What the chart island is given: hostile names stay names."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dabiao.house.charts import Line, chart

SHARES = st.one_of(st.none(), st.floats(0, 100))


@given(labels=st.lists(st.text(max_size=12), max_size=8), values=st.lists(SHARES, max_size=8))
def test_the_figures_come_out_as_they_went_in(labels: list[str], values: list[float | None]) -> None:
    drawn = chart("<svg></svg>", labels, [Line("合格率", tuple(values))], "%")
    read = json.loads(drawn.data)
    assert read["labels"] == labels
    assert [one is None for one in read["lines"][0]["values"]] == [value is None for value in values]
    assert "<" not in drawn.data


def test_a_name_cannot_end_the_script_it_stands_in() -> None:
    drawn = chart("<svg></svg>", ["</script><b>"], [Line("率", (50.0,))], "%")
    assert "</script>" not in drawn.data
    assert json.loads(drawn.data)["labels"] == ["</script><b>"]
