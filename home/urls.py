"""Landing and start page, legal pages, feedback, municipalities."""

from django.urls import URLPattern, path

from home import views

urlpatterns: list[URLPattern] = [
    path("", views.landing, name="landing"),
]
