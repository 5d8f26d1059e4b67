"""Words that give away a function which watches people at work instead of places. None of them may be in this system.

Each function has words for identifiers (tables, columns, addresses, keys of results) and for what people read. An
identifier is looked at in its parts: ``gps_track`` and ``trackPoints`` name a track, ``background_tracker`` and
``backtrack`` do not by accident escape or get caught.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watching:
    """A forbidden function: what it is called, words of identifiers, patterns of Chinese and English texts."""

    name: str
    parts: tuple[str, ...]
    """Sequences of identifier parts, blanks between: ``check in`` finds check_in, checkIn, CheckIn and check-in."""
    texts: tuple[str, ...]


WATCHING = (
    Watching(
        "签到打卡",
        (
            "check in",
            "checkin",
            "checkins",
            "clock in",
            "clockin",
            "punch in",
            "punch card",
            "sign on duty",
            "attendance",
        ),
        (
            r"签到",
            r"打卡",
            r"签退",
            r"考勤",
            r"\bcheck-?ins?\b|\bcheck ins\b",
            r"\bcheck(?:ing|ed|s)? in(?=$|[.,;:!?)]| (?:now|today|here|daily|at|before|by|with|for)\b)",
            r"\bclock(?:ing|ed|s)?[- ]?in\b",
            r"\battendance\b",
        ),
    ),
    Watching(
        "行动轨迹",
        (
            "track",
            "tracks",
            "gps track",
            "trajectory",
            "trajectories",
            "geofence",
            "location log",
            "location history",
            "movement",
        ),
        (
            r"轨迹",
            r"行踪",
            r"实时位置",
            r"电子围栏",
            r"\btrajector(?:y|ies)\b",
            r"\b(?:gps|location)[- ]?(?:track|histor)",
            r"\bgeofenc",
        ),
    ),
    Watching(
        "在线时长",
        (
            "online time",
            "online minutes",
            "online hours",
            "online duration",
            "time online",
            "usage time",
            "session length",
            "session duration",
            "dwell time",
            "active minutes",
            "active time",
        ),
        (
            r"在线(?:时长|时间|天数)",
            r"使用时长",
            r"活跃(?:度|时长|天数)",
            r"\b(?:time|minutes|hours) online\b",
            r"\bonline (?:time|minutes|hours)\b",
            r"\busage time\b",
        ),
    ),
    Watching(
        "登录和使用排名",
        (
            "login rank",
            "login ranking",
            "login count",
            "login counts",
            "signin count",
            "sign in count",
            "login streak",
            "usage rank",
            "usage ranking",
            "usage rate",
            "user ranking",
            "install rate",
            "visit count",
            "leaderboard",
        ),
        (
            r"登录(?:排名|次数|率|天数)",
            r"使用(?:率|次数)?排名",
            r"安装率|使用率|活跃率",
            r"\bleaderboards?\b",
            r"\b(?:login|sign-?in|usage|install\w*) (?:rank|rate|count)",
        ),
    ),
    Watching(
        "积分",
        (
            "credit points",
            "user points",
            "reward points",
            "points balance",
            "points ledger",
            "user score",
            "user badge",
            "merit badge",
        ),
        (r"积分", r"\b(?:reward|user|credit) points?\b"),
    ),
    Watching(
        "上次登录",
        ("last login", "last sign in", "last signin", "last seen", "last active", "last online"),
        (
            r"(?:最近|上次|最后|最近一次|最后一次)(?:登录|在线|上线|活跃)",
            r"\blast (?:log|sign)(?:ged|ned)?[- ]?in\b",
            r"\blast (?:seen|active|online)\b",
        ),
    ),
)
"""What the rules of §4.1 forbid, and showing when somebody was last there, which is the same by another name."""

LAST_SEEN = WATCHING[-1].name
"""What showing when somebody was last there is called."""

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_TEXTS = {one.name: re.compile("|".join(one.texts), re.IGNORECASE) for one in WATCHING}
_IDENTIFIERS = {
    one.name: re.compile("|".join(rf" {words} " for words in one.parts), re.IGNORECASE) for one in WATCHING
}


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A word that was found: where, which forbidden function it names, and the text or identifier it stands in."""

    place: str
    function: str
    found: str


def in_identifiers(place: str, identifiers: Iterable[str]) -> list[Hit]:
    """Find the words in names of tables, columns, addresses and keys; Chinese ones count as text."""
    return [
        Hit(place, function, identifier)
        for identifier in identifiers
        for function, pattern in _IDENTIFIERS.items()
        if pattern.search(_parted(identifier)) or _TEXTS[function].search(identifier)
    ]


def in_texts(place: str, texts: Iterable[str], spoken_against: frozenset[str] = frozenset()) -> list[Hit]:
    """Find the words in what people read. ``spoken_against`` are whole texts that name a function to forbid it or to
    complain of it.
    """
    return [
        Hit(place, function, text)
        for text in texts
        if text not in spoken_against
        for function, pattern in _TEXTS.items()
        if pattern.search(text)
    ]


def _parted(identifier: str) -> str:
    """The parts of an identifier in small letters, blanks between and around them."""
    return f" {' '.join(part.lower() for part in _PARTS.findall(identifier))} "
