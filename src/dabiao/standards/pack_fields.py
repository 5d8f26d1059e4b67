"""Kinds of values that stand in a pack, each with its check and the sentence that says what is wrong.

The sentences are the messages of pydantic errors, which ``pack_parse`` takes over into ``Defect``. A blank
cell is an absent value and never reaches a field.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from dabiao.core.framework import SHOWS_CONFORMING, SHOWS_FAILING, Grade, Method
from dabiao.office.cells_safe import clean_text, may_run

LONGEST_TEXT, LONGEST_PARAMETERS, LONGEST_ID = 4_000, 8_000, 80
"""Characters. A standard's text is a paragraph, the longest seen is under 600; Excel cells end at 32,767."""

ID_PATTERN = r"^\w[\w.\-]*$"
"""Letters (Chinese too), digits, ``_``, and within ``-`` and ``.``: an id names a folder and a page address,
neither of which may lead elsewhere, and stands in a cell, which must not be a formula."""

PUBLISHED_ID_PATTERN = r"^[^\s.=+@;/\\\-][^\s=+@;/\\]*$"
"""For the JSON Schema: what every id matches in every dialect (\\w is ASCII alone in some)."""

PICTURE_FILE_PATTERN = r"^[0-9a-f]{64}\.jpg$"
"""The SHA-256 of the picture's bytes names its file: the name vouches for the content, in the folder and out of it."""

BLOCK = "@"
"""Stands before the id of a block where an item lists its place types."""

LONGEST_BAN = 120
"""Months a ban or suspension may last: ten years, far above the twelve that are published."""

_ID = re.compile(ID_PATTERN[:-1] + r"\Z")
_PICTURE_FILE = re.compile(PICTURE_FILE_PATTERN[:-1] + r"\Z")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
_DAY = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_SEPARATORS = re.compile("[;；]")
_YES, _NO = ("是", "true", "True"), ("否", "false", "False")


def refuse(kind: str, template: str, **parameters: object) -> PydanticCustomError:
    """Make the error of a field: ``template`` with ``%(name)s`` places, ``parameters`` to fill them."""
    return PydanticCustomError(kind, template, {"template": template, **parameters})


def is_id(text: str) -> bool:
    """Whether ``text`` may be the id of something."""
    return len(text) <= LONGEST_ID and _ID.match(text) is not None


def split_list(written: str) -> tuple[str, ...]:
    """Split a ``;``-separated cell (；too) into its entries, blank ones left out."""
    return tuple(part for part in (piece.strip() for piece in _SEPARATORS.split(written)) if part)


def _id(text: str) -> str:
    if not is_id(text):
        raise refuse(
            "id",
            "编号“%(value)s”不合规：只用文字、数字、_、- 和点，以文字或数字开头，最长 %(limit)d 字",
            value=text[:LONGEST_ID],
            limit=LONGEST_ID,
        )
    return text


def _reference(text: str) -> str:
    return BLOCK + _id(text.removeprefix(BLOCK)) if text.startswith(BLOCK) else _id(text)


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise refuse("text", "只有空白，请填写内容或删去")
    if clean_text(text) != text:
        raise refuse("text", "含有看不见的控制字符，请删去后重新输入")
    if may_run(text):
        raise refuse("text", "以“%(sign)s”开头，表格软件会当成公式执行。请在前面加上文字", sign=text[0])
    if len(text) > LONGEST_TEXT:
        raise refuse(
            "text", "有 %(length)d 字，最多 %(limit)d 字，请精简", length=len(text), limit=LONGEST_TEXT
        )
    return text


def _decimal(value: object) -> object:
    """Read ``0.90`` or ``９０`` exactly; exponents, NaN and thousands separators are refused, not guessed."""
    written = unicodedata.normalize("NFKC", str(value)).strip()
    if isinstance(value, bool | float) or not _NUMBER.fullmatch(written):
        raise refuse("decimal", "“%(value)s”不是小数。请写成 2 或 0.90 这样的数", value=str(value)[:40])
    return Decimal(written)


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise refuse("decimal", "%(value)s 小于 0，这里不能是负数", value=value)
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise refuse("decimal", "%(value)s 不大于 0，这里应是正数", value=value)
    return value


def _share(value: Decimal) -> Decimal:
    if not 0 < value <= 1:
        raise refuse("decimal", "%(value)s 不在 0 与 1 之间。比率写成小数，如百分之九十写 0.90", value=value)
    return value


def _months(value: object) -> int:
    """Read a whole number of months."""
    written = unicodedata.normalize("NFKC", str(value)).strip()
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,3}", written):
        raise refuse("months", "“%(value)s”不是月数。请写 12 这样的整数", value=str(value)[:40])
    if not 1 <= int(written) <= LONGEST_BAN:
        raise refuse(
            "months", "%(value)s 不在 1 到 %(limit)d 个月之间", value=int(written), limit=LONGEST_BAN
        )
    return int(written)


def _list(value: object) -> object:
    return split_list(value) if isinstance(value, str) else value


def _truth(value: object) -> object:
    if value in _YES:
        return True
    if value in _NO:
        return False
    if isinstance(value, bool):
        return value
    raise refuse("truth", "“%(value)s”应为“是”或“否”（空白即“否”）", value=str(value)[:40])


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise refuse("day", "“%(value)s”不是日期。请写 2021、2021-03 或 2021-03-01", value=text[:40])
    return text


def _grade(value: object) -> object:
    if value not in list(Grade):
        raise refuse(
            "grade",
            "证据等级“%(value)s”不认识，应为 %(known)s 之一",
            value=str(value)[:40],
            known="、".join(Grade),
        )
    return value


def _method(value: object) -> object:
    if value not in list(Method):
        raise refuse(
            "method",
            "测评方法“%(value)s”不认识，应为 %(known)s 之一",
            value=str(value)[:40],
            known="、".join(Method),
        )
    return value


def _picture_file(text: str) -> str:
    if not _PICTURE_FILE.match(text):
        raise refuse(
            "picture_file",
            "“%(value)s”不是标准包图片的文件名。图片请在“标准包”页的检查项里上传，文件名由系统取",
            value=text[:40],
        )
    return text


def _shows(value: object) -> object:
    if value not in (SHOWS_CONFORMING, SHOWS_FAILING):
        raise refuse("shows", "“%(value)s”应为“符合”或“不符合”", value=str(value)[:40])
    return value


def _joined(values: tuple[str, ...]) -> str:
    return ";".join(values)


def _as_written(value: Decimal) -> str:
    return f"{value:f}"


_DECIMAL_SCHEMA = WithJsonSchema({"type": ["string", "number"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"})
_LIST_SCHEMA = WithJsonSchema({"type": "string", "description": "entries separated by ;"})
_TRUTH_SCHEMA = WithJsonSchema({"enum": ["是", "否", True, False]})

Id = Annotated[
    str,
    AfterValidator(_id),
    WithJsonSchema({"type": "string", "pattern": PUBLISHED_ID_PATTERN, "maxLength": LONGEST_ID}),
]
Text = Annotated[str, AfterValidator(_text), WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT})]
Exact = Annotated[Decimal, BeforeValidator(_decimal), PlainSerializer(_as_written), _DECIMAL_SCHEMA]
Points = Annotated[Exact, AfterValidator(_not_negative)]
Amount = Annotated[Exact, AfterValidator(_positive)]
Share = Annotated[Exact, AfterValidator(_share)]
Listed = Annotated[tuple[Text, ...], BeforeValidator(_list), PlainSerializer(_joined), _LIST_SCHEMA]
References = Annotated[
    tuple[Annotated[str, AfterValidator(_reference)], ...],
    BeforeValidator(_list),
    PlainSerializer(_joined),
    _LIST_SCHEMA,
]
PictureFile = Annotated[
    str,
    AfterValidator(_picture_file),
    WithJsonSchema({"type": "string", "pattern": PICTURE_FILE_PATTERN}),
]
Shows = Annotated[str, BeforeValidator(_shows), WithJsonSchema({"enum": [SHOWS_CONFORMING, SHOWS_FAILING]})]
Truth = Annotated[bool, BeforeValidator(_truth), _TRUTH_SCHEMA]
Day = Annotated[
    str, AfterValidator(_day), WithJsonSchema({"type": "string", "pattern": f"^({_DAY.pattern})?$"})
]
Months = Annotated[
    int,
    BeforeValidator(_months),
    WithJsonSchema({"type": ["string", "integer"], "pattern": "^[0-9]{1,3}$", "minimum": 1}),
]
GradeName = Annotated[Grade, BeforeValidator(_grade)]
MethodName = Annotated[Method, BeforeValidator(_method)]
