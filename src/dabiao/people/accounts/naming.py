"""What an account may be called, and how the person behind it is shown."""

from __future__ import annotations

import re
import unicodedata

from dabiao.core.defects import Defect
from dabiao.house.audit import PERSONAL
from dabiao.people.models import Account

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
"""Typed on any keyboard, on any phone, and read out over a telephone; Chinese names go into the shown name."""

LONGEST_SHOWN = 64


def plain_username(typed: str) -> str:
    """The name as it is stored: full-width letters become plain ones (NFKC), blanks around it go."""
    return Account.normalize_username(typed).strip()


def plain_shown_name(typed: str) -> str:
    """The shown name as it is stored: NFKC, runs of blanks become one."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def username_defects(username: str) -> list[Defect]:
    """What is wrong with a plain account name; it may still be taken."""
    if not username:
        return [Defect("账号没有填写", "账号")]
    if PERSONAL.search(username):
        return [
            Defect("不要用手机号或身份证号做账号：账号会进审计记录。请用姓名拼音，例如 wangmin", username)
        ]
    if USERNAME.fullmatch(username):
        return []
    if username != username.lower() and USERNAME.fullmatch(username.lower()):
        return [
            Defect(
                "账号只用小写字母，免得登录时大小写记错。请改成 %(meant)s",
                username,
                parameters={"meant": username.lower()},
            )
        ]
    return [
        Defect(
            "账号要 2 到 32 位，以小写字母开头，只用小写字母、数字、点、横线和下划线。请用姓名拼音，例如 wangmin",
            _harmless(username),
        )
    ]


def shown_name_defects(name: str) -> list[Defect]:
    """What is wrong with a plain shown name. People of one name are told apart by their account."""
    if not name:
        return [Defect("姓名没有填写", "姓名")]
    if len(name) > LONGEST_SHOWN:
        return [Defect("姓名超过 %(most)d 个字，请缩短", "姓名", parameters={"most": LONGEST_SHOWN})]
    if PERSONAL.search(name):
        return [Defect("姓名里不要写手机号或身份证号，请去掉", "姓名")]
    if not any(one.isalpha() for one in name) or _harmless(name) != name:
        return [Defect("姓名里有看不见的或奇怪的字符，请重新输入姓名", _harmless(name) or "姓名")]
    return []


def _harmless(text: str) -> str:
    """``text`` without characters that cannot be seen, or turn the direction of what follows."""
    return "".join(one for one in text if unicodedata.category(one)[0] not in "CZ" or one == " ")
