"""Addresses of 减负."""

from django.urls import path

from dabiao.people.burden import self_check_views, views

urlpatterns = [
    path("", views.burden, name="burden"),
    path("organisations/<int:organisation_id>/", views.burden_organisation, name="burden_organisation"),
    path("limits/", views.limits, name="burden_limits"),
    path("export.xlsx", views.export_workbook, name="burden_export"),
    path("export.csv", views.export_csv, name="burden_export_csv"),
    path("self-check/", self_check_views.self_check, name="self_check"),
    path("self-check/pack.docx", self_check_views.document, name="self_check_document"),
    path("self-check/pack.xlsx", self_check_views.workbook, name="self_check_workbook"),
]
