"""Codes of places and units: well formed, of the right level, inside each other; a slip of the pen is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.organisation_codes import PROVINCES, DivisionCode, Level, credit_code, division_code


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("620000000000", Level.PROVINCE, None),
        ("620100000000", Level.CITY, "620000000000"),
        ("620102000000", Level.COUNTY, "620100000000"),
        ("620102001000", Level.TOWNSHIP, "620102000000"),
        ("620102001599", Level.VILLAGE, "620102001000"),
        ("620102100001", Level.VILLAGE, "620102100000"),
    ],
)
def test_a_division_code_tells_its_level_and_where_it_lies(
    code: str, level: Level, parent: str | None
) -> None:
    read = division_code(f" {code} ")
    assert read.level is level
    assert read.parent == (DivisionCode(parent) if parent else None)
    if parent:
        assert read.within(DivisionCode(parent))
        assert not DivisionCode(parent).within(read)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("62010200100", "12 位数字"),
        ("6201020010000", "12 位数字"),
        ("62010200100a", "12 位数字"),
        ("６２０１０２００１０００", "12 位数字"),
        ("", "12 位数字"),
        ("990000000000", "没有以 99 开头的省级区划"),
        ("620002000000", "上一级的位数是 0"),
        ("620102000001", "上一级的位数是 0"),
        ("620102600000", "001 到 599"),
        ("620102001600", "001 到 599"),
    ],
)
def test_what_is_no_division_code_is_told(code: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        division_code(code)


def test_a_development_zone_is_not_within_the_county_beside_it() -> None:
    assert not division_code("620171001000").within(division_code("620102000000"))
    assert division_code("620171001000").within(division_code("620100000000"))


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.lists(st.integers(1, 99), max_size=2),
    st.lists(st.integers(1, 599), max_size=2),
)
def test_every_code_leads_up_to_its_province(province: str, upper: list[int], lower: list[int]) -> None:
    parts = [*(f"{one:02}" for one in upper), *(f"{one:03}" for one in lower if len(upper) == 2)]
    read = division_code((province + "".join(parts)).ljust(12, "0"))
    levels = [read.level]
    while read.parent:
        assert read.within(read.parent)
        read = read.parent
        levels.append(read.level)
    assert levels == list(reversed(list(Level)[: len(parts) + 1]))


def test_a_credit_code_comes_back_plainly_written() -> None:
    assert credit_code(" 91110000600037341l ") == "91110000600037341L"
    assert credit_code("9 1 110000 600037341L") == "91110000600037341L"
    assert credit_code("９１110000600037341L") == "91110000600037341L"


@pytest.mark.parametrize("at", range(18))
def test_one_character_copied_wrong_is_noticed(at: int) -> None:
    right = "91110000600037341L"
    wrong = right[:at] + ("2" if right[at] != "2" else "3") + right[at + 1 :]
    with pytest.raises(ValueError, match="校验位不对"):
        credit_code(wrong)


@pytest.mark.parametrize("code", ["", "12345", "A1110000600037341L", "91110000600037341I"])
def test_what_is_no_credit_code_is_told(code: str) -> None:
    with pytest.raises(ValueError, match="18 位"):
        credit_code(code)
