"""What every answer carries, and what every write is told about its request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from dabiao.house.audit import from_address

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing from elsewhere and nothing inline: a script smuggled into a place name cannot run."""


def content_policy(get_response: Answer) -> Answer:
    """Add the content security policy to every answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        return response

    return answer


ZERO = "\0"
"""A character that no name has and that a PostgreSQL text cannot hold."""


def no_zero_characters(get_response: Answer) -> Answer:
    """Leave zero characters out of filters, and know no page whose address has one: SQLite finds nothing for them,
    PostgreSQL would fail.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if ZERO in request.path_info:
            raise Http404
        if any(ZERO in text for name, values in request.GET.lists() for text in (name, *values)):
            plain = QueryDict(mutable=True)
            for name, values in request.GET.lists():
                for text in values:
                    plain.appendlist(name.replace(ZERO, ""), text.replace(ZERO, ""))
            request.GET = plain  # type: ignore[assignment]  # the stubs know it unchanged alone
        return get_response(request)

    return answer


def audit_address(get_response: Answer) -> Answer:
    """Tell the audit chain where the request's writes come from."""

    def answer(request: HttpRequest) -> HttpResponse:
        with from_address(request.META.get("REMOTE_ADDR")):
            return get_response(request)

    return answer


def chosen_language(get_response: Answer) -> Answer:
    """Speak the language of the switch, Chinese before anybody touched it, whatever the browser would prefer."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answer
