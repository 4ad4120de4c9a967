"""A message to the editors, written already where a search found nothing."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from home.models import Feedback, PortalSettings
from integration.notifications.models import Message

pytestmark = pytest.mark.django_db

URL = "/redaktion/fragen/"


@pytest.fixture
def address(db):
    settings = PortalSettings.load()
    settings.editor_email = "redaktion@portal.test"
    settings.save()
    return settings.editor_email


def data(**changes):
    return {"subject": "Ich suche: Lotsen", "text": "Wer hat so etwas?", "form_key": str(uuid4())} | changes


def test_a_message_is_written_already(signed_in, member, address):
    client = signed_in(member)
    found_nothing = client.get("/suche/", {"q": "Lotsen <b>"}).content.decode()
    assert f'href="{URL}?q=Lotsen%20%3Cb%3E"' in found_nothing
    page = client.get(URL, {"q": "Lotsen <b>"}).content.decode()
    assert 'value="Ich suche: Lotsen &lt;b&gt;"' in page
    assert "ich suche „Lotsen &lt;b&gt;“ und habe im Portal nichts gefunden" in page
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    sent = client.post(URL, data(form_key=key), follow=True)
    assert sent.redirect_chain == [(f"{URL}?danke", 302)]
    assert f"antwortet Ihnen per E-Mail an {member.email}" in sent.content.decode()
    message = Feedback.objects.get()
    assert (message.kind, message.user, message.email, message.done) == ("question", member, member.email, False)
    mail = Message.objects.get()
    assert (mail.recipient, mail.subject, mail.headers["Reply-To"]) == (address, "Ich suche: Lotsen", member.email)
    assert "Wer hat so etwas?" in mail.body
    assert member.display_name in mail.body


def test_a_form_sent_twice_is_one_message(signed_in, member, other_member, address):
    sent = data()
    for _ in range(2):
        assert signed_in(member).post(URL, sent).status_code == 302
    assert Feedback.objects.count() == Message.objects.count() == 1
    signed_in(other_member).post(URL, sent)  # a key belongs to one person
    assert Feedback.objects.count() == 2


def test_too_many_are_asked_to_wait_and_lose_nothing(signed_in, member, address, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"ask_editors": "1/h/user"}
    client = signed_in(member)
    client.post(URL, first := data())
    refused = client.post(URL, data(text="Das zweite Anliegen"))
    assert refused.status_code == 429
    assert "Das zweite Anliegen" in refused.content.decode()
    assert client.post(URL, first).status_code == 302  # is there already
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("changes", [{"subject": ""}, {"text": " "}, {"form_key": "x"}, {"text": "x" * 4001}])
def test_what_is_missing_is_said(signed_in, member, changes):
    response = signed_in(member).post(URL, data(**changes))
    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Eingaben" in response.content.decode() or response.context["form"].errors
    assert not Feedback.objects.exists()


def test_editors_read_it_in_their_list(signed_in, member, editor, address):
    signed_in(member).post(URL, data())
    page = signed_in(editor).get(reverse("home_feedback_modeladmin_index")).content.decode()
    assert "Ich suche: Lotsen" in page
    assert "Frage" in page
