"""Addresses of the catalogue's editors."""

from django.urls import path

from catalog import answer_views, views

app_name = "catalog"
urlpatterns = [
    path("", views.products, name="products"),
    path("new/", views.new, name="new"),
    path("answers/", answer_views.answers, name="answers"),
    path("answers/new/", answer_views.new_answer, name="new-answer"),
    path("answers/missed/", answer_views.missed, name="missed"),
    path("answers/<slug:slug>/", answer_views.answer, name="answer"),
    path("<slug:code>/", views.edit, name="product"),
    path("<slug:code>/preview/", views.preview, name="preview"),
    path("<slug:code>/history/", views.history, name="history"),
    path("<slug:code>/publish/", views.publish, name="publish"),
    path("<slug:code>/withdraw/", views.withdraw, name="withdraw"),
]
