"""Addresses of packs and their drafts."""

from django.urls import include, path

from dabiao.standards.drafts import draft_views, start_views, views

urlpatterns = [
    path("", views.packs, name="packs"),
    path("of/<str:pack_id>/", views.pack, name="pack"),
    path("of/<str:pack_id>/use/", views.use_pack, name="pack_use"),
    path("of/<str:pack_id>/next/", start_views.next_edition_of, name="pack_next"),
    path("of/<str:pack_id>/<str:form>.xlsx", views.pack_workbook, name="pack_workbook"),
    path("start/", start_views.start, name="draft_start"),
    path("start/empty/", start_views.empty, name="draft_empty"),
    path("start/<uuid:token>/", start_views.columns, name="draft_columns"),
    path("drafts/<int:draft_id>/", draft_views.draft, name="pack_draft"),
    path("drafts/<int:draft_id>/publish/", draft_views.publish, name="draft_publish"),
    path("drafts/<int:draft_id>/replace/", draft_views.replace_content, name="draft_replace"),
    path("drafts/<int:draft_id>/give-up/", draft_views.give_up, name="draft_give_up"),
    path("drafts/<int:draft_id>/<str:form>.xlsx", draft_views.draft_workbook, name="draft_workbook"),
    path("", include("dabiao.standards.drafts.editing.urls")),
]
