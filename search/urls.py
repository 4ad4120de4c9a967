"""Addresses of this app."""

from django.urls import URLPattern, path

from search import saved_views, suggestion_views, views

urlpatterns: list[URLPattern] = [
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", suggestion_views.suggestions, name="search_suggestions"),
    path("gespeicherte-suchen/", saved_views.saved_searches, name="saved_searches"),
    path("gespeicherte-suchen/speichern/", saved_views.save, name="save_search"),
    path("gespeicherte-suchen/<int:pk>/", saved_views.look_at, name="saved_search"),
    path("gespeicherte-suchen/<int:pk>/umbenennen/", saved_views.rename, name="saved_search_rename"),
    path("gespeicherte-suchen/<int:pk>/loeschen/", saved_views.delete, name="saved_search_delete"),
]
