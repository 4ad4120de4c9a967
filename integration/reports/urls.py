"""The address at which members report; the editors' pages are in the admin."""

from django.urls import URLPattern, URLResolver, include, path

from integration.reports import views

reports_patterns: list[URLPattern] = [path("melden/<slug:kind>/<pk:pk>/", views.report, name="report")]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((reports_patterns, "reports")))]
