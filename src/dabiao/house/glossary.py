"""The words of the field and of this program, with what they mean here: one list for tooltips and the glossary page.

Words of the field are explained as the offices use them; where a meaning is this program's own, ``source`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

OURS = _("本系统的口径")
USAGE = _("创建工作通行的叫法")
CIVIL_CODE = _("民法典第二百零一条、第二百零二条")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in Chinese with its translation, and what it means. ``key`` is its anchor and its name in the code."""

    key: str
    word: str
    meaning: str
    source: str = OURS

    @property
    def said(self) -> str:
        """The word in the reader's language."""
        return gettext(self.word)

    @property
    def explained(self) -> str:
        """The meaning in the reader's language."""
        return gettext(self.meaning)

    @property
    def cited(self) -> str:
        """Where the meaning comes from, in the reader's language."""
        return gettext(self.source)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: str
    terms: tuple[Term, ...]


CHAPTERS = (
    Chapter(
        _("达标判断"),
        (
            Term("compliant", _("达标"), _("下一轮合格率达到要求的把握在九成以上。")),
            Term(
                "unstable",
                _("不稳定达标"),
                _("下一轮达到要求的把握在五成到九成：有时达到，有时达不到，还守不住。"),
            ),
            Term("non-compliant", _("不达标"), _("下一轮达到要求的把握不到五成。")),
            Term(
                "insufficient",
                _("证据不足"),
                _(
                    "查得不够：对达标、不稳定达标、不达标三类中任何一类的可能性都不到七成，还不能判断。不算不达标，也不算零分。"
                ),
            ),
            Term(
                "reliability",
                _("把握"),
                _("按各轮检查估计，下一轮照样检查时达到要求的可能性。模型从不说百分之百。"),
            ),
            Term(
                "sampling-error",
                _("抽样误差范围"),
                _("只查了一部分点位，换一批点位结果会不同。范围按 5%～95% 给出：十次里有九次落在其中。"),
            ),
            Term(
                "tier",
                _("档"),
                _("排名中差别不超过抽样误差的单位在同一档，不宜分出先后。"),
            ),
        ),
    ),
    Chapter(
        _("得分和比率"),
        (
            Term("score", _("得分"), _("按标准包的得分树，从记录逐级算出的分数。只在显示时四舍五入一次。")),
            Term(
                "conformity-rate",
                _("符合率"),
                _("判为“符合”的记录占全部已查记录的比例。没有查的不在分母里。"),
            ),
            Term(
                "pass-rate",
                _("合格率"),
                _("合格的点位占已查点位的比例。一个点位查几项，按标准的规则判断是否合格。"),
            ),
            Term("score-rate", _("得分率"), _("得分除以满分。满分只算有数据的部分。"), USAGE),
            Term(
                "pooling",
                _("合并计算"),
                _("把几轮、几个街道的记录放在一起算一个比率，不是先各算各的再平均。查得多的，分量就大。"),
            ),
            Term(
                "no-data",
                _("无数据"),
                _("没有检查，所以没有分母，也没有比率。它的权重由同级有数据的分担，并写明。不是零分。"),
            ),
            Term("base", _("基数"), _("一个数字从多少个点位、多少条记录算出，就是分母。")),
            Term(
                "basis",
                _("口径"),
                _("一个数字怎么算：算什么、不算什么、除以什么、到哪一天。也指检查项怎么判的说明。"),
                USAGE,
            ),
            Term("weight", _("权重"), _("一部分在总分里占多少。"), USAGE),
            Term("lost-point", _("失分"), _("满分减得分，从最多的改起。"), USAGE),
        ),
    ),
    Chapter(
        _("测评"),
        (
            Term(
                "framework",
                _("标准包"),
                _("一个版本的测评体系：得分树、测评标准、评分规则、点位类型和检查项。"),
                OURS,
            ),
            Term(
                "standard",
                _("测评标准"),
                _("测评体系最末一级，写明要求、分值、测评方法和牵头单位的一条。"),
                USAGE,
            ),
            Term("item", _("检查项"), _("测评员在一个点位上逐条看的内容。一条标准可以有好几项。"), OURS),
            Term(
                "round",
                _("轮次"),
                _("在一段时间里按同样办法查一遍，例如一个月或一个季度的测评。冻结以后数字不再变。"),
                OURS,
            ),
            Term("site", _("点位"), _("一处可以去检查的地方，例如一个小区、一条背街小巷、一个路口。"), USAGE),
            Term(
                "field-inspection",
                _("实地考察"),
                _("到点位现场看的测评方法。另有材料审核、问卷调查等。"),
                USAGE,
            ),
            Term(
                "conversion",
                _("换算"),
                _("一种标准包下的记录，按两包标准的对应关系在另一包下重新计数。换不过去的逐条写明，不猜。"),
            ),
        ),
    ),
    Chapter(
        _("责任和整改"),
        (
            Term(
                "territory",
                _("属地"),
                _("点位所在的街道和社区，对辖区里的事负责。同一个问题可以同时有属地和责任单位。"),
                USAGE,
            ),
            Term("unit", _("责任单位"), _("按职责负责这条标准或这类点位的部门。"), USAGE),
            Term("lead", _("牵头单位"), _("一条标准由几家负责时，负责协调到底的那一家。"), USAGE),
            Term("problem", _("问题"), _("测评中判为“不符合”的一行记录。")),
            Term("close-out", _("销号"), _("整改经复核合格，问题从台账上销去。只报“已整改”还不算。"), USAGE),
            Term("press", _("督办"), _("对要办的事跟踪催促到有结果：谁办、到什么时候、办得怎样。"), USAGE),
            Term(
                "responsibility-letter",
                _("目标责任书"),
                _("区里和各单位签订的全年目标、时限和考核办法。"),
                USAGE,
            ),
            Term(
                "circular",
                _("通报"),
                _("创建办把测评结果告诉各单位的公文。数字取自一次计算，以 Word 文件为准。"),
                USAGE,
            ),
        ),
    ),
    Chapter(
        _("周期和上级"),
        (
            Term(
                "cycle", _("创建周期"), _("从申报到评选的几年，通常三年，各年测评按权重合成周期总分。"), USAGE
            ),
            Term(
                "cycle-total",
                _("周期总分"),
                _("各年度总分乘权重之和。年度总分 = 得分 + 加分（不超过上限）− 负面清单扣分。"),
            ),
            Term(
                "gate", _("关口"), _("标准包规定的分数线：到线可以继续，不到线有后果。等于分数线就算达到。")
            ),
            Term(
                "negative-list",
                _("负面清单"),
                _("发生就扣分、禁报或一票否决的事件清单，扣在年度总分上。"),
                USAGE,
            ),
            Term("veto", _("一票否决"), _("发生一次，本周期就不再参评的情形。得分照算。"), USAGE),
            Term(
                "ban",
                _("禁报"),
                _("一段时间内不能申报。发生当日不计入，到期月的对应日是最后一日，次日起可以申报。"),
                CIVIL_CODE,
            ),
        ),
    ),
)
"""Every word, by what it belongs to."""


@cache
def terms() -> dict[str, Term]:
    """Every word by itself, as it stands in Chinese."""
    return {term.word: term for chapter in CHAPTERS for term in chapter.terms}


def matching(query: str) -> tuple[Chapter, ...]:
    """Chapters narrowed to words that contain ``query`` in the reader's language, by name or meaning."""
    wanted = query.strip().casefold()
    found = (
        Chapter(chapter.title, tuple(one for one in chapter.terms if wanted in _searched(one)))
        for chapter in CHAPTERS
    )
    return tuple(one for one in found if one.terms)


def _searched(term: Term) -> str:
    return " ".join((term.word, term.said, term.explained)).casefold()
