"""Addresses of the circulars room."""

from django.urls import path

from dabiao.circulars import views
from dabiao.circulars.sharing import circular_note
from dabiao.people.policy import Action
from dabiao.people.sharing import sharing

shared = sharing(Action.SEE_CIRCULARS, circular_note)

urlpatterns = [
    path("", views.circulars, name="circulars"),
    path("new/", views.draft, name="circular_new"),
    path("<int:number>/", views.circular, name="circular"),
    path("<int:number>/file.docx", views.download, name="circular_file"),
    path("<int:number>/pictures/<str:name>", views.picture, name="circular_picture"),
    path("<int:number>/wechat/", shared.page, name="circular_wechat"),
    path("<int:number>/wechat/picture.png", shared.picture, name="circular_wechat_picture"),
]
