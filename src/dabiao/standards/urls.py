"""Addresses of the standards room."""

from django.urls import path

from dabiao.people.policy import Action
from dabiao.people.sharing import sharing
from dabiao.standards import views
from dabiao.standards.sharing import standard_note, standards_note

every, one = sharing(Action.SEE_STANDARDS, standards_note), sharing(Action.SEE_STANDARDS, standard_note)

urlpatterns = [
    path("", views.standards, name="standards"),
    path("wechat/", every.page, name="standards_wechat"),
    path("wechat/picture.png", every.picture, name="standards_wechat_picture"),
    path("pictures/<str:file>", views.example_picture, name="example_picture"),
    path("<str:standard_id>/", views.standard, name="standard"),
    path("<str:standard_id>/wechat/", one.page, name="standard_wechat"),
    path("<str:standard_id>/wechat/picture.png", one.picture, name="standard_wechat_picture"),
]
