"""Addresses of 督办."""

from django.urls import path

from dabiao.duties.press import ledger_views, views

urlpatterns = [
    path("", ledger_views.ledger, name="press"),
    path("export.xlsx", ledger_views.export, name="press_export"),
    path("tasks/<int:task_id>/", ledger_views.task, name="pressed_task"),
    path("tasks/<int:task_id>/<str:step>/", ledger_views.take_step, name="pressed_task_step"),
    path("documents/", views.documents, name="press_documents"),
    path("documents/new/", views.new_document, name="press_document_new"),
    path("documents/<int:document_id>/", views.document, name="press_document"),
    path("documents/<int:document_id>/file/", views.download, name="press_document_file"),
    path("documents/<int:document_id>/lines/", views.decide_lines, name="press_lines"),
    path("documents/<int:document_id>/lines/<int:line_id>/", views.line, name="press_line"),
]
