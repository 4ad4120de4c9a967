"""All addresses of the portal, and the floor."""

from django.urls import URLPattern, URLResolver, path

from benchmarks.floor import floor
from cms.urls import handler400, handler403, handler404, handler500
from cms.urls import urlpatterns as portal_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [path("messung/", floor), *portal_patterns]
