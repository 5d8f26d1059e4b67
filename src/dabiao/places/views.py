"""Pages of the places room: the register, one place, and what changes it by hand."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people.gate import gate, person
from dabiao.people.models import OrganisationKind
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.panels import panels_for
from dabiao.people.policy import Action, may
from dabiao.places import actions, queries
from dabiao.places.forms import CloseForm, SiteForm
from dabiao.places.models import Site
from dabiao.places.queries import FILTERS, SiteFilter
from dabiao.standards.queries import framework_in_use

SITE_PAGE = "site"
"""Slot for what later rooms show of a place."""

LABELS = {
    "site_type": gettext_lazy("点位类型"),
    "street": gettext_lazy("街道"),
    "unit": pgettext_lazy("filter", "责任单位"),
}
STATES = (
    ("", gettext_lazy("在用")),
    ("unplaced", gettext_lazy("在用、没有坐标")),
    ("closed", gettext_lazy("已停用")),
    ("all", gettext_lazy("全部")),
)


@gate(Action.SEE_SITES)
def sites(request: HttpRequest) -> HttpResponse:
    """List places with filters, the newest first."""
    asker, framework = person(request), framework_in_use()
    wanted = filter_of(request)
    found = queries.sites(asker, wanted)
    page = page_of(found, key_from(request.GET.get("before")))
    options = queries.choices(asker)
    context = {
        "page": page,
        "rows": [(one, type_title(framework, one.site_type)) for one in page.rows],
        "total": found.count(),
        "filters": [
            (
                name,
                LABELS[name],
                [
                    (word, type_title(framework, word) if name == "site_type" else word)
                    for word in options[name]
                ],
                getattr(wanted, name),
            )
            for name in FILTERS
        ],
        "states": STATES,
        "wanted": wanted,
        "chosen": chosen(wanted),
        "may_change": may(asker, Action.REGISTER_SITES),
    }
    return render(request, "places/sites.html", context)


@gate(Action.SEE_SITES)
def site(request: HttpRequest, site_key: int) -> HttpResponse:
    """Tell of one place; who may, changes it from here."""
    return _page(request, _found(request, site_key))


@gate(Action.REGISTER_SITES)
def site_new(request: HttpRequest) -> HttpResponse:
    """Add a place."""
    form = SiteForm(request.POST or None, framework=framework_in_use(), offered=_offered())
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_site(person(request), form.entry())
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已登记，编号 %(number)s。") % {"number": made.site_id})
            return redirect("site", site_key=made.pk)
    context = {"form": form, "refused": refused}
    return render(request, "places/site_form.html", context, status=400 if refused or form.errors else 200)


@gate(Action.REGISTER_SITES)
def site_change(request: HttpRequest, site_key: int) -> HttpResponse:
    """Give a place new particulars."""
    changed = _found(request, site_key)
    form = SiteForm(request.POST or None, framework=framework_in_use(), changed=changed, offered=_offered())
    if request.method == "POST" and form.is_valid():
        actions.change_site(person(request), changed, form.entry())
        messages.success(request, _("已登记。"))
        return redirect("site", site_key=changed.pk)
    context = {"form": form, "site": changed}
    return render(request, "places/site_form.html", context, status=400 if form.errors else 200)


@require_POST
@gate(Action.REGISTER_SITES)
def site_close(request: HttpRequest, site_key: int) -> HttpResponse:
    """Let a place be none to inspect from a day on."""
    closed = _found(request, site_key)
    form = CloseForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        try:
            actions.close_site(person(request), closed, form.cleaned_data["on"])
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已停用。以前的测评结果不受影响。"))
            return redirect("site", site_key=closed.pk)
    return _page(request, closed, form, refused)


@require_POST
@gate(Action.REGISTER_SITES)
def site_reopen(request: HttpRequest, site_key: int) -> HttpResponse:
    """Let a place be inspected again."""
    reopened = _found(request, site_key)
    try:
        actions.reopen_site(person(request), reopened)
    except BadInput as bad:
        return _page(request, reopened, refused=sentences(bad.defects))
    messages.success(request, _("已恢复。"))
    return redirect("site", site_key=reopened.pk)


def type_title(framework: Framework, site_type: str) -> str:
    """How the pack titles a type; the bare word for one that it does not have."""
    kind = framework.site_type_names.get(site_type)
    return kind.title if kind else site_type


def filter_of(request: HttpRequest) -> SiteFilter:
    """What the address narrows the list to."""
    return SiteFilter(**{name: request.GET.get(name, "").strip() for name in (*FILTERS, "state", "text")})


def chosen(wanted: SiteFilter) -> str:
    """The filter as an address says it, to go on or to export with."""
    given = {name: getattr(wanted, name) for name in (*FILTERS, "state", "text")}
    return urlencode({name: word for name, word in given.items() if word})


def _page(
    request: HttpRequest, shown: Site, form: CloseForm | None = None, refused: list[str] | None = None
) -> HttpResponse:
    framework = framework_in_use()
    context = {
        "site": shown,
        "site_type": type_title(framework, shown.site_type),
        "type_is_known": framework.open_ended or shown.site_type in framework.site_type_names,
        "may_change": may(person(request), Action.REGISTER_SITES),
        "form": form or CloseForm(auto_id="close_%s"),
        "tried": form is not None,
        "refused": refused or [],
        "panels": panels_for(request, SITE_PAGE, shown.site_id),
    }
    wrong = refused or (form is not None and form.errors)
    return render(request, "places/site.html", context, status=400 if wrong else 200)


def _offered() -> dict[str, list[str]]:
    """Names that the form offers, by field."""
    streets = open_organisations(OrganisationKind.STREET)
    units = open_organisations(OrganisationKind.DEPARTMENT, OrganisationKind.STREET)
    return {
        "street": list(streets.values_list("name", flat=True)),
        "unit": list(units.values_list("name", flat=True)),
    }


def _found(request: HttpRequest, site_key: int) -> Site:
    try:
        return queries.site_by_key(person(request), site_key)
    except (Site.DoesNotExist, OverflowError):
        raise Http404(str(site_key)) from None
