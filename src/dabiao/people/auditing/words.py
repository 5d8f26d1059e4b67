"""Plain words for what the chain holds: actions, things, and the figures before and after.

A word that is not listed is shown as it is stored, so that nothing of the chain is ever hidden by this table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dabiao.people.door import security
from dabiao.people.models import SecuritySettings

ACTIONS: Mapping[str, Promise] = {
    "sign_in": _("登录"),
    "locked_out": _("连续输错被锁定"),
    "found": _("建立首批管理员"),
    "build_demo": _("建立示范城区"),
    "keep_first_day": _("安排第一天的步骤"),
    "keep_own_account": _("管理自己的账号"),
    "change_accounts": _("管理账号"),
    "appoint": _("任命和交接"),
    "set_security": _("修改安全设置"),
    "see_audit": _("查审计记录"),
    "see_accounts": _("查看账号"),
    "see_people": _("查看人员"),
    "see_organisations": _("查看单位"),
    "change_organisations": _("修改单位"),
    "see_own_list": _("看自己的待办"),
    "keep_feeds": _("管理日历订阅"),
    "see_burden": _("查看减负"),
    "set_burden_limit": _("设定减负上限"),
    "complain": _("投诉建议"),
    "see_complaints": _("查看投诉建议"),
    "answer_complaints": _("办理投诉建议"),
    "see_cycle": _("查看周期日历"),
    "change_cycle": _("修改周期日历"),
    "see_duties": _("查看任务分解"),
    "change_duties": _("修改任务分解"),
    "see_letters": _("查看责任书"),
    "draft_letter": _("起草责任书"),
    "comment_letter": _("评议责任书"),
    "sign_letter": _("签订责任书"),
    "see_documents": _("查看来文"),
    "keep_documents": _("办理来文"),
    "see_tasks": _("查看督办任务"),
    "report_task": _("报告督办任务"),
    "see_outside": _("查看上级测评结果"),
    "keep_outside": _("登记上级测评结果"),
    "see_feedback": _("查看反馈清单"),
    "see_notices": _("查看通知任务"),
    "send_notice": _("发通知任务"),
    "answer_notice": _("办通知任务"),
    "see_results": _("查看结果"),
    "see_standards": _("查看标准"),
    "see_problems": _("查看问题"),
    "see_imports": _("查看导入"),
    "import_observations": _("导入测评数据"),
    "freeze_round": _("冻结轮次"),
    "see_sites": _("查看点位"),
    "register_sites": _("登记点位"),
    "choose_pack": _("选用标准包"),
    "edit_packs": _("起草标准包"),
    "keep_crosswalks": _("办理标准对应"),
    "make_assessment": _("生成研判"),
    "see_circulars": _("查看通报"),
    "draft_circular": _("起草通报"),
    "erase_contacts": _("删除过期的投诉联系方式"),
}
"""What was done, by the action that the policy was asked for."""

RESOURCES: Mapping[str, Promise] = {
    "demo": _("示范城区"),
    "first_day": _("第一天的步骤"),
    "site": _("点位"),
    "account": _("账号"),
    "post": _("岗位"),
    "hand_over": _("交接"),
    "invitation": _("邀请链接"),
    "password": _("密码"),
    "session": _("登录会话"),
    "code_generator": _("动态码"),
    "recovery_code": _("恢复码"),
    "recovery_codes": _("恢复码"),
    "passkey": _("通行密钥"),
    "linked_identity": _("关联身份"),
    "security_settings": _("安全设置"),
    "audit_check": _("审计核对"),
    "audit_export": _("审计导出"),
    "organisation": _("单位"),
    "organisations": _("单位名册"),
    "burden_limit": _("减负上限"),
    "complaint": _("投诉建议"),
    "complaint_contact": _("投诉联系方式"),
    "complaint_rules": _("投诉办理规则"),
    "calendar_entry": _("日历事项"),
    "calendar_feed": _("日历订阅"),
    "cycle": _("创建周期"),
    "breakdown": _("任务分解"),
    "digest_settings": _("每日一览设置"),
    "duty": _("责任"),
    "letter": _("责任书"),
    "document": _("来文"),
    "document_line": _("来文里的句子"),
    "pressed_task": _("督办任务"),
    "demo_request": _("示范要求"),
    "outside_result": _("上级测评结果"),
    "source_document": _("来源文件"),
    "notice": _("通知任务"),
    "notice_recipient": _("通知任务的单位"),
    "sites": _("点位"),
    "pack": _("标准包"),
    "pack_draft": _("标准包草稿"),
    "import": _("导入"),
    "import_mapping": _("表格的对应"),
    "mapping_profile": _("对应方案"),
    "observations": _("测评数据"),
    "crosswalk": _("标准对应"),
    "crosswalk_draft": _("标准对应草稿"),
    "carried_rounds": _("换算的轮次"),
    "round": _("轮次"),
    "snapshot": _("研判快照"),
    "circular": _("通报"),
}
"""What it was done to."""

FIELDS: Mapping[str, Promise] = {
    "outdated": _("已有更新的计算"),
    "frozen_rounds": _("已冻结、没有重算的轮次"),
    "in_force": _("是否有效"),
    "discarded": _("放弃"),
    "named_types": _("点位类型的对应"),
    "counterpart": _("对应的标准"),
    "standard": _("标准编号"),
    "to_pack": _("到哪个标准包"),
    "from_pack": _("从哪个标准包"),
    "account": _("账号"),
    "acting_as": _("以哪个岗位"),
    "adopted": _("采纳"),
    "agrees": _("没有意见"),
    "altered": _("改动的"),
    "amends": _("修订自第几稿"),
    "annex": _("附件行数"),
    "answer_days": _("几个工作日内答复"),
    "asked": _("登录要动态码"),
    "assist": _("配合单位"),
    "at": _("时间"),
    "attachment": _("有附件"),
    "based_on": _("上一版"),
    "broken_at": _("断开处"),
    "by_mail": _("同时发邮件"),
    "bytes": _("字节数"),
    "call_back_days": _("几个工作日内回访"),
    "cell": _("哪一格"),
    "changed": _("改了哪些表"),
    "checked": _("核对条数"),
    "closed_before": _("办结早于"),
    "code": _("代码"),
    "comment": _("意见编号"),
    "computed_from": _("据以计算的研判"),
    "contact": _("联系方式"),
    "corrects": _("更正哪一条"),
    "count": _("条数"),
    "counts": _("分项数"),
    "current": _("现行周期编号"),
    "cycle": _("周期"),
    "dated": _("文件日期"),
    "dates": _("日期个数"),
    "days_off": _("休息日也生成"),
    "deadline": _("期限"),
    "declined": _("不任命"),
    "deduction": _("扣分"),
    "defects": _("问题数"),
    "deputies_ended": _("同时结束的代理"),
    "deputy_of": _("代理的岗位编号"),
    "choices": _("选定的对应"),
    "inspected": _("查过的清单"),
    "learned": _("学到的对应"),
    "pairs": _("对应数"),
    "profile": _("对应方案"),
    "questions": _("要选的"),
    "replaces": _("更新原有的"),
    "tables": _("表数"),
    "rounds_gone": _("去掉的轮次"),
    "rounds_left": _("重新计数的轮次"),
    "digest": _("摘要"),
    "document": _("文件"),
    "due": _("期限"),
    "edition": _("版次"),
    "ended": _("结束"),
    "erased": _("删除条数"),
    "evaluation": _("考评编号"),
    "expires": _("有效到"),
    "figure": _("数值"),
    "file": _("文件"),
    "gates": _("门槛编号"),
    "hand_over_of": _("交出的岗位编号"),
    "handed_over_to": _("报来的接任人"),
    "happened_on": _("发生日期"),
    "host": _("网址"),
    "identities_unlinked": _("解除的关联身份"),
    "in_time": _("按期"),
    "intact": _("完整"),
    "into": _("归入"),
    "invitations_revoked": _("作废的邀请"),
    "item": _("任务项"),
    "items": _("件数"),
    "keep_contact_days": _("联系方式保留几天"),
    "key": _("公钥指纹"),
    "kind": _("类别"),
    "last": _("末条编号"),
    "last_digest": _("末条摘要"),
    "lead": _("牵头单位"),
    "left": _("剩下"),
    "line": _("条线"),
    "lines": _("行号"),
    "made": _("生成"),
    "measure": _("指标"),
    "made_from": _("读自"),
    "meeting_date": _("会议日期"),
    "merged": _("并入的单位"),
    "minutes": _("分钟"),
    "name": _("名称"),
    "names": _("名称"),
    "new": _("新增的"),
    "not_taken": _("没有取用的格"),
    "on": _("生效日期"),
    "open": _("在用"),
    "organisation": _("单位"),
    "organisations": _("单位编号"),
    "outcome": _("结果"),
    "pack": _("标准包"),
    "parent": _("上级"),
    "party_a": _("甲方"),
    "party_b": _("乙方"),
    "passkeys_removed": _("移除的通行密钥"),
    "person": _("责任人编号"),
    "points": _("加减分"),
    "posts_ended": _("结束的岗位"),
    "pressed": _("催办的单位编号"),
    "problems": _("问题数"),
    "proposed": _("采纳的建议"),
    "provider": _("身份来源"),
    "quiet": _("免打扰时段"),
    "ranking_group": _("排名分组"),
    "reason": _("理由"),
    "removed": _("移除"),
    "renewed": _("替换了旧的"),
    "revoked": _("作废"),
    "role": _("角色"),
    "round": _("轮次"),
    "rounds": _("轮次"),
    "rows": _("行数"),
    "rule": _("事项"),
    "said": _("说明"),
    "scan": _("扫描件摘要"),
    "score": _("得分"),
    "seen": _("已查看"),
    "sessions_ended": _("结束的登录"),
    "settled": _("定下的日期编号"),
    "sha256": _("文件摘要（SHA-256）"),
    "side": _("哪一方"),
    "signature": _("签名"),
    "since": _("起"),
    "sites": _("点位"),
    "sm3": _("SM3 摘要"),
    "snapshot": _("研判编号"),
    "standards": _("标准条数"),
    "state": _("状态"),
    "step": _("做了哪一步"),
    "title": _("标题"),
    "total": _("总分"),
    "units": _("单位和分工"),
    "unnamed": _("不署名"),
    "until": _("止（不含这天）"),
    "used": _("已使用"),
    "version": _("第几稿"),
    "wanted": _("生成每日一览"),
    "way": _("方式"),
    "weights": _("各年权重（万分之一）"),
    "numbered": _("自动编号的"),
    "site_type": _("点位类型"),
    "street": _("街道"),
    "community": _("社区"),
    "unit": _("责任单位"),
    "lon": _("经度"),
    "lat": _("纬度"),
    "coordinate_system": _("坐标系"),
    "accuracy": _("精度（米）"),
    "closed_on": _("停用日期"),
    "withdrawn": _("撤回"),
    "year": _("年度"),
}
"""What the figures of an entry are called; those of the security settings have their names there."""

FIELDS_OF: Mapping[tuple[str, str], Promise] = {
    ("breakdown", "ended"): _("不再担责的"),
    ("calendar_entry", "withdrawn"): _("撤销的日期编号"),
    ("document", "lines"): _("句数"),
    ("document_line", "line"): _("第几句"),
    ("document_line", "lines"): _("第几句"),
    ("letter", "items"): _("任务项数"),
    ("pressed_task", "line"): _("句子编号"),
}
"""The same by what it was done to, where the word alone would mislead."""

WAYS: Mapping[str, Promise] = {
    "password": _("密码"),
    "password_and_code": _("密码和动态码"),
    "password_and_recovery_code": _("密码和恢复码"),
    "passkey": _("通行密钥"),
    "provider": _("别的系统"),
}
"""How somebody signed in, as ``door.signing_in`` writes it."""

STEPS: Mapping[str, Promise] = {
    "progress": _("报进展"),
    "report": _("报完成"),
    "cannot": _("办不了"),
    "verify": _("核实"),
    "return": _("退回重办"),
    "close": _("销号"),
    "shelve": _("挂账"),
    "reopen": _("重新督办"),
}
"""Steps of a pressed task, as its entries name them."""

_WORDS_OF: Mapping[str, Mapping[str, Promise]] = {"way": WAYS, "step": STEPS}

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of an entry, in words; ``before`` is None where there was none to compare with."""

    name: str
    before: str | None
    after: str

    @property
    def changed(self) -> bool:
        """Whether there was something to compare with, and it is another now."""
        return self.before is not None and self.before != self.after


def differences(before: object, after: object, resource: str = "") -> list[Difference]:
    """Figures before and after, side by side, in the order they were written down in."""
    old, new = _figures(before), _figures(after)
    names = [*new, *(name for name in old if name not in new)]
    names = [name for name in names if old.get(name) is not None or new.get(name) is not None]
    return [
        Difference(
            field_word(name, resource),
            _said(name, old[name]) if name in old else None,
            _said(name, new[name]) if name in new else "",
        )
        for name in names
    ]


def action_word(action: str) -> str:
    """What was done."""
    return str(ACTIONS.get(action, action))


def resource_word(resource: str) -> str:
    """What it was done to."""
    return str(RESOURCES.get(resource, resource))


def field_word(name: str, resource: str = "") -> str:
    """What a figure of an entry about ``resource`` is called."""
    if (resource, name) in FIELDS_OF:
        return str(FIELDS_OF[resource, name])
    if name in security.RULES:
        return str(SecuritySettings._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return str(FIELDS.get(name, name))


def _moment(text: str) -> str:
    """A time as people here read it; text that only looks like one stays as it is."""
    try:
        at = datetime.fromisoformat(text)
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at.tzinfo else text
    except (ValueError, OverflowError):
        return text


def _figures(given: object) -> Mapping[str, object]:
    if given is None:
        return {}
    return given if isinstance(given, dict) else {"": given}


def _said(name: str, value: object) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name in _WORDS_OF:
        return str(_WORDS_OF[name].get(str(value), value))
    if isinstance(value, str):
        return _moment(value) if _INSTANT.match(value) else value
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
