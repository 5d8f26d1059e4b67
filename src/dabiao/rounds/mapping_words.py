"""How the parts of a mapping are called on the page, and how sure it is, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dabiao.core.field.mapping import STATED_CONFIDENCE, Basis, Kind, Layout, Role

ROLES: Mapping[Role, Promise] = {
    Role.SITE_NAME: _("点位名称"),
    Role.SITE_ID: _("点位编号"),
    Role.SITE_TYPE: _("点位类型"),
    Role.STREET: _("街道"),
    Role.COMMUNITY: _("社区"),
    Role.UNIT: pgettext_lazy("column", "责任单位"),
    Role.CATEGORY: _("测评项目或指标（帮助认标准）"),
    Role.STANDARD_ID: _("标准编号"),
    Role.ITEM: _("检查项"),
    Role.ITEM_COLUMN: _("这一列就是一个检查项"),
    Role.SITE_COLUMN: _("这一列就是一个点位"),
    Role.RESULT: _("结果"),
    Role.PROBLEM: _("问题描述"),
    Role.COUNT: _("数量"),
    Role.VALUE: _("数值"),
    Role.BASE: _("基数"),
    Role.METHOD: _("测评方法"),
    Role.ROUND: _("轮次"),
    Role.DATE: _("日期"),
    Role.INSPECTOR: _("测评员"),
    Role.PHOTO: _("照片"),
    Role.LON: _("经度"),
    Role.LAT: _("纬度"),
    Role.IGNORED: _("不读（序号、备注、合计、得分……）"),
}
"""What a column can hold, in the order a person looks for it."""

LAYOUTS: Mapping[Layout, Promise] = {
    Layout.LONG: _("长表：一行是一个结果"),
    Layout.WIDE: _("宽表：检查项（或点位）横着排"),
    Layout.PROBLEMS: _("问题清单：只列有问题的"),
    Layout.PLACES: _("点位清单：查过哪些点位和检查项"),
    Layout.IGNORED: _("不读这张表"),
}

KINDS: Mapping[Kind, Promise] = {
    Kind.LAYOUT: _("表"),
    Kind.COLUMN: _("列"),
    Kind.VALUE: _("结果的写法"),
    Kind.ITEM: _("检查项"),
    Kind.SITE: _("点位"),
    Kind.SITE_TYPE: _("点位类型"),
    Kind.STREET: _("街道"),
    Kind.COMMUNITY: _("社区"),
    Kind.UNIT: pgettext_lazy("column", "责任单位"),
    Kind.METHOD: _("测评方法"),
    Kind.ROUND: _("轮次"),
}

BASES: Mapping[Basis, Promise] = {
    Basis.PERSON: _("人选定"),
    Basis.LEARNED: _("以前这样对应过"),
    Basis.SAME: _("写法相同"),
    Basis.ALIKE: _("去掉空格和符号后相同"),
    Basis.KNOWN: _("常用写法"),
    Basis.LIKENESS: _("文字相近"),
    Basis.CONTENT: _("按内容判断"),
    Basis.DEFAULT: _("按本次导入的设定"),
    Basis.NONE: _("没有找到"),
}

_SURE: tuple[tuple[float, Promise], ...] = (
    (STATED_CONFIDENCE, _("有把握")),
    (0.7, _("比较像")),
    (0.4, _("有点像")),
)
"""From what confidence on a match is called so; below 有把握 a person chooses."""


def sureness(confidence: float) -> Promise:
    """A confidence in words."""
    return next((words for least, words in _SURE if confidence >= least), _("没有把握"))
