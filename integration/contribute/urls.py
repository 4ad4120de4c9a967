"""Handing in and looking after one's own contributions."""

from django.urls import URLPattern, URLResolver, include, path

from integration.contribute import views

contribute_patterns: list[URLPattern] = [
    path("beitrag/neu/", views.choose, name="choose"),
    path("beitrag/neu/<slug:kind>/", views.create, name="create"),
    path("beitrag/<int:pk>/bearbeiten/", views.edit, name="edit"),
    path("beitrag/<int:pk>/ansehen/", views.preview, name="preview"),
    path("beitrag/<int:pk>/zurueckziehen/", views.take_back, name="withdraw"),
    path("meine-beitraege/", views.mine, name="mine"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((contribute_patterns, "contribute")))]
