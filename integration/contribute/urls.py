"""Handing in and looking after one's own contributions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
