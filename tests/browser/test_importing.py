"""A third party's workbook goes in through the browser: matched, kept as a profile, previewed, accepted, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from browsing import look, show_on, sign_in
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, ViewportSize, expect

SMALL = ViewportSize(width=360, height=740)
"""The narrowest phone the pages are made for."""

LOOKED = 60_000
"""Milliseconds that looking at a workbook may take while other tests use the machine too."""

HEADINGS = ("序号", "测评点位", "点位类别", "所属街道", "测评内容", "是否符合", "存在问题", "责任部门")
ITEMS = (
    ("入口处有公平秤", "✓", ""),
    ("行规行约、商户公约上墙", "✗", "公约没有张挂"),
    ("没有过期变质食品", "✓", ""),
    ("市场内文明健康主题公益广告不少于2处", "✓", ""),
)


def screen_of(page: Page, screen: str) -> None:
    """A desk, or the narrowest phone."""
    show_on(page, screen)
    if screen == "phone":
        page.set_viewport_size(SMALL)


def monthly(path: Path, places: Sequence[str]) -> Path:
    """What a third party delivers: a title, its own headings, texts instead of ids, a total below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "农贸市场"
    sheet.append([f"示范区{path.stem}实地测评明细"])
    sheet.append(HEADINGS)
    for number, place in enumerate(places):
        for at, (item, mark, problem) in enumerate(ITEMS, start=1):
            row = (number * len(ITEMS) + at, place, "农贸市场", "东湖街道", item, mark, problem, "市场监管局")
            sheet.append(row)
    sheet.append(("合计", "", "", "", "", f"{len(places)} 处不符合", "", ""))
    book.save(path)
    return path


def hand_in(page: Page, file: Path) -> None:
    page.goto("/rounds/imports/")
    page.get_by_label("测评工作簿").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()


def choose_everything(page: Page) -> None:
    """Take places as they are written, and the likeliest for everything else."""
    lines = page.locator(".mapping-open")
    for at in range(lines.count()):
        _choose(lines.nth(at))


def _choose(line: Locator) -> None:
    labels = line.locator("option").all_inner_texts()
    as_written = [one for one in labels if one.startswith("照原样")]
    line.locator("select").select_option(label=(as_written or labels[1:])[0])


def take_back(page: Page) -> None:
    page.get_by_role("link", name="整个撤销这次导入").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("heading", name="已撤销")).to_be_visible(timeout=LOOKED)


def test_创建办_matches_a_third_partys_workbook_and_is_not_asked_next_month(
    page: Page, tmp_path: Path, screen: str
) -> None:
    screen_of(page, screen)
    sign_in(page, "office")
    places = [f"望江{screen}集市", f"南门{screen}菜场"]
    hand_in(page, monthly(tmp_path / "2031年9月.xlsx", places))
    expect(page.get_by_role("link", name="核对对应")).to_be_visible(timeout=LOOKED)
    look(page, "import-asked", screen)
    page.get_by_role("link", name="核对对应").click()
    look(page, "import-mapping", screen)
    choose_everything(page)
    page.get_by_role("navigation", name="核对哪一组").get_by_role("link", name="农贸市场").click()
    look(page, "import-mapping-columns", screen)
    page.go_back()
    choose_everything(page)
    page.get_by_label("方案名称").fill(f"市场表{screen}")
    page.get_by_role("button", name="保存并检查").click()
    expect(page.get_by_role("heading", name="检查通过，还没有入库")).to_be_visible(timeout=LOOKED)
    expect(page.get_by_text("合计、签字等行 1")).to_be_visible(timeout=LOOKED)
    look(page, "import-preview", screen)
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible(timeout=LOOKED)
    expect(page.get_by_text("公约没有张挂").first).to_be_visible(timeout=LOOKED)
    look(page, "import-mapped-stored", screen)
    first = page.url

    page.goto("/rounds/profiles/")
    expect(page.get_by_text(f"市场表{screen}", exact=True)).to_be_visible(timeout=LOOKED)
    look(page, "import-profiles", screen)

    hand_in(page, monthly(tmp_path / "2031年10月.xlsx", places))
    expect(page.get_by_role("heading", name="检查通过，还没有入库")).to_be_visible(timeout=LOOKED)
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible(timeout=LOOKED)
    page.goto("/rounds/imports/#rounds")
    look(page, "import-rounds", screen)
    page.go_back()
    page.get_by_role("link", name="整个撤销这次导入").click()
    look(page, "import-undo", screen)
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("heading", name="已撤销")).to_be_visible(timeout=LOOKED)
    look(page, "import-undone", screen)
    page.goto(first)
    take_back(page)
    page.goto("/rounds/profiles/")
    page.get_by_role("button", name=f"删除方案“市场表{screen}”").click()
    expect(page.get_by_text(f"市场表{screen}", exact=True)).to_have_count(0)


def test_the_mapping_page_works_without_any_script(page: Page, tmp_path: Path) -> None:
    sign_in(page, "office")
    hand_in(page, monthly(tmp_path / "2031年11月.xlsx", ["无脚本市场"]))
    expect(page.get_by_role("link", name="核对对应")).to_be_visible(timeout=LOOKED)
    address = page.url
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(
        base_url=address.split("/rounds")[0], java_script_enabled=False, locale="zh-CN"
    )
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    bare = plain.new_page()
    bare.goto(f"{address}mapping/")
    choose_everything(bare)
    bare.get_by_role("checkbox", name="把这套对应存为方案").uncheck()
    bare.get_by_role("button", name="保存并检查").click()
    for _ in range(60):
        if bare.get_by_role("heading", name="检查通过，还没有入库").count():
            break
        bare.get_by_role("link", name="刷新").click()
    bare.get_by_role("button", name="放弃").click()
    expect(bare.get_by_role("heading", name="已放弃")).to_be_visible(timeout=LOOKED)
    plain.close()
