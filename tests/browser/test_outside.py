"""Results from outside in a real browser: entered with a file, corrected, added up; a list reaches whom it concerns."""

from __future__ import annotations

from browsing import look, show_on, sign_in
from playwright.sync_api import FilePayload, Page, expect


def test_创建办_enters_an_event_corrects_it_and_the_total_follows(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/insight/outside/")
    look(page, "outside-total", screen)
    page.get_by_role("link", name="登记结果").click()
    page.get_by_role("link", name="加分").click()
    look(page, "outside-new", screen)
    page.get_by_label("计入年度").select_option(index=0)
    year = page.get_by_label("计入年度").input_value()
    page.get_by_label("发生日期").fill(f"{year}-05-06")
    page.get_by_label("加分", exact=True).fill("0.50" if screen == "desk" else "0.25")
    page.get_by_label("文件名称").fill(f"推广通知{screen}")
    page.get_by_label("文件日期").fill(f"{year}-05-08")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("没有上传文件，就要写清文号和发文机关")).to_be_visible()
    look(page, "outside-refused", screen)
    content = f"%PDF-1.4\n{screen}\n%%EOF".encode()
    page.get_by_label("文件", exact=True).set_input_files(
        FilePayload(name="通知.pdf", mimeType="application/pdf", buffer=content)
    )
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记。")).to_be_visible()
    look(page, "outside-result", screen)

    page.get_by_role("link", name="更正").click()
    page.get_by_label("更正原因").fill("看错一行")
    page.get_by_label("加分", exact=True).fill("0.75")
    page.get_by_role("button", name="登记更正").click()
    expect(page.get_by_text("已更正，旧的一条留在历史里。")).to_be_visible()
    look(page, "outside-corrected", screen)
    page.get_by_label("撤销原因").fill("试完了")
    page.get_by_role("button", name="撤销这一条").click()
    expect(page.get_by_text("已撤销，不再计入。")).to_be_visible()
    page.goto("/insight/outside/results/")
    look(page, "outside-results", screen)


def test_what_is_still_needed_and_until_when_one_may_not_apply(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "leader")
    page.goto("/insight/outside/")
    page.get_by_label("想达到的周期总分").fill("88")
    page.get_by_role("button", name="算一算").click()
    expect(page.locator("#needed")).to_contain_text("每年的年度总分至少要")
    page.get_by_label("哪天申报").fill("2024-06-01")
    page.get_by_role("button", name="看这一天").click()
    expect(page.locator("#bans")).to_contain_text("2024-06-01 不能申报，最早 2025-03-01 可以。")
    expect(page.locator("#needed")).to_contain_text("要达到 88 分")
    look(page, "outside-asked", screen)
    page.goto("/insight/outside/pairs/")
    look(page, "outside-pairs", screen)


def test_a_liaison_sees_the_problems_that_are_theirs(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "community")
    page.goto("/insight/outside/feedback/")
    expect(page.get_by_text("社区公益广告褪色")).to_be_visible()
    expect(page.get_by_text("公厕无障碍扶手松动")).to_have_count(0)
    look(page, "outside-feedback", screen)
