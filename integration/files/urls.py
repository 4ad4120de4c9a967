"""Addresses of files. Wagtail's name for that of a document is kept, because `document.url` asks for it."""

from django.urls import URLPattern, URLResolver, include, path

from integration.files import views

files_urls: list[URLPattern] = [path("medien/<path:path>", views.serve_media, name="media")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("dateien/<int:document_id>/<path:document_filename>", views.serve_document, name="wagtaildocs_serve"),
    path("", include((files_urls, "files"))),
]
