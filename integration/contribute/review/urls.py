"""Addresses of the editors' pages, below /admin/pruefung/."""

from django.urls import path

from integration.contribute.review.views import ContributionView, LaterView, QueueView

app_name = "review"
urlpatterns = [
    path("", QueueView.as_view(), name="queue"),
    path("<int:pk>/", ContributionView.as_view(), name="contribution"),
    path("danach/<int:pk>/", LaterView.as_view(), name="later"),
]
