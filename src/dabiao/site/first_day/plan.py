"""The steps of the first day: what each is for, what its absence costs, who does it and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dabiao.people.policy import Action
from dabiao.site.first_day.models import FirstStep


@dataclass(frozen=True, slots=True)
class Way:
    """A page of a room where a step is done."""

    title: str | Promise
    url_name: str
    action: Action


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What a step is for, what its absence costs, who does it and where."""

    why: str | Promise
    missing: str | Promise
    whose: str | Promise
    ways: tuple[Way, ...]


PLANS: Mapping[FirstStep, StepPlan] = {
    FirstStep.PACK: StepPlan(
        _("测评按哪一套标准打分：选一个内置的，或用本区自己的。"),
        _("没有选定：导入的表按内置的标准包检查，以后换包要重新导入。"),
        _("创建办"),
        (
            Way(_("看别的标准包"), "packs", Action.EDIT_PACKS),
            Way(_("用本区的 Excel 建一个"), "draft_start", Action.EDIT_PACKS),
        ),
    ),
    FirstStep.ORGANISATIONS: StepPlan(
        _("街道、社区、责任单位的名册，从 Excel 导入。"),
        _("没有名册：排名不能分组，点位和测评表里的单位名称没法核对，也没有人可以收通知。"),
        _("创建办或系统管理员"),
        (
            Way(_("导入名册"), "organisations_import", Action.CHANGE_ORGANISATIONS),
            Way(_("逐个新增"), "organisation_new", Action.CHANGE_ORGANISATIONS),
        ),
    ),
    FirstStep.PLACES: StepPlan(
        _("能被测评的地方有哪些、在哪里、归谁，从 Excel 导入。"),
        _("没有点位底册：达标判断按点位无限多计算，要多查不少次才敢下结论。"),
        _("创建办"),
        (
            Way(_("导入点位"), "sites_import", Action.REGISTER_SITES),
            Way(_("下载模板"), "sites_template", Action.REGISTER_SITES),
        ),
    ),
    FirstStep.PEOPLE: StepPlan(
        _("给领导、街道、责任单位的人建账号、给岗位，邀请链接当面交给本人。"),
        _("没有别的人：街道和责任单位看不到自己的问题，整改要靠别的办法转告。"),
        _("系统管理员建账号，安全管理员给岗位"),
        (
            Way(_("新建账号"), "account_new", Action.CHANGE_ACCOUNTS),
            Way(_("给岗位"), "accounts", Action.APPOINT),
        ),
    ),
    FirstStep.OBSERVATIONS: StepPlan(
        _("把一轮测评结果导入：先检查，确认后才入库。"),
        _("没有测评结果：总览、得分、排名和问题都是空的。"),
        _("创建办"),
        (Way(_("导入测评表"), "imports", Action.IMPORT_OBSERVATIONS),),
    ),
    FirstStep.CIRCULAR: StepPlan(
        _("由测评结果生成通报，数字自动核对。"),
        _("还没有通报。"),
        _("创建办"),
        (Way(_("生成通报"), "circular_new", Action.DRAFT_CIRCULAR),),
    ),
}
