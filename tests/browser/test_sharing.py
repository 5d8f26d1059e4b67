"""复制到微信 and the words' explanations in a real browser, at desk and phone, with a script and without."""

from __future__ import annotations

from pathlib import Path

from browsing import look, show_on, sign_in
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from served import Site

SHARED = {
    "overview": "/insight/",
    "ranking": "/insight/ranking/",
    "standards": "/standards/?class=不达标",
    "standard": "/standards/1.3.1/",
    "problems": "/cases/?street=东湖街道",
    "total": "/insight/outside/",
}


def test_a_result_is_copied_and_its_picture_saved(page: Page, screen: str, tmp_path: Path) -> None:
    show_on(page, screen)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, "office")
    for name, address in SHARED.items():
        page.goto(address)
        page.get_by_role("link", name="复制到微信").click()
        picture = page.get_by_role("img", name="长图")
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("one => one.naturalWidth") == 1080
        look(page, f"wechat-{name}", screen)
        text = page.get_by_label("全选后复制").input_value()
        page.get_by_role("button", name="复制文字").click()
        expect(page.get_by_role("status").last).to_have_text("已复制，到微信里粘贴")
        assert page.evaluate("navigator.clipboard.readText()") == text
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载长图").click()
    saved = tmp_path / "长图.png"
    waiting.value.save_as(saved)
    with Image.open(saved) as drawn:
        assert drawn.width == 1080


def test_where_the_browser_refuses_the_text_is_selected(page: Page, screen: str) -> None:
    show_on(page, screen)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    sign_in(page, "office")
    page.goto("/insight/wechat/")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("文字已选中")).to_be_visible()
    chosen = page.evaluate(
        "(() => { const one = document.activeElement; return one.selectionEnd - one.selectionStart; })()"
    )
    assert chosen == len(page.get_by_label("全选后复制").input_value())


def test_a_word_is_explained_by_pointer_keyboard_and_escape(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.goto("/insight/")
    word, tip = page.get_by_role("link", name="不稳定达标", exact=True).last, page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    word.hover()
    expect(tip).to_contain_text("五成到九成")
    expect(word).to_have_attribute("aria-describedby", "term-tip")
    look(page, "term", screen)
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.mouse.move(0, 0)
    page.get_by_role("link", name="达标", exact=True).last.focus()
    page.keyboard.press("Tab")
    expect(tip).to_contain_text("五成到九成")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/#unstable")
    look(page, "glossary", screen)
    page.get_by_label("查找词语").fill("销号")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("dt")).to_have_text(["销号"])


def test_a_touch_explains_a_second_one_follows(browser: Browser, demo_site: Site) -> None:
    context = browser.new_context(
        base_url=demo_site.address, viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True
    )
    page = context.new_page()
    sign_in(page, "office")
    page.goto("/insight/")
    word = page.get_by_role("link", name="把握", exact=True)
    word.tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    word.tap()
    page.wait_for_url("**/glossary/#reliability")
    context.close()


def test_without_a_script_words_are_links_and_the_text_can_be_selected(
    browser: Browser, demo_site: Site
) -> None:
    context = browser.new_context(base_url=demo_site.address, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "leader")
    page.goto("/insight/wechat/")
    assert page.get_by_label("全选后复制").input_value().startswith("【测评总览】")
    assert page.get_by_role("button", name="复制文字").count() == 0
    page.goto("/insight/")
    page.get_by_role("link", name="把握", exact=True).click()
    page.wait_for_url("**/glossary/#reliability")
    context.close()
