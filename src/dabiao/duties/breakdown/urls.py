"""Addresses of the breakdown."""

from django.urls import path

from dabiao.duties.breakdown import change_views, views, workbook_views

urlpatterns = [
    path("", views.breakdown, name="breakdown"),
    path("list/", views.duty_list, name="breakdown_list"),
    path("units/", views.units, name="breakdown_units"),
    path("units/<int:organisation_id>/", views.unit, name="breakdown_unit"),
    path("gaps/", views.gaps, name="breakdown_gaps"),
    path("cells/<str:standard_id>/<str:method>/<str:site_type>/", change_views.cell, name="breakdown_cell"),
    path("duties/<int:duty_id>/", change_views.duty, name="duty"),
    path("duties/<int:duty_id>/change/", change_views.amend, name="duty_amend"),
    path("duties/<int:duty_id>/end/", change_views.release, name="duty_end"),
    path("units/<int:organisation_id>/hand-on/", change_views.hand_on, name="breakdown_hand_on"),
    path(
        "cells/<str:standard_id>/<str:method>/<str:site_type>/assign/",
        change_views.assign,
        name="duty_assign",
    ),
    path("proposal/", change_views.proposal, name="breakdown_proposal"),
    path("export/", workbook_views.export, name="breakdown_export"),
    path("import/", workbook_views.take_in, name="breakdown_import"),
    path("import/<uuid:token>/", workbook_views.preview, name="breakdown_preview"),
    path("import/<uuid:token>/errors/", workbook_views.errors, name="breakdown_errors"),
]
