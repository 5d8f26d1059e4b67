"""Addresses of the places room."""

from django.urls import path

from dabiao.places import views, workbook_views

urlpatterns = [
    path("", views.sites, name="sites"),
    path("new/", views.site_new, name="site_new"),
    path("import/", workbook_views.take_in, name="sites_import"),
    path("import/<uuid:token>/", workbook_views.preview, name="sites_preview"),
    path("import/<uuid:token>/errors/", workbook_views.errors, name="sites_errors"),
    path("template.xlsx", workbook_views.template, name="sites_template"),
    path("export.xlsx", workbook_views.export, name="sites_export"),
    path("<int:site_key>/", views.site, name="site"),
    path("<int:site_key>/change/", views.site_change, name="site_change"),
    path("<int:site_key>/close/", views.site_close, name="site_close"),
    path("<int:site_key>/reopen/", views.site_reopen, name="site_reopen"),
]
