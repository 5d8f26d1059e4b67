"""The handbook speaks of what is there: pages, pictures, labels, and a task for every page of the menu."""

import re
from importlib import resources

import pytest
from babel.messages.pofile import read_po
from cast import Cast
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from dabiao.house.registries import help_address, menu
from dabiao.site.handbook.contents import CHAPTERS, TASKS
from dabiao.site.handbook.searching import LONGEST_QUERY, find
from dabiao.site.handbook.text import FOLDER, pictures, plain, rendered, source

LABEL = re.compile(r"「([^」]+)」")


def labels() -> set[str]:
    """Every text of the site's pages."""
    file = resources.files("dabiao.site") / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with file.open("rb") as opened:
        found = read_po(opened)
    return {
        one for message in found for one in (message.id if isinstance(message.id, tuple) else (message.id,))
    }


SITE_TEXTS = labels()


@pytest.mark.parametrize("slug", sorted(TASKS))
def test_a_task_has_a_text_whose_links_and_pictures_are_there(slug: str) -> None:
    try:
        html = rendered(slug)
    except (KeyError, NoReverseMatch, FileNotFoundError) as missing:
        pytest.fail(f"{slug}.md names what is not there: {missing!r}")
    assert "<h1" not in html, "the title stands in contents.py"
    assert not re.search(r"]\((?:page|address|picture):", html), "a link that was not understood"


@pytest.mark.parametrize("slug", sorted(TASKS))
def test_every_label_named_is_one_of_the_sites(slug: str) -> None:
    assert [label for label in LABEL.findall(source(slug)) if label not in SITE_TEXTS] == []


def test_every_page_of_the_menu_is_explained_by_a_task_of_its_own() -> None:
    general = help_address("")
    assert [entry.url_name for entry in menu() if help_address(entry.url_name) == general] == []


def test_what_a_task_explains_is_an_address_and_explained_once() -> None:
    explained = [name for task in TASKS.values() for name in task.explains]
    assert len(explained) == len(set(explained))
    assert set(explained) <= {name for name in get_resolver().reverse_dict if isinstance(name, str)}


def test_every_file_and_picture_is_used() -> None:
    files = {one.name.removesuffix(".md") for one in (FOLDER / "pages").iterdir() if one.name.endswith(".md")}
    assert files == set(TASKS)
    used = {name for slug in TASKS for name in re.findall(r"picture:([\w-]+)", source(slug))}
    assert used == set(pictures())
    assert len({task.title for task in TASKS.values()}) == len(TASKS)
    assert sum(len(chapter.tasks) for chapter in CHAPTERS) == len(TASKS)


def test_a_picture_opens_in_full_and_tells_what_it_shows() -> None:
    found = re.findall(r'<a href="([^"]+)"><img src="([^"]+)"[^>]* alt="([^"]+)"', rendered("judgement"))
    assert len(found) == len(re.findall(r"picture:", source("judgement")))
    assert all(address == shown and told for address, shown, told in found)


def test_a_command_is_told_as_it_is_typed_and_may_break() -> None:
    assert '<pre class="handbook-command"><code>dabiao restore ' in rendered("backup")


def test_the_handbook_fits_its_readers() -> None:
    assert sum(len(plain(slug)) for slug in TASKS) / len(TASKS) < 1_000, "characters a page"
    assert 12 <= len(pictures()) <= 25


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(TASKS))
def test_外人_may_read_it_before_signing_in(client: Client, slug: str) -> None:
    answer = client.get(reverse("handbook_task", args=[slug]))
    assert answer.status_code == 200
    assert TASKS[slug].title in answer.content.decode()


@pytest.mark.django_db
def test_what_is_not_there_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    assert client.get("/handbook/nowhere/").status_code == 404
    assert client.get("/handbook/pictures/nowhere.webp").status_code == 404
    assert client.get("/handbook/pictures/..%2fcontents.webp").status_code == 404


@pytest.mark.django_db
def test_the_search_finds_all_words_and_marks_the_first(client: Client) -> None:
    page = client.get(reverse("handbook"), {"q": "邀请链接 密码"}).content.decode()
    assert "登录和保管账号" in page
    assert "<mark>邀请链接</mark>" in page
    none = client.get(reverse("handbook"), {"q": "没有这几个字啊"}).content.decode()
    assert "手册里没有这些字" in none


@pytest.mark.parametrize("query", ["", "   ", "\x00", "<script>", "长" * 10_000, "İ" * 100])
def test_no_query_breaks_the_search(query: str) -> None:
    assert isinstance(find(query), list)
    assert len(query[:LONGEST_QUERY]) <= LONGEST_QUERY


def test_raw_html_and_addresses_elsewhere_stay_text() -> None:
    for slug in TASKS:
        html = rendered(slug)
        assert "<script" not in html
        assert not re.search(r'(?:href|src)="(?!/|#)', html)
        assert plain(slug)
