"""What the people room can show for the self-check: forbidden functions, photos, ranking, requests, complaints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import Count, Field, FileField, Q
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from dabiao.core.burden import REPEATED_WITHIN, WEEK, week_of
from dabiao.core.forbidden_functions import LAST_SEEN, WATCHING
from dabiao.core.self_check_rules import Topic
from dabiao.house.self_check import Evidence, Verdict, register_evidence
from dabiao.office.numbers import percent_of
from dabiao.office.observation_headings import REQUIRED
from dabiao.people import policy
from dabiao.people.burden.forbidden_scan import Walk, walk_everything
from dabiao.people.burden.models import Ask
from dabiao.people.burden.queries import repeated
from dabiao.people.complaints.queries import district_figures, rules_in_force
from dabiao.people.policy import Action

PERIOD_WEEKS = 9
"""Weeks that figures of requests cover: those of the page."""

PHOTO = re.compile(r"photo|picture|image|video", re.IGNORECASE)

MESSENGER_FILE = "senders.toml"
"""File of the data folder by which digests would leave this system."""

HABITS = {
    "wanted": "汇成摘要",
    "at": "摘要时间",
    "quiet_from": "免打扰从",
    "quiet_until": "免打扰到",
    "days_off": "休息日也发",
    "by_mail": "发到邮箱",
}
"""Settings of 我的 that say when a person may be told something, as the pack names them."""

MOST_TOLD = 3
"""Findings named one by one in a value; the tests name all."""

MOST_READ = 50
"""Latest requests whose reasons are looked through for different ones."""


def register() -> None:
    """Register what this room can show."""
    for topic, source in (
        (Topic.FUNCTIONS, _functions),
        (Topic.LAST_SEEN, _last_seen),
        (Topic.PHOTOS, _photos),
        (Topic.RANKING, _ranking),
        (Topic.REQUESTS, _requests),
        (Topic.NOTICE, _short_notice),
        (Topic.REPEATS, _repeats),
        (Topic.COMPLAINTS, _complaints),
        (Topic.MESSAGES, _messages),
        (Topic.INSTALLING, _installing),
    ):
        register_evidence(topic, "people", source)


def _verdict(*, kept: bool) -> Verdict:
    return Verdict.KEPT if kept else Verdict.LOOK


def _walks() -> tuple[tuple[Walk, ...], Walk]:
    *walks, reads = walk_everything()
    return tuple(walks), reads


def _functions() -> Iterator[Evidence]:
    walks, _reads = _walks()
    hits = [hit for walk in walks for hit in walk.hits]
    looked = "、".join(f"{walk.name} {walk.looked_at} 处" for walk in walks)
    found = [f"{hit.place}：{hit.found}（{hit.function}）" for hit in hits]
    yield Evidence(
        "禁止的功能",
        f"找到 {len(hits)} 处{_listed(found, '；')}",
        f"在正在运行的程序里查找{'、'.join(one.name for one in WATCHING)}，共查{looked}",
        _verdict(kept=not hits),
    )


def _last_seen() -> Iterator[Evidence]:
    _walked, reads = _walks()
    yield Evidence(
        f"读取{LAST_SEEN}的时间",
        f"{len(reads.hits)} 处",
        f"{reads.looked_at} 个源文件中，读取、显示{LAST_SEEN}的时间或按它排序的地方；结束闲置登录的安全程序除外",
        _verdict(kept=not reads.hits),
    )


def _photos() -> Iterator[Evidence]:
    columns = [
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and _is_photo(field) and not field.blank and not field.has_default()
    ]
    yield Evidence(
        "必填照片的数据项",
        f"{len(columns)} 个{_listed(columns, '、')}",
        "名称含照片、图片、视频，或存放文件的图片类数据项里，不填就存不进去的",
        _verdict(kept=not columns),
    )
    wanted = [
        f"{form.__name__}.{name}"
        for form in _forms()
        for name, field in form.base_fields.items()
        if PHOTO.search(name) and field.required
    ]
    columns_asked = [one for one in REQUIRED if PHOTO.search(one)]
    yield Evidence(
        "必填照片的表单和导入列",
        f"{len(wanted) + len(columns_asked)} 个",
        "网页表单里必须上传照片的格子，和测评工作簿里必填的照片列",
        _verdict(kept=not wanted and not columns_asked),
    )


def _listed(found: list[str], between: str) -> str:
    """The first of what was found, behind a colon; nothing for nothing."""
    return f"：{between.join(found[:MOST_TOLD])}" if found else ""


def _is_photo(field: Field) -> bool:  # type: ignore[type-arg]  # of whatever kind
    return bool(PHOTO.search(field.name)) or isinstance(field, FileField)


def _forms(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.Form]]:
    """Every form class of ours that is loaded."""
    for one in of.__subclasses__():
        if one.__module__.startswith("dabiao.") and hasattr(one, "base_fields"):
            yield one  # type: ignore[misc]  # a form with declared fields
        yield from _forms(one)


def _ranking() -> Iterator[Evidence]:
    public = [one for one in _routes() if getattr(one.callback, "policy_action", None) is None]
    ranked = [one for one in public if "rank" in f"{one.pattern}{one.name}".lower()]
    yield Evidence(
        "不登录能看到的排名",
        f"{len(ranked)} 页",
        f"全部 {len(public)} 个不登录就能打开的地址里（首页、登录、健康检查等），显示排名的",
        _verdict(kept=not ranked),
    )
    readers = [role.value for role in policy.roles_with(Action.SEE_RESULTS)]
    yield Evidence(
        "登录后能看到得分和排名的角色",
        "、".join(readers),
        "按权限表现在的内容；得分只用测评结果计算，不用使用情况",
        Verdict.KEPT,
    )


def _routes() -> Iterator[URLPattern]:
    pending: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while pending:
        one = pending.pop()
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        else:
            yield one


def _period() -> tuple[Q, str]:
    since = week_of(timezone.localtime())[0] - WEEK * (PERIOD_WEEKS - 1)
    return Q(asked_at__gte=since, withdrawn_at=None), f"{since:%Y-%m-%d} 起 {PERIOD_WEEKS} 周"


def _requests() -> Iterator[Evidence]:
    asked, period = _period()
    found = Ask.objects.filter(asked).aggregate(
        every=Count("pk"),
        over=Count("pk", filter=Q(over_limit=True)),
        unexplained=Count("pk", filter=Q(over_limit=True, reason="")),
        organisations=Count("organisation", distinct=True),
    )
    yield Evidence(
        "提出的要求",
        f"{found['every']} 件次，涉及 {found['organisations']} 个单位",
        f"{period}，一件要求发给几个单位算几件次，撤回的不算",
        Verdict.KEPT,
    )
    share = percent_of(found["over"], found["every"], 1)
    yield Evidence(
        "超过每周上限的",
        f"{found['over']} 件次（{share}），没有写理由的 {found['unexplained']} 件次",
        f"{period}，发出时已超过该单位当周上限的件次占全部件次的比例；没有理由的发不出去",
        _verdict(kept=not found["unexplained"]),
    )


def _short_notice() -> Iterator[Evidence]:
    asked, period = _period()
    found = Ask.objects.filter(asked).aggregate(
        dated=Count("pk", filter=~Q(due=None)), short=Count("pk", filter=Q(short_notice=True))
    )
    given = Ask.objects.filter(asked, short_notice=True).values_list("reason", flat=True)
    reasons = "；".join(list(dict.fromkeys(given.order_by("-asked_at")[:MOST_READ]))[:MOST_TOLD])
    share = percent_of(found["short"], found["dated"], 1)
    yield Evidence(
        "留给下面不足一个工作日的",
        f"{found['short']} 件次（{share}）{f'，理由如：{reasons}' if reasons else ''}",
        f"{period}，从提出到期限不足一个工作日（国务院放假安排，含调休）的件次占有期限的件次的比例",
        Verdict.KEPT,
    )


def _repeats() -> Iterator[Evidence]:
    asked, period = _period()
    count = repeated(Ask.objects.filter(asked)).count()
    yield Evidence(
        "重复的要求",
        f"{count} 件次",
        f"{period}，{REPEATED_WITHIN.days} 天内向同一单位提出过、标题相同（不计空格和标点）的要求；减负页上逐件列出",
        _verdict(kept=not count),
    )


def _complaints() -> Iterator[Evidence]:
    figures, rules = district_figures(), rules_in_force()
    yield Evidence(
        "投诉建议",
        f"收到 {figures.filed} 件，在办 {figures.open} 件，其中超期 {figures.late} 件",
        "从启用到现在，撤回的不算；每一页的页脚都有入口，可以不署名",
        _verdict(kept=not figures.late),
    )
    share = percent_of(figures.answers_in_time, figures.answers, 1)
    yield Evidence(
        "按期答复",
        f"{figures.answers} 次答复，按期 {figures.answers_in_time} 次（{share}）",
        f"现行时限：收到后 {rules.answer_days} 个工作日内答复，重新办理的重新计算",
        _verdict(kept=figures.answers == figures.answers_in_time),
    )
    yield Evidence(
        "回访",
        f"满意 {figures.satisfied} 次，不满意 {figures.not_satisfied} 次，到期没有联系上 {figures.not_reached} 次",
        f"答复后 {rules.call_back_days} 个工作日内回访；不满意的转回重新办理",
        Verdict.KEPT,
    )


def _messages() -> Iterator[Evidence]:
    calm = _calm_defaults()
    if calm:
        yield Evidence(
            "摘要和免打扰的预设", calm, "“我的”里个人设置的预设值，从数据表读出，本人可以改", Verdict.KEPT
        )
    configured = bool(settings.EMAIL_HOST_USER) or (Path(settings.HOME.path) / MESSENGER_FILE).exists()
    yield Evidence(
        "向外发消息的通道",
        "已配置" if configured else "没有",
        "配置里的邮件等通道。没有通道，要做的事只列在“我的”里；有通道的，要有免打扰的设置",
        _verdict(kept=bool(calm) or not configured),
    )


def _calm_defaults() -> str:
    """The presets of whatever table of 我的 knows quiet hours; empty while none does."""
    for model in apps.get_app_config("me").get_models():
        fields = {one.name: one for one in model._meta.get_fields() if isinstance(one, Field)}
        if any(name.startswith("quiet") for name in fields):
            return "；".join(
                f"{label} {_shown(fields[name].get_default())}"
                for name, label in HABITS.items()
                if name in fields
            )
    return ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _installing() -> Iterator[Evidence]:
    wanted = [one for one in _routes() if re.search(r"\.(?:apk|ipa|exe)$", str(one.pattern).rstrip("$"))]
    yield Evidence(
        "要安装的程序",
        f"{len(wanted)} 个",
        "本系统提供下载的安装包。没有安装包，浏览器打开网页就用",
        _verdict(kept=not wanted),
    )
