"""创建办 edits the next edition: a rule and its effect, an item with pictures, two people, bad numbers."""

from __future__ import annotations

import re
from pathlib import Path

from browsing import look, show_on, sign_in
from drafted import photo
from playwright.sync_api import Browser, Page, expect
from served import Site

FIRST = 30_000
"""Milliseconds the first trial may take: the server loads its readers of stored observations then."""


def begin(page: Page, name: str) -> None:
    """Start the next edition of the default pack, and open its tree."""
    page.goto("/standards/packs/of/district-practice/next/")
    page.get_by_label("标准包编号").fill(name)
    page.get_by_label("名称", exact=True).fill("某区实践标准包")
    page.get_by_label("版次").fill("2027.1")
    page.locator("main form").get_by_role("button").first.click()
    page.get_by_role("link", name="改标准和规则").click()
    expect(page.get_by_role("heading", level=1, name="标准树")).to_be_visible()


def open_standard(page: Page, name: str) -> None:
    page.locator("summary", has_text="具有强大生命力").click()
    page.get_by_role("link", name=re.compile(name.replace(" ", r"\s*"))).click()


def test_a_rule_is_changed_by_its_fields_and_its_effect_on_the_last_round_is_seen(
    page: Page, screen: str
) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    begin(page, f"某区-rule-{screen}")
    look(page, "edit-tree", screen)
    open_standard(page, "1.1.3 新时代文明实践阵地")
    look(page, "edit-standard", screen)
    page.get_by_role("link", name="改规则，看影响").first.click()
    look(page, "edit-rule", screen)
    page.get_by_label("怎么评分").select_option(label="按缺少或发现的数量扣分")
    page.get_by_label("扣分按").select_option(label="发现的问题数量")
    page.get_by_label("每个（处）扣（分）").fill("0.1")
    page.get_by_role("button", name="看对上一轮的影响").click()
    preview = page.locator("#preview")
    expect(preview.get_by_role("row", name=re.compile("^得分"))).to_contain_text("1.10 / 1.2", timeout=FIRST)
    expect(preview).to_contain_text("最近一轮")
    look(page, "edit-rule-preview", screen)
    page.get_by_label("每个（处）扣（分）").fill("0.5")
    page.get_by_label("分值").click()
    expect(preview.get_by_role("row", name=re.compile("^得分"))).to_contain_text("0.70 / 1.2")
    page.get_by_label("每个（处）扣（分）").fill("半分")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("应是不小于 0 的数")).to_be_visible()
    expect(page.get_by_label("每个（处）扣（分）")).to_have_value("半分")
    look(page, "edit-rule-refused", screen)
    page.get_by_label("每个（处）扣（分）").fill("0.5")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(page.get_by_text("每发现 1 处问题扣 0.5 分")).to_be_visible()


def test_an_item_is_added_with_its_口径_and_pictures(page: Page, screen: str, tmp_path: Path) -> None:
    (tmp_path / "路面.jpg").write_bytes(photo("green", (900, 700)))
    (tmp_path / "烟头.jpg").write_bytes(photo("brown", (900, 700)))
    show_on(page, screen)
    sign_in(page, "office")
    begin(page, f"某区-item-{screen}")
    open_standard(page, "1.1.3 新时代文明实践阵地")
    page.get_by_role("link", name="加一个检查项").click()
    page.get_by_label("编号").fill("1.1.3-9")
    page.get_by_label("检查项", exact=True).fill("门前三米内没有烟头")
    page.get_by_label("口径").fill("连同花坛看；3 个以上算不符合。")
    page.get_by_label("新时代文明实践所（站）").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=2, name="示例图片")).to_be_visible()
    for place, (file, kind) in enumerate((("路面.jpg", "符合的样子"), ("烟头.jpg", "不符合的样子")), start=1):
        page.get_by_label(kind, exact=True).check()
        page.get_by_label(re.compile("^图片（JPG")).set_input_files(tmp_path / file)
        page.get_by_label(re.compile("^图片说明")).fill(file.removesuffix(".jpg"))
        page.get_by_label(re.compile("没有可辨认的人脸和车牌")).check()
        page.get_by_role("button", name="上传图片").click()
        expect(page.locator("figure.example")).to_have_count(place)
    for shown in page.locator("figure.example img").all():
        expect(shown).not_to_have_js_property("naturalWidth", 0)
    look(page, "edit-item", screen)
    page.locator("nav", has_text="标准树").get_by_role("link", name="标准包设置").click()
    look(page, "edit-settings", screen)
    page.locator("nav", has_text="标准树").get_by_role("link", name="点位类型和组合").click()
    look(page, "edit-places", screen)


def test_two_people_edit_one_draft_and_nothing_typed_is_lost(
    page: Page, browser: Browser, demo_site: Site
) -> None:
    sign_in(page, "office")
    begin(page, "某区-two")
    open_standard(page, "1.1.2 爱国主义教育基地开放")
    beside = browser.new_context(base_url=demo_site.address, locale="zh-CN")
    try:
        other = beside.new_page()
        sign_in(other, "office")
        other.goto(page.url)
        other.get_by_label("名称", exact=True).fill("爱国主义教育基地常态开放")
        other.get_by_role("button", name="保存").click()
        expect(other.get_by_text("已保存")).to_be_visible()
    finally:
        beside.close()
    page.get_by_label("整改要点").fill("每季度核对一次门口公示。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("您填的内容还在下面，没有保存")).to_be_visible()
    expect(page.get_by_text("这几项您没有动，已换成对方改的：名称")).to_be_visible()
    expect(page.get_by_label("名称", exact=True)).to_have_value("爱国主义教育基地常态开放")
    expect(page.get_by_label("整改要点")).to_have_value("每季度核对一次门口公示。")
    look(page, "edit-conflict", "desk")


def test_what_hangs_on_a_branch_is_named_before_it_goes(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    begin(page, f"某区-remove-{screen}")
    open_standard(page, "1.1.3 新时代文明实践阵地")
    page.get_by_label("分值").fill("两分")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("“两分”不是小数")).to_be_visible()
    page.get_by_label("分值").fill("2.0")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("各条规则的分值之和是 1.8，这里写的是 2.0")).to_be_visible()
    page.get_by_role("link", name="标准树").click()
    page.locator("summary", has_text="具有强大生命力").click()
    expect(page.get_by_text("下一级合计 4.2，这里写的是 4.0")).to_be_visible()
    look(page, "edit-tree-wrong", screen)
    page.get_by_role("link", name=re.compile(r"^1\.1\s*理论宣讲与文明实践")).click()
    look(page, "edit-node", screen)
    page.get_by_role("link", name="删除…").click()
    expect(page.get_by_role("heading", name="标准 3")).to_be_visible()
    look(page, "edit-remove", screen)
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除")).to_be_visible()


def test_without_a_script_the_preview_comes_with_the_page(
    browser: Browser, demo_site: Site, page: Page
) -> None:
    sign_in(page, "office")
    begin(page, "某区-plain")
    open_standard(page, "1.1.3 新时代文明实践阵地")
    page.get_by_role("link", name="改规则，看影响").first.click()
    plain = browser.new_context(base_url=demo_site.address, locale="zh-CN", java_script_enabled=False)
    try:
        quiet = plain.new_page()
        sign_in(quiet, "office")
        quiet.goto(page.url)
        quiet.get_by_label("怎么评分").select_option(label="按符合率")
        quiet.get_by_role("button", name="换成这种").click()
        quiet.get_by_role("button", name="看对上一轮的影响").click()
        expect(quiet.locator("#preview").get_by_role("row", name=re.compile("^符合率"))).to_be_visible()
    finally:
        plain.close()
