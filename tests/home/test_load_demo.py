"""The demo loads as real contributions do, once, and never outside a demo."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from home.demo import MARKER, PASSWORD, remove_demo
from home.models import PortalSettings
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryText
from integration.files.models import Document, Image
from integration.forum.models import Thread
from integration.marketplace.models import Listing, Match
from integration.members.models import EmailDomain, Municipality, User
from integration.models import ContributionPage, TopicProposal
from integration.notifications.models import Message
from integration.taxonomy.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def load(**options):
    output = StringIO()
    call_command("load_demo", stdout=output, **options)
    return output.getvalue()


def test_the_demo_loads_once_as_real_contributions_and_can_be_removed():
    load()

    member = User.objects.get(email=MARKER)
    published = Entry.objects.visible_to(member).live()
    assert published.count() == 108
    kinds = Counter(published.values_list("kind", flat=True))
    assert kinds == {
        "project": 18,
        "material": 14,
        "event": 8,
        "link": 6,
        "discussion": 4,
        "proposal": 3,
        "thread": 30,
        "listing": 25,
    }
    assert Municipality.objects.count() == 396
    assert Municipality.objects.active().count() == 14
    assert EmailDomain.objects.filter(municipality__active=True).count() >= 10
    assert Topic.objects.filter(entries__isnull=False).distinct().count() == 10
    assert PortalSettings.load().editor_phone

    # Dates are spread over more than a year, on page, entry and revision alike
    dates = [entry.published_at for entry in published]
    assert len(set(dates)) == 108
    assert max(dates) <= timezone.now()
    assert (max(dates) - min(dates)).days > 365
    for page in ContributionPage.objects.live():
        entry = published.exclude(kind__in=("proposal", "thread", "listing")).get(object_id=page.pk)
        assert page.first_published_at == page.last_published_at == entry.published_at
        assert page.latest_revision.created_at == entry.published_at
    for proposal in TopicProposal.objects.filter(live=True):
        entry = published.get(kind="proposal", object_id=proposal.pk)
        assert proposal.first_published_at == entry.published_at == proposal.latest_revision.created_at
    for thread in Thread.objects.all():
        assert thread.last_post_at == max(post.created_at for post in thread.posts.all()) >= thread.created_at
        assert published.get(kind="thread", object_id=thread.pk).published_at == thread.created_at
    states = Counter(Listing.objects.values_list("state", flat=True))
    assert states == {"open": 20, "reserved": 3, "done": 1, "expired": 1}
    assert Match.objects.filter(seek__author=member, fits=True).exists()
    assert [bool(listing.cover) for listing in Listing.objects.all()].count(True) == 3
    assert Thread.objects.unanswered().count() == 3
    assert Thread.objects.answered().count() >= 15
    assert published.upcoming().exists()
    assert published.of_kind("discussion").running().exists()

    # The unpublished ones wait where their authors and the editor expect them
    assert sorted(Entry.objects.filter(live=False).values_list("state", flat=True)) == [
        "changes_requested",
        "draft",
        "in_review",
        "in_review",
        "in_review",
    ]
    returned = ContributionPage.objects.get(pk=Entry.objects.get(state="changes_requested").object_id)
    assert "Raummiete" in returned.current_workflow_state.current_task_state.comment

    # Files are real, and their words are found
    for document in Document.objects.all():
        with document.file.open("rb") as file:
            assert file.read(4) in (b"%PDF", b"PK\x03\x04")
        assert document.text_state == Document.TextState.DONE
        assert EntryText.objects.filter(entry__documents=document, folded__contains=fold(document.text)).exists()
    pictured = [picture for page in ContributionPage.objects.all() for picture in page.images.all()]
    assert len(pictured) == 2
    assert all(picture.alternative and picture.image.width == 1200 for picture in pictured)

    assert Image.objects.count() == 5

    # No mail waits to be sent; a few show what was
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}
    assert Message.objects.filter(recipient=MARKER).exists()
    assert member.check_password(PASSWORD)
    assert not any(Page.find_problems())

    before = Entry.objects.latest("pk").pk
    assert "loaded" in load()
    assert Entry.objects.latest("pk").pk == before

    remove_demo()
    assert not Entry.objects.exists()
    assert not Document.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email__endswith="@portal.example").exists()
    assert not any(Page.find_problems())


def test_production_refuses_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        load()
    assert not User.objects.filter(email=MARKER).exists()
