"""Reporting a barrier, with or without an account."""

import pytest
from django.test import Client
from django.urls import reverse

from home.models import Feedback, PortalSettings
from integration.notifications.models import Message

pytestmark = pytest.mark.django_db
URL = "/barrierefreiheit/melden/"
REPORT = {
    "text": "Das Menü lässt sich nicht mit der Tastatur öffnen.",
    "page_url": "/projekte/",
    "name": "",
    "email": "",
}


def test_a_report_is_stored_and_mailed_to_the_editor(client):
    settings = PortalSettings.load()
    settings.editor_email = "redaktion@portal.example"
    settings.save()
    response = client.post(URL, REPORT | {"email": "a@b.example"}, follow=True)
    assert "Danke für Ihren Hinweis" in response.content.decode()
    report = Feedback.objects.get()
    assert (report.text, report.email, report.done) == (REPORT["text"], "a@b.example", False)
    message = Message.objects.get()
    assert message.recipient == "redaktion@portal.example"
    assert REPORT["text"] in message.body
    assert "a@b.example" in message.body
    assert "http://portal.test/admin/" in message.body


def test_without_an_entered_address_every_editor_gets_the_mail(client, editor, admin, member):
    client.post(URL, REPORT)
    assert [message.recipient for message in Message.objects.all()] == [editor.email]


def test_a_report_needs_only_its_text(client):
    assert client.post(URL, {"text": "Zu kleine Schrift"}).status_code == 302
    assert Feedback.objects.get().text == "Zu kleine Schrift"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 5000},
        {"email": "keine Adresse"},
        {"text": "mit NUL \x00 darin"},
        {"page_url": "x" * 5000},
    ],
)
def test_a_wrong_entry_comes_back_with_everything_that_was_typed(client, wrong):
    response = client.post(URL, REPORT | {"name": "Kim Beispiel"} | wrong)
    assert response.status_code == 200
    assert "Kim Beispiel" in response.content.decode()
    assert response.context["form"].errors
    assert 'role="alert"' in response.content.decode()
    assert not Feedback.objects.exists()


def test_the_field_for_programs_is_thanked_for_and_thrown_away(client):
    response = client.post(URL, REPORT | {"website": "https://spam.example"}, follow=True)
    assert "Danke für Ihren Hinweis" in response.content.decode()
    assert not Feedback.objects.exists()
    assert not Message.objects.exists()


def test_the_sixth_report_of_an_hour_must_wait_and_keeps_its_text(client):
    for _index in range(5):
        assert client.post(URL, REPORT).status_code == 302
    response = client.post(URL, REPORT)
    assert response.status_code == 429
    assert REPORT["text"] in response.content.decode()
    assert Feedback.objects.count() == 5


def test_reports_with_mistakes_do_not_count_against_the_limit(client):
    for _index in range(6):
        client.post(URL, REPORT | {"text": ""})
    assert client.post(URL, REPORT).status_code == 302


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 302)])
def test_behind_a_proxy_the_limit_counts_the_address_that_it_names(client, settings, proxies, status):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for _index in range(5):
        client.post(URL, REPORT, headers={"x-forwarded-for": "203.0.113.5"})
    assert client.post(URL, REPORT, headers={"x-forwarded-for": "203.0.113.6"}).status_code == status


def test_the_page_somebody_comes_from_is_filled_in(client):
    page = client.get(URL, headers={"referer": "http://testserver/projekte/wohnpaten/?q=1"}).content.decode()
    assert 'value="/projekte/wohnpaten/"' in page


@pytest.mark.parametrize("referrer", ["http://elsewhere.example/geheim/", "http://[::1", "x" * 9000])
def test_foreign_or_broken_referrers_are_left_out(client, referrer):
    response = client.get(URL, headers={"referer": referrer})
    assert response.status_code == 200
    assert response.context["form"].initial["page_url"] == ""


def test_members_report_in_the_full_frame(signed_in, member):
    assert 'id="main-menu"' in signed_in(member).get(URL).content.decode()


def test_the_form_needs_its_token(db):
    assert Client(enforce_csrf_checks=True).post(URL, REPORT).status_code == 403


def test_editors_find_the_reports_in_the_admin_and_tick_them_off(signed_in, editor):
    report = Feedback.objects.create(text="Kontrast zu schwach")
    client = signed_in(editor)
    assert "Kontrast zu schwach" in client.get(reverse("home_feedback_modeladmin_index")).content.decode()
    edit = reverse("home_feedback_modeladmin_edit", args=(report.pk,))
    assert client.post(edit, {"done": "on"}).status_code == 302
    report.refresh_from_db()
    assert report.done
    assert report.text == "Kontrast zu schwach"


def test_nobody_writes_reports_in_the_admin(signed_in, editor, admin):
    for person in (editor, admin):
        response = signed_in(person).get(reverse("home_feedback_modeladmin_create"))
        assert response.status_code in (302, 403)
