"""Addresses of the insight room."""

from django.urls import path

from dabiao.insight import views
from dabiao.insight.sharing import overview_note, ranking_note
from dabiao.people.policy import Action
from dabiao.people.sharing import sharing

overview, ranking = sharing(Action.SEE_RESULTS, overview_note), sharing(Action.SEE_RESULTS, ranking_note)

urlpatterns = [
    path("", views.overview, name="overview"),
    path("ranking/", views.ranking, name="ranking"),
    path("score/", views.score, name="score"),
    path("wechat/", overview.page, name="overview_wechat"),
    path("wechat/picture.png", overview.picture, name="overview_wechat_picture"),
    path("ranking/wechat/", ranking.page, name="ranking_wechat"),
    path("ranking/wechat/picture.png", ranking.picture, name="ranking_wechat_picture"),
]
