"""Addresses of results from outside."""

from django.urls import path

from dabiao.insight.outside import entry_views, views
from dabiao.insight.outside.sharing import total_note
from dabiao.people.policy import Action
from dabiao.people.sharing import sharing

shared = sharing(Action.SEE_OUTSIDE, total_note)

urlpatterns = [
    path("", views.total, name="cycle_total"),
    path("cycles/<int:cycle_id>/", views.total_of, name="cycle_total_of"),
    path("cycles/<int:cycle_id>/total.xlsx", views.export, name="cycle_total_export"),
    path("results/", views.results, name="outside_results"),
    path("results/<int:result_id>/", views.result, name="outside_result"),
    path("results/new/<int:cycle_id>/", entry_views.enter, name="outside_result_new"),
    path("results/<int:result_id>/correct/", entry_views.correct, name="outside_result_correct"),
    path("results/<int:result_id>/withdraw/", entry_views.withdraw, name="outside_result_withdraw"),
    path("documents/<uuid:source_id>/", views.document, name="source_document"),
    path("documents/<uuid:source_id>/file/", views.download, name="source_document_file"),
    path("feedback/", views.feedback, name="feedback"),
    path("pairs/", views.pairs, name="outside_pairs"),
    path("cycles/<int:cycle_id>/wechat/", shared.page, name="cycle_total_of_wechat"),
    path("cycles/<int:cycle_id>/wechat/picture.png", shared.picture, name="cycle_total_of_wechat_picture"),
]
