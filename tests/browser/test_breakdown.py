"""任务分解 by people: the office proposes, fills a gap, hands the table out and in; a liaison sees the own part."""

import io
import re

import openpyxl
from browsing import look, show_on, sign_in
from playwright.sync_api import Page, expect

OFFICE_PAGES = {
    "breakdown": "/duties/breakdown/",
    "breakdown-gaps-only": "/duties/breakdown/?finding=gaps",
    "breakdown-none": "/duties/breakdown/?q=没有这样的标准",
    "breakdown-list": "/duties/breakdown/list/?unit=&method=document",
    "breakdown-units": "/duties/breakdown/units/",
    "breakdown-unit": "/duties/breakdown/units/2/",
    "breakdown-gaps": "/duties/breakdown/gaps/",
    "breakdown-proposal": "/duties/breakdown/proposal/",
    "breakdown-import": "/duties/breakdown/import/",
    "breakdown-cell": "/duties/breakdown/cells/1.3.4/field/bus_stop/",
    "breakdown-cell-overlap": "/duties/breakdown/cells/1.3.5/field/construction_site/",
    "breakdown-duty": "/duties/breakdown/duties/1/",
}
OWN_PAGES = {
    "breakdown-own": "/duties/breakdown/",
    "breakdown-own-list": "/duties/breakdown/list/",
    "breakdown-own-units": "/duties/breakdown/units/",
    "breakdown-own-gaps": "/duties/breakdown/gaps/",
    "breakdown-own-cell": "/duties/breakdown/cells/1.3.2/field/compound/",
}
ENGLISH = ("breakdown", "breakdown-gaps", "breakdown-cell", "breakdown-proposal")


def test_the_pages_of_the_breakdown_are_readable_by_everybody(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    for name, address in OFFICE_PAGES.items():
        page.goto(address)
        look(page, name, screen)
    page.get_by_role("button", name="English").click()
    for name in ENGLISH:
        page.goto(OFFICE_PAGES[name])
        look(page, f"{name}-en", screen)
    page.get_by_role("button", name="中文").click()


def test_a_liaison_sees_what_the_own_unit_answers_for(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "street")
    for name, address in OWN_PAGES.items():
        page.goto(address)
        look(page, name, screen)
    page.goto("/duties/breakdown/")
    expect(page.get_by_text(re.compile(r"牵头 \d+ 项，负责 \d+ 项，配合 \d+ 项"))).to_be_visible()
    own = page.locator(".problem-lines a").all_inner_texts()
    named = {one for one in page.locator(".duty-chips li").all_inner_texts() if one.endswith("街道")}
    assert named <= set(own)
    assert "城管局" not in page.locator("main").inner_text()
    assert page.goto("/duties/breakdown/proposal/").status == 403  # type: ignore[union-attr]


def test_a_gap_is_proposed_accepted_edited_and_handed_out(page: Page) -> None:
    show_on(page, "desk")
    sign_in(page, "office")
    page.goto("/duties/breakdown/gaps/")
    gap = page.get_by_role("link", name="1.1.1 党的创新理论面向基层宣讲")
    expect(gap).to_be_visible()

    page.goto("/duties/breakdown/proposal/")
    expect(page.get_by_text("1.1.1", exact=True)).to_be_visible()
    page.get_by_role("button", name="接受本页勾选的").click()
    expect(page.get_by_role("status")).to_contain_text("已登记 1 项职责")
    page.goto("/duties/breakdown/gaps/")
    expect(gap).to_have_count(0)

    open_cell = page.locator("section", has_text="没有责任单位").get_by_role("link").first
    address = open_cell.get_attribute("href")
    open_cell.click()
    page.get_by_label("职责").select_option("责任")
    page.get_by_label("单位", exact=True).select_option(label="各街道（8 个）")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("status")).to_contain_text("已登记 8 项职责")
    page.goto("/duties/breakdown/gaps/")
    assert page.locator(f"a[href='{address}']").count() == 0

    page.goto("/duties/breakdown/")
    with page.expect_download() as handed_out:
        page.get_by_role("link", name="导出 Excel").click()
    file = handed_out.value.path()
    rows = list(
        openpyxl.load_workbook(io.BytesIO(file.read_bytes()))["材料"].iter_rows(min_row=4, values_only=True)
    )
    assert (rows[0][0], rows[0][6]) == ("1.1.1", "宣传部（文明办）")

    page.goto("/duties/breakdown/import/")
    page.get_by_label(re.compile("任务分解表")).set_input_files(
        {"name": "任务分解表.xlsx", "mimeType": "application/octet-stream", "buffer": file.read_bytes()}
    )
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="检查通过，分工还没有改动")).to_be_visible()
    facts = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    assert (facts["新增"], facts["结束"], facts["改动"]) == ("0", "0", "0")
    look(page, "breakdown-preview", "desk")


def test_a_refused_form_is_told_in_place_with_what_was_typed(page: Page) -> None:
    show_on(page, "phone")
    sign_in(page, "office")
    page.goto("/duties/breakdown/cells/1.1.3/document/-/")
    page.get_by_label("职责").select_option("责任")
    page.get_by_label("单位", exact=True).select_option(label="宣传部（文明办）")
    page.get_by_label("要求").fill("写了很久的要求")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_contain_text("已经有这项职责")
    expect(page.get_by_label("要求")).to_have_value("写了很久的要求")
    look(page, "breakdown-cell-refused", "phone")


def test_a_workbook_with_faults_comes_back_with_them(page: Page) -> None:
    show_on(page, "desk")
    sign_in(page, "office")
    page.goto("/duties/breakdown/import/")
    table = "标准编号,测评标准,上报材料和检查提示,牵头单位,责任单位\n1.1.1,,,宣传步,各街道\n9.9.9,,,城管局,\n"
    page.get_by_label(re.compile("任务分解表")).set_input_files(
        {"name": "材料.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="有 2 处错误，分工没有改动")).to_be_visible()
    look(page, "breakdown-faults", "desk")
    with page.expect_download() as handed_back:
        page.get_by_role("link", name="下载带错误说明的表").click()
    assert "错误说明" in handed_back.value.path().read_text("utf-8-sig")
