"""Addresses of the rounds room."""

from django.urls import path

from dabiao.rounds import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:import_id>/", views.import_, name="import"),
    path("imports/<uuid:import_id>/accept/", views.accept, name="import_accept"),
    path("imports/<uuid:import_id>/withdraw/", views.withdraw, name="import_withdraw"),
    path("imports/<uuid:import_id>/errors/", views.error_workbook, name="import_errors"),
    path("imports/<uuid:import_id>/undo/", views.undo, name="import_undo"),
    path("freeze/", views.freeze, name="round_freeze"),
]
