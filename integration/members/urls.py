"""Addresses of the own account: those of allauth that are open, each by name. Everything else of allauth is closed."""

from allauth.account import views as allauth_views
from django.urls import URLPattern, path, re_path

from integration.members import views
from integration.members.limits import says_when_to_retry

urlpatterns: list[URLPattern] = [
    path("anmelden/", says_when_to_retry(allauth_views.login), name="account_login"),
    path("abmelden/", allauth_views.logout, name="account_logout"),
    path("registrieren/", views.closed, name="account_signup"),
    path("passwort/vergessen/", says_when_to_retry(allauth_views.password_reset), name="account_reset_password"),
    path("passwort/unterwegs/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path("passwort/gesetzt/", allauth_views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        says_when_to_retry(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("meine-daten/", views.my_data, name="my_data"),
    path(
        "meine-daten/passwort/", says_when_to_retry(views.ChangePasswordView.as_view()), name="account_change_password"
    ),
]
