"""On PostgreSQL an installation is the same: it is made, served, and processes at once do not get past checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from installations import DABIAO, READY, Installation
from postgres_cluster import Cluster
from served import free_port, serving

PREPARE = """
from django.utils import timezone
from dabiao.people.models import Account, Organisation, Placement, Post, Role, Line
district = Organisation.objects.create(kind="区", name="示范区")
street = Organisation.objects.create(kind="街道", name="东湖街道")
Organisation.objects.create(kind="社区", name="和平社区")
Placement.objects.create(organisation=street, parent=district, line=Line.TERRITORY, since=timezone.localdate())
posts = (("office", Role.OFFICE, district), ("leader", Role.LEADER, district), ("street", Role.STREET, street))
for name, role, place in posts:
    Post.objects.create(account=Account.objects.create_account(name, name, "x"), role=role, organisation=place)
"""


@pytest.fixture(scope="module")
def server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A new district on a PostgreSQL server, named by its data folder."""
    home = tmp_path_factory.mktemp("server")
    named = home / "database.toml"
    named.write_text(f'url = "{cluster.make_database()}"\n', "utf-8")
    named.chmod(0o600)
    made = Installation(home)
    made.run(PREPARE)
    return made


def told(said: str) -> object:
    return json.loads(said.splitlines()[-1])


def test_its_rows_are_on_the_server_and_no_file_is_made(server: Installation) -> None:
    kind = (
        "from django.db import connection\nprint(json.dumps([connection.vendor, connection.isolation_level]))"
    )
    assert told(server.run(kind)) == ["postgresql", 2], "READ COMMITTED, on which taking turns relies"
    assert not (server.home / "dabiao.sqlite3").exists()
    assert (server.home / "secret.key").exists()


def test_it_is_served(server: Installation) -> None:
    with serving([str(DABIAO), "serve"], free_port(), server.environment) as site:
        assert site.get_status("/health/") == 200
        assert "哪些标准达标" in site.get("/")


APPEND = """
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
office = Account.objects.get(username="office")
""" + READY + """
for number in range(20):
    with writing(office, Action.SEND_NOTICE, "notice", f"{sys.argv[1]}-{number}"):
        pass
print("done")
"""  # fmt: skip


def test_entries_of_many_writers_make_one_chain(server: Installation) -> None:
    before = server.told("audit", "verify")["last"]
    assert server.run_at_once(APPEND, [str(number) for number in range(4)]) == ["done"] * 4
    after = server.told("audit", "verify")
    assert after["intact"]
    assert after["last"] == before + 80


ASK = """
from dabiao.core.defects import BadInput
from dabiao.people.burden.actions import Request, ask_of
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing
office, community = Account.objects.get(username="office"), Organisation.objects.get(name="和平社区")
""" + READY + """
try:
    with writing(office, Action.SEND_NOTICE, "notice", sys.argv[1]):
        ask_of(office, [community], Request("notice", sys.argv[1], "报送点位", "/standards/", 60))
except BadInput:
    print("refused")
else:
    print("asked")
"""  # fmt: skip


def test_of_five_requests_at_once_only_as_many_get_through_as_fit(server: Installation) -> None:
    said = server.run_at_once(ASK, [str(number) for number in range(5)])
    assert sorted(said) == ["asked"] * 2 + ["refused"] * 3


ACCEPT = """
from dabiao.core.defects import BadInput
from dabiao.people.models import Account
from dabiao.rounds.actions import accept_import
from dabiao.rounds.models import Import, ImportState
office = Account.objects.get(username="office")
waiting, _ = Import.objects.get_or_create(
    file_name="测评.xlsx", pack_id="district-practice", uploaded_by=office, defaults={"state": ImportState.READY}
)
""" + READY + """
try:
    accept_import(office, waiting)
except BadInput:
    print("refused")
else:
    print("accepted")
"""  # fmt: skip


def test_an_import_that_two_accept_at_once_is_stored_once(server: Installation) -> None:
    server.run(ACCEPT.partition(READY)[0])
    assert sorted(server.run_at_once(ACCEPT, ["1", "2", "3"])) == ["accepted", "refused", "refused"]
    jobs = """
from django_tasks_db.models import DBTaskResult
print(json.dumps(DBTaskResult.objects.filter(task_path__endswith="store_import").count()))
"""
    assert told(server.run(jobs)) == 1


LETTER = """
from dabiao.duties.letters import actions, commenting
from dabiao.people.models import Account, Organisation
office, street = Account.objects.get(username="office"), Account.objects.get(username="street")
plan = actions.DraftPlan(2027, Organisation.objects.get(kind="区"), "区长", [Organisation.objects.get(kind="街道")])
letter = actions.draft_letters(office, plan).made[0]
from dabiao.house.moments import last_minute
from dabiao.core.working_days import working_day_after
from django.utils import timezone
actions.send_for_comment(office, [letter], last_minute(working_day_after(timezone.localdate(), 5)))
commenting.comment(street, letter.versions.get(), "", agrees=True)
actions.freeze(office, [letter])
"""

SIGN = """
from dabiao.core.defects import BadInput
from dabiao.duties.letters import signing
from dabiao.duties.letters.models import LetterVersion
from dabiao.people.models import Account
version = LetterVersion.objects.get()
person = Account.objects.get(username=sys.argv[1].split("-")[0])
""" + READY + """
try:
    signing.sign(person, version, version.sm3)
except BadInput:
    print("refused")
else:
    print("signed")
"""  # fmt: skip


def test_a_letter_that_both_sides_sign_at_once_is_in_force_once(server: Installation) -> None:
    server.run(LETTER)
    said = server.run_at_once(SIGN, ["street-1", "street-2", "leader-1", "leader-2"])
    assert sorted(said) == ["refused", "refused", "signed", "signed"]
    state = """
from dabiao.duties.letters.models import LetterVersion
one = LetterVersion.objects.get()
print(json.dumps([one.state, sorted(one.signatures.values_list("side", flat=True))]))
"""
    assert told(server.run(state)) == ["已签", ["乙方", "甲方"]]
    assert server.told("audit", "verify")["intact"]


def test_a_server_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    password = "s3cr3t"
    away = Installation(tmp_path / "home", f"postgresql://qu:{password}@/a?host={tmp_path}")
    for words in (("restore", tmp_path / "a.dbk"), ("demo",)):
        done = away.dabiao(*words)
        assert done.returncode == 2
        assert password not in done.stderr
        assert "Traceback" not in done.stderr
        assert "连不上" in done.stderr


def test_a_server_that_is_named_wrongly_is_told_in_words(tmp_path: Path) -> None:
    done = Installation(tmp_path / "home", "oracle://x").dabiao("demo")
    assert done.returncode == 2
    assert "DABIAO_DATABASE：不是 PostgreSQL 的地址" in done.stderr
    assert "Traceback" not in done.stderr
