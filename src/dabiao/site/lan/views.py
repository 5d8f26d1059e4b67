"""The page from which more phones get the certificate."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dabiao.people.gate import public
from dabiao.site.lan.authority import LocalAuthority
from dabiao.site.lan.handing_out import page_context
from dabiao.site.lan.serving import lan_folder


@public
def office_network(request: HttpRequest) -> HttpResponse:
    """Show the code to scan and the fingerprint to compare; nothing of the district."""
    network = settings.OFFICE_NETWORK
    if network is None or not network.page:
        raise Http404("this site hands out no certificate")
    authority = LocalAuthority(lan_folder(settings.HOME.path))
    return render(request, "site/office_network.html", page_context(network, authority))
