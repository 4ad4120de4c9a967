"""All addresses. Who may use which without an account says `cms.public_urls`."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern

from cms import views
from home.views import serve_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    path("admin/login/", views.admin_gate),
    path("verwaltung/", views.admin_gate, name="admin_gate"),
    path("admin/logout/", views.admin_logout),
    path("admin/collections/<int:collection_id>/privacy/", views.collection_privacy, name="collection_privacy"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("integration.members.urls")),
    path("", include("integration.files.urls")),
    path("", include("integration.contribute.urls")),
    path("", include("integration.forum.urls")),
    path("", include("integration.marketplace.urls")),
    path("", include("integration.reports.urls")),
    path("", include("integration.relay.urls")),
    path("", include("integration.notifications.urls")),
    path("", include("search.urls")),
    path("", include("home.urls")),
    re_path(serve_pattern, serve_page, name="wagtail_serve"),
]

handler400 = "cms.views.bad_request"
handler403 = "cms.views.permission_denied"
handler404 = "cms.views.page_not_found"
handler429 = "integration.members.limits.too_many_requests"
handler500 = "cms.views.server_error"
