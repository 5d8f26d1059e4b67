"""A letter of responsibility, driven by those it is between: 创建办 and 街道 in a browser each, 领导 in a third."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from browsing import DESK, look, show_on
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import free_port, serving
from staged import PASSWORD

DABIAO = Path(sys.executable).parent / "dabiao"
STAGED = Path(__file__).parents[1] / "staged.py"


@dataclass
class District:
    """A server with the cast, and browsers that know nothing of each other."""

    address: str
    home: Path
    browser: Browser
    contexts: list[BrowserContext]

    def enter(self, username: str) -> Page:
        """Sign in on a desk of one's own."""
        context = self.browser.new_context(
            base_url=self.address, viewport=DESK, locale="zh-CN", accept_downloads=True
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto("/people/sign-in/")
        page.get_by_label("账号", exact=True).fill(username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("button", name="退出")).to_be_visible()
        return page

    def let_an_hour_pass(self) -> None:
        """Let everybody have proved who they are an hour ago."""
        with closing(sqlite3.connect(self.home / "dabiao.sqlite3", timeout=30)) as database:
            database.execute("UPDATE people_opensession SET confirmed_at = datetime(confirmed_at, '-1 hour')")
            database.commit()


@pytest.fixture
def district(browser: Browser, tmp_path: Path) -> Iterator[District]:
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    environment = {"DABIAO_HOME": str(home)}
    staged = subprocess.run(
        [sys.executable, str(STAGED)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert staged.returncode == 0, staged.stderr
    with serving([str(DABIAO), "serve"], port, environment) as site:
        made = District(site.address, home, browser, [])
        yield made
        for context in made.contexts:
            context.close()


def looked_at(page: Page, name: str) -> None:
    """Picture a page on a desk and on a phone."""
    for screen in ("phone", "desk"):
        show_on(page, screen)
        look(page, name, screen)


def draft_one(office: Page) -> str:
    """创建办 drafts a letter for 东湖街道. Gives its address."""
    office.goto("/duties/letters/")
    expect(office.get_by_role("heading", name="没有责任书")).to_be_visible()
    looked_at(office, "letters-none")
    office.get_by_role("link", name="起草责任书").click()
    looked_at(office, "letter-new")
    office.get_by_label("年度").fill("2026")
    office.get_by_label("东湖街道").check()
    office.get_by_role("button", name="起草", exact=True).click()
    expect(office.get_by_text("已起草 1 份责任书")).to_be_visible()
    return re.sub(r"\?.*", "", office.url)


def send(office: Page, address: str) -> None:
    office.goto(address)
    office.get_by_role("button", name="送征求意见").click()
    expect(office.get_by_text("已送征求意见")).to_be_visible()


def sign(page: Page, district: District, address: str) -> None:
    """Sign, having been asked once more who one is."""
    district.let_an_hour_pass()
    page.goto(address)
    page.get_by_role("link", name="去签署").click()
    expect(page.get_by_role("heading", name="请再确认一次身份")).to_be_visible()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("heading", name="签署责任书")).to_be_visible()
    looked_at(page, "letter-sign")
    page.get_by_role("button", name="确认签署").click()
    expect(page.get_by_text("已签署。")).to_be_visible()


def download(page: Page, kind: str, target: Path) -> Path:
    with page.expect_download() as downloading:
        page.get_by_role("link", name=kind, exact=True).click()
    downloading.value.save_as(target)
    return target


def prove(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(DABIAO), "proof", str(path)], capture_output=True, text=True, check=False)


def test_a_letter_goes_from_draft_to_signature_and_is_amended(district: District, tmp_path: Path) -> None:
    office, street, leader = (district.enter(name) for name in ("office", "street", "leader"))
    address = draft_one(office)

    # written without a script: a row added, moved up, saved
    office.get_by_role("link", name="修改", exact=True).click()
    office.get_by_role("button", name="加一项").click()
    expect(office.get_by_text("还没有保存。改好后")).to_be_visible()
    added = office.get_by_role("group", name="第 6 项")
    added.get_by_label("内容").fill("每周组织一次清洁日活动")
    added.get_by_label("要求").select_option("完成")
    added.get_by_label("分值").fill("10")
    office.get_by_role("group", name="第 1 项").get_by_label("分值").fill("20")
    added.get_by_role("button", name="上移").click()
    expect(office.get_by_role("group", name="第 5 项").get_by_label("内容")).to_have_value(
        "每周组织一次清洁日活动"
    )
    looked_at(office, "letter-edit")
    office.get_by_role("button", name="保存", exact=True).first.click()
    expect(office.get_by_text("已保存。")).to_be_visible()
    looked_at(office, "letter-draft")

    # the street sees nothing until it is sent, then comments
    assert street.goto(address).status == 404  # type: ignore[union-attr]
    send(office, address)
    street.goto("/duties/letters/")
    street.get_by_role("link", name="2026年全国文明城市创建工作目标责任书").click()
    looked_at(street, "letter-commenting")
    item = street.locator(".letter-items > li").first
    item.get_by_text("对这一项提意见").click()
    item.get_by_label("意见").fill("老旧小区多，90% 偏高，建议 88%")
    item.get_by_role("button", name="提交意见").click()
    expect(street.get_by_text("意见已提交")).to_be_visible()

    # the office cannot freeze before it has answered; it changes the text, and the difference is seen
    office.goto(address)
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_role("alert")).to_contain_text("还有 1 条意见没有答复")
    office.get_by_label("答复").fill("采纳，改为 88%")
    looked_at(office, "letter-answering")
    office.get_by_role("button", name="答复", exact=True).click()
    expect(office.get_by_text("已答复。")).to_be_visible()
    office.get_by_role("link", name="修改", exact=True).click()
    office.get_by_role("group", name="第 1 项").get_by_label("目标值").fill("88")
    office.get_by_role("button", name="保存", exact=True).first.click()
    street.goto(address)
    expect(street.get_by_text("采纳，改为 88%")).to_be_visible()
    street.get_by_role("link", name="比较两稿").click()
    expect(street.locator(".letter-side-by-side del")).to_have_text("－90%")
    expect(street.locator(".letter-side-by-side ins")).to_have_text("＋88%")
    looked_at(street, "letter-difference")
    show_on(street, "phone")
    expect(street.locator(".letter-inline ins")).to_be_visible()
    expect(street.locator(".letter-side-by-side")).to_be_hidden()
    show_on(street, "desk")

    # bands that leave 80 undefined are not frozen
    office.get_by_role("link", name="修改", exact=True).click()
    office.get_by_role("group", name="第 5 档").get_by_label("下限").select_option("不含")
    office.get_by_role("button", name="保存", exact=True).first.click()
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_role("alert")).to_contain_text("得分为 80 时没有规定扣几分")
    office.get_by_role("link", name="修改", exact=True).click()
    office.get_by_role("group", name="第 5 档").get_by_label("下限").select_option("含")
    office.get_by_role("button", name="保存", exact=True).first.click()
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_text("已定稿，可以签署了")).to_be_visible()
    looked_at(office, "letter-frozen")

    # both sign, each asked again who they are
    sign(leader, district, address)
    sign(street, district, address)
    expect(street.locator(".letter-state").first).to_have_text("已签")
    looked_at(street, "letter-signed")

    # what is downloaded is proved offline; one changed byte and it is not
    for kind, suffix in (("Word", ".docx"), ("PDF", ".pdf")):
        file = download(street, kind, tmp_path / f"责任书{suffix}")
        proved = prove(file)
        assert (proved.returncode, proved.stdout.count("签名有效")) == (0, 2), proved.stdout
        shown = [one.inner_text() for one in street.locator(".letter-digest").all()]
        assert all(one in proved.stdout or one.replace(" ", "") in proved.stdout for one in shown)
        data = bytearray(file.read_bytes())
        data[len(data) // 3] ^= 4
        file.write_bytes(data)
        refused = prove(file)
        assert refused.returncode == 1
        assert "不成立：改动在：" in refused.stdout

    # amended: a new version, which is signed anew; the old one stays
    office.goto(address)
    office.get_by_text("修订：另立新的版本").click()
    office.get_by_label("修订原因").fill("区划调整，点位增加")
    office.get_by_role("button", name="另立新的版本").click()
    expect(office.get_by_text("已另立新的版本")).to_be_visible()
    office.get_by_role("link", name="修改", exact=True).click()
    office.get_by_role("group", name="第 4 项").get_by_label("目标值").fill("8")
    office.get_by_role("button", name="保存", exact=True).first.click()
    street.goto(address)
    expect(street.locator(".letter-state").first).to_have_text("已签")
    send(office, address)
    street.goto(address)
    street.get_by_role("button", name="没有意见").click()
    office.goto(address)
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_text("还没有人签署")).to_be_visible()
    sign(street, district, address)
    sign(leader, district, address)
    leader.goto(f"{address}?version=1")
    expect(leader.locator(".letter-state").first).to_have_text("被修订")
    looked_at(leader, "letter-amended")
    leader.goto("/duties/letters/")
    looked_at(leader, "letters")
    second = prove(download_second(leader, address, tmp_path))
    assert (second.returncode, "第 2 版，替代第 1 版" in second.stdout) == (0, True)


def download_second(page: Page, address: str, folder: Path) -> Path:
    page.goto(address)
    return download(page, "PDF", folder / "第二版.pdf")


def test_a_letter_signed_on_paper_comes_into_force_with_its_scan(district: District, tmp_path: Path) -> None:
    office, street = (district.enter(name) for name in ("office", "street"))
    address = draft_one(office)
    send(office, address)
    street.goto(address)
    street.get_by_role("button", name="没有意见").click()
    expect(street.get_by_text("已记下：没有意见")).to_be_visible()
    office.goto("/duties/letters/")
    office.get_by_label("勾选 东湖街道").check()
    looked_at(office, "letters-many")
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_text("已定稿 1 份")).to_be_visible()
    office.goto(address)
    paper = download(office, "PDF", tmp_path / "打印.pdf")
    opened = pypdfium2.PdfDocument(paper)
    assert "甲方（盖章）" in "".join(page.get_textpage().get_text_range() for page in opened)
    opened.close()
    wrong = tmp_path / "签署件.png"
    wrong.write_bytes(paper.read_bytes())
    office.get_by_label("签署件扫描件").set_input_files(wrong)
    office.get_by_role("button", name="上传签署件").click()
    expect(office.get_by_role("alert")).to_contain_text("内容和扩展名 .png 不符")
    office.get_by_label("签署件扫描件").set_input_files(paper)
    office.get_by_role("button", name="上传签署件").click()
    expect(office.get_by_text("签署件已上传，责任书已签")).to_be_visible()
    street.goto(address)
    looked_at(street, "letter-scanned")
    scan = download(street, "打印.pdf", tmp_path / "扫描件.pdf")
    assert scan.read_bytes() == paper.read_bytes()
    proved = prove(download(street, "Word", tmp_path / "责任书.docx"))
    assert (proved.returncode, "另有纸质件" in proved.stdout) == (0, True)
