"""标准对应 by people: a new edition keeps the old rounds, and one workbook counts in two frameworks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from browsing import DESK, look, show_on
from editions import RENUMBERED, Change, edition
from playwright.sync_api import Browser, Page, expect
from served import Site, free_port, serving
from workbooks import HEADINGS, Row, round_of, row

from dabiao.standards.queries import DEFAULT_PACK

DABIAO = Path(sys.executable).parent / "dabiao"
STAGED = Path(__file__).parents[1] / "staged.py"
NEXT, SIBLING = "示范区-2027", "示范区-卫生"

EDITION: tuple[Change, ...] = (
    *RENUMBERED,
    ("pack.yaml", 'edition: "2026.1"', 'edition: "2027.1"'),
    ("rules.csv", "\n1.1.3,实地,1.2,quantified,{}", "\n1.1.3,实地,1.2,conformity_rate,{}"),
    (
        "standards.csv",
        "\n1.3.1,1.3,街路公益广告数量,主次干道和商业大街的公益广告",
        "\n1.3.1,1.3,街路宣传氛围,道路两侧宣传",
    ),
    ("items.csv", "路段每 500 米", "沿线每半公里"),
)
"""The next edition: 1.1.2 renumbered, 1.1.3 with a rule of another form, 1.3.1 and its items in other words."""

NAMED: tuple[Change, ...] = (
    ("pack.yaml", "title: 全国文明城市实践标准包（城区）", "title: 卫生城区示范标准包"),
)
"""A sibling framework that asks the same under its own name."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast, whose passwords are known, and two packs of the district's own."""
    folder = tmp_path_factory.mktemp("crosswalks") / "home"
    environment = {**os.environ, "DABIAO_HOME": str(folder)}
    subprocess.run([sys.executable, str(STAGED)], env=environment, check=True, capture_output=True)
    edition(folder / "packs", NEXT, EDITION)
    edition(folder / "packs", SIBLING, NAMED)
    return folder


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Site]:
    """A server with them."""
    with serving([str(DABIAO), "serve"], free_port(), {"DABIAO_HOME": str(home)}) as site:
        yield site


@pytest.fixture
def office(browser: Browser, running: Site) -> Iterator[Page]:
    """创建办, signed in."""
    context = browser.new_context(base_url=running.address, viewport=DESK, locale="zh-CN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto("/people/sign-in/")
    page.get_by_label("账号", exact=True).fill("office")
    page.get_by_label("密码", exact=True).fill("Dongcheng-01")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    yield page
    context.close()


def look_at_both(page: Page, name: str) -> None:
    """Look at a page at a desk and on a phone."""
    for screen in ("phone", "desk"):
        show_on(page, screen)
        look(page, name, screen)


def put_in(page: Page, path: Path, rows: Sequence[Row]) -> None:
    """Import a workbook under the pack in use."""
    lines = [",".join(HEADINGS), *(",".join(one[heading] for heading in HEADINGS) for one in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    page.goto("/rounds/imports/")
    page.get_by_label("测评工作簿").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible()


def propose(page: Page, from_pack: str, to_pack: str, kind: str) -> None:
    """Have a crosswalk proposed."""
    page.goto("/standards/crosswalks/")
    page.get_by_label("从：记录按它测评").select_option(from_pack)
    page.get_by_label("到：按它换算").select_option(to_pack)
    page.get_by_label("用途").select_option(kind)
    page.get_by_role("button", name="提议对应").click()
    expect(page.get_by_role("heading", name="核对标准对应")).to_be_visible()


def use(page: Page, pack_id: str) -> None:
    """Work with a pack from now on."""
    page.goto(f"/standards/packs/of/{pack_id}/")
    page.get_by_role("button", name="选用这个标准包").click()
    expect(page.get_by_role("status")).to_contain_text("已选用")


def overview_with(page: Page, text: str) -> None:
    """Open 总览 until the assessment that rests on everything is there; it is made in the background."""
    for _ in range(60):
        page.goto("/insight/")
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"总览 never said {text!r}")


def test_a_new_edition_keeps_the_rounds_of_the_one_before(office: Page, tmp_path: Path) -> None:
    page = office
    practice = row(点位编号="S1", 点位类型="新时代文明实践所（站）", 标准编号="1.1.3")
    street = row(点位编号="R1", 点位类型="主次干道", 标准编号="1.3.1")
    for number in (1, 2):
        name, date = f"第{number}轮", f"2026-0{number}-02"
        extra = [{**one, "轮次": name, "日期": date} for one in (practice, street)]
        put_in(page, tmp_path / f"{number}.csv", [*round_of(name, date, failing=number), *extra])

    look_at_both(page, "crosswalks-none")
    propose(page, DEFAULT_PACK, NEXT, "换版")
    expect(page.get_by_text("1 条标准待定")).to_be_visible()
    look_at_both(page, "crosswalk-draft")
    page.get_by_role("link", name="核对点位类型").click()
    look_at_both(page, "crosswalk-types")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name=re.compile("1.3.1")).click()
    look_at_both(page, "crosswalk-line")
    page.get_by_label("对应的标准").select_option("1.3.1")
    page.get_by_label("备注").fill("内容没有变，换了说法")
    page.get_by_role("button", name="待定的都按最像的选").click()
    expect(page.get_by_text("没有待定的标准")).to_be_visible()
    page.get_by_role("button", name="接受并换算").click()
    expect(page.get_by_text("记录全部换算")).to_be_visible()
    look_at_both(page, "crosswalk-accepted")

    use(page, NEXT)
    overview_with(page, "其中 2 轮由")
    expect(page.get_by_text("合并 2 轮")).to_be_visible()
    look_at_both(page, "overview-carried")
    page.goto("/standards/1.1.9/")
    expect(page.get_by_role("heading", name="从别的体系换算")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("第1轮 换算"))).to_be_visible()
    look_at_both(page, "standard-carried")


def test_one_workbook_counts_in_two_frameworks(office: Page, tmp_path: Path) -> None:
    """The sibling leaves one standard out: its rows stay behind and are named, everything else counts in both."""
    page = office
    use(page, DEFAULT_PACK)
    propose(page, DEFAULT_PACK, SIBLING, "联创")
    page.goto(f"{page.url}standards/1.1.3/")
    page.get_by_label("对应的标准").select_option("")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="接受并换算").click()
    expect(page.get_by_role("heading", name="换算结果")).to_be_visible()

    practice = row(
        点位编号="S9", 轮次="联创轮", 日期="2026-05-02", 点位类型="新时代文明实践所（站）", 标准编号="1.1.3"
    )
    put_in(page, tmp_path / "联创.csv", [*round_of("联创轮", "2026-05-02", failing=2), practice])
    overview_with(page, "联创轮")
    use(page, SIBLING)
    overview_with(page, "联创轮")
    expect(page.get_by_text(re.compile("1 条标准未能换算"))).to_be_visible()
    page.goto("/standards/crosswalks/")
    look_at_both(page, "crosswalks")
    page.get_by_role("link", name=re.compile("卫生城区示范标准包")).click()
    expect(page.get_by_role("row", name=re.compile("1.1.3.*没有对应的标准"))).to_be_visible()
    look_at_both(page, "crosswalk-with-losses")
    use(page, DEFAULT_PACK)


def test_two_people_mend_one_draft_and_nothing_is_overwritten(office: Page) -> None:
    page = office
    propose(page, SIBLING, NEXT, "联创")
    draft = page.url
    address = f"{draft}standards/1.2.1/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("备注").fill("先来的")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_role("status")).to_contain_text("已保存")
    page.get_by_label("备注").fill("后来的")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("改过这份标准对应")
    expect(page.get_by_label("备注")).to_have_value("后来的")
    look(page, "crosswalk-line-refused", "desk")
    page.goto(draft)
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_role("status")).to_contain_text("草稿已放弃")
