"""What carries a digest out of the house: a table of senders, from a file of the data folder.

``senders.toml`` holds one ``[[sender]]`` each; without the file nothing leaves the house, and the digest is read on
我的. Kinds beside ``mail`` have a place here and no code yet: asking for one is refused in words. A kind is a class
of the shape of ``Sender``, and an entry in ``BUILT``.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from django.core.mail import EmailMessage, get_connection

from dabiao.core.defects import BadInput, Defect
from dabiao.people.door.providers import is_loopback
from dabiao.people.setting_tables import read_rows

FILE = "senders.toml"

PATIENCE = 10
"""Seconds a mail server is given; a job that waits longer keeps others waiting."""


class Kind(StrEnum):
    """By what means."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


class Security(StrEnum):
    """How the line to a mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Message:
    """A digest as it is sent. Plain text; no picture or link that would tell whether it was opened."""

    subject: str
    text: str


class NotDelivered(Exception):
    """The sender did not take it; the text says why, without address or password."""


class Sender(Protocol):
    """Something that takes a message to one person. Raises NotDelivered."""

    @property
    def kind(self) -> Kind:
        """By what means; a digest goes out once by each."""
        ...

    @property
    def site(self) -> str:
        """Address of Dabiao as people open it, for the text; empty when it is not to be named."""
        ...

    def takes(self, address: str) -> bool:
        """Whether it may carry something to ``address``."""
        ...

    def send(self, address: str, message: Message) -> None:
        """Hand the message over."""
        ...


@dataclass(frozen=True, slots=True)
class MailSender:
    """Sends through a mail server (SMTP)."""

    host: str
    port: int
    sender: str
    """Address the mail comes from."""
    security: Security = Security.TLS
    username: str = ""
    password: str = field(default="", repr=False)
    site: str = ""
    domains: tuple[str, ...] = ()
    """Mail goes to addresses of these domains alone; empty means to any."""

    @property
    def kind(self) -> Kind:
        """By mail."""
        return Kind.MAIL

    def takes(self, address: str) -> bool:
        """Whether the address lies in one of the domains."""
        domain = address.rpartition("@")[2].lower()
        return not self.domains or domain in self.domains

    def send(self, address: str, message: Message) -> None:
        """Hand it to the mail server. What goes wrong on the way after that, nobody learns here."""
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_ssl=self.security == Security.TLS,
            use_tls=self.security == Security.STARTTLS,
            timeout=PATIENCE,
        )
        mail = EmailMessage(message.subject, message.text, self.sender, [address], connection=connection)
        try:
            try:
                mail.send()
            finally:
                connection.close()  # also the line that was opened and then found wanting
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(f"{type(error).__name__} {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotDelivered(type(error).__name__) from error


BUILT: Mapping[Kind, type[MailSender]] = {Kind.MAIL: MailSender}
"""Kinds that can be asked for."""


def read_senders(path: Path) -> tuple[Sender, ...]:
    """Read the table; no file means no sender. Raises BadInput with every defect."""
    rows = read_rows(path, "sender")
    defects = [
        Defect("第 %(number)d 个 sender：%(what)s", path.name, parameters={"number": number, "what": what})
        for number, row in enumerate(rows, 1)
        for what in _wrong(row)
    ]
    kinds = [row.get("kind") for row in rows]
    if len(set(map(str, kinds))) < len(kinds):
        defects.append(Defect("同一种 kind 写了两次。请只留一个", path.name))
    if defects:
        raise BadInput(defects)
    return tuple(
        MailSender(
            **{name: value for name, value in row.items() if name not in ("kind", "security", "domains")},
            security=Security(row.get("security", Security.TLS)),
            domains=tuple(one.lower() for one in row.get("domains", ())),
        )
        for row in rows
    )


def _wrong(row: Mapping[str, object]) -> Iterator[str]:
    kind = row.get("kind")
    if kind not in list(Kind):
        yield f"kind 只能是 {'、'.join(Kind)}。请改正"
        return
    if Kind(str(kind)) not in BUILT:
        yield f"{kind} 的发送还没有做，现在只有 mail。请删去这一段"
        return
    known = {one.name for one in fields(MailSender)} | {"kind"}
    for name in ("host", "port", "sender"):
        if name not in row:
            yield f"缺少 {name}。请补上"
    for name, value in row.items():
        if name not in known:
            yield f"不认识 {name}。请核对写法，或删去这一行"
        elif not _is_right(name, value):
            yield f"{name} 写得不对。请对照 docs/digest.md 改正"
    if row.get("security", Security.TLS) == Security.NONE and not is_loopback(f"//{row.get('host')}"):
        yield "security 写成 none 时信件不加密，只有本机的邮件服务器可以这样用。请改为 tls 或 starttls"


def _is_right(name: str, value: object) -> bool:
    if name == "port":
        return isinstance(value, int) and 0 < value < 2**16
    if name == "security":
        return value in list(Security)
    if name == "domains":
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if not isinstance(value, str) or "\n" in value:
        return False
    return value != "" or name in ("username", "password", "site")
