"""What carries a digest out: a real mail server on loopback, and what happens when it does not want to."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cast import Cast
from django.utils import timezone
from mail_server import MailServer, mail_server
from pytest_django import Settings
from served import free_port

from dabiao.core.defects import BadInput
from dabiao.house import registries
from dabiao.house.registries import MyEntry, register_my_source
from dabiao.people.me.actions import make_digest
from dabiao.people.me.models import Digest, DigestDelivery, DigestSettings
from dabiao.people.me.senders import BUILT, FILE, Kind, MailSender, Security, Sender, read_senders

NOW = datetime(2026, 6, 4, 0, 30, tzinfo=UTC)
TO = "qinlan@example.org"


@pytest.fixture
def wanting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """社区 wants mail, and something is asked of her."""
    DigestSettings.objects.create(account=cast.社区, by_mail=True, mail_address=TO)
    monkeypatch.setattr(registries, "_my_sources", {})
    entry = MyEntry("突发任务", "检查广告牌\r\nBcc: x@example.org", "/x/", "林主任", NOW, NOW)
    register_my_source("a room of this test", lambda _asker: [entry])
    return cast


def plain(server: MailServer | None, **changes: object) -> MailSender:
    given: dict[str, object] = {
        "host": "127.0.0.1",
        "port": server.port if server else free_port(),
        "sender": "dabiao@example.org",
        "security": Security.NONE,
        **changes,
    }
    return MailSender(**given)  # type: ignore[arg-type]


def made(cast: Cast) -> Digest:
    digest = make_digest(cast.社区, timezone.localtime(NOW))
    assert digest is not None
    return digest


def test_a_digest_reaches_a_mail_server(wanting: Cast, settings: Settings) -> None:
    with mail_server() as server:
        settings.SENDERS = (plain(server, site="https://dabiao.example.org"),)
        made(wanting)
    ((sender, to, mail),) = server.mails
    assert (sender, to) == ("dabiao@example.org", [TO])
    assert mail["Subject"] == "达标每日一览 2026-06-04：1 件"
    assert mail["To"] == TO
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "text/plain"
    text = mail.get_content()
    assert "突发任务：检查广告牌" in text
    assert "林主任，2026-06-04 08:30 前" in text
    assert "https://dabiao.example.org" in text
    assert DigestDelivery.objects.get().failure == ""


def test_nothing_leaves_for_whoever_did_not_ask_and_when_nothing_is_to_be_told(
    wanting: Cast, settings: Settings
) -> None:
    with mail_server() as server:
        settings.SENDERS = (plain(server),)
        make_digest(wanting.街道, timezone.localtime(NOW))
        registries._my_sources.clear()
        made(wanting)
    assert server.heard == []
    assert not DigestDelivery.objects.exists()


def test_without_a_sender_the_digest_is_made_all_the_same(wanting: Cast, settings: Settings) -> None:
    settings.SENDERS = ()
    assert made(wanting).lines
    assert not DigestDelivery.objects.exists()


@pytest.mark.parametrize("how", ["refused", "nobody there", "no starttls", "other domain"])
def test_what_goes_wrong_is_noted_without_the_address_and_the_digest_stands(
    wanting: Cast, settings: Settings, how: str
) -> None:
    expected = {
        "refused": "SMTPRecipientsRefused",
        "nobody there": "ConnectionRefusedError",
        "no starttls": "SMTPNotSupportedError",
        "other domain": "domain",
    }
    with mail_server(frozenset({TO}) if how == "refused" else frozenset()) as server:
        changes: dict[str, object] = {
            "no starttls": {"security": Security.STARTTLS, "username": "u", "password": "secret"},
            "other domain": {"domains": ("other.example",)},
        }.get(how, {})  # type: ignore[assignment]
        settings.SENDERS = (plain(None if how == "nobody there" else server, **changes),)
        digest = made(wanting)
    assert server.mails == []
    assert "AUTH" not in server.heard, "no password goes over an open line"
    assert digest.lines
    told = DigestDelivery.objects.get()
    assert told.failure == expected[how]
    assert TO not in told.failure


def test_a_password_stays_out_of_logs() -> None:
    assert "secret" not in repr(plain(None, password="secret"))


def test_a_failure_is_told_to_the_person_it_concerns(
    wanting: Cast, settings: Settings, client, monkeypatch
) -> None:
    settings.SENDERS = (plain(None),)
    made(wanting)
    Digest.objects.update(day=timezone.localdate())
    client.force_login(wanting.社区)
    assert "今天的邮件没有发出去" in client.get("/me/").content.decode()


# ---- the table

MAIL = """
[[sender]]
kind = "mail"
host = "smtp.example.org"
port = 465
sender = "dabiao@example.org"
"""


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, "utf-8")
    return folder / FILE


def test_without_a_file_nothing_leaves_the_house(tmp_path: Path) -> None:
    assert read_senders(tmp_path / FILE) == ()


def test_a_mail_server_is_read_with_an_encrypted_line_unless_told_otherwise(tmp_path: Path) -> None:
    (found,) = read_senders(written(tmp_path, MAIL + 'domains = ["Example.org"]\n'))
    shape: Sender = found
    assert shape.kind == Kind.MAIL
    assert found == MailSender("smtp.example.org", 465, "dabiao@example.org", domains=("example.org",))
    assert found.takes("a@EXAMPLE.org")  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(BUILT)))
def test_senders_that_are_not_built_say_so(tmp_path: Path, kind: Kind) -> None:
    with pytest.raises(BadInput, match="还没有做，现在只有 mail"):
        read_senders(written(tmp_path, f'[[sender]]\nkind = "{kind}"\n'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[sender]\n", "不是有效的 TOML"),
        ("sender = 3\n", r"\[\[sender\]\]"),
        ("[[sender]]\n", "kind 只能是"),
        ('[[sender]]\nkind = "pigeon"\n', "kind 只能是"),
        ('[[sender]]\nkind = "mail"\n', "缺少 host"),
        (MAIL + 'colour = "red"\n', "不认识 colour"),
        (MAIL.replace("465", "0"), "port 写得不对"),
        (MAIL.replace("465", '"465"'), "port 写得不对"),
        (MAIL + 'security = "maybe"\n', "security 写得不对"),
        (MAIL + 'security = "none"\n', "信件不加密"),
        (MAIL + 'domains = "example.org"\n', "domains 写得不对"),
        (MAIL + MAIL, "同一种 kind 写了两次"),
    ],
)
def test_a_table_that_is_wrong_is_refused_at_the_start(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_senders(written(tmp_path, text))


def test_only_a_server_on_this_machine_may_be_spoken_to_in_the_open(tmp_path: Path) -> None:
    text = MAIL.replace("smtp.example.org", "127.0.0.1") + 'security = "none"\n'
    (found,) = read_senders(written(tmp_path, text))
    assert found.security == Security.NONE  # type: ignore[attr-defined]


def test_the_day_of_a_digest_is_the_local_one(wanting: Cast, settings: Settings) -> None:
    settings.SENDERS = ()
    late = datetime(2026, 6, 4, 16, 30, tzinfo=UTC)  # half past midnight on the 5th
    digest = make_digest(wanting.社区, timezone.localtime(late))
    assert digest is not None
    assert digest.day == date(2026, 6, 5)
