"""Values that nobody types by accident, and the forms and filters of a page to put them into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import parse_qsl, urljoin, urlsplit

BAD: tuple[bytes, ...] = (
    b"",
    b"\x00",
    b"a\x00b",
    b"\xed\xa0\x80",  # half a surrogate pair
    b"\xff\xfe",
    "\u202egpj.exe".encode(),
    "😀".encode() * 20,
    "字".encode() * 6000,
    b"9" * 30,
    b"9223372036854775808",
    b"-1",
    b"0",
    b"1e400",
    b"NaN",
    b"-Infinity",
    "٣".encode(),  # a digit, but not ours
    "²".encode(),  # a digit that is no number
    b"0001-01-01",
    b"9999-12-31",
    b"9999-12-31T23:59",
    b"0001-01-01T00:00",
    b"99:99",
    b"<script>alert(1)</script>",
    b"=1+1",
    b"../../etc/passwd",
    b"a\r\nX-Y: z",
    b"[" * 3000,
    b"00000000-0000-0000-0000-000000000000",
    b"%s %(x)s {0}",
    b"nope",
)
"""As they come over the wire: not all of them are text."""

Fields = list[tuple[str, bytes]]
_ORDINARY = {"date": "2027-01-20", "datetime-local": "2027-01-20T10:00", "time": "10:00", "number": "5"}


@dataclass
class SentForm:
    """A form as a browser would send it, filled with something ordinary."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    has_file: bool = False


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[SentForm] = []
        self.links: list[str] = []
        self.open: SentForm | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            address = urljoin(self.address, given.get("action") or self.address).partition("#")[0]
            self.open = SentForm(address, given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is not None:
            self._field(self.open, tag, given)

    def _field(self, form: SentForm, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option" and self.select is not None:
            if "selected" in given or not dict(form.fields).get(self.select):
                form.fields = [one for one in form.fields if one[0] != self.select]
                form.fields.append((self.select, value.encode()))
        elif not name or name == "csrfmiddlewaretoken":
            return
        elif tag == "select":
            self.select = name
        elif given.get("type") == "file":
            form.has_file = True
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given or name not in dict(form.fields):
                form.fields.append((name, (value or "on").encode()))
        elif tag == "button" and name in dict(form.fields):
            return
        elif tag in ("input", "textarea", "button"):
            ordinary = _ORDINARY.get(given.get("type", ""), "" if tag == "button" else "写一句")
            form.fields.append((name, (value or ordinary).encode()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None


def forms_and_filters(address: str, html: str) -> tuple[list[SentForm], dict[str, str]]:
    """The forms of a page that are posted; and names and values of what may stand behind its own address."""
    page = _Page(address)
    page.feed(html)
    filters = dict(parse_qsl(urlsplit(address).query))
    for form in page.forms:
        if form.method == "get" and urlsplit(form.action).path == urlsplit(address).path:
            filters |= {name: value.decode() for name, value in form.fields}
    for link in page.links:
        if urlsplit(link).path == urlsplit(address).path:
            filters |= dict(parse_qsl(urlsplit(link).query))
    return [form for form in page.forms if form.method == "post"], filters


def variants(fields: Fields, turn: int) -> Iterator[Fields]:
    """The form as it is; with one value in all its fields, for every second of ``BAD``, even or odd by ``turn``, since
    neighbours there are of one kind; and with one of them in each field alone.
    """
    yield fields
    for bad in BAD[turn % 2 :: 2]:
        yield [(name, bad) for name, _ in fields]
    for chosen, bad in zip(dict(fields), cycle(BAD[turn % len(BAD) :] + BAD), strict=False):
        yield [(name, bad if name == chosen else value) for name, value in fields]


def encoded(fields: Fields) -> str:
    """As a browser sends it, whatever bytes there are."""
    return "&".join(f"{_percent(name.encode())}={_percent(value)}" for name, value in fields)


def _percent(raw: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in raw)
