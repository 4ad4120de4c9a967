"""Handing in and looking after one's own contributions."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter

from integration.contribute import views


class PrimaryKeyConverter(IntConverter):
    """A number that a primary key can be; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"


register_converter(PrimaryKeyConverter, "pk")

contribute_patterns: list[URLPattern] = [
    path("beitrag/neu/", views.choose, name="choose"),
    path("beitrag/neu/<slug:kind>/", views.create, name="create"),
    path("beitrag/<pk:pk>/bearbeiten/", views.edit, name="edit"),
    path("beitrag/<pk:pk>/ansehen/", views.preview, name="preview"),
    path("beitrag/<pk:pk>/zurueckziehen/", views.take_back, name="withdraw"),
    path("meine-beitraege/", views.mine, name="mine"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((contribute_patterns, "contribute")))]
