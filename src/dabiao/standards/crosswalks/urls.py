"""Addresses of the crosswalks."""

from django.urls import path

from dabiao.standards.crosswalks import draft_views, views

urlpatterns = [
    path("", views.crosswalks, name="crosswalks"),
    path("<int:crosswalk_id>/", views.crosswalk, name="crosswalk"),
    path("start/", draft_views.start, name="crosswalk_start"),
    path("<int:crosswalk_id>/end/", draft_views.end, name="crosswalk_end"),
    path("drafts/<int:draft_id>/", draft_views.draft, name="crosswalk_draft"),
    path("drafts/<int:draft_id>/types/", draft_views.types, name="crosswalk_types"),
    path("drafts/<int:draft_id>/accept/", draft_views.accept, name="crosswalk_accept"),
    path("drafts/<int:draft_id>/discard/", draft_views.discard, name="crosswalk_discard"),
    path("drafts/<int:draft_id>/standards/<str:standard_id>/", draft_views.line, name="crosswalk_line"),
]
