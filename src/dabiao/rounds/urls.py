"""Addresses of the rounds room."""

from django.urls import path

from dabiao.rounds import mapping_views, views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:import_id>/", views.import_, name="import"),
    path("imports/<uuid:import_id>/accept/", views.accept, name="import_accept"),
    path("imports/<uuid:import_id>/withdraw/", views.withdraw, name="import_withdraw"),
    path("imports/<uuid:import_id>/errors/", views.error_workbook, name="import_errors"),
    path("imports/<uuid:import_id>/undo/", views.undo, name="import_undo"),
    path("imports/<uuid:import_id>/mapping/", mapping_views.mapping, name="import_mapping"),
    path("imports/<uuid:import_id>/by-hand/", mapping_views.by_hand, name="import_by_hand"),
    path("imports/<uuid:import_id>/inspected/", mapping_views.inspected, name="import_inspected"),
    path("profiles/", mapping_views.profiles, name="mapping_profiles"),
    path("profiles/<int:profile_id>/drop/", mapping_views.drop_profile, name="profile_drop"),
    path("freeze/", views.freeze, name="round_freeze"),
]
