"""What somebody wrote about something that is gone or closed by now comes back to be copied, with the right status."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from integration.catalogue.services import entry_of
from integration.forum.services import remove
from integration.marketplace.services import hide, withdraw
from integration.members.models import User
from tests.factories import ListingFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
TEXT = "Lange <b>getippt</b>"
ESCAPED = "Lange &lt;b&gt;getippt&lt;/b&gt;"


def test_the_text_is_there_to_copy_whatever_it_was_for(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    thread, post = ThreadFactory(), PostFactory()
    own, gone = ListingFactory(author=member), ListingFactory(author=other_member)
    entry = entry_of(gone)
    assert entry is not None
    remove(user=editor, post=thread.posts.get())
    remove(user=editor, post=post)
    hide(listing=own)
    withdraw(user=other_member, listing=gone)
    client, form = signed_in(member), {"key": str(uuid4())}
    sent = {
        reverse("forum:answer", args=[thread.pk]): ({"body": TEXT}, 404, "Lange"),
        reverse("marketplace:edit", args=[own.pk]): ({"title": "Titel", "text": TEXT}, 403, ESCAPED),
        reverse("relay:write", args=[entry.pk]): ({"text": TEXT}, 404, ESCAPED),
        reverse("reports:report", args=["post", post.pk]): ({"reason": "insult", "words": TEXT}, 404, ESCAPED),
    }
    for path, (data, status, shown) in sent.items():
        answer = client.post(path, form | data)
        assert (path, answer.status_code) == (path, status)
        assert shown in answer.content.decode(), path
        assert "Ihr Text wurde nicht gesendet" in answer.content.decode(), path
    assert "nicht gesendet" not in client.get(reverse("forum:answer", args=[thread.pk])).content.decode()


def test_nobody_is_called_by_the_address(other_member: User, signed_in: SignedIn) -> None:
    nameless = User.objects.create_user(email="zwirbel@stadt-beispiel.example")
    thread = ThreadFactory(author=nameless)
    page = signed_in(other_member).get(thread.get_absolute_url()).content.decode()
    assert "zwirbel" not in page
    assert "Ein Mitglied ohne Namen" in page
