"""The pictures of the handbook: which page of the demo district each one shows, and what is to be read in it.

A picture is not compared dot by dot: figures and dates change every day, and a font would be enough to fail. It
carries a fingerprint of the labels it shows (headings, buttons, fields, columns). When a label changes, the
picture is stale, and the test says how to take it anew.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Locator, Page

LARGEST = 60 * 1024
"""Bytes of a picture: the whole handbook stays a few megabytes in the wheel."""
QUALITY = 82

LABELS = "h1, h2, h3, h4, label, legend, button, summary, th, dt, a.btn, [role=tab], .tab, .brand"
"""What a reader of the handbook looks for on the page; data is none of it."""

_DIGITS = re.compile(r"[0-9０-９]+([.,:/%-][0-9]+)*")


def _nothing(_page: Page) -> None:
    pass


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, what is done there first, and which part of it is taken."""

    name: str
    person: str
    """A person of the demo; empty for somebody who has not signed in."""
    path: str
    part: str = "main"
    prepare: Callable[[Page], None] = _nothing
    highest: int = 900
    """Pixels: what is below is cut off."""
    labels: str = LABELS
    """What the fingerprint is taken of: less where some of it depends on the day the demo was built."""


def _section(heading: str) -> str:
    return f'section:has(> h2:has-text("{heading}"))'


def _upload(page: Page, field: str, name: str, content: bytes, button: str) -> None:
    page.get_by_label(field).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name=button).click()


def _checked_workbook(page: Page) -> None:
    """Let a workbook in the system's own form be checked; it is not stored, and nothing of the demo changes."""
    _upload(page, "测评工作簿", "2026年11月测评.csv", CANONICAL.encode(), "上传并检查")
    page.get_by_role("heading", name="检查通过").wait_for()


def _foreign_workbook(page: Page) -> None:
    """Let a third party's workbook be understood, and look at what has to be chosen."""
    _upload(page, "测评工作簿", "第三方11月.csv", THIRD_PARTYS.encode(), "上传并检查")
    page.get_by_role("link", name="核对对应").click()
    page.get_by_role("heading", name="核对表格的对应").wait_for()


def _framework_table(page: Page) -> None:
    """Hand in a framework table and look at what its columns were taken for; no draft is made yet."""
    _upload(page, "测评体系表", "某区测评体系.csv", FRAMEWORK.encode(), "上传并查看")
    page.get_by_role("heading", name="核对每一列是什么").wait_for()


CANONICAL = """轮次,日期,点位编号,点位名称,点位类型,街道,标准编号,检查项,结果,问题描述
2026年11月,2026-11-26,P06001,东湖和平社区主次干道（112）,主次干道,东湖街道,6.2.1,6.2.1-1,符合,
2026年11月,2026-11-26,P06001,东湖和平社区主次干道（112）,主次干道,东湖街道,6.2.1,6.2.1-2,不符合,公交站旁两个垃圾桶满溢
2026年11月,2026-11-26,P26001,东湖和平社区背街小巷（22）,背街小巷,东湖街道,6.2.1,6.2.1-1,符合,
"""
THIRD_PARTYS = """检查时间,所属街道,检查地点,地点类别,检查内容,是否达标,情况说明
2026-11-26,东湖街道,东湖和平社区主次干道（112）,主次干道,地面整洁，没有积存垃圾,√,
2026-11-26,东湖街道,东湖和平社区主次干道（112）,主次干道,垃圾桶没有满溢，周边干净,×,两个垃圾桶满溢
2026-11-26,东湖街道,和平社区小巷,背街小巷,绿地墙角没有卫生死角,√,
2026-11-26,,合计,,,2,
"""
FRAMEWORK = """测评项目,指标名称,测评标准,测评方法,责任单位,权数,说明
市容环境,环境卫生,主次干道路面整洁，无积存垃圾,实地考察,城市管理局,2,
市容环境,环境卫生,公共厕所干净无异味,实地考察,城市管理局,1.5,
公共秩序,交通秩序,路口行人和非机动车遵守信号灯,实地考察,公安交警,3,
"""
"""Made up: a few rows as offices write them, about places of the demo."""

SHOTS: tuple[Shot, ...] = (
    Shot("sign-in", "", "/people/sign-in/", "section.narrow"),
    Shot("mine", "street", "/me/", highest=620, labels="h1, summary"),
    Shot("complaint-new", "street", "/people/complaints/new/"),
    Shot("import-checked", "office", "/rounds/imports/", prepare=_checked_workbook),
    Shot("mapping", "office", "/rounds/imports/", prepare=_foreign_workbook, highest=860),
    Shot("sites", "office", "/places/", highest=520),
    Shot("overview", "leader", "/insight/", highest=900, labels="h1, h2"),
    Shot("judgement", "leader", "/standards/6.1.2/", _section("怎么判断的")),
    Shot("history", "leader", "/standards/6.1.2/", _section("历次合格率")),
    Shot("check-items", "inspector", "/standards/6.2.1/", _section("检查项"), highest=520),
    Shot("ranking", "office", "/insight/ranking/", highest=640),
    Shot("problems", "office", "/cases/", highest=520),
    Shot("breakdown", "office", "/duties/breakdown/", highest=620),
    Shot("letter", "unit", "/duties/letters/6/", highest=700),
    Shot("press-document", "office", "/duties/press/documents/1/", highest=760),
    Shot("press", "office", "/duties/press/", highest=560),
    Shot("notice", "office", "/duties/notices/2/"),
    Shot("notice-answer", "community", "/duties/notices/at/5/"),
    Shot("cycle", "office", "/duties/cycle/", _section("三年日历")),
    Shot("cycle-total", "office", "/insight/outside/", _section("算式")),
    Shot("outside", "office", "/insight/outside/results/", highest=520),
    Shot("draft-columns", "office", "/standards/packs/start/", prepare=_framework_table, highest=720),
    Shot("burden", "office", "/people/burden/", highest=640, labels="h1, th"),
    Shot("accounts", "system", "/people/accounts/", highest=520),
    Shot("audit", "audit", "/people/audit/", _section("核对和导出")),
)


def fingerprint(part: Locator, labels: str = LABELS) -> str:
    """SHA-256 of the labels to be read in a part of a page, figures left out."""
    words = [" ".join(one.split()) for one in part.locator(labels).all_inner_texts()]
    told = "\n".join(dict.fromkeys(_DIGITS.sub("#", one) for one in words if one))
    return hashlib.sha256(told.encode()).hexdigest()


def taken(page: Page, part: Locator, shot: Shot) -> tuple[bytes, int, int]:
    """The picture as WebP, its width and height."""
    box = part.bounding_box()
    assert box is not None
    clip = {
        "x": box["x"],
        "y": box["y"],
        "width": box["width"],
        "height": min(box["height"], float(shot.highest)),
    }
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue(), picture.width, picture.height
