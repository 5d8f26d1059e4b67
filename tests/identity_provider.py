"""A real OpenID provider on loopback, and a person who signs in there without a browser."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

from served import free_port

from dabiao.people.door.providers import Kind, Provider

SCRIPT = Path(__file__).parents[1] / "web" / "testing" / "identity-provider.mjs"
SECRET = "tests-only: one & two %"
"""With letters that have to be encoded on the way."""


@contextmanager
def identity_provider(*back: str) -> Iterator[Provider]:
    """Run the provider until the block ends; ``back`` are the addresses it may send people to."""
    port = free_port()
    told = {"port": port, "client_id": "dabiao", "client_secret": SECRET, "redirect_uris": back}
    process = subprocess.Popen(
        ["node", str(SCRIPT), json.dumps(told)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "listening"
        yield Provider("district", "区统一认证", Kind.OIDC, f"http://127.0.0.1:{port}", "dabiao", SECRET)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def sign_in_there(address: str, who: str, back: str) -> str:
    """Follow the provider's pages from ``address`` as ``who`` would; gives the address it sends back to."""
    browser = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(CookieJar()))
    form: dict[str, str] | None = None
    for _ in range(20):
        data = urlencode(form).encode() if form else None
        try:
            with browser.open(urllib.request.Request(address, data), timeout=30) as answer:
                page = answer.read().decode()
        except urllib.error.HTTPError as redirect:
            if redirect.code not in (302, 303):
                raise
            form, address = None, urljoin(address, redirect.headers["Location"])
            if address.startswith(back):
                return address
            continue
        found = re.search(r'<form[^>]*action="([^"]+)"', page)
        prompt = re.search(r'name="prompt" value="(\w+)"', page)
        assert found, page
        assert prompt, page
        address = urljoin(address, found[1])
        form = {"prompt": prompt[1], "login": who, "password": "anything"}
    raise AssertionError("the provider never came to an end")
