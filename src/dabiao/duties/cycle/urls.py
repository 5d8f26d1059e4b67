"""Addresses of the cycle."""

from django.urls import path

from dabiao.duties.cycle import feed_views, views

urlpatterns = [
    path("", views.cycle, name="cycle"),
    path("<int:cycle_id>/", views.cycle_of, name="cycle_of"),
    path("<int:cycle_id>/current/", views.cycle_current, name="cycle_current"),
    path("<int:cycle_id>/settle/", views.cycle_settle, name="cycle_settle"),
    path("<int:cycle_id>/new/", views.calendar_entry_new, name="calendar_entry_new"),
    path("propose/", views.cycle_propose, name="cycle_propose"),
    path("entries/<int:calendar_entry_id>/", views.calendar_entry, name="calendar_entry"),
    path(
        "entries/<int:calendar_entry_id>/<str:change>/",
        views.calendar_entry_change,
        name="calendar_entry_change",
    ),
    path("feeds/", feed_views.cycle_feeds, name="cycle_feeds"),
    path("feeds/<int:feed_id>/renew/", feed_views.cycle_feed_renew, name="cycle_feed_renew"),
    path("feeds/<int:feed_id>/revoke/", feed_views.cycle_feed_revoke, name="cycle_feed_revoke"),
    path("feed/<str:token>.ics", feed_views.cycle_feed, name="cycle_feed"),
]
