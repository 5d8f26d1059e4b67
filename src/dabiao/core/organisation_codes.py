"""Codes of places and units, checked: 统计用区划代码 and 统一社会信用代码.

A division code has 12 digits: 省 2, 市 2, 县 2, 乡级 3, 村级 3; levels that do not apply are zeros (国家统计局,
统计用区划代码和城乡划分代码编制规则). A credit code has 18 characters, the last of them a check (GB 32100—2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for number in range(first, last + 1)
)
"""First two digits of every code (GB/T 2260)."""

LENGTH, CREDIT_LENGTH = 12, 18

PLAIN_DIGITS = frozenset("0123456789")
"""``str.isdigit`` takes digits of every script."""


class Level(IntEnum):
    """Level of a division: the number of its parts that are not zeros."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


NAMES = {
    Level.PROVINCE: "省级",
    Level.CITY: "地级",
    Level.COUNTY: "县级",
    Level.TOWNSHIP: "乡级",
    Level.VILLAGE: "村级",
}
ENDS = (2, 4, 6, 9, 12)
"""Where the part of each level ends."""

HIGHEST_TOWNSHIP = HIGHEST_VILLAGE = 599
"""001–099 街道, 100–199 镇, 200–399 乡, 400–599 what counts as such; villages 001–199 居委会, 200–399 村委会, 400–599
what counts as such."""


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A code that is well formed."""

    code: str

    @property
    def level(self) -> Level:
        """The lowest level that is not zero."""
        return max(level for level, part in zip(Level, _parts(self.code), strict=True) if int(part))

    @property
    def parent(self) -> DivisionCode | None:
        """The division it lies in; None for a province."""
        if self.level is Level.PROVINCE:
            return None
        return DivisionCode(self.code[: ENDS[self.level - 2]].ljust(LENGTH, "0"))

    def within(self, other: DivisionCode) -> bool:
        """Whether it lies in ``other``. 开发区 are coded apart from the county that runs them: ask, do not refuse."""
        end = ENDS[other.level - 1]
        return self.level > other.level and self.code[:end] == other.code[:end]


def division_code(text: str) -> DivisionCode:
    """Check a 统计用区划代码. Raises ValueError with a plain sentence that names what is wrong."""
    code = text.strip()
    if len(code) != LENGTH or not set(code) <= PLAIN_DIGITS:
        raise ValueError(f"统计用区划代码是 {LENGTH} 位数字")
    if code[:2] not in PROVINCES:
        raise ValueError(f"没有以 {code[:2]} 开头的省级区划")
    parts = [int(part) for part in _parts(code)]
    lowest = max(at for at, part in enumerate(parts) if part)
    if 0 in parts[:lowest]:
        raise ValueError("上一级的位数是 0，下一级却不是 0")
    if parts[3] > HIGHEST_TOWNSHIP or parts[4] > HIGHEST_VILLAGE:
        raise ValueError(f"乡级和村级的三位数在 001 到 {HIGHEST_TOWNSHIP} 之间")
    return DivisionCode(code)


def credit_code(text: str) -> str:
    """Check a 统一社会信用代码 and write it plainly. Raises ValueError with a plain sentence."""
    try:
        code: str = uscc.validate(text)
    except InvalidChecksum:
        raise ValueError("统一社会信用代码的校验位不对，可能抄错了一位") from None
    except ValidationError:
        raise ValueError(
            f"统一社会信用代码是 {CREDIT_LENGTH} 位：前 8 位是数字，后面是数字或除 I、O、S、V、Z 以外的大写字母"
        ) from None
    return code


def _parts(code: str) -> tuple[str, ...]:
    return tuple(code[start:end] for start, end in zip((0, *ENDS), ENDS, strict=False))
