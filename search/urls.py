"""Addresses of this app."""

from django.urls import URLPattern, path

from search import views

urlpatterns: list[URLPattern] = [
    path("suche/", views.search, name="search"),
]
