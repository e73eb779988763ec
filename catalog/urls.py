"""Addresses of the catalogue's editors."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.products, name="products"),
    path("new/", views.new, name="new"),
    path("<slug:code>/", views.edit, name="product"),
    path("<slug:code>/preview/", views.preview, name="preview"),
    path("<slug:code>/history/", views.history, name="history"),
    path("<slug:code>/publish/", views.publish, name="publish"),
    path("<slug:code>/withdraw/", views.withdraw, name="withdraw"),
]
