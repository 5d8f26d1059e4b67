"""What a heading of a field workbook calls its column: the ways offices and third parties write it.

A heading is taken apart at blanks, brackets and strokes and compared in its plain form; a heading that merely
contains a known name counts less. Names that mean two things (项目, 内容, 备注) are given for both, each with less
confidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from dabiao.core.field.mapping import Role
from dabiao.core.field.words import plain

SURE, LIKELY, POSSIBLE = 0.97, 0.8, 0.55
"""Confidence of a name that means one thing only; of one that nearly always does; of one that often does."""

CONTAINED = 0.85
"""What the confidence of a name is multiplied by when the heading says more than the name."""

_NAMES: Mapping[Role, Mapping[float, str]] = {
    Role.ROUND: {
        SURE: "round roundname batch batchno period 轮次 测评轮次 检查轮次 批次 期次 测评批次 检查批次 "
        "期数 测评期次 督查轮次 巡查轮次",
        LIKELY: "轮 期 第几轮 月份 测评月份 检查月份",
    },
    Role.DATE: {
        SURE: "测评日 检查日 实测日期 现场日期 抽查日期 抽查时间 采样时间 记录时间 核查时间 核查日期 "
        "走访日 督导时间 巡检时间 巡检日期 checktime checkdate createtime inspectdate inspecttime "
        "visittime surveydate 日期 测评日期 检查日期 测评时间 检查时间 巡查日期 巡查时间 督查时间 "
        "督查日期 实地日期 考察时间 考察日期 采集时间 拍摄时间 发现时间 暗访时间 暗访日期 "
        "调查日期 调查时间 走访时间 走访日期 现场时间 date",
        LIKELY: "时间",
    },
    Role.SITE_ID: {
        SURE: "pointcode pointid spotcode spotid pointno 点位编号 点位编码 点位代码 点位id 测评点编号 "
        "点位号 点位序号 场所编号 场所编码 siteid site_id",
        POSSIBLE: "编号 编码 代码 code",
    },
    Role.SITE_NAME: {
        SURE: "测评场所名称 点名 点位全称 实地点 抽查地点 走访点位 走访地点 被检查单位 被检查点位 "
        "具体场所 巡检点位 核查点位 村名 公厕名称 路口名称 医院名称 商场名称 商超名称 工地名称 "
        "场馆名称 门店名称 店名 街巷名称 河道名称 公园名称 pointname spot point sitename "
        "placename location 点位名称 点位 测评点位 检查点位 测评点 检查点 实地点位 点位名 "
        "考察点位 考察地点 检查地点 测评地点 迎检点 被检点位 受检点位 受检单位 被检单位 受检场所 "
        "场所名称 检查场所 测评场所 点位名称地址 点位地点 督查点位 督查地点 巡查点位 巡查地点 "
        "地点名称 实地考察地点 实地考察点位 抽查点位 抽检点位 spotname site_name 具体点位 "
        "点位（场所） 测评对象 被测点位 样本点 样本名称 市场名称 小区名称 路段名称 道路名称 "
        "学校名称 社区名称点位",
        LIKELY: "地点 场所 位置 具体位置 单位名称 名称 对象 检查对象 路段 详细地点",
        POSSIBLE: "小区 市场 学校 公厕 村庄 行政村 医院 商场 商超 路口 路名 工地 公园 门店 商户 网吧 河道 "
        "街巷",
    },
    Role.SITE_TYPE: {
        SURE: "检查点类别 检查点类型 测评点类别 测评类型 对象类型 点位属性 场所性质 考察类型 pointtype "
        "spottype typename placetype 点位类型 点位类别 场所类型 场所类别 类型 点位种类 测评点类型 "
        "地点类型 点位分类 场所分类 点位性质 site_type sitetype 考察点类型 点位大类 检查场所类型",
        LIKELY: "类别 category 种类 分类",
    },
    Role.LON: {
        SURE: "x 经度 东经 lon lng longitude",
    },
    Role.LAT: {
        SURE: "y 纬度 北纬 lat latitude",
    },
    Role.STREET: {
        SURE: "镇 街办 所在镇 属地镇 所属乡镇 管辖街道 属地街办 镇（街道） 镇（街） 街道（园区） "
        "streetname town subdistrict district area 街道 街道镇 所属街道 街镇 镇街 属地 属地街道 "
        "所在街道 乡镇街道 街道乡镇 镇街道 属地镇街 所属镇街 街道办 街道办事处 所在镇街 所属街镇 "
        "乡镇 辖区 所属辖区 属地单位 street 属地街镇",
        LIKELY: "区域 片区",
    },
    Role.COMMUNITY: {
        SURE: "communityname 社区 所属社区 所在社区 社区村 村社区 村居 community 社区（村）",
    },
    Role.UNIT: {
        SURE: "整改主体 归口单位 归口部门 牵头部门 监管部门 行业部门 主责部门 责任落实单位 管理单位 "
        "主管局 责任局办 整改部门 dept deptname department unitname dutyunit responsibledept "
        "责任单位 责任部门 整改单位 整改责任单位 主管部门 主管单位 牵头单位 责任主体 落实单位 "
        "行业主管部门 责任单位名称 交办单位 承办单位 unit responsibilityunit 主责单位 责任科室 "
        "责任方 对口部门",
        LIKELY: "单位 部门 配合单位",
    },
    Role.STANDARD_ID: {
        SURE: "标准编号 标准号 标准代码 标准id standard_id standardid 指标编号 指标代码 指标号 "
        "测评标准编号 标准序号 指标编码 标准编码",
    },
    Role.ITEM: {
        SURE: "项目内容 测评条款 条款 指标描述 观察点 标准条款 细项 评分项 考核项 测评问题 检查问题 "
        "涉及标准 涉及指标 对应指标 标准要点 指标要求 检查要素 测评要素 考察项 考察项目 实地标准 "
        "检查项内容 检查点内容 content checkcontent checkitem question standard standardcontent "
        "checkstandard itemname criterion 检查项 检查内容 测评内容 考察内容 检查项目 检查标准 "
        "测评标准 考察标准 检查要点 测评要点 检查细则 测评细则 检查条目 问题条目 测评题目 题目 "
        "检查事项 观测点 考察要点 评价标准 评价内容 检查指标 测评细项 考核内容 考核标准 检查要求 "
        "实地考察标准 实地考察要求 测评项内容 item testcontent 检查项名称 检查项编号 具体标准 "
        "考核细则 测评项 测评小项 检查小项 三级指标 测评条目 对照标准 违反标准 对应标准 不符合项 "
        "问题对应标准 评分标准 标准要求",
        LIKELY: "标准 内容 要求 条目 测评标准内容 细则 具体内容 不达标项 失分项 指标内容",
        POSSIBLE: "项目 指标 事项",
    },
    Role.CATEGORY: {
        SURE: "standardname project projectname indicator firstindex secondindex catalog 测评项目 "
        "指标名称 一级指标 二级指标 测评指标 指标类别 测评类别 测评大项 检查大项 indexname "
        "testproject 测评模块 项目类别 检查类别 问题类别 问题类型 问题分类 考核项目 板块 大项 "
        "评价项目 标准名称 标准类别",
        LIKELY: "项目 指标 模块 大类 小类",
    },
    Role.METHOD: {
        SURE: "测评方法 测评方式 检查方式 检查方法 考察方式 方法 方式 采集方式 method",
    },
    Role.RESULT: {
        SURE: "是否合规 是否做到 达标否 是/否 判断 评判 打分结果 合格情况 检查评定 是否落实 是否到位 "
        "测评结论（是/否） 结果认定 现场判定 checkresult status isqualified pass conclusion "
        "qualified ispass 结果 测评结果 检查结果 是否符合 是否达标 是否合格 符合情况 达标情况 "
        "判定 判定结果 评定 评定结果 结论 测评结论 检查结论 result 符合与否 是否通过 检查判定 "
        "考察结果 评价结果 合格与否 达标与否 落实情况 测评判定 是否符合标准 是否符合要求 "
        "符合/不符合 实地结果 核查结果 符合性",
        LIKELY: "情况 检查情况 评价 测评情况 状态 现场情况 结果判定",
    },
    Role.COUNT: {
        SURE: "问题数 问题数量 问题个数 处数 数量 发现处数 发现问题数 次数 count 问题处数",
        LIKELY: "个数 计数",
    },
    Role.VALUE: {
        SURE: "实查数 实查 测得 现场数 实有数 实际数 实数 实测情况 数值 实测值 实测数 测量值 现场数值 "
        "实测 value 实际值 实际数量 实测数量 测得值",
        LIKELY: "值 占比",
    },
    Role.BASE: {
        SURE: "应查 应查数 应有 抽查数 抽样数 样本 应测 应达 总个数 应有数量 检查总数 抽查数量 基数 "
        "总数 base 应测数 抽查总数 样本数 应有数",
        LIKELY: "分母 总量",
    },
    Role.PROBLEM: {
        SURE: "不足之处 存在不足 主要不足 扣分点 现场记录 问题记录 情况记录 具体表现 典型问题 "
        "问题及位置 问题及点位 不符合项描述 问题备注 存在问题描述 problemdesc desc description "
        "issue remark 问题描述 存在问题 问题 问题内容 发现问题 问题情况 具体问题 主要问题 "
        "问题说明 不符合情况 问题详情 扣分原因 扣分说明 不符合说明 失分原因 problem 问题表述 "
        "情况描述 不达标情况 存在的问题 现场问题 问题现象 问题简述 不符合描述 不达标原因 问题点 "
        "发现的问题 问题清单 突出问题",
        LIKELY: "描述 情况说明 说明 现场描述 备注说明",
        POSSIBLE: "备注",
    },
    Role.INSPECTOR: {
        SURE: "现场人员 检查小组 考评员 考评人 调研员 督导组 测评小组成员 检查人签名 暗访人员 核查人 "
        "核查员 checker surveyor user username operator creator 测评员 检查人 检查员 检查人员 "
        "测评人 测评人员 调查员 巡查人 巡查员 督查员 督查人员 督导员 访员 考察员 inspector 采集人 "
        "采集员 记录人 巡查人员 调查人员 测评组 检查组 督查组 暗访员 测评小组",
        LIKELY: "组别",
    },
    Role.PHOTO: {
        SURE: "佐证 附件 照片名 拍照 图片名 照片文件 图片文件 影像资料 照片序号 图片序号 picture "
        "pictures pic pics img imgs photos picurl attachment imageurl 照片 图片 照片编号 现场照片 "
        "问题照片 图片编号 附图 photo image 图片名称 照片名称 影像 图号 照片号 佐证照片 图片链接 "
        "照片链接 现场图片 问题图片",
    },
    Role.IGNORED: {
        SURE: "完成情况 整改完成 整改人 网格员 路长 包保领导 扣分值 版本 包保单位 挂钩单位 责任领导 "
        "分管领导 联系领导 复核 复核人 派单时间 回复时间 交办时间 整改时间 整改期 整改完成时间 "
        "完成日期 id index seq sn group groupname score phone 序号 no 行号 num 得分 分值 扣分 "
        "总分 合计 小计 平均分 得分率 符合率 排名 名次 签字 签名 整改情况 整改时限 整改期限 "
        "整改要求 整改措施 完成时限 联系人 联系电话 电话 备注 权重 应得分 实得分 满分 标准分 "
        "达标率 合格率 不符合数 符合数 整改前 整改后 地址 详细地址 复核结果 复查结果 复核情况 "
        "整改状态 是否整改 整改结果 错误说明 检查项数 应查项数 workinggroup 工作组 专项组 "
        "专项工作组 上轮结果 上月结果 上期结果 上轮 内部编号 系统编号 流水号 行业 录入人 录入时间 "
        "审核人 审核意见 审核状态 上次结果 整改建议 整改回复 销号 是否销号 反馈情况 天气 排序 "
        "不合格数 合格数 问题合计 符合项数 不符合项数 扣分合计 检查总项 总项数 失分 实得 应得",
    },
}

_PARTS = re.compile(r"[\s/／|｜、（）()\[\]【】:：\n]+")


@dataclass(frozen=True, slots=True)
class HeadingSense:
    """A role a heading may name, and how surely."""

    role: Role
    confidence: float


def _table() -> dict[str, list[HeadingSense]]:
    found: dict[str, list[HeadingSense]] = {}
    for role, by_confidence in _NAMES.items():
        for confidence, names in by_confidence.items():
            for name in names.split():
                senses = found.setdefault(plain(name), [])
                if all(one.role is not role for one in senses):
                    senses.append(HeadingSense(role, confidence))
    return {name: sorted(senses, key=lambda one: -one.confidence) for name, senses in found.items()}


SENSES: Mapping[str, list[HeadingSense]] = _table()
"""Plain heading → what it may name, the likeliest first."""

_LONGEST = max(map(len, SENSES))

LONGEST_HEADING = 24
"""Characters of a plain heading that names a field; a longer one is the text of an item."""


def senses_of(heading: str) -> list[HeadingSense]:
    """What a heading may name, the likeliest first; nothing for the text of an item."""
    whole = plain(heading)
    if not whole or len(whole) > LONGEST_HEADING:
        return []
    if whole in SENSES:
        return SENSES[whole]
    best: dict[Role, float] = {}
    for part in _PARTS.split(unicodedata.normalize("NFKC", heading)):
        for one in SENSES.get(plain(part), ()):
            best[one.role] = max(best.get(one.role, 0.0), one.confidence * CONTAINED)
    if not best:
        for one in _contained(whole):
            best[one.role] = max(best.get(one.role, 0.0), one.confidence)
    return sorted((HeadingSense(role, sure) for role, sure in best.items()), key=lambda one: -one.confidence)


_LEAST_SHARE = 0.3
"""Share of a heading that a known name at its end must make up: 群众投诉渠道及服务电话 is the text of an item."""


def _contained(whole: str) -> list[HeadingSense]:
    """Names of at least two characters that end the heading, and else that begin it; the longest ones alone."""
    sizes = [
        size for size in range(min(len(whole) - 1, _LONGEST), 1, -1) if size >= _LEAST_SHARE * len(whole)
    ]
    firsts = [size for size in sizes if size >= 0.5 * len(whole)]
    for part, size in (
        *((whole[-size:], size) for size in sizes),
        *((whole[:size], size) for size in firsts),
    ):
        found = SENSES.get(part)
        if found:
            share = CONTAINED * min(1.0, 0.6 + 0.4 * size / len(whole))
            return [HeadingSense(one.role, one.confidence * share) for one in found]
    return []
