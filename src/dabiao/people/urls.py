"""Addresses of the people room."""

from django.urls import path

from dabiao.people import organisation_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/new/", organisation_views.found, name="organisation_new"),
    path("organisations/import/", organisation_views.take_in, name="organisations_import"),
    path("organisations/import/<uuid:token>/", organisation_views.preview, name="organisations_preview"),
    path("organisations/export.xlsx", organisation_views.export, name="organisations_export"),
    path("organisations/<int:organisation_id>/", organisation_views.organisation, name="organisation"),
    path(
        "organisations/<int:organisation_id>/<str:change>/",
        organisation_views.change,
        name="organisation_change",
    ),
]
