"""The main job, driven as 创建办 drives it: sign in, import, look at the result, download the circular."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from browsing import look, show_on, sign_in
from playwright.sync_api import Locator, Page, expect
from workbooks import HEADINGS, Row, round_of, row


def workbook(path: Path, rows: Sequence[Row]) -> Path:
    lines = [",".join(HEADINGS), *(",".join(one[heading] for heading in HEADINGS) for one in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_创建办_imports_a_round_and_downloads_the_circular(page: Page, tmp_path: Path, screen: str) -> None:
    show_on(page, screen)
    name = f"加测{screen}"
    file = workbook(tmp_path / f"{name}.csv", round_of(name, "2026-10-12", failing=3))
    sign_in(page, "office")
    page.get_by_role("link", name="导入").click()
    page.get_by_label("测评工作簿").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="检查通过，还没有入库")).to_be_visible()
    look(page, "import-ready", screen)
    page.get_by_role("button", name="确认入库").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible()
    look(page, "import-stored", screen)

    page.goto("/cases/?round=" + name)
    expect(page.locator("tbody tr")).to_have_count(3)

    page.goto("/circulars/new/")
    page.get_by_label("标题").fill(f"关于{name}测评情况的通报")
    expect(made_circular(page)).to_be_visible()
    charts = page.get_by_role("img", name="图")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart).not_to_have_js_property("naturalWidth", 0)
    assert charts.count() == 5
    look(page, "circular", screen)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载 Word 文件").click()
    target = tmp_path / "circular.docx"
    downloading.value.save_as(target)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    assert f"关于{name}测评情况的通报" in text


def made_circular(page: Page) -> Locator:
    """Press 生成 until the newest round has been assessed; until then the draft is refused in words."""
    made = page.get_by_role("link", name="下载 Word 文件")
    for _ in range(30):
        page.get_by_role("button", name="生成").click()
        page.wait_for_load_state()
        if made.count():
            break
        assert "过几秒钟再试" in page.content()
    return made


def test_a_workbook_with_errors_comes_back_with_them(page: Page, tmp_path: Path, screen: str) -> None:
    show_on(page, screen)
    bad = [row(轮次="错一轮", 结果="符和"), row(轮次="错一轮", 点位编号="P2", 标准编号="99.9")]
    sign_in(page, "office")
    page.goto("/rounds/imports/")
    page.get_by_label("测评工作簿").set_input_files(workbook(tmp_path / "错.csv", bad))
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="有 2 处错误，没有入库")).to_be_visible()
    look(page, "import-refused", screen)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载错误说明").click()
    handed_back = tmp_path / "back.csv"
    downloading.value.save_as(handed_back)
    assert "错误说明" in handed_back.read_text("utf-8-sig").splitlines()[0]


def test_街道_sees_its_own_problems_and_no_way_to_import(page: Page) -> None:
    sign_in(page, "street")
    page.goto("/cases/")
    streets = set(page.locator("select[name=street] option").all_inner_texts()) - {"街道"}
    assert len(streets) == 1
    assert page.get_by_role("link", name="导入").count() == 0


def test_a_wrong_password_is_answered_in_words(page: Page) -> None:
    page.goto("/people/sign-in/")
    page.get_by_label("账号").fill("office")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")


@pytest.mark.parametrize("path", ["/insight/", "/cases/", "/circulars/1/file.docx", "/rounds/imports/"])
def test_外人_is_asked_to_sign_in_and_learns_nothing(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
