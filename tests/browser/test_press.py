"""督办 in a real browser: 创建办 takes tasks from a document, the unit does them, and the document's page tells."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DESK, look, show_on, sign_in
from documents import write_docx, write_scan
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Site

SPEECH = """在环境整治动员会上的讲话（{mark}）
同志们：
今年以来，全区环境明显改善。
一、抓好整治
各街道要在12月25日前清理小巷堆物。
{unit}要在12月20日前修补破损路面。
要持续用力，把工作做细。
二、抓好督查
区创建办要每周通报一次进展，并
"""


@pytest.fixture
def visit(browser: Browser, demo_site: Site) -> Iterator[Visit]:
    """Open browsers of different people."""
    visiting = Visit(browser, demo_site.address)
    yield visiting
    for context in visiting.contexts:
        context.close()


class Visit:
    """Each call is another person at another desk."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def __call__(self, username: str, screen: str = "desk") -> Page:
        context = self.browser.new_context(base_url=self.address, viewport=DESK, locale="zh-CN")
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        show_on(page, screen)
        sign_in(page, username)
        return page


def units_name(page: Page) -> str:
    """The demo's 责任单位, as its liaison's own ledger names it."""
    page.goto("/duties/press/")
    return str(page.locator("select[name=unit] option").nth(1).inner_text())


def test_from_a_document_to_a_closed_task_and_back_to_its_page(
    visit: Visit, screen: str, tmp_path: Path
) -> None:
    office, unit = visit("office", screen), visit("unit", screen)
    name = units_name(unit)
    mark = uuid.uuid4().hex[:6]
    path = write_docx(SPEECH.format(mark=mark, unit=name), tmp_path / f"动员会讲话{mark}.docx")

    office.goto("/duties/press/documents/new/")
    look(office, "press-document-new", screen)
    office.get_by_label("讲话、方案或通报").set_input_files(path)
    office.get_by_role("button", name="上传并读取").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("在环境整治动员会上的讲话")
    expect(office.locator(".alert")).to_contain_text("正文在句子中间断了")
    document = office.url

    office.get_by_role("link", name="处理：").nth(1).click()
    expect(office.get_by_label("任务")).to_have_value(f"{name}要在12月20日前修补破损路面。")
    look(office, "press-line", screen)
    office.get_by_label("任务").fill("12月20日前修补三条小巷的破损路面。")
    office.get_by_label("超量或紧急的理由").fill("冬季施工窗口短")
    office.get_by_role("button", name="采纳并交办").click()
    expect(office.locator(".alert-success")).to_contain_text("已处理")

    office.goto(document)
    office.get_by_role("checkbox", name="要持续用力").check()
    office.get_by_label("不办的原因").fill("没有具体要求")
    office.get_by_role("button", name="勾选的不办").click()
    expect(office.locator(".source-lines")).to_contain_text("没有具体要求")
    office.get_by_role("checkbox", name="各街道要在12月25日前").check()
    office.get_by_label("超量或紧急的理由").fill("动员会统一部署")
    office.get_by_role("button", name="采纳勾选的").click()
    expect(office.locator(".alert-success")).to_contain_text("已采纳为任务：1 句")
    look(office, "press-document", screen)

    unit.goto("/duties/press/")
    look(unit, "press-ledger-unit", screen)
    unit.get_by_role("link", name="12月20日前修补三条小巷的破损路面。").first.click()
    look(unit, "press-task-unit", screen)
    unit.get_by_text("报完成", exact=True).first.click()
    unit.get_by_label("怎么办的、结果怎样").fill("三条小巷已修补，社区看过。")
    unit.get_by_role("button", name="报完成").click()
    expect(unit.locator(".alert-success")).to_contain_text("已登记")
    task = unit.url

    office.goto(task)
    office.get_by_text("核实", exact=True).first.click()
    office.get_by_role("button", name="核实").click()
    expect(office.locator(".alert-success")).to_contain_text("已登记")
    office.get_by_text("销号", exact=True).first.click()
    office.get_by_role("button", name="销号").click()
    expect(office.locator(".page-head")).to_contain_text("销号")
    look(office, "press-task", screen)

    office.goto(document)
    facts = office.locator(".press-facts")
    expect(facts).to_contain_text("任务2")
    expect(facts).to_contain_text("已销号1")
    expect(facts).to_contain_text("在办1")
    expect(facts).to_contain_text("不办1")
    expect(office.locator(".source-lines")).to_contain_text("12月20日前修补三条小巷的破损路面。")


def test_the_demos_speech_and_its_ledger(visit: Visit, screen: str) -> None:
    leader = visit("leader", screen)
    leader.goto("/duties/press/")
    look(leader, "press-ledger", screen)
    leader.get_by_role("link", name="督办文件").first.click()
    look(leader, "press-documents", screen)
    leader.get_by_role("link", name="在示范区创建全国文明城市工作推进会上的讲话").click()
    expect(leader.locator(".source-lines")).to_contain_text("挂账")
    look(leader, "press-document-leader", screen)


def test_a_scan_gets_a_clear_answer_and_the_form_stays(visit: Visit, tmp_path: Path) -> None:
    office = visit("office")
    office.goto("/duties/press/documents/new/")
    office.get_by_label("标题").fill("扫描来的讲话")
    office.get_by_label("讲话、方案或通报").set_input_files(write_scan(tmp_path / "扫描.pdf"))
    office.get_by_role("button", name="上传并读取").click()
    expect(office.get_by_role("alert")).to_contain_text("没有文字层")
    expect(office.get_by_label("标题")).to_have_value("扫描来的讲话")


def test_the_ledger_speaks_english_by_switch(visit: Visit) -> None:
    office = visit("office")
    office.goto("/duties/press/")
    office.get_by_role("button", name="English").click()
    look(office, "press-ledger-english", "desk")
