"""减负, 投诉建议 and 自查 in Chromium: looked at on desk and phone, and a complaint that goes all the way round."""

from __future__ import annotations

import re

import pytest
from browsing import look, show_on, sign_in
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Site

PAGES = {
    "burden": "/people/burden/",
    "burden-limits": "/people/burden/limits/",
    "burden-none": "/people/burden/?q=没有这样的单位",
    "self-check": "/people/burden/self-check/",
    "complaints-none": "/people/complaints/",
    "complaint-new": "/people/complaints/new/",
    "complaints-handling": "/people/complaints/handling/",
    "complaints-handling-none": "/people/complaints/handling/?state=已撤回",
    "complaint-rules": "/people/complaints/rules/",
}


def test_every_page_of_减负_and_投诉建议_is_readable_by_everybody(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    for name, address in PAGES.items():
        page.goto(address)
        look(page, name, screen)


def test_a_week_with_exceptions_shows_them_first(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/people/burden/")
    page.get_by_label("哪一周").select_option(index=1)
    page.get_by_role("button", name="查看").click()
    told = page.locator(".sent-anyway")
    expect(told).to_contain_text("不足一个工作日")
    expect(told).to_contain_text("理由：上级当天下午调阅")
    look(page, "burden-exceptions", screen)


def test_a_liaison_sees_the_account_of_its_own_organisation_only(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "community")
    page.goto("/people/burden/")
    expect(page.get_by_role("heading", level=1)).to_have_text("减负：要我们做什么")
    expect(page.locator(".burden-table tbody tr")).to_have_count(1)
    look(page, "burden-own", screen)
    page.locator(".burden-table a").click()
    look(page, "burden-organisation", screen)
    page.get_by_role("link", name="对这件提意见").first.click()
    expect(page.get_by_text("针对的要求：")).to_be_visible()
    look(page, "complaint-new-about", screen)


@pytest.fixture
def second(browser: Browser, demo_site: Site, context: BrowserContext) -> Page:
    """Another person at another machine."""
    other = browser.new_context(base_url=demo_site.address, locale="zh-CN")
    other.set_default_timeout(60_000)
    return other.new_page()


def test_a_complaint_without_a_name_is_answered_refused_and_taken_up_again(
    page: Page, second: Page, screen: str
) -> None:
    for one in (page, second):
        show_on(one, screen)
    sign_in(page, "unit")
    page.get_by_role("contentinfo").get_by_role("link", name="投诉建议").click()
    page.get_by_role("link", name="我要投诉或建议").click()
    page.get_by_label("内容").fill(f"清单要得太急，{screen} 上也看不清。")
    page.get_by_label("不署名").check()
    page.get_by_label("回访电话").fill("13800000000")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("不署名时不留联系方式")
    expect(page.get_by_label("内容")).to_have_value(f"清单要得太急，{screen} 上也看不清。")
    look(page, "complaint-refused", screen)
    page.get_by_label("回访电话").fill("")
    page.get_by_role("button", name="提交").click()
    expect(page).to_have_url(re.compile(r"/people/complaints/\d+/$"))
    where = page.url

    sign_in(second, "office")
    second.goto("/people/complaints/handling/")
    first = second.locator(".problem-lines li").first
    expect(first).to_contain_text("不署名")
    expect(first).not_to_contain_text("郑凯")
    second.goto(where)
    expect(second.get_by_role("main")).not_to_contain_text("郑凯")
    second.get_by_label("答复").fill("以后至少留一个工作日。")
    look(second, "complaint-handled", screen)
    second.get_by_role("button", name="发出答复").click()

    page.reload()
    look(page, "complaint-answered", screen)
    page.get_by_label("还有什么没有解决").fill("这一次的期限没有改。")
    page.get_by_role("button", name="不满意，重新办理").click()
    expect(page.get_by_role("main")).to_contain_text("重新办理 1 次")
    second.reload()
    expect(second.get_by_role("button", name="发出答复")).to_be_visible()
    second.context.close()


def test_a_number_to_call_back_is_covered_until_it_is_asked_for(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/people/complaints/handling/")
    expect(page.get_by_role("main")).to_contain_text("138****0000")
    page.get_by_role("link", name=re.compile("照片列是空的")).click()
    expect(page.get_by_role("main")).not_to_contain_text("13800000000")
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_role("main")).to_contain_text("13800000000")
    look(page, "complaint-contact", screen)
