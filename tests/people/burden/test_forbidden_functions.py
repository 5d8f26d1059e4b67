"""Functions that watch people are absent: from tables, addresses, pages, texts, results. And the walk knows its words.

Django's ``last_login`` is treated precisely: it is a column of the account's table, and nothing here reads it.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from dabiao.core.forbidden_functions import LAST_SEEN, WATCHING, in_identifiers, in_texts
from dabiao.core.self_check_rules import RULE_TEXTS
from dabiao.people.burden import forbidden_scan
from dabiao.people.burden.forbidden_scan import (
    ALLOWED_COLUMNS,
    CATALOGUE,
    PACKAGE,
    SECURITY_DATA,
    SPOKEN_AGAINST,
    security_reads,
    walk_catalogue,
    walk_everything,
    walk_results,
    walk_routes,
    walk_schema,
    walk_sources,
    walk_templates,
)

ROOT = Path(__file__).parents[3]
CHECKIN, TRACK, ONLINE, USE, POINTS = (one.name for one in WATCHING[:5])


# ---- nothing of the kind is there


def test_no_walk_finds_anything() -> None:
    assert [hit for walk in walk_everything() for hit in walk.hits] == []


def test_the_walks_look_at_all_there_is() -> None:
    looked = {walk.name: walk.looked_at for walk in walk_everything()}
    columns = sum(len(model._meta.local_fields) for model in apps.get_models(include_auto_created=True))
    with CATALOGUE.open("rb") as file:
        messages = [one for one in read_po(file, abort_invalid=True) if one.id]
    assert looked["数据表"] > columns
    assert looked["地址"] >= 3 * len(list(_leaves()))
    assert looked["模板"] == len(list(PACKAGE.glob("**/templates/**/*.html"))) > 50
    assert looked["页面文字"] == len(messages)
    assert looked["数据接口"] > 100
    assert looked["源码文字"] == looked["登录时间的使用"] > 200


def test_the_catalogue_is_read_as_babel_reads_it() -> None:
    with CATALOGUE.open("rb") as file:
        known = {(str(one.id), str(one.string)) for one in read_po(file, abort_invalid=True) if one.id}
    assert set(forbidden_scan._messages(CATALOGUE.read_text("utf-8"))) == known


def test_tables_as_the_database_has_them_hold_no_such_column(db: None) -> None:
    """Not by the models but by the database itself, after all migrations."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        columns = [
            (table, column.name)
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        ]
    assert len(columns) > 200
    found = {(table, name) for table, name in columns if in_identifiers("", (table, name))}
    assert found == ALLOWED_COLUMNS


@pytest.mark.parametrize(
    "schema", sorted((ROOT / "docs" / "schemas").glob("*.json")), ids=lambda one: one.name
)
def test_published_schemas_have_no_such_key(schema: Path) -> None:
    walked = walk_results(json.loads(schema.read_text("utf-8")))
    assert walked.looked_at > 50
    assert walked.hits == ()


def test_scripts_of_the_pages_have_no_such_word() -> None:
    scripts = [one for one in (ROOT / "web" / "src").rglob("*") if one.suffix in (".ts", ".css", ".html")]
    hits = [
        hit
        for one in scripts
        for hit in (
            *in_texts(one.name, one.read_text("utf-8").splitlines()),
            *in_identifiers(one.name, set(one.read_text("utf-8").replace("(", " ").split())),
        )
    ]
    assert scripts
    assert hits == []


# ---- Django's own column


def test_last_login_is_a_column_of_the_accounts_table_and_of_no_other() -> None:
    holders = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if "last_login" in field.column
    }
    assert holders == ALLOWED_COLUMNS == {("people_account", "last_login")}


def test_no_source_page_or_script_reads_it() -> None:
    assert security_reads().hits == ()
    texts = [*PACKAGE.rglob("*.html"), *(ROOT / "web" / "src").rglob("*.ts")]
    assert [one.name for one in texts if "last_login" in one.read_text("utf-8")] == []


@pytest.mark.parametrize(
    "source",
    [
        "print(account.last_login)",
        "Account.objects.order_by('-last_login')",
        "Post.objects.values('account__last_login')",
        "Account.objects.filter(last_login=None)",
        "Account.objects.exclude(last_login__lt=day)",
        "getattr(account, 'last_login')",
        "from django.contrib.auth.models import update_last_login\nupdate_last_login(None, account)",
        "f'{account.last_login}'",
        "sessions.order_by('seen_at')",
        "row.seen_at",
    ],
)
def test_reading_when_somebody_was_here_is_found_wherever_it_hides(tmp_path: Path, source: str) -> None:
    planted = tmp_path / "views.py"
    planted.write_text(source, "utf-8")
    hits = security_reads([planted]).hits
    assert hits
    assert {hit.function for hit in hits} == {LAST_SEEN}
    assert hits[0].place.startswith("源码 views.py:")


@pytest.mark.parametrize(
    "source",
    ['"""Nobody reads last_login."""', "def f():\n    'no last_login here'\n", "# last_login\nlogin = 1"],
)
def test_speaking_of_it_in_a_docstring_or_comment_is_no_reading(tmp_path: Path, source: str) -> None:
    planted = tmp_path / "views.py"
    planted.write_text(source, "utf-8")
    assert security_reads([planted]).hits == ()


def test_only_what_ends_idle_sessions_may_name_when_somebody_was_seen() -> None:
    for places in SECURITY_DATA.values():
        for one in places:
            assert (PACKAGE / one).is_file(), f"{one} is gone: take it off the list"
    assert "people/door/sessions.py" in SECURITY_DATA["seen_at"]
    assert not SECURITY_DATA["last_login"] & {"people/door/sessions.py", "people/policy.py"}


# ---- the walk knows its words


@pytest.mark.parametrize(
    ("identifier", "function"),
    [
        ("check_in", CHECKIN),
        ("checkIn", CHECKIN),
        ("CheckInRecord", CHECKIN),
        ("people_checkin", CHECKIN),
        ("daily-check-in/", CHECKIN),
        ("attendance_days", CHECKIN),
        ("clock_in_at", CHECKIN),
        ("punch_card", CHECKIN),
        ("签到时间", CHECKIN),
        ("track", TRACK),
        ("gps_track", TRACK),
        ("trackPoints", TRACK),
        ("inspector_tracks", TRACK),
        ("trajectory_id", TRACK),
        ("location_history", TRACK),
        ("online_time", ONLINE),
        ("onlineMinutes", ONLINE),
        ("session_duration", ONLINE),
        ("usage_time_total", ONLINE),
        ("login_rank", USE),
        ("loginRanking", USE),
        ("login_count", USE),
        ("usage_rate", USE),
        ("install_rate", USE),
        ("leaderboard/", USE),
        ("user_points", POINTS),
        ("reward_points_total", POINTS),
        ("last_login", LAST_SEEN),
        ("lastLogin", LAST_SEEN),
        ("last_seen_at", LAST_SEEN),
        ("lastActive", LAST_SEEN),
        ("last_sign_in", LAST_SEEN),
    ],
)
def test_an_identifier_of_a_forbidden_function_is_found(identifier: str, function: str) -> None:
    assert function in {hit.function for hit in in_identifiers("", (identifier,))}


@pytest.mark.parametrize(
    "identifier",
    ["backtracking", "check_import", "checks", "recheck_in_time", "rank_low", "ranking", "points", "login", "seen",
     "online_filing", "last_date", "checked_in_full", "login_url", "score", "usage", "check_items", "tracked_by_nobody",
     "blast_seeing"],
)  # fmt: skip
def test_an_innocent_identifier_is_not(identifier: str) -> None:
    assert in_identifiers("", (identifier,)) == []


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("请先签到", CHECKIN),
        ("今日打卡 3 人", CHECKIN),
        ("Daily check-in", CHECKIN),
        ("You have checked in", CHECKIN),
        ("Check in", CHECKIN),
        ("Check in now", CHECKIN),
        ("Checking in at 9:00", CHECKIN),
        ("3 check-ins", CHECKIN),
        ("行动轨迹回放", TRACK),
        ("实时位置", TRACK),
        ("GPS track of the day", TRACK),
        ("在线时长 8 小时", ONLINE),
        ("最近七天使用时长", ONLINE),
        ("Time online: 3 h", ONLINE),
        ("登录次数排名", USE),
        ("登录率通报", USE),
        ("各社区活跃率", USE),
        ("Leaderboard", USE),
        ("login rate", USE),
        ("我的积分", POINTS),
        ("Reward points", POINTS),
        ("上次登录：昨天", LAST_SEEN),
        ("最近一次登录", LAST_SEEN),
        ("Last sign-in 3 days ago", LAST_SEEN),
        ("last seen", LAST_SEEN),
    ],
)
def test_a_text_of_a_forbidden_function_is_found(text: str, function: str) -> None:
    assert function in {hit.function for hit in in_texts("", (text,))}


@pytest.mark.parametrize(
    "text",
    ["登录", "退出登录", "排名", "得分排名", "材料积累", "检查点位", "在线办理", "Sign in", "Check in the register",
     "It is being checked in the background",
     "评分", "Rank range", "上次导入", "Last import", "首次登录要改密码"],
)  # fmt: skip
def test_an_innocent_text_is_not(text: str) -> None:
    assert in_texts("", (text,)) == []


def planted_table() -> type[models.Model]:
    """A table somebody might add, in a registry of its own."""
    apart = Apps()

    class DailyPresence(models.Model):
        where_from = models.CharField(max_length=9, db_column="gps_track")
        online_minutes = models.IntegerField()

        class Meta:
            apps = apart
            app_label = "planted"
            indexes = (models.Index(fields=("online_minutes",), name="login_rank"),)

    return DailyPresence


def test_a_planted_table_is_found_by_column_field_and_index() -> None:
    hits = walk_schema([planted_table()]).hits
    assert {hit.function for hit in hits} == {TRACK, ONLINE, USE}
    assert {hit.found for hit in hits} == {"gps_track", "online_minutes", "login_rank"}


def test_a_second_last_login_is_found() -> None:
    apart = Apps()

    class Visitor(models.Model):
        last_login = models.DateTimeField(null=True)

        class Meta:
            apps = apart
            app_label = "planted"

    assert {hit.function for hit in walk_schema([Visitor]).hits} == {LAST_SEEN}


def check_in_view(_request: HttpRequest) -> HttpResponse:
    """A page somebody might add."""
    return HttpResponse()


def innocent(_request: HttpRequest) -> HttpResponse:
    """Another one."""
    return HttpResponse()


@pytest.mark.parametrize(
    "pattern",
    [
        path("a/", check_in_view, name="a"),
        path("a/check-in/", innocent, name="a"),
        path("a/", innocent, name="login_ranking"),
        path("deep/", include([path("er/", include([path("tracks/<int:n>/", innocent, name="a")]))])),
    ],
)
def test_a_planted_address_is_found_by_path_name_and_view_however_deep(
    pattern: URLPattern | URLResolver,
) -> None:
    assert walk_routes([path("fine/", innocent, name="fine"), pattern]).hits


def test_a_planted_page_is_found_by_its_words_and_by_the_names_in_its_tags(tmp_path: Path) -> None:
    for number, text in enumerate(
        (
            "<p>今日打卡</p>",
            "<p>{{ person.online_minutes }}</p>",
            "{{ user.last_login|date:'Y' }}",
            "<a href=\"{% url 'check_in' %}\">",
            "<b>{{ row.seen_at }}</b>",
        )
    ):
        planted = tmp_path / f"{number}.html"
        planted.write_text(text, "utf-8")
        assert walk_templates([planted]).hits, text
    fine = tmp_path / "fine.html"
    fine.write_text("<p>{{ user.display_name }} {% translate '登录' %}</p>", "utf-8")
    assert walk_templates([fine]).hits == ()


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "今日签到"\nmsgstr "Today"',
        'msgid "今天"\nmsgstr "Check-ins today"',
        'msgid ""\n"各社区的在线"\n"时长"\nmsgstr "x"',
        '#: a.py\nmsgctxt "menu"\nmsgid "轨迹"\nmsgstr "Path"',
    ],
)
def test_a_planted_text_is_found_in_either_language_and_over_lines(tmp_path: Path, entry: str) -> None:
    planted = tmp_path / "django.po"
    planted.write_text(
        f'msgid ""\nmsgstr "Language: en"\n\nmsgid "登录"\nmsgstr "Sign in"\n\n{entry}\n', "utf-8"
    )
    assert len(walk_catalogue(planted).hits) == 1
    assert walk_catalogue(planted).looked_at == 2


def test_a_planted_key_of_a_result_is_found_at_any_depth() -> None:
    schema = {"properties": {"units": {"items": {"properties": {"login_count": {"type": "integer"}}}}}}
    assert {hit.function for hit in walk_results(schema).hits} == {USE}
    assert {hit.function for hit in walk_results({"description": "次数，按登录次数排序"}).hits} == {USE}


def test_a_heading_of_a_file_handed_out_is_found_in_its_source(tmp_path: Path) -> None:
    planted = tmp_path / "export.py"
    planted.write_text('"""签到 is not here."""\nCOLUMNS = ("单位", "在线时长")\n', "utf-8")
    (hit,) = walk_sources([planted]).hits
    assert (hit.function, hit.found) == (ONLINE, "在线时长")


def test_a_pattern_that_finds_such_words_elsewhere_is_no_text_of_ours(tmp_path: Path) -> None:
    planted = tmp_path / "furniture.py"
    planted.write_text('PAGE_FURNITURE = "下载(?:量|积分)"\nSHOWN = "我的积分"\n', "utf-8")
    assert [hit.found for hit in walk_sources([planted]).hits] == ["我的积分"]


# ---- what may be said against it


def test_every_text_that_may_name_one_does_name_one_or_is_a_rule() -> None:
    spare = {one for one in SPOKEN_AGAINST - RULE_TEXTS if not in_texts("", (one,))}
    assert spare == set()
    assert len(SPOKEN_AGAINST - RULE_TEXTS) == 1, "the kind of complaint, and nothing else"


def test_texts_that_may_name_one_are_whole_texts_and_no_key_to_others() -> None:
    for one in SPOKEN_AGAINST:
        assert in_texts("", (one,), SPOKEN_AGAINST) == []
        if in_texts("", (one,)):
            assert in_texts("", (f"{one}。",), SPOKEN_AGAINST)


def test_the_list_of_words_is_the_only_source_that_is_not_looked_into() -> None:
    said = ast.parse((PACKAGE / forbidden_scan.WORD_LIST).read_text("utf-8"))
    assert not any(isinstance(node, ast.FunctionDef) and "view" in node.name for node in ast.walk(said))
    assert (PACKAGE / forbidden_scan.WORD_LIST).is_file()


def _leaves() -> Iterator[URLPattern]:
    pending: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while pending:
        one = pending.pop()
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        else:
            yield one
