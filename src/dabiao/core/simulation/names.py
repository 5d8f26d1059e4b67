"""Invented names of the model district 示范区. None of them means a real place, office or person."""

from __future__ import annotations

DISTRICT = "示范区"

STREETS = (
    "东湖街道",
    "柳园街道",
    "南屏街道",
    "北苑街道",
    "金桥街道",
    "青石街道",
    "河湾街道",
    "云岭街道",
    "白鹭街道",
    "松涛街道",
    "梅林街道",
    "新港街道",
)

COMMUNITY_STEMS = (
    "和平",
    "春晖",
    "银杏",
    "锦绣",
    "望江",
    "朝阳",
    "书院",
    "桂花",
    "清泉",
    "安居",
    "长宁",
    "映山",
)
"""A community is named after its street and one of these, so that no two share a name."""

UNITS = (
    "城市管理局",
    "市场监督管理局",
    "公安分局",
    "交通运输局",
    "住房和城乡建设局",
    "教育局",
    "卫生健康局",
    "文化和旅游局",
    "民政局",
    "商务局",
    "行政审批服务局",
    "生态环境分局",
    "园林绿化中心",
    "融媒体中心",
)

GROUPS = ("主城区", "非主城区")
"""Ranking groups where the framework names none."""

DEPARTMENTS = "部门"

INSPECTORS = tuple(f"测评员{number:02d}" for number in range(1, 13))

PLAIN_PROBLEMS = (
    "地面有散落垃圾，未及时清扫",
    "非机动车停在划线以外",
    "墙面有小广告未清除",
    "宣传内容破损、褪色",
    "占道堆放杂物",
    "垃圾桶满溢",
    "公示信息过期未更新",
    "设施损坏未修复",
)
"""What is written down where no framework says what was asked."""
