"""Every gated address of the site, read from the resolver, with arguments put in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver, reverse

WORDS: dict[str, list[object]] = {
    "response": ["receive", "answer", "send_back", "ask_extension"],
    "decision": ["grant", "refuse", "release", "reply", "press"],
    "step": ["progress", "report", "cannot", "verify", "return", "close", "shelve", "reopen", "withdraw"],
    "post_change": ["hand-over", "deputy", "end"],
    "change": ["move", "rename", "describe", "withdraw", "outcome"],
    "suffix": ["docx", "pdf"],
    "first_step": ["places", "whole"],
    "version_number": [1],
    "scan_id": [1],
}
"""Every word an address may end in, for those that are no ids."""


def routes() -> Iterator[URLPattern]:
    pending: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while pending:
        one = pending.pop()
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        elif getattr(one.callback, "policy_action", None):
            yield one


def addresses(route: URLPattern, arguments: dict[str, object]) -> Iterator[str]:
    names = list(route.pattern.converters)
    known = [[arguments[name]] if name in arguments else WORDS.get(name, []) for name in names]
    for chosen in product(*known):
        yield reverse(str(route.name), kwargs=dict(zip(names, chosen, strict=True)))
