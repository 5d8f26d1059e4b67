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
    "see_notices": _("查看通知任务"),
    "send_notice": _("发通知任务"),
    "answer_notice": _("办通知任务"),
    "see_results": _("查看结果"),
    "see_standards": _("查看标准"),
    "see_problems": _("查看问题"),
    "see_imports": _("查看导入"),
    "import_observations": _("导入测评数据"),
    "register_sites": _("登记点位"),
    "choose_pack": _("选用标准包"),
    "make_assessment": _("生成研判"),
    "see_circulars": _("查看通报"),
    "draft_circular": _("起草通报"),
    "erase_contacts": _("删除过期的投诉联系方式"),
}
"""What was done, by the action that the policy was asked for."""

RESOURCES: Mapping[str, Promise] = {
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
    "document_line": _("来文的句子"),
    "pressed_task": _("督办任务"),
    "demo_request": _("示范要求"),
    "notice": _("通知任务"),
    "notice_recipient": _("通知任务的单位"),
    "sites": _("点位"),
    "pack": _("标准包"),
    "import": _("导入"),
    "observations": _("测评数据"),
    "snapshot": _("研判快照"),
    "circular": _("通报"),
}
"""What it was done to."""

FIELDS: Mapping[str, Promise] = {
    "account": _("账号"),
    "acting_as": _("以哪个岗位"),
    "adopted": _("采纳"),
    "agrees": _("没有意见"),
    "amends": _("修订的版本"),
    "annex": _("任务分解表行数"),
    "asked": _("登录要动态码"),
    "assist": _("配合单位编号"),
    "attachment": _("附件"),
    "broken_at": _("断开处"),
    "bytes": _("字节"),
    "checked": _("核对条数"),
    "closed_before": _("办结早于"),
    "code": _("代码"),
    "comment": _("意见编号"),
    "computed_from": _("计算依据"),
    "contact": _("联系方式"),
    "count": _("条数"),
    "dates": _("日期"),
    "declined": _("不任命"),
    "deduction": _("扣分"),
    "defects": _("错误数"),
    "deputies_ended": _("同时结束的代理"),
    "deputy_of": _("代理的岗位编号"),
    "digest": _("摘要"),
    "due": _("期限"),
    "edition": _("版次"),
    "ended": _("结束"),
    "erased": _("删除条数"),
    "evaluation": _("考核编号"),
    "expires": _("有效到"),
    "figure": _("数值"),
    "file": _("文件"),
    "gates": _("关口"),
    "hand_over_of": _("交出的岗位编号"),
    "handed_over_to": _("报来的接任人"),
    "identities_unlinked": _("解除的关联身份"),
    "in_time": _("按时"),
    "intact": _("完整"),
    "into": _("归入"),
    "invitations_revoked": _("作废的邀请"),
    "item": _("目标任务编号"),
    "items": _("目标任务数"),
    "key": _("公钥指纹"),
    "kind": _("类别"),
    "last": _("末条编号"),
    "last_digest": _("末条摘要"),
    "lead": _("牵头单位编号"),
    "left": _("剩下"),
    "line": _("线条"),
    "lines": _("句子"),
    "made": _("生成"),
    "meeting_date": _("签署日期"),
    "merged": _("并入的单位"),
    "minutes": _("所需分钟"),
    "name": _("名称"),
    "names": _("名称"),
    "on": _("生效日期"),
    "open": _("在用"),
    "organisation": _("单位"),
    "organisations": _("单位"),
    "outcome": _("处理结果"),
    "pack": _("标准包"),
    "parent": _("上级"),
    "party_a": _("甲方"),
    "party_b": _("乙方"),
    "passkeys_removed": _("移除的通行密钥"),
    "posts_ended": _("结束的岗位"),
    "pressed": _("催办的单位"),
    "problems": _("问题数"),
    "provider": _("身份来源"),
    "ranking_group": _("排名分组"),
    "reason": _("原因"),
    "removed": _("解除"),
    "renewed": _("更换地址"),
    "revoked": _("作废"),
    "role": _("角色"),
    "rounds": _("轮次"),
    "rows": _("行数"),
    "said": _("说明"),
    "scan": _("扫描件编号"),
    "seen": _("看过"),
    "sessions_ended": _("结束的登录"),
    "settled": _("定下的日期"),
    "side": _("签署方"),
    "signature": _("签名"),
    "since": _("起"),
    "sites": _("点位"),
    "sm3": _("摘要（SM3）"),
    "snapshot": _("研判快照"),
    "state": _("状态"),
    "step": _("步骤"),
    "title": _("标题"),
    "total": _("得分"),
    "units": _("单位和分工"),
    "unnamed": _("匿名"),
    "until": _("止（不含这天）"),
    "used": _("已使用"),
    "version": _("版本"),
    "way": _("方式"),
    "weights": _("年度权重"),
    "withdrawn": _("撤回"),
    "year": _("年度"),
}
"""What the figures of an entry are called; those of the security settings have their names there."""

WAYS: Mapping[str, Promise] = {
    "password": _("密码"),
    "password_and_code": _("密码和动态码"),
    "password_and_recovery_code": _("密码和恢复码"),
    "passkey": _("通行密钥"),
    "provider": _("别的系统"),
}
"""How somebody signed in, as ``door.signing_in`` writes it."""


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


def differences(before: object, after: object) -> list[Difference]:
    """Figures before and after, side by side, in the order they were written down in."""
    old, new = _figures(before), _figures(after)
    names = [*new, *(name for name in old if name not in new)]
    names = [name for name in names if old.get(name) is not None or new.get(name) is not None]
    return [
        Difference(
            field_word(name),
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


def field_word(name: str) -> str:
    """What a figure is called."""
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
    if value is None:
        return "—"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name == "way":
        return str(WAYS.get(str(value), value))
    if isinstance(value, str):
        return _moment(value) if _INSTANT.match(value) else value
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
