"""The cycle in a real browser: proposed, a date moved with its reason, the feed fetched; others only read."""

from __future__ import annotations

import re

import icalendar
from browsing import look, show_on, sign_in
from playwright.sync_api import Page, expect

LAST_TEST = re.compile(r"^\d{4} 年正式测评$")


def test_创建办_proposes_moves_and_everybody_sees_why(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/duties/cycle/propose/")
    page.get_by_label("第一年").fill("2030" if screen == "desk" else "2033")
    page.get_by_label("预计测评月份").fill("10")
    page.get_by_role("button", name="按新的内容重看").click()
    expect(page.get_by_role("heading", name=re.compile("会生成 .* 个日期"))).to_be_visible()
    look(page, "cycle-propose", screen)
    page.get_by_role("button", name="生成", exact=True).click()
    expect(page.get_by_text("这不是当前周期")).to_be_visible()
    page.locator("#months").get_by_role("link", name=LAST_TEST).click()

    page.get_by_text("改期", exact=True).click()
    move = page.locator("form", has=page.get_by_label("为什么改期"))
    year = "2030" if screen == "desk" else "2033"
    move.get_by_label("开始日期").fill(f"{year}-11-04")
    move.get_by_label("结束日期").fill(f"{year}-11-08")
    move.get_by_label("为什么改期").fill("上级通知推迟")
    move.get_by_role("button", name="登记").click()
    expect(
        page.get_by_text(f"改期：{year}-10-01 — {year}-10-31 改为 {year}-11-04 — {year}-11-08")
    ).to_be_visible()
    expect(page.get_by_text("原因：上级通知推迟")).to_be_visible()
    look(page, "cycle-moved", screen)


def test_a_deadline_on_a_day_off_is_moved_with_one_click(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/duties/cycle/")
    page.get_by_role("link", name="新增日期").click()
    page.get_by_role("link", name="材料申报期").click()
    page.get_by_label("名称").fill(f"补充材料申报{screen}")
    page.get_by_label("开始日期").fill("2026-09-21")
    page.get_by_label("结束日期").fill("2026-10-01")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("下一个工作日是 2026-10-08")).to_be_visible()
    look(page, "cycle-day-off", screen)
    page.get_by_role("button", name="改到 2026-10-08").click()
    expect(page.get_by_role("heading", level=1, name=f"补充材料申报{screen}")).to_be_visible()
    page.get_by_text("撤销", exact=True).click()
    page.get_by_label("为什么撤销").fill("与原申报期合并")
    page.locator("form", has=page.get_by_label("为什么撤销")).get_by_role("button").click()
    expect(page.get_by_text("订阅的日历里会去掉")).to_be_visible()
    look(page, "cycle-withdrawn", screen)


def test_a_liaison_reads_and_subscribes(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "street")
    page.goto("/duties/cycle/")
    expect(page.get_by_role("heading", name=re.compile("^今天"))).to_be_visible()
    expect(page.get_by_role("link", name="新增日期")).to_have_count(0)
    expect(page.locator("#months").get_by_text("指定本单位").first).to_be_visible()
    look(page, "cycle", screen)
    page.get_by_text(re.compile("^列成表")).click()
    look(page, "cycle-table", screen)
    page.locator("#months").get_by_role("link", name="创建工作月度推进会").click()
    expect(page.get_by_role("button", name="登记")).to_have_count(0)
    look(page, "cycle-meeting", screen)

    page.goto("/duties/cycle/feeds/")
    look(page, "cycle-feeds", screen)
    page.get_by_role("button", name="取得单位的地址").click()
    address = page.get_by_role("textbox", name="订阅地址").input_value()
    look(page, "cycle-feed-address", screen)
    unit = page.get_by_role("heading", level=1).inner_text()
    page.context.clear_cookies()
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.body())
    assert str(calendar["name"]) == f"创建周期 {unit}"
    titles = {str(one["summary"]) for one in calendar.walk("VEVENT")}
    assert {"攻坚突破", "创建工作月度推进会", "问题整改“回头看”"} <= titles
    assert "报送下一步工作安排" not in titles, "that is asked of departments"
    assert page.request.get(address.replace("/feed/", "/feed/x")).status == 404


def test_创建办_enters_what_a_gate_brought(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/duties/cycle/")
    look(page, "cycle-office", screen)
    page.locator("#months").get_by_role("link", name=re.compile("年度测评得分不低于 80")).first.click()
    page.get_by_text("登记结果", exact=True).click()
    form = page.locator("form", has=page.get_by_label("得分"))
    form.get_by_label("得分").fill("79.5")
    form.get_by_label("出处").fill("年度测评结果通报（试填）")
    form.get_by_label("状态").select_option("已达到")
    form.get_by_role("button", name="登记").click()
    expect(page.get_by_text("不一致，请核对")).to_be_visible()
    look(page, "cycle-gate-refused", screen)


def test_the_calendar_speaks_english_by_switch(page: Page) -> None:
    show_on(page, "desk")
    sign_in(page, "street")
    page.goto("/duties/cycle/")
    page.get_by_role("button", name="English").click()
    look(page, "cycle-en", "desk")
