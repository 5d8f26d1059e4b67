"""Addresses of the cases room."""

from django.urls import path

from dabiao.cases import views
from dabiao.cases.sharing import problems_note
from dabiao.people.policy import Action
from dabiao.people.sharing import sharing

shared = sharing(Action.SEE_PROBLEMS, problems_note)

urlpatterns = [
    path("", views.problems, name="problems"),
    path("export.xlsx", views.export, name="problems_export"),
    path("wechat/", shared.page, name="problems_wechat"),
    path("wechat/picture.png", shared.picture, name="problems_wechat_picture"),
]
