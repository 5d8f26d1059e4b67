"""What a column of a framework spreadsheet may hold, under the headings offices give it.

The usual headings are those of published 测评体系 and 任务分解表: 测评项目 · 指标名称 · 测评内容 · 测评标准 ·
测评方法 · 责任单位. ``value`` of a field is the heading it is written under.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from dabiao.core.framework import Method


class Field(StrEnum):
    """What a column holds."""

    NUMBER = "标准编号"
    CATEGORY = "测评项目"
    INDICATOR = "指标名称"
    CONTENT = "测评内容"
    PARENT = "上级编号"
    TITLE = "标准名称"
    TEXT = "测评标准"
    POINTS = "分值"
    PASS_RATE = "要求合格率"  # noqa: S105 - a heading
    METHOD = "测评方法"
    ASKED_FIELD = "实地考察点位及标准"
    ASKED_DOCUMENT = "上报材料和检查提示"
    ASKED_SURVEY = "问卷主要内容"
    SITE_TYPE = "点位类型"
    LEAD = "牵头单位"
    RESPONSIBLE = "责任单位"
    FIX = "整改要点"
    SOURCE = "来源"
    REMARK = "备注"


LEVELS = (Field.CATEGORY, Field.INDICATOR, Field.CONTENT)
"""Levels of the tree, from the top."""

ASKED: Mapping[Field, Method] = {
    Field.ASKED_FIELD: Method.FIELD,
    Field.ASKED_DOCUMENT: Method.DOCUMENT,
    Field.ASKED_SURVEY: Method.SURVEY,
}
"""Columns that say what is looked at, one for a method."""

HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: ("标准编号", "编号", "标准id", "指标编号", "标准序号", "代码"),
    Field.CATEGORY: ("测评项目", "项目", "一级指标", "测评类别", "类别", "环境", "板块"),
    Field.INDICATOR: ("指标名称", "测评指标", "二级指标", "指标"),
    Field.CONTENT: ("测评内容", "内容", "三级指标", "指标内容", "测评要点"),
    Field.PARENT: ("上级编号", "上级"),
    Field.TITLE: ("标准名称", "标准简称", "名称"),
    Field.TEXT: (
        "测评标准",
        "具体标准",
        "标准内容",
        "标准",
        "标准要求",
        "测评要求",
        "达标要求",
        "具体要求",
        "工作标准",
    ),
    Field.POINTS: ("分值", "分数", "满分", "标准分", "权重分", "分值分", "权重"),
    Field.PASS_RATE: ("要求合格率", "合格率要求", "合格率"),
    Field.METHOD: ("测评方法", "测评方式", "考核方式", "方法", "考察方式", "检查方式", "审核方式"),
    Field.ASKED_FIELD: (
        "实地考察点位及标准",
        "考察点位及标准",
        "实地考察要求",
        "实地考察点位",
        "实地考察标准",
        "实地考察内容",
        "点位及标准",
        "检查要点",
    ),
    Field.ASKED_DOCUMENT: (
        "上报材料和检查提示",
        "上报材料及检查提示",
        "上报材料",
        "材料要求",
        "申报材料",
        "材料审核要求",
        "检查提示",
    ),
    Field.ASKED_SURVEY: ("问卷主要内容", "问卷内容", "问卷调查内容", "问卷题目"),
    Field.SITE_TYPE: ("点位类型", "测评地点", "点位", "考察点位", "实地点位"),
    Field.LEAD: ("牵头单位", "牵头部门", "牵头责任单位", "主要责任单位"),
    Field.RESPONSIBLE: ("责任单位", "责任部门", "承办单位", "落实单位", "负责单位"),
    Field.FIX: ("整改要点", "整改建议", "整改措施"),
    Field.SOURCE: ("来源", "依据", "出处"),
    Field.REMARK: ("备注", "说明", "注"),
}
"""Headings by field, the usual one first."""

METHODS: Mapping[str, Method] = {
    **{method.value: method for method in Method},
    **dict.fromkeys(
        (
            "实地考察",
            "实地测评",
            "实地检查",
            "实地查看",
            "实地调查",
            "实地观察",
            "现场考察",
            "现场检查",
            "现场",
            "暗访",
        ),
        Method.FIELD,
    ),
    **dict.fromkeys(("整体观察", "实景模拟验证", "实景模拟", "明察暗访"), Method.FIELD),
    **dict.fromkeys(
        ("材料审核", "材料申报", "网上申报", "资料审核", "查阅资料", "资料", "听取汇报"), Method.DOCUMENT
    ),
    **dict.fromkeys(
        ("问卷调查", "入户调查", "入户", "街访", "满意度调查", "网络调查", "民意调查"), Method.SURVEY
    ),
    **dict.fromkeys(("数据指标", "统计数据", "数据采集", "部门数据"), Method.DATA),
    **dict.fromkeys(("负面清单",), Method.NEGATIVE),
    **dict.fromkeys(("加分项", "特色指标"), Method.BONUS),
}
"""The method each word stands for. 听取汇报 is judged by what was handed in, 整体观察 on the spot, 网络调查 by
answers: a pack knows no other methods."""

METHOD_NAMES: Mapping[Method, str] = {
    Method.FIELD: "实地考察",
    Method.DOCUMENT: "材料审核",
    Method.SURVEY: "问卷调查",
    Method.DATA: "数据指标",
    Method.NEGATIVE: "负面清单",
    Method.BONUS: "加分项",
}
"""The word each method is written with."""

_LONGEST = 200
"""Characters of a cell that are looked at for a heading; what is longer is none."""

_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_NOISE = re.compile(r"[\s*:：、/\\_\-—·.．]+")


def plain_heading(text: str) -> str:
    """A heading without blanks, brackets, marks and width: ``分　值（分）`` is 分值."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    bare = _NOISE.sub("", _BRACKETS.sub("", folded))
    return bare or _NOISE.sub("", folded)


KNOWN_HEADINGS: Mapping[str, Field] = {
    plain_heading(name): field for field, names in HEADINGS.items() for name in names
}
