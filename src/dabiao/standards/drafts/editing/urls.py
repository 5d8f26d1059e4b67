"""Addresses of the pages that edit a draft, below the draft's own."""

from django.urls import path

from dabiao.standards.drafts.editing import (
    picture_views,
    row_moving_views,
    row_views,
    rule_views,
    settings_views,
)

DRAFT = "drafts/<int:draft_id>/edit/"
"""The address of a draft being edited, below that of packs."""

urlpatterns = [
    path(f"{DRAFT}", row_views.tree, name="draft_tree"),
    path(f"{DRAFT}places/", row_views.places, name="draft_places"),
    path(f"{DRAFT}negative/", row_views.negative, name="draft_negative"),
    path(f"{DRAFT}settings/", settings_views.settings, name="draft_settings"),
    path(f"{DRAFT}standard/<int:row>/rule/", rule_views.new_rule, name="draft_rule_new"),
    path(f"{DRAFT}rule/<int:row>/", rule_views.rule, name="draft_rule"),
    path(f"{DRAFT}item/<int:row>/picture/", picture_views.add_picture, name="draft_picture_add"),
    path(f"{DRAFT}picture/<str:file>", picture_views.picture, name="draft_picture"),
    path(f"{DRAFT}<str:table>/new/", row_views.new_row, name="draft_row_new"),
    path(f"{DRAFT}<str:table>/<int:row>/", row_views.row, name="draft_row"),
    path(f"{DRAFT}<str:table>/<int:row>/move/", row_moving_views.move, name="draft_row_move"),
    path(f"{DRAFT}<str:table>/<int:row>/remove/", row_moving_views.remove, name="draft_row_remove"),
]
