"""突发任务 from end to end in Chromium: sent with a reason, received, answered, pressed for; shown to nobody else."""

from __future__ import annotations

import pytest
from browsing import look, show_on, sign_in
from playwright.sync_api import Browser, Page, expect
from served import Site

TITLE = "今晚大风，检查户外广告牌"


def start_draft(page: Page, title: str, *organisations: str) -> None:
    """Fill in the form of a 突发任务 that is due at once."""
    page.goto("/duties/notices/new/")
    page.get_by_label("类别").select_option("突发任务")
    page.get_by_label("标题").fill(title)
    page.get_by_label("内容").fill(
        "请检查辖区内户外广告牌是否牢固，有隐患的先围起来。\n\n办完写一句话就行，不用拍照。"
    )
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for name in organisations:
        page.get_by_role("checkbox", name=name).first.check()


def today_at(page: Page, clock: str) -> None:
    day = page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    page.get_by_label("完成时限").fill(day)
    page.get_by_label("当天几点前").fill(clock)


def own_organisation(page: Page) -> str:
    """The organisation of whoever is signed in, as the line of a notice's page names it."""
    page.goto("/me/")
    page.get_by_role("link", name="核对公益广告点位是否还在").first.click()
    return page.locator(".page-head .definition").first.inner_text().split(" · ")[1]


def test_创建办_sends_a_task_and_社区_answers_it(page: Page, screen: str) -> None:
    show_on(page, screen)
    title = f"{TITLE}（{screen}）"
    sign_in(page, "community")
    expect(page.get_by_role("heading", name="我的", exact=True)).to_be_visible()
    look(page, "mine", screen)
    community = own_organisation(page)
    page.get_by_role("button", name="退出").click()

    sign_in(page, "unit")
    unit = own_organisation(page)
    page.get_by_role("button", name="退出").click()

    sign_in(page, "office")
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")
    start_draft(page, title, community, unit)
    today_at(page, "23:59")
    look(page, "notice-new", screen)
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_role("alert").first).to_contain_text("不足一个工作日")
    assert page.get_by_label("标题").input_value() == title
    assert page.get_by_role("checkbox", name=community).first.is_checked()
    look(page, "notice-new-refused", screen)
    page.get_by_label("为什么必须现在发").fill("气象台下午发布大风橙色预警")
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("已发给 2 个单位。")).to_be_visible()
    look(page, "notice-sent", screen)
    page.get_by_role("button", name="退出").click()

    sign_in(page, "community")
    page.get_by_role("link", name=title).click()
    look(page, "notice-to-receive", screen)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收。")).to_be_visible()
    page.get_by_label("说明").first.fill("已检查 12 处，都牢固。")
    look(page, "notice-to-answer", screen)
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_text("已办结，答复已送达。")).to_be_visible()
    assert unit not in page.content(), "how others stand is not shown"
    page.goto("/me/")
    assert page.get_by_role("link", name=title).count() == 0
    page.get_by_role("button", name="退出").click()

    sign_in(page, "office")
    page.goto("/duties/notices/")
    look(page, "notices", screen)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text("已检查 12 处，都牢固。")).to_be_visible()
    page.get_by_role("button", name="催办 1 个单位").click()
    expect(page.get_by_text("已催办 1 个单位")).to_be_visible()
    assert page.get_by_role("button", name="催办").count() == 0, "once a working day"
    look(page, "notice-pressed", screen)
    page.get_by_role("button", name="退出").click()

    sign_in(page, "unit")
    line = page.get_by_role("listitem").filter(has_text=title)
    expect(line.get_by_text("催办")).to_be_visible()
    look(page, "mine-pressed", screen)
    line.get_by_role("link").click()
    page.get_by_text("超出职权").click()
    page.get_by_role("group").filter(has_text="超出职权").get_by_label("说明").fill("广告牌都在街道名下。")
    page.get_by_role("button", name="办不了").click()
    expect(page.get_by_text("创建办答复之前，不算超期")).to_be_visible()
    look(page, "notice-sent-back", screen)


@pytest.mark.parametrize("path", ["/me/", "/duties/notices/", "/duties/notices/1/", "/duties/notices/at/1/"])
def test_外人_learns_nothing(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    sign_in(page, "inspector")
    page.goto(path)
    assert "公益广告" not in page.content()


def test_a_digest_that_is_due_by_a_new_choice_is_made_while_one_waits(
    browser: Browser, demo_site: Site, page: Page, screen: str
) -> None:
    show_on(page, screen)
    person = "street" if screen == "desk" else "unit"
    sign_in(page, person)
    page.goto("/me/")
    page.get_by_text("每日一览").last.click()
    page.get_by_label("几点生成").fill("00:00")
    page.get_by_label("免打扰从几点").fill("00:00")
    page.get_by_label("到几点", exact=True).fill("00:00")
    page.get_by_label("休息日也要").check()
    look(page, "mine-settings", screen)
    page.get_by_role("button", name="保存").click()
    made = page.get_by_role("heading", name="今天的一览")
    for _ in range(40):
        if made.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(made).to_be_visible()
    look(page, "mine-digest", screen)
