"""Landing and start page, legal pages, feedback, municipalities."""

from django.urls import URLPattern, path

from home import views

urlpatterns: list[URLPattern] = [
    path("", views.landing, name="landing"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("barrierefreiheit/melden/", views.accessibility_feedback, name="accessibility_feedback"),
    path("redaktion/fragen/", views.ask, name="ask_editors"),
    path("kommunen/", views.municipalities, name="municipalities"),
]
