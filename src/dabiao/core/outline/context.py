"""What surrounds a sentence, and what is thought of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from dabiao.core.outline.model import Reason
from dabiao.core.outline.reasons import FAULTS_ABOVE, ORDERS_ABOVE, REPORT_ABOVE


class Tilt(Enum):
    """What the heading, or the words that announced a list, let one expect."""

    ORDERS = 1
    NEITHER = 0
    REPORT = -1
    FAULTS = -2


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence. ``tilt`` is that of the headings above, ``announced`` that of the list it is in."""

    tilt: Tilt = Tilt.NEITHER
    announced: Tilt = Tilt.NEITHER
    counted: bool = False
    """Whether it is a counted point (一是……), or belongs to one."""
    item: bool = False
    """Whether it is a numbered list item that is one whole sentence."""
    plan: bool = False
    """Whether the document is one that orders: a plan, a notice; not a speech, nor a circular that reports."""
    before_first_heading: bool = False
    after_task: bool = False
    """Whether the sentence before it in the paragraph asked for something."""

    @property
    def among_faults(self) -> bool:
        """Whether it stands where faults are listed."""
        return self.tilt is Tilt.FAULTS or (self.counted and self.announced is Tilt.FAULTS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reason`` is None for a task; ``cue`` are the words that decided."""

    reason: Reason | None
    cue: str


def tilt_of(heading: str) -> Tilt:
    """What a heading lets one expect of the sentences below it."""
    if FAULTS_ABOVE.search(heading) and not re.search(r"整改|解决|抓|补齐", heading):
        return Tilt.FAULTS
    if re.search(r"整改|抓|落实|压实|补齐", heading) and not re.search(r"情况|回顾|成效", heading):
        return Tilt.ORDERS
    if REPORT_ABOVE.search(heading):
        return Tilt.REPORT
    return Tilt.ORDERS if ORDERS_ABOVE.search(heading) else Tilt.NEITHER


def announced_by(sentence: str) -> Tilt:
    """What a sentence that announces a list lets one expect of its points."""
    faults = re.search(r"问题|不足|短板|差距|表现|原因|隐患|不够|弱项|情况[：:]$", sentence)
    if faults and not re.search(r"整改|解决|(?<!主)要|抓", sentence):
        return Tilt.FAULTS
    if re.search(r"成效|成绩|变化|特点|亮点|经验|体会|原因|看到|在于|得益|意义|取得|背景", sentence):
        return Tilt.REPORT
    return Tilt.ORDERS
