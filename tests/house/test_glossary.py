"""The words: each explained once, found where it is looked for, and linked where it stands."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

import dabiao
from dabiao.house.glossary import CHAPTERS, matching, terms

TEMPLATES = sorted(Path(dabiao.__file__).parent.rglob("templates/**/*.html"))
USED = {word for one in TEMPLATES for word in re.findall(r'{% term "(.+?)" %}', one.read_text("utf-8"))}


def test_every_word_and_every_anchor_is_there_once() -> None:
    every = [term for chapter in CHAPTERS for term in chapter.terms]
    assert len({one.key for one in every}) == len({one.word for one in every}) == len(every) == len(terms())
    assert all(re.fullmatch(r"[a-z-]+", one.key) for one in every)
    assert all(one.meaning.endswith("。") and one.source for one in every)


def test_pages_use_only_words_that_are_explained() -> None:
    assert USED
    assert set(terms()) >= USED


@pytest.mark.parametrize(
    "word", ["不稳定达标", "把握", "符合率", "合并计算", "属地", "销号", "口径", "换算", "负面清单"]
)
def test_a_word_of_the_field_is_explained(word: str) -> None:
    assert word in terms()


def test_a_word_is_a_link_that_carries_its_meaning() -> None:
    drawn = Template('{% load house %}{% term "不稳定达标" %}').render(Context())
    assert drawn.startswith(
        f'<a class="term" href="{reverse("glossary")}#unstable" data-term="下一轮达到要求的把握'
    )
    with pytest.raises(KeyError):
        Template('{% load house %}{% term "没有这个词" %}').render(Context())


def test_anybody_may_read_and_search_the_page(client: Client, db: None) -> None:
    page = client.get(reverse("glossary")).content.decode()
    assert all(f'id="{term.key}"' in page for term in terms().values())
    found = client.get(reverse("glossary"), {"q": "回头 销号"}).content.decode()
    assert "没有找到" in found
    assert 'id="close-out"' in client.get(reverse("glossary"), {"q": " 销号 "}).content.decode()


@pytest.mark.parametrize("query", ["<script>", "%", "\u202e", "长" * 5000, ""])
def test_any_search_is_answered(client: Client, db: None, query: str) -> None:
    answer = client.get(reverse("glossary"), {"q": query})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b'<script type="module"', b"")


def test_a_search_narrows() -> None:
    assert matching("") == CHAPTERS
    assert [term.word for chapter in matching("一票否决") for term in chapter.terms] == [
        "负面清单",
        "一票否决",
    ]
