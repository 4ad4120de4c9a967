"""Addresses of messages between members."""

from django.urls import URLPattern, URLResolver, include, path

from integration.relay import views

relay_patterns: list[URLPattern] = [
    path("nachrichten/", views.inbox, name="inbox"),
    path("nachrichten/neu/<pk:pk>/", views.write, name="write"),
    path("nachrichten/<pk:pk>/", views.conversation, name="conversation"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((relay_patterns, "relay")))]
