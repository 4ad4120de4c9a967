"""Addresses of this app; both answer in the demo only."""

from django.urls import path

from integration.notifications import views

urlpatterns = [
    path("demo/postausgang/", views.demo_outbox, name="demo_outbox"),
    path("demo/postausgang/<int:pk>/", views.demo_outbox_message, name="demo_outbox_message"),
]
