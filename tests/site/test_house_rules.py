"""Rules of the house that no single test sees: same furniture, nothing inline, nobody watched, files one can read."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from dabiao.office.chart_svg import history_svg, trend_svg

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "dabiao"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
ROOMS = (
    "standards",
    "standards/drafts",
    "duties/cycle",
    "duties/breakdown",
    "duties/letters",
    "duties/press",
    "duties/notices",
    "places",
    "rounds",
    "cases",
    "insight",
    "circulars",
    "people/me",
    "people/burden",
    "people/complaints",
)
"""Rooms, and the parts of the two that are too large for one set of furniture."""

MOST_LINES = 450

WATCHING = re.compile(
    r"签到|打卡|轨迹|在线时长|积分|登录排名|check_?in|login_rank|\btrack|_track", re.IGNORECASE
)
"""Words for watching people at work instead of places: an inspector's day is nobody's figure."""

INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
    "something from elsewhere": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def routes() -> set[str]:
    """Every address and its name."""
    found: set[str] = set()
    pending: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while pending:
        one = pending.pop()
        found.add(str(one.pattern))
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        else:
            found.add(str(one.name))
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_needs_nothing_the_content_policy_forbids(template: Path) -> None:
    text = template.read_text("utf-8")
    assert [rule for rule, pattern in INLINE.items() if pattern.search(text)] == []


def test_a_drawn_chart_needs_nothing_the_content_policy_forbids() -> None:
    drawn = trend_svg([("第1轮", 81.2), ("第2轮", None)], title="各轮得分")
    drawn += history_svg([("第1轮", 20, 14), ("第2轮", 20, 18)], title="历次合格率", asked=None)
    assert "<svg" in drawn
    assert [rule for rule, pattern in INLINE.items() if pattern.search(drawn)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_with_tables_has_the_same_furniture_as_the_others(room: str) -> None:
    name = room.rpartition("/")[2]
    assert list(apps.get_app_config(name).get_models())
    for piece in ("models", "actions", "queries", "apps"):
        assert (SOURCE / room / f"{piece}.py").is_file()
    assert (SOURCE / room / "migrations" / "0001_initial.py").is_file()
    if (SOURCE / room / "views.py").exists():
        assert (SOURCE / room / "urls.py").is_file()
        assert list((SOURCE / room / "templates" / name).glob("*.html"))


def test_a_room_writes_in_its_actions_and_nowhere_else() -> None:
    writing = re.compile(r"\.(?:create|bulk_create|update_or_create|get_or_create|delete|save)\(")
    reading = [SOURCE / room / f"{piece}.py" for room in ROOMS for piece in ("queries", "views", "panels")]
    assert [
        name_of(path) for path in reading if path.exists() and writing.search(path.read_text("utf-8"))
    ] == []


READING = re.compile(r"\.objects\.(?!none\(\))")
PAGES = sorted(
    path
    for pattern in ("*views.py", "*forms.py", "*panels.py", "my_list.py")
    for path in SOURCE.rglob(pattern)
)
"""What people look at, type into and are told: it asks the room's queries, and never a table."""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_reads_through_the_queries_of_its_room(page: Path) -> None:
    assert not READING.search(page.read_text("utf-8"))


def test_only_the_policy_reads_its_table() -> None:
    reading = re.compile(r"policy\.TABLE|policy import [^\n]*\bTABLE\b")
    others = [path for path in SOURCE.rglob("*.py") if path != SOURCE / "people" / "policy.py"]
    assert [name_of(path) for path in others if reading.search(path.read_text("utf-8"))] == []


def test_no_table_address_or_page_watches_people() -> None:
    names = {field.column for model in apps.get_models() for field in model._meta.local_concrete_fields}
    names |= {model._meta.db_table for model in apps.get_models()} | routes()
    names |= {path.read_text("utf-8") for path in TEMPLATES} | {name_of(path) for path in TEMPLATES}
    assert [name for name in names if WATCHING.search(name)] == []


@pytest.mark.parametrize(
    "word",
    ["签到", "打卡", "轨迹", "在线时长", "积分", "登录排名", "checkin", "track/", "login_rank", "gps_track"],
)
def test_the_rule_against_watching_knows_its_words(word: str) -> None:
    assert WATCHING.search(f"people_{word}") or WATCHING.search(word)


def test_every_source_file_can_be_read_at_a_sitting() -> None:
    folders = (SOURCE, ROOT / "bench", ROOT / "tools", ROOT / "web" / "src")
    kinds = {".py", ".html", ".ts", ".css", ""}
    files = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix in kinds
    ]
    written = [path for path in files if "built" not in path.parts and "__pycache__" not in path.parts]
    long = {
        name: n
        for name, n in ((str(p), len(p.read_text("utf-8").splitlines())) for p in written)
        if n > MOST_LINES
    }
    assert len(written) > 200
    assert long == {}
