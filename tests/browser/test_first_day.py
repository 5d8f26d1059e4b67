"""The first day, in a real browser: from an empty data folder to the first circular, measured as it goes.

The figures are printed (``pytest -s``): pages opened, clicks, fields typed into, files chosen, seconds.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import first_day
import pytest
from browsing import look, show_on
from playwright.sync_api import Browser, Locator, Page, expect
from served import Site, free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"
PASSWORD = "Dongcheng-01"

OWN_WORKBOOK = first_day.foreign_observations
"""What the district imports as its first round: a third party's; ``canonical_observations`` needs no matching."""


@dataclass
class Meter:
    """Somebody who works through pages, and what it takes them."""

    page: Page
    pages: int = 0
    clicks: int = 0
    fields: int = 0
    files: int = 0
    began: float = field(default_factory=time.monotonic)
    steps: list[str] = field(default_factory=list)
    marked: tuple[int, ...] = (0, 0, 0, 0)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._navigated)

    def _navigated(self, frame: object) -> None:
        self.pages += frame == self.page.main_frame

    def click(self, found: Locator) -> None:
        found.click()
        self.clicks += 1

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True))

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1

    def choose(self, label: str, file: Path) -> None:
        self.page.get_by_label(label).set_input_files(file)
        self.files += 1

    def mark(self, step: str) -> None:
        """Say what the step took."""
        now = (self.pages, self.clicks, self.fields, self.files)
        took = [here - before for here, before in zip(now, self.marked, strict=True)]
        self.marked = now
        self.steps.append(
            f"{step}: {took[0]} pages, {took[1]} clicks, {took[2]} fields, {took[3]} files, "
            f"at {time.monotonic() - self.began:.0f} s"
        )

    def told(self) -> str:
        total = f"{self.pages} pages, {self.clicks} clicks, {self.fields} fields, {self.files} files"
        return "\n".join((*self.steps, f"all: {total}, {time.monotonic() - self.began:.0f} s"))


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """An empty data folder, served."""
    with serving([str(DABIAO), "serve"], free_port(), {"DABIAO_HOME": str(tmp_path / "home")}) as site:
        yield site


def set_up_address(site: Site) -> str:
    return next(found[0] for line in site.said if (found := re.search(r"http://\S+/set-up/\S+", line)))


@pytest.fixture
def newcomer(browser: Browser, empty_site: Site, screen: str) -> Iterator[Page]:
    """A browser on the machine on which the server was started."""
    context = browser.new_context(base_url=empty_site.address, locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    show_on(page, screen)
    yield page
    context.close()


def test_an_empty_district_comes_to_its_first_circular(
    newcomer: Page, empty_site: Site, tmp_path: Path, screen: str
) -> None:
    meter = Meter(newcomer)
    open_up(meter, empty_site, screen)
    choose_the_pack(meter)
    take_in_organisations(meter, tmp_path, screen)
    take_in_places(meter, tmp_path, screen)
    invite_somebody(meter)
    take_in_a_round(meter, tmp_path, screen)
    draft_a_circular(meter, screen)
    print(f"\n{screen}\n{meter.told()}")


def open_up(meter: Meter, site: Site, screen: str) -> None:
    page, address = meter.page, set_up_address(site)
    page.goto("/")
    look(page, "welcome-empty", screen)
    page.goto(address)
    look(page, "set-up", screen)
    small = page.locator("form", has=page.locator("input[value=small]"))
    for label, text in (
        ("区（县、市）的名称", "东城区"),
        ("您的账号", "linwei"),
        ("您的姓名", "林薇"),
        ("为什么一人兼任", "创建办只有两名工作人员"),
    ):
        small.get_by_label(label).fill(text)
        meter.fields += 1
    meter.press("开通并设密码")
    meter.type("新密码", PASSWORD)
    meter.type("再输一遍新密码", PASSWORD)
    meter.press("设好密码")
    meter.type("账号", "linwei")
    meter.type("密码", PASSWORD)
    meter.press("登录")
    expect(page.get_by_role("heading", name="第一天")).to_be_visible()
    look(page, "overview-first-day", screen)
    meter.follow("看步骤清单")
    look(page, "first-day", screen)
    meter.mark("set up")
    page.goto(address)
    expect(page.get_by_role("heading", name="这个开通地址不能用")).to_be_visible()
    look(page, "set-up-gone", screen)
    page.goto("/first-day/")
    meter.pages -= 2


def choose_the_pack(meter: Meter) -> None:
    meter.press("就用这一套")
    meter.follow("回到步骤清单")
    expect(meter.page.locator("#pack")).to_contain_text("已有")
    meter.mark("pack")


def take_in_organisations(meter: Meter, folder: Path, screen: str) -> None:
    meter.follow("导入名册")
    meter.choose("单位名册", first_day.organisations(folder))
    meter.press("上传并检查")
    look(meter.page, "first-day-organisations", screen)
    meter.press("确认导入")
    meter.follow("回到步骤清单")
    expect(meter.page.locator("#organisations")).to_contain_text("2 个街道，2 个社区，2 个部门")
    meter.mark("organisations")


def take_in_places(meter: Meter, folder: Path, screen: str) -> None:
    page = meter.page
    meter.follow("导入点位")
    look(page, "sites-import", screen)
    meter.choose("点位表", first_day.places(folder))
    meter.press("上传并检查")
    expect(page.get_by_text("从 DW00001 起自动编号")).to_be_visible()
    expect(page.get_by_text("这些列没有读取：备注")).to_be_visible()
    look(page, "sites-preview", screen)
    meter.press("确认导入")
    expect(page.locator("tbody tr")).to_have_count(12)
    look(page, "sites", screen)
    meter.follow("回到步骤清单")
    expect(page.locator("#places")).to_contain_text("12 个在用，2 种类型")
    meter.mark("places")


def invite_somebody(meter: Meter) -> None:
    page = meter.page
    meter.follow("新建账号")
    meter.type("账号", "wumin")
    meter.type("姓名", "吴敏")
    meter.press("新建并生成邀请链接")
    meter.follow("已交给本人")
    page.get_by_label("角色").select_option("街道")
    meter.fields += 1
    meter.type("单位", "东湖街道")
    meter.press("任命")
    meter.follow("回到步骤清单")
    expect(page.locator("#people")).to_contain_text("其中 1 人是领导、街道、责任单位等")
    meter.mark("people")


def take_in_a_round(meter: Meter, folder: Path, screen: str) -> None:
    page = meter.page
    meter.follow("导入测评表")
    meter.choose("测评工作簿", OWN_WORKBOOK(folder))
    meter.press("上传并检查")
    accept = page.get_by_role("button", name="确认入库")
    match = page.get_by_role("link", name="核对对应")
    expect(accept.or_(match)).to_be_visible()
    if match.count():
        match_what_is_open(meter, match)
    meter.press("确认入库")
    expect(page.get_by_role("heading", name="已入库")).to_be_visible()
    meter.follow("回到步骤清单")
    expect(page.locator("#observations")).to_contain_text("1 轮已入库")
    look(page, "first-day-nearly", screen)
    meter.mark("observations")


def match_what_is_open(meter: Meter, match: Locator) -> None:
    """Look at how the workbook is taken, and take the likeliest wherever a person has to choose."""
    meter.click(match)
    for line in meter.page.locator(".mapping-open").all():
        line.locator("select").select_option(index=1)
        meter.fields += 1
    meter.press("保存并检查")


def draft_a_circular(meter: Meter, screen: str) -> None:
    page = meter.page
    meter.follow("生成通报")
    assert page.get_by_label("发文机关").input_value().startswith("东城区创建")
    made = page.get_by_role("link", name="下载 Word 文件")
    for _ in range(30):  # refused in words until the round has been assessed
        page.get_by_role("button", name="生成").click()
        page.wait_for_load_state()
        if made.count():
            break
    meter.clicks += 1
    expect(made).to_be_visible()
    meter.mark("circular")
    page.goto("/first-day/")
    expect(page.get_by_text("没有待办的步骤了")).to_be_visible()
    look(page, "first-day-done", screen)
    page.goto("/insight/")
    expect(page.get_by_role("heading", name="第一天")).to_have_count(0)
    assert page.locator(".above-bar").count() == 0


def test_three_people_begin_with_a_link_each(newcomer: Page, empty_site: Site, screen: str) -> None:
    page = newcomer
    page.goto(set_up_address(empty_site))
    three = page.locator("form", has=page.locator("input[value=three]"))
    three.get_by_label("区（县、市）的名称").fill("东城区")
    for post, username, shown in (
        ("创建办", "linwei", "林薇"),
        ("系统管理员", "luoping", "罗平"),
        ("安全管理员", "dujuan", "杜娟"),
    ):
        three.get_by_label(f"{post}：账号").fill(username)
        three.get_by_label(f"{post}：姓名").fill(shown)
    page.get_by_role("button", name="开通，生成三个链接").click()
    links = [one.input_value() for one in page.get_by_role("textbox").all()]
    assert len(set(links)) == 3
    look(page, "set-up-links", screen)
    page.goto(links[0])
    expect(page.get_by_role("heading", name="设置密码")).to_be_visible()
