"""``dabiao serve --lan`` as a real process: HTTPS alone, on one address, for whoever knows its authority."""

import http.cookiejar
import os
import re
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from served import free_port, interrupt

from dabiao.site.lan.authority import fingerprint

DABIAO = Path(sys.executable).parent / "dabiao"
ADDRESS = "127.0.0.3"
"""Loopback, and not the address that the site has without ``--lan``."""


@dataclass(frozen=True)
class OfficeSite:
    """A running site, its two addresses, and what it printed."""

    port: int
    certificate_port: int
    printed: str
    home: Path

    @property
    def site(self) -> str:
        return f"https://{ADDRESS}:{self.port}/"

    @property
    def page(self) -> str:
        return f"http://{ADDRESS}:{self.certificate_port}/"

    def trusting(self) -> ssl.SSLContext:
        """A phone that has installed what the page hands out."""
        with urllib.request.urlopen(self.page + "dabiao.crt", timeout=60) as answer:
            assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
            known = x509.load_der_x509_certificate(answer.read())
        assert fingerprint(known) in self.printed
        return ssl.create_default_context(cadata=known.public_bytes(Encoding.PEM).decode())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeSite]:
    home = tmp_path_factory.mktemp("lan") / "home"
    port, certificate_port = free_port(), free_port()
    words = ["serve", "--lan", "--address", ADDRESS, "--port", str(port)]
    process = subprocess.Popen(
        [DABIAO, *words, "--certificate-port", str(certificate_port)],
        env={**os.environ, "DABIAO_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        answering(process, port)
        answering(process, certificate_port)
        yield OfficeSite(port, certificate_port, "".join(printed), home)
    finally:
        interrupt(process)
        process.stdout.close()


def answering(process: subprocess.Popen[str], port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(600):
        try:
            socket.create_connection((ADDRESS, port), timeout=5).close()
        except OSError:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
        else:
            return
    raise AssertionError("the server never answered")


def test_whoever_has_installed_the_certificate_gets_in_and_nobody_else(office: OfficeSite) -> None:
    with urllib.request.urlopen(office.site, context=office.trusting(), timeout=60) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(office.site, context=ssl.create_default_context(), timeout=60)


def test_nothing_is_answered_in_the_clear_nor_on_another_address(office: OfficeSite) -> None:
    with socket.create_connection((ADDRESS, office.port), timeout=60) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.3\r\n\r\n")
        assert b"<html" not in plain.recv(65536)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", office.port), timeout=5)


def test_another_name_for_it_is_refused(office: OfficeSite) -> None:
    asked = urllib.request.Request(office.site, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(asked, context=office.trusting(), timeout=60)


def test_forms_work_and_cookies_travel_encrypted_alone(office: OfficeSite) -> None:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=office.trusting()), urllib.request.HTTPCookieProcessor(jar)
    )
    page = opener.open(office.site + "people/sign-in/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    assert [cookie.secure for cookie in jar] == [True]
    sent = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token[1], "username": "nobody", "password": "wrong"}
    ).encode()
    asked = urllib.request.Request(office.site + "people/sign-in/", sent, {"Referer": office.site})
    try:
        answer = opener.open(asked, timeout=60)
        said, status = answer.read().decode(), answer.status
    except urllib.error.HTTPError as refused:
        said, status = refused.read().decode(), refused.code
    assert status in (200, 400, 401)
    assert "账号或密码" in said, "the form came through; the person did not"


def test_the_page_in_the_clear_hands_out_the_certificate_and_nothing_else(office: OfficeSite) -> None:
    with urllib.request.urlopen(office.page, timeout=60) as answer:
        page = answer.read().decode()
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "装之前" in page
    assert office.site in page
    assert "<form" not in page
    style = re.search(r'href="(/static/[^"]+)"', page)
    assert style is not None
    with urllib.request.urlopen(office.page.rstrip("/") + style[1], timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    for path in (
        "insight/",
        "people/sign-in/",
        "../lan/authority.key",
        "%2e%2e/lan/authority.key",
        "health/",
    ):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(office.page + path, timeout=60)
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(office.page, b"x", timeout=60)


def test_the_site_itself_shows_the_code_for_the_next_phone(office: OfficeSite) -> None:
    with urllib.request.urlopen(
        office.site + "office-network/", context=office.trusting(), timeout=60
    ) as answer:
        page = answer.read().decode()
    assert 'class="qr"' in page
    assert re.search(r"fingerprint\">((?:[0-9A-F]{4} ?){16})<", page)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a start that ends by itself."""
    environment = {**os.environ, "DABIAO_HOME": str(home)}
    return subprocess.run(
        [DABIAO, "serve", *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--address", ADDRESS], "要和 --lan 一起用"),
        (["--cert", "office.crt"], "要和 --lan 一起用"),
        (["--lan", "--address", "8.8.8.8"], "是公网地址"),
        (["--lan", "--address", ADDRESS, "--cert", "office.crt"], "要一起给"),
        (["--lan", "--address", ADDRESS, "--cert", "no.crt", "--key", "no.key"], "读不出来"),
    ],
)
def test_a_start_that_cannot_be_right_makes_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    done = run(tmp_path / "home", "--port", str(free_port()), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_one_port_for_both_is_refused(tmp_path: Path) -> None:
    port = str(free_port())
    done = run(tmp_path, "--lan", "--address", ADDRESS, "--port", port, "--certificate-port", port)
    assert "不能和网页的端口相同" in done.stderr


MARKED_AS_DEMO = """
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder
open_home(home_folder())
from dabiao.house import demo_mark
demo_mark.begin()
demo_mark.finish()
"""
"""Makes a data folder that holds the demo, as far as anybody can tell, without its minute of building."""


def test_the_demo_with_its_known_passwords_stays_on_this_machine(tmp_path: Path) -> None:
    home = tmp_path / "home"
    marked = subprocess.run(
        [sys.executable, "-c", MARKED_AS_DEMO], env={**os.environ, "DABIAO_HOME": str(home)}, check=False
    )
    assert marked.returncode == 0
    done = run(home, "--lan", "--address", ADDRESS, "--port", str(free_port()))
    assert done.returncode == 2
    assert "账号和密码人人知道" in done.stderr
