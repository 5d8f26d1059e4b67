"""The rules against burdens by apps and campaigns, told in our own words, and what this system does about each.

Never a quotation: the wording is to be verified against the official text before any of it is quoted, and the grade
says so. Three sources; the numbers of articles are left out because they were not seen in the official text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GRADE = "转述，待核对原文"
"""How sure the wording is: told from public reports, to be compared with the official text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document. ``number`` is empty where none is known."""

    id: str
    title: str
    day: str
    number: str = ""


FINGERTIPS = Source("2023", "关于防治“指尖上的形式主义”的若干意见", "2023-12-18")
BURDENS = Source("2024", "整治形式主义为基层减负若干规定", "2024-08-06")
APPLICATIONS = Source("2026", "政务移动互联网应用程序规范化管理办法", "2026-01-25", "国办函〔2026〕12号")
SOURCES = (FINGERTIPS, BURDENS, APPLICATIONS)


class Topic(StrEnum):
    """What evidence is about; rooms register evidence under it."""

    FUNCTIONS = "forbidden_functions"
    LAST_SEEN = "last_seen"
    PHOTOS = "photos"
    RANKING = "ranking"
    REQUESTS = "requests"
    NOTICE = "short_notice"
    REPEATS = "repeats"
    COMPLAINTS = "complaints"
    MESSAGES = "messages"
    INSTALLING = "installing"
    BY_HAND = "by_hand"
    """Nothing a program can show: those who run it state it in writing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks (paraphrased), what the system does about it, and which evidence shows so."""

    id: str
    source: Source
    asks: str
    answer: str
    topics: tuple[Topic, ...]


RULES = (
    Rule(
        "2023-1",
        FINGERTIPS,
        "不强制下载、安装应用程序。",
        "网页系统，浏览器打开就用，没有要安装的程序；需要时可以嵌入已有的政务平台入口。",
        (Topic.INSTALLING,),
    ),
    Rule(
        "2023-2",
        FINGERTIPS,
        "政务应用一般不设打卡签到、积分排名、在线时长这类逼人使用的功能。",
        "数据表、地址、页面、文字和导出里都没有这些功能；发布前由自动测试逐项查找。",
        (Topic.FUNCTIONS, Topic.LAST_SEEN),
    ),
    Rule(
        "2023-3",
        FINGERTIPS,
        "不强制使用、不过度留痕。",
        "没有按使用情况考核的功能；照片只用来说明问题或整改结果，不是完成任务的条件。",
        (Topic.PHOTOS, Topic.FUNCTIONS),
    ),
    Rule(
        "2023-4",
        FINGERTIPS,
        "不滥用排名。",
        "得分来自测评员抽样检查，分组排名并给出误差区间；不登录的人看不到任何排名。",
        (Topic.RANKING,),
    ),
    Rule(
        "2023-5",
        FINGERTIPS,
        "不多头、重复填报。",
        "每件要求都进减负账；30 天内向同一单位重复提同样的要求会标出来。",
        (Topic.REPEATS,),
    ),
    Rule(
        "2023-6",
        FINGERTIPS,
        "要有投诉建议的渠道。",
        "每一页的页脚都能投诉建议，可以不署名。",
        (Topic.COMPLAINTS,),
    ),
    Rule(
        "2023-7",
        FINGERTIPS,
        "建设前要查有没有功能交叉重复的系统，能嵌入已有平台的就嵌入。",
        "由建设单位说明查重情况和接入的平台。",
        (Topic.BY_HAND,),
    ),
    Rule(
        "2024-1",
        BURDENS,
        "看工作不看发了多少文、开了多少会、拍没拍照、记没记笔记。",
        "街道和部门的得分只由现场、问卷和材料的测评结果算出，不计发文、开会、上传照片和登录的次数。",
        (Topic.PHOTOS, Topic.FUNCTIONS),
    ),
    Rule(
        "2024-2",
        BURDENS,
        "不频繁要求基层填表、报材料。",
        "每个单位每周被要求的件数和用时有上限，超过的要写明理由才发得出去，理由公开。",
        (Topic.REQUESTS, Topic.NOTICE),
    ),
    Rule(
        "2024-3",
        BURDENS,
        "规范创建示范和达标活动，不层层加码。",
        "由主办单位说明创建活动的批准依据；本系统的标准逐条注明出处，没有出处的注明“示范值”。",
        (Topic.BY_HAND,),
    ),
    Rule(
        "2026-1",
        APPLICATIONS,
        "县以下单位一般不自行开发建设政务应用。",
        "按区县一级部署设计，街道、社区只登录使用。由建设单位说明部署层级。",
        (Topic.BY_HAND,),
    ),
    Rule(
        "2026-2",
        APPLICATIONS,
        "项目要经过审核，上线前经过功能、性能、必要性的测试并备案；面向群众的也照此办理。",
        "这份自查材料可以附在备案材料后面。由建设单位填写审核和备案情况。",
        (Topic.BY_HAND,),
    ),
    Rule(
        "2026-3",
        APPLICATIONS,
        "要有投诉建议功能，有人跟进，有回访。",
        "投诉建议有答复期限、有回访登记；不满意的转回重新办理。",
        (Topic.COMPLAINTS,),
    ),
    Rule(
        "2026-4",
        APPLICATIONS,
        "没有必要的，不强制下级和基层上传工作照片、视频和行动轨迹。",
        "没有记录行动轨迹的功能；上传照片处处可以不填。",
        (Topic.PHOTOS, Topic.FUNCTIONS),
    ),
    Rule(
        "2026-5",
        APPLICATIONS,
        "不把政务应用变成日常考核、线上督查的主要手段。",
        "不统计个人工作情况；消息按摘要汇总，夜间和休息日不打扰。",
        (Topic.FUNCTIONS, Topic.MESSAGES, Topic.RANKING),
    ),
    Rule(
        "2026-6",
        APPLICATIONS,
        "不随意、重复要求填表报数。",
        "留给下面不足一个工作日的要求，没有理由发不出去；重复的要求会标出来。",
        (Topic.NOTICE, Topic.REPEATS),
    ),
    Rule(
        "2026-7",
        APPLICATIONS,
        "不考核、不通报安装和使用情况，不强制定期登录。",
        "不统计登录和使用情况；账号库里的上次登录时间只供安全使用，程序不读取、不显示、不排序。",
        (Topic.LAST_SEEN, Topic.FUNCTIONS),
    ),
    Rule(
        "2026-8",
        APPLICATIONS,
        "实用性不强的要整合、关停。",
        "全部数据在一个文件夹里，停用时整体带走。由建设单位定期评估是否还有必要。",
        (Topic.BY_HAND,),
    ),
)

RULE_TEXTS = frozenset(text for one in RULES for text in (one.asks, one.answer))
"""Texts that name forbidden functions in order to forbid them."""
