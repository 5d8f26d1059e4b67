"""Pages for what went wrong: what happened, and what to do next."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.registries import help_address

MOST_TOLD = 5
"""Defects told on an error page; the page that keeps the thing tells all."""


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: signed in, but not allowed."""
    return _page(
        request, 403, _("没有权限"), _("您的岗位不能打开这一页。如工作需要，请联系创建办调整岗位后重新登录。")
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: a request that makes no sense to us, e.g. a form too large or a host we do not serve."""
    return _page(
        request, 400, _("请求不完整"), _("收到的内容不完整或太大，没有保存。请返回上一页检查后重新提交。")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: no such thing, or nothing the asker may know of."""
    return _page(request, 404, _("没有这一页"), _("地址可能写错了，或者内容已经不在了。请从菜单重新进入。"))


def unreadable(request: HttpRequest, bad: BadInput) -> HttpResponse:
    """500: something the page rests on cannot be read; says what, and what to do."""
    return _page(request, 500, _("数据读不出来"), " ".join(sentences(bad.defects[:MOST_TOLD])))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. Nothing was stored, because every write is one transaction."""
    title = _("程序出错了")
    advice = _("刚才的操作没有保存。请重试一次；如果还不行，请把时间和操作告诉管理员。")
    try:
        return _page(request, 500, title, advice)
    except DatabaseError:  # the frame asks who is there; when that is what fails, the page comes without it
        return HttpResponse(
            render_to_string("house/error.html", {"title": title, "advice": advice}), status=500
        )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose token is missing or stale."""
    return _page(request, 403, _("表单已过期"), _("页面停留太久或登录已变化。请返回上一页刷新后重新提交。"))


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """All refusals are one page: even 帮助 says nothing of what was asked for."""
    context = {"title": title, "advice": advice, "help_address": help_address("")}
    return render(request, "house/error.html", context, status=status)
