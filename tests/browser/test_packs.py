"""创建办 makes its pack of the Excel table it has: upload, columns, draft, publish, in use. No other file is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import look, show_on, sign_in
from county_framework import COUNTY, MESSY
from playwright.sync_api import Page, expect


def name_it(page: Page, pack_id: str) -> None:
    page.get_by_label("标准包编号").fill(pack_id)
    page.get_by_label("名称", exact=True).fill("示范县测评体系")
    page.get_by_label("版次").fill("2027.1")
    page.get_by_label("适用城市").fill("县级")
    page.get_by_label("依据的文件").fill("示范县测评体系（自拟）")


def upload(page: Page, workbook: Path) -> None:
    page.goto("/standards/packs/")
    page.get_by_role("link", name="起草标准包").click()
    page.get_by_label("测评体系表或标准包工作簿").set_input_files(workbook)
    page.get_by_role("button", name="上传并查看").click()


def test_a_table_of_125_standards_becomes_the_pack_in_use(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/standards/packs/")
    look(page, "packs", screen)
    page.get_by_role("link", name="起草标准包").click()
    look(page, "pack-start", screen)
    upload(page, COUNTY)
    expect(page.get_by_role("heading", name="核对每一列是什么")).to_be_visible()
    look(page, "pack-columns", screen)
    pack_id = f"示范县-{screen}-2027.1"
    name_it(page, pack_id)
    page.get_by_role("button", name="建立草稿").click()
    expect(page.get_by_role("heading", name="检查通过，可以发布")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("125")
    look(page, "pack-draft", screen)
    page.get_by_role("link", name="核对并发布").first.click()
    look(page, "pack-publish", screen)
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("heading", name="示范县测评体系 2027.1")).to_be_visible()
    look(page, "pack-own", screen)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出测评体系表").click()
    assert download.value.suggested_filename == f"测评体系-{pack_id}.xlsx"
    try:
        page.get_by_role("button", name="选用这个标准包").click()
        expect(page.get_by_text("已选用")).to_be_visible()
        page.goto("/standards/")
        expect(page.get_by_text(re.compile("125 条标准"))).to_be_visible()
        look(page, "pack-in-use", screen)
    finally:
        page.goto("/standards/packs/of/district-practice/")
        page.get_by_role("button", name="选用这个标准包").click()
        expect(page.get_by_text("已选用")).to_be_visible()


def test_what_a_messy_table_leaves_open_is_shown(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    upload(page, MESSY)
    look(page, "pack-columns-messy", screen)
    page.get_by_role("button", name="建立草稿").click()
    name_it(page, f"杂表-{screen}")
    page.get_by_role("button", name="建立草稿").click()
    expect(page.get_by_role("heading", name=re.compile("没有取用"))).to_be_visible()
    while page.locator("details:not([open]) > summary").count():
        page.locator("details:not([open]) > summary").first.click()
    look(page, "pack-draft-messy", screen)
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()


def test_the_next_edition_tells_what_is_new(page: Page) -> None:
    sign_in(page, "office")
    page.goto("/standards/packs/of/minors-practice/next/")
    look(page, "pack-next", "desk")
    page.get_by_role("button", name="建立草稿").click()
    page.get_by_role("link", name="核对并发布").first.click()
    expect(page.get_by_role("heading", name=re.compile("与上一版"))).to_be_visible()
    look(page, "pack-publish-next", "desk")


def test_an_empty_draft_says_what_is_missing(page: Page) -> None:
    sign_in(page, "office")
    page.goto("/standards/packs/start/empty/")
    name_it(page, "空白-1")
    look(page, "pack-empty", "desk")
    page.get_by_role("button", name="建立草稿").click()
    expect(page.get_by_role("heading", name=re.compile("发布前要改"))).to_be_visible()
    look(page, "pack-draft-defects", "desk")


@pytest.mark.parametrize("name", ["leader", "unit", "inspector"])
def test_others_do_not_see_the_making_of_packs(page: Page, name: str) -> None:
    sign_in(page, name)
    page.goto("/standards/packs/")
    expect(page.get_by_role("heading", name="没有权限")).to_be_visible()
