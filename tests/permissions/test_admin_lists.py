"""Lists of the admin show what they show: no address asks them for what they hide."""

import pytest
from django.test import Client

from home.models import Feedback
from integration.members.models import User
from integration.notifications.models import Message
from tests.factories.messages import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lookup", ["body__contains", "body__startswith", "html_body__regex", "headers__contains"])
def test_the_outbox_does_not_tell_by_filtering_what_stands_in_a_mail(client: Client, admin: User, lookup: str) -> None:
    MessageFactory(subject="Neues Passwort", body="Hier ist der Link: /passwort/neu/1-geheim/")
    client.force_login(admin)
    for value in ("geheim", "Hier", "nicht darin"):
        page = client.get("/admin/notifications/message/", {lookup: value}).content.decode()
        assert "Neues Passwort" in page


def test_the_filters_that_are_offered_still_work(client: Client, admin: User) -> None:
    MessageFactory(subject="Ging hinaus", state=Message.State.SENT)
    MessageFactory(subject="Blieb liegen", state=Message.State.FAILED)
    Feedback.objects.create(text="Erledigter Knopf", done=True)
    Feedback.objects.create(text="Offener Knopf")
    client.force_login(admin)
    page = client.get("/admin/notifications/message/", {"state__exact": Message.State.FAILED}).content.decode()
    assert "Blieb liegen" in page
    assert "Ging hinaus" not in page
    page = client.get("/admin/home/feedback/", {"done__exact": "0"}).content.decode()
    assert "Offener Knopf" in page
    assert "Erledigter Knopf" not in page


@pytest.mark.parametrize("path", ["/admin/users/", "/admin/municipalities/"])
@pytest.mark.parametrize(
    "lookup", ["password__startswith", "people__password__startswith", "municipality__people__password__contains"]
)
def test_lists_of_people_and_places_do_not_filter_by_passwords(
    client: Client, editor: User, member: User, path: str, lookup: str
) -> None:
    client.force_login(editor)
    shown = client.get(path, {lookup: "unmöglich"}).content.decode()
    assert (member.last_name if "users" in path else member.municipality.name) in shown


@pytest.mark.parametrize("column", ["password", "-password", "municipality__people__password", "owner__password"])
def test_no_list_is_ordered_by_passwords(client: Client, editor: User, member: User, column: str) -> None:
    client.force_login(editor)
    for path in ("/admin/users/", "/admin/pages/", "/admin/documents/", "/admin/municipalities/"):
        answer = client.get(path, {"ordering": column})
        assert answer.status_code == 200
        assert "aria-sort" not in answer.content.decode() or column not in answer.content.decode()
