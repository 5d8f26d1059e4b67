"""All addresses: each room's under its own name."""

from django.urls import include, path
from django.views.i18n import set_language

from dabiao.people.gate import public
from dabiao.site import views
from dabiao.site.lan.views import office_network

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("health/", views.health, name="health"),
    path("handbook/", include("dabiao.site.handbook.urls")),
    path("office-network/", office_network, name="office_network"),
    path("language/", public(set_language), name="set_language"),
    path("people/", include("dabiao.people.urls")),
    path("me/", include("dabiao.people.me.urls")),
    path("people/burden/", include("dabiao.people.burden.urls")),
    path("people/complaints/", include("dabiao.people.complaints.urls")),
    path("standards/packs/", include("dabiao.standards.drafts.urls")),
    path("standards/crosswalks/", include("dabiao.standards.crosswalks.urls")),
    path("standards/", include("dabiao.standards.urls")),
    path("duties/cycle/", include("dabiao.duties.cycle.urls")),
    path("duties/breakdown/", include("dabiao.duties.breakdown.urls")),
    path("duties/letters/", include("dabiao.duties.letters.urls")),
    path("duties/press/", include("dabiao.duties.press.urls")),
    path("duties/notices/", include("dabiao.duties.notices.urls")),
    path("places/", include("dabiao.places.urls")),
    path("rounds/", include("dabiao.rounds.urls")),
    path("cases/", include("dabiao.cases.urls")),
    path("insight/outside/", include("dabiao.insight.outside.urls")),
    path("insight/", include("dabiao.insight.urls")),
    path("circulars/", include("dabiao.circulars.urls")),
    path("first-day/", include("dabiao.site.first_day.urls")),
]

handler400 = "dabiao.house.errors.bad_request"
handler403 = "dabiao.house.errors.forbidden"
handler404 = "dabiao.house.errors.not_found"
handler500 = "dabiao.house.errors.failed"
