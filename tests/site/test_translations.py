"""English by switch: the catalogue is whole, and English pages show no Chinese beside the district's own data."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from cast import Cast
from django.conf import settings
from django.test import Client
from django.utils import translation
from workbooks import round_of, row, upload

from dabiao.circulars.models import Circular
from dabiao.core.assessment import StabilityClass
from dabiao.core.defects import Defect
from dabiao.core.framework import Grade, Method
from dabiao.core.grouping import EVERYBODY, UNGROUPED
from dabiao.core.rubric_words import describe
from dabiao.house import defects, words
from dabiao.insight.models import Snapshot
from dabiao.office.cell_values import HINT, method_of, result_of
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use
from dabiao.standards.tree import CLASSES

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src" / "dabiao" / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Characters and punctuation."""
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]")
KEPT = (
    *("中文", "达", "错误说明", "符合", "不符合", "不适用"),
    *("测评项目", "指标名称", "测评内容", "测评标准", "标准编号", "测评方法", "材料", "实地", "问卷"),
    *("上报材料和检查提示", "实地考察点位及标准", "问卷主要内容", "牵头单位", "责任单位", "配合单位"),
    *("责任人", "完成时限", "各街道", "全部点位"),
    *(
        "点位名称",
        "点位类型",
        "问题描述",
        "抽查数",
        "符合数",
        "坐标系",
        "经纬度",
        "高德",
        "腾讯",
        "百度",
        "天地图",
    ),
    *("负面", "加分", "例外：", "一票否决", " 是 ", "达标 办公网证书"),
)
"""The switch's own word, the mark of the brand, and what stands or is to be written in workbooks (任务分解表, 点位底册,
packs) and in the list of certificates.
"""


def messages() -> list[Message]:
    """Every text of the catalogue."""
    with CATALOGUE.open("rb") as file:
        return [one for one in read_po(file, abort_invalid=True) if one.id]


# ---- the catalogue


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    found = messages()
    assert len(found) > 250
    assert [one.id for one in found if not one.string or one.fuzzy] == []


def test_translations_have_the_places_of_their_texts() -> None:
    wrong = [
        one.id
        for one in messages()
        if sorted(PLACES.findall(str(one.id).replace("%%", "")))
        != sorted(PLACES.findall(str(one.string).replace("%%", "")))
    ]
    assert wrong == []


def test_translations_are_english_but_for_words_of_workbooks() -> None:
    assert [one.string for one in messages() if CHINESE.search(_without(str(one.string), KEPT))] == []


def test_the_catalogue_has_every_text_of_the_sources_and_no_other() -> None:
    done = collected("--check", tool=ROOT / "tools" / "collect_messages.py")
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_collecting_again_changes_nothing_and_a_new_text_is_told(tmp_path: Path) -> None:
    for folder in ("tools", "src/dabiao"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"),
        )
    tool = tmp_path / "tools" / "collect_messages.py"
    catalogue = tmp_path / CATALOGUE.relative_to(ROOT)
    assert collected(tool=tool).returncode == 0
    once = catalogue.read_bytes()
    assert collected(tool=tool).returncode == 0
    assert catalogue.read_bytes() == once
    assert b"POT-Creation-Date" not in once

    page = tmp_path / "src" / "dabiao" / "site" / "templates" / "site" / "welcome.html"
    page.write_text(page.read_text("utf-8") + '{% translate "又一句话" %}', "utf-8")
    told = collected("--check", tool=tool)
    assert (told.returncode, told.stdout) == (1, "missing: 又一句话\n")
    assert catalogue.read_bytes() == once


def test_the_catalogue_compiles_without_a_word(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "babel.messages.frontend", "--quiet", "compile"),
            *("--domain", "django", "--input-file", CATALOGUE, "--output-file", tmp_path / "django.mo"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def collected(*arguments: str, tool: Path) -> subprocess.CompletedProcess[str]:
    """Run the collector of a source tree."""
    return subprocess.run(
        [sys.executable, str(tool), *arguments], capture_output=True, text=True, check=False
    )


# ---- words that the core names


def test_words_of_results_are_listed_for_translation() -> None:
    assert set(words.CLASSES) == {one.value for one in StabilityClass}
    assert set(words.METHODS) == {one.value for one in Method}
    assert set(words.GRADES) == {one.value for one in Grade if CHINESE.search(one.value)}
    assert {EVERYBODY, UNGROUPED} < set(words.GROUPS)
    assert HINT in words.HINTS
    known = {str(one.id) for one in messages() if one.context is None}
    assert {
        *words.CLASSES,
        *words.METHODS,
        *words.GROUPS,
        *words.GRADES,
        *words.EXCLUSIONS,
        *words.HINTS,
        *CLASSES,
    } <= known


def test_a_defect_is_said_in_english_and_quotes_the_file_as_it_is() -> None:
    fault = result_of("符和")
    assert not isinstance(fault, int | None)
    defect = Defect(fault.template, "数据.csv", 3, "结果", fault.parameters)
    with translation.override("en"):
        said = defects.sentence(defect)
    assert said == (
        "数据.csv row 3 column “结果”: Result “符和” is not known, perhaps “符合” was meant. "
        "Enter 符合 (or yes), 不符合 (no) or 不适用 (n/a)"
    )
    with translation.override("zh-hans"):
        assert defects.sentence(defect) == str(defect)


def test_another_row_is_named_in_english() -> None:
    defect = Defect(
        "与%(first)s重复：同一轮次、点位、标准、检查项和测评员只能有一行。请删去一行，或补上不同的检查项、测评员",
        "b.csv",
        9,
        parameters={"first": "a.csv 第 4 行"},
    )
    with translation.override("en"):
        assert "Repeats a.csv row 4:" in defects.sentence(defect)


def test_a_cell_that_reads_like_one_of_our_words_stays_as_it_is() -> None:
    fault = method_of("标准")
    assert not isinstance(fault, str | None)
    with translation.override("en"):
        assert "Method “标准” is not known" in defects.words(
            Defect(fault.template, "a.csv", parameters=fault.parameters)
        )


# ---- pages


@pytest.fixture
def english(client: Client, cast: Cast, home: HomeFolder) -> Client:
    """创建办 signed in, with the pages switched to English."""
    client.force_login(cast.创建办)
    client.post("/language/", {"language": "en", "next": "/"})
    return client


@pytest.fixture
def district(cast: Cast, home: HomeFolder) -> None:
    """Two rounds stored, and assessed."""
    for name, date, failing in (("第1轮", "2026-03-02", 2), ("第2轮", "2026-04-02", 3)):
        rows = [*round_of(name, date, failing=failing), row(轮次=name, 日期=date, 点位编号="P900", 街道="")]
        waiting = upload_workbook(cast.创建办, upload(rows), DEFAULT_PACK)
        run_waiting_jobs()
        accept_import(cast.创建办, Import.objects.get(pk=waiting.pk))
        run_waiting_jobs()
    assert Snapshot.objects.exists()


stored = pytest.mark.django_db(transaction=True)


@stored
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", ("Dabiao", "Which standards are met", "Open the overview")),
        (
            "/insight/",
            ("Overview", "Met unstably", "Not enough evidence", "Score by round", "rounds pooled: 2"),
        ),
        ("/insight/ranking/", ("Ranking", "Streets", "Responsible units", "Rank range", "Tier")),
        ("/insight/score/", ("How the score comes about", "Base: places passed", "No data")),
        ("/standards/", ("Standards", "Find", "All states", "Not inspected", "Met")),
        (
            "/standards/1.1.2/",
            ("How it is scored", "Pass rate by round", "By place type", "By street", "Field"),
        ),
        ("/standards/?q=没有这样的标准", ("Nothing found",)),
        ("/cases/", ("Problems", "Responsible unit", "Place type", "Filter", "Export to Excel")),
        ("/cases/?street=没有", ("No problems match these filters",)),
        ("/rounds/imports/", ("Import inspection data", "Recent imports", "Stored", "Upload and check")),
        ("/circulars/", ("Circulars", "No circulars yet", "Make a circular")),
        ("/circulars/new/", ("Title", "Document number", "Addressed to", "Date of issue")),
        ("/no-such-page/", ("No such page", "Start again from the menu")),
    ],
)
def test_an_english_page_is_english(
    english: Client, district: None, address: str, expected: tuple[str, ...]
) -> None:
    page = english.get(address).content.decode()
    texts = shown(page)
    assert '<html lang="en">' in page
    for word in expected:
        assert any(word in text for text in texts), (word, texts)
    assert stray_chinese(texts) == []


@stored
def test_an_import_is_english_from_the_check_to_the_refusal(english: Client, cast: Cast) -> None:
    waiting = upload_workbook(cast.创建办, upload([row()]), DEFAULT_PACK)
    bad = upload_workbook(cast.创建办, upload([row(), row(结果="符和")]), DEFAULT_PACK)
    before = shown(english.get(f"/rounds/imports/{waiting.pk}/").content.decode())
    assert "Checking" in before
    run_waiting_jobs()
    ready = shown(english.get(f"/rounds/imports/{waiting.pk}/").content.decode())
    refused = shown(english.get(f"/rounds/imports/{bad.pk}/").content.decode())
    assert {"Accept and store", "Give up", "Places", "rows: 1"} <= set(ready)
    assert {"Not stored; errors found: 1", "Download the error notes", "Column"} <= set(refused)
    english.post(f"/rounds/imports/{waiting.pk}/withdraw/")
    given_up = shown(english.get(f"/rounds/imports/{waiting.pk}/").content.decode())
    again = shown(english.post(f"/rounds/imports/{waiting.pk}/accept/", follow=True).content.decode())
    assert "Given up" in given_up
    assert any("The state of this import has changed" in text for text in again)
    for texts in (before, ready, refused, given_up, again):
        assert stray_chinese(texts) == []


@stored
def test_the_frame_of_a_circular_is_english_and_the_document_stays_chinese(
    english: Client, district: None
) -> None:
    form = english.get("/circulars/new/").context["form"]
    given = {name: form[name].value() for name in form.fields}
    assert CHINESE.search(given["title"])
    made = english.post("/circulars/new/", {**given, "issued_on": "2026-04-30", "number": ""})
    assert made.status_code == 302
    page = english.get(f"/circulars/{Circular.objects.get().pk}/").content.decode()
    document = re.search(r'<article class="paper">.*</article>', page, re.DOTALL)
    assert document is not None
    assert "示范区创建全国文明城市工作领导小组办公室文件" in document[0]
    texts = shown(page.replace(document[0], ""))
    assert "Download Word file" in texts
    assert stray_chinese([text for text in texts if given["title"] not in text]) == []


@stored
def test_without_the_switch_pages_are_chinese(client: Client, cast: Cast, district: None) -> None:
    client.force_login(cast.创建办)
    page = client.get("/insight/").content.decode()
    assert '<html lang="zh-CN">' in page
    assert {"总览", "标准达标状态", "不稳定达标", "各轮得分", "退出"} <= set(shown(page))


# ---- the switch


@pytest.mark.django_db
def test_the_switch_goes_back_to_the_same_page_and_sticks(client: Client) -> None:
    switched = client.post("/language/", {"language": "en", "next": "/people/sign-in/?next=/cases/"})
    assert (switched.status_code, switched.headers["Location"]) == (302, "/people/sign-in/?next=/cases/")
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("en", "Lax", True)
    assert int(cookie["max-age"]) > 30 * 24 * 3600
    assert "Sign in" in shown(client.get("/people/sign-in/").content.decode())
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "登录" in shown(client.get("/people/sign-in/").content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com/", r"/\example.com", "javascript:alert(1)", ""]
)
def test_the_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    switched = client.post("/language/", {"language": "en", "next": elsewhere})
    assert switched.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_language_nobody_translated_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "fr", "next": "/"})
    assert "登录" in shown(client.get("/people/sign-in/").content.decode())


# ---- what a page shows


class _Texts(HTMLParser):
    """Everything a person reads or hears: texts and the attributes that are spoken or shown."""

    SAID = ("aria-label", "placeholder", "title", "data-label", "alt")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(" ".join(data.split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.SAID and value]


def shown(page: str) -> list[str]:
    """Texts of a page, the figures for charts among them."""
    parser = _Texts()
    parser.feed(page)
    return [text for text in parser.found if text]


def stray_chinese(texts: list[str]) -> list[str]:
    """Texts with Chinese that is not the district's own."""
    data = set(data_words())
    return [text for text in texts if CHINESE.search(_without(text, (*data, *KEPT)))]


def data_words() -> Iterator[str]:
    """Everything the pack, the workbooks, the people and the results say, in lines as pages show them."""
    framework = framework_in_use()
    for standard in framework.standards.values():
        for rule in standard.rules:
            yield " ".join(describe(rule.rule, rule.points).split())
    given = {value for one in round_of("第1轮", "2026-03-02", failing=1) for value in one.values()}
    yield from given | {"第2轮", "测评数据.csv", "创建办", "点位编号", "结果", "符和"}
    yield from (f"展馆{number}" for number in range(1, 7))
    yield "示范区创建全国文明城市工作领导小组办公室"
    yield "各街道、区直各有关部门"
    yield "没有这样的标准"
    for part in (framework, *Snapshot.objects.values_list("result", flat=True)):
        yield from (" ".join(word.split()) for word in _strings(part) if CHINESE.search(word))


OURS = {str(one.id) for one in messages()}
"""What is ours to translate is never taken for data, even where results carry it."""


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        if part not in OURS:
            yield part
    elif isinstance(part, Mapping):
        yield from (word for one in part.items() for word in _strings(one))
    elif isinstance(part, list | tuple):
        yield from (word for one in part for word in _strings(one))
    elif is_dataclass(part):
        yield from (word for one in fields(part) for word in _strings(getattr(part, one.name)))


def _without(text: str, known: tuple[str, ...]) -> str:
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, "")
    return text
