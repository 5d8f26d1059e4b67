"""Hand out the authority's certificate without HTTPS: a phone that does not know it yet cannot use HTTPS here.

Whoever sits on the network could hand out another one in its place, so the page asks people to compare the
fingerprint with the one on the office's screen. Nothing else is served, and nothing is taken in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from dabiao.house.middleware import CONTENT_POLICY
from dabiao.house.templatetags.house import asset
from dabiao.people.door.qr import drawn
from dabiao.site.lan.authority import LocalAuthority, fingerprint
from dabiao.site.lan.serving import OfficeNetwork, lan_folder

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

CERTIFICATE_PATH = "/dabiao.crt"
CERTIFICATE_KIND = "application/x-x509-ca-cert"
"""The kind under which phones offer to install what they have loaded."""
ANSWER_SECONDS = 10
"""A phone that has not finished asking by then is gone."""

_HEADERS = [
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


class CertificatePage:
    """A WSGI application of three answers: how to install, the certificate, and the style of the page."""

    def __init__(self, network: OfficeNetwork, authority: LocalAuthority) -> None:
        certificate = authority.certificate()
        style = asset("app.css")
        with translation.override(settings.LANGUAGE_CODE):
            page = render_to_string(
                "site/certificate.html", page_context(network, authority) | {"style": style}
            )
        built = Path(settings.STATIC_ROOT) / style.removeprefix(settings.STATIC_URL)
        self._answers = {
            "/": ("text/html; charset=utf-8", page.encode()),
            CERTIFICATE_PATH: (CERTIFICATE_KIND, certificate.public_bytes(Encoding.DER)),
            style: ("text/css; charset=utf-8", built.read_bytes()),
        }

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environment["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("405 Method Not Allowed", [*_HEADERS, ("Allow", "GET, HEAD")])
            return []
        found = self._answers.get(environment.get("PATH_INFO") or "/")
        if found is None:
            start("404 Not Found", [*_HEADERS, ("Content-Type", "text/plain; charset=utf-8")])
            return ["没有这个页面。这里只发办公网证书。\n".encode()]
        kind, body = found
        start("200 OK", [*_HEADERS, ("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body] if environment["REQUEST_METHOD"] == "GET" else []


def page_context(network: OfficeNetwork, authority: LocalAuthority) -> dict[str, object]:
    """What the page says, wherever it is shown."""
    certificate = authority.certificate()
    return {
        "site": network.site,
        "page": network.page,
        "download": network.page.rstrip("/") + CERTIFICATE_PATH,
        "fingerprint": fingerprint(certificate),
        "ends": certificate.not_valid_after_utc,
        "code": drawn(network.page, "办公网证书页的二维码"),
    }


def hand_out(network: OfficeNetwork) -> None:
    """Answer in a thread of its own for as long as the process lives. OSError when the port is taken."""
    authority = LocalAuthority(lan_folder(settings.HOME.path))
    server = make_server(
        network.address,
        network.page_port,
        CertificatePage(network, authority),
        server_class=_Server,
        handler_class=_Handler,
    )
    threading.Thread(target=server.serve_forever, name="dabiao-certificate", daemon=True).start()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as the library does; that can take half a minute."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    timeout = ANSWER_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # the parent's name
        """Keep no list of who fetched it."""

    def address_string(self) -> str:
        """Ask no name server about a phone."""
        return str(self.client_address[0])
