"""What becomes of a listing: reserved, done, expired, renewed; who may, who is told, and what is printed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.marketplace.anonymise import forget_person
from integration.marketplace.handover import handover_note
from integration.marketplace.models import Listing, ListingDraft
from integration.marketplace.periodic import expire_listings, remind_authors
from integration.marketplace.renewal import renewal_path
from integration.members.models import User
from integration.notifications.models import Message
from tests.factories import ImageFactory, ListingFactory, UserFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
ACTIONS = ("release", "finish", "renew", "reopen")


def url(name: str, listing: Listing) -> str:
    return reverse(f"marketplace:{name}", args=[listing.pk])


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_it_is_reserved_for_a_member_by_name_who_hears_of_it_and_others_learn_no_name(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    listing, person = ListingFactory(author=member, title="Betten"), UserFactory(first_name="Jonas", last_name="Zwirn")
    person.last_login = timezone.now()
    person.save()
    owner = signed_in(member)
    assert owner.get(url("reserve", listing)).status_code == 200
    data = {"person": "jonas  ZWIRN", "until": in_days(5).isoformat()}
    assert owner.post(url("reserve", listing), data)["Location"] == listing.get_absolute_url()
    listing.refresh_from_db()
    assert (listing.state, listing.reserved_for, listing.reserved_by) == ("reserved", person, member)
    assert Entry.objects.get(kind="listing").detail == "Angebot, reserviert"
    mail = Message.objects.get(recipient=person.email)
    assert "Für Sie reserviert: Betten" in mail.subject
    outsider = signed_in(other_member).get(listing.get_absolute_url()).content.decode()
    assert "Reserviert bis" in outsider
    assert "Zwirn" not in outsider
    assert "Für Sie reserviert" in signed_in(person).get(listing.get_absolute_url()).content.decode()
    assert "Jonas Zwirn" in owner.get(listing.get_absolute_url()).content.decode()
    assert owner.post(url("reserve", listing), data)["Location"] == listing.get_absolute_url()  # too late, and told
    assert Message.objects.filter(recipient=person.email).count() == 1
    owner.post(url("release", listing))
    listing.refresh_from_db()
    assert (listing.state, listing.reserved_for) == ("open", None)
    assert Message.objects.filter(recipient=person.email, subject__startswith="Nicht mehr für Sie").exists()


def test_somebody_without_an_account_is_a_note_and_two_of_one_name_are_asked_for(
    member: User, signed_in: SignedIn
) -> None:
    listing, owner = ListingFactory(author=member), signed_in(member)
    people = [UserFactory(first_name="Ada", last_name="Doppelt", last_login=timezone.now()) for _ in range(2)]
    asked = owner.post(url("reserve", listing), {"person": "Ada Doppelt"})
    assert asked.status_code == 422
    assert "Mehrere Personen" in asked.content.decode()
    assert owner.post(url("reserve", listing), {"person": member.display_name}).status_code == 422
    assert owner.post(url("reserve", listing), {"person": "", "until": "gestern"}).status_code == 422
    town = people[1].municipality
    assert town is not None
    owner.post(url("reserve", listing), {"person": f"Ada Doppelt, {town.name}"})
    listing.refresh_from_db()
    assert listing.reserved_for == people[1]
    other = ListingFactory(author=member)
    owner.post(url("reserve", other), {"person": "Caritas Nord"})
    other.refresh_from_db()
    assert (other.reserved_for, other.reserved_name) == (None, "Caritas Nord")


def test_only_who_put_it_up_reserves_releases_ends_and_renews(
    other_member: User, editor: User, signed_in: SignedIn
) -> None:
    listing = ListingFactory(valid_until=in_days(3))
    for user in (other_member, editor):
        client = signed_in(user)
        assert client.post(url("reserve", listing), {"person": "Ich"}).status_code == 403
        assert client.get(url("withdraw", listing)).status_code == 403
        assert all(client.post(url(name, listing)).status_code == 403 for name in ACTIONS)
        assert client.get(url("handover", listing)).status_code == 403
    assert all(signed_in(other_member).get(url(name, listing)).status_code == 405 for name in ACTIONS)
    assert signed_in(other_member).post(url("moderate", listing), {"on": "1"}).status_code == 403
    signed_in(editor).post(url("moderate", listing), {"on": "1"})
    listing.refresh_from_db()
    assert (listing.state, listing.hidden_at is not None) == ("open", True)
    signed_in(editor).post(url("moderate", listing), {"on": "0"})
    assert Entry.objects.get(kind="listing").live


def test_it_goes_through_its_states_and_what_does_not_fit_changes_nothing(member: User, signed_in: SignedIn) -> None:
    listing, client = ListingFactory(author=member), signed_in(member)

    def state_after(name: str) -> str:
        assert client.post(url(name, listing)).status_code == 302
        return Listing.objects.get(pk=listing.pk).state

    assert [state_after(name) for name in ("release", "renew", "reopen")] == ["open"] * 3
    assert [state_after(name) for name in ("finish", "finish", "reopen", "withdraw")] == [
        "done",
        "done",
        "open",
        "withdrawn",
    ]
    assert [state_after(name) for name in ("finish", "withdraw", "reopen")] == ["withdrawn", "withdrawn", "open"]
    entry = Entry.objects.get(kind="listing")
    assert (entry.live, entry.detail) == (True, "Angebot, offen")


def test_the_clock_ends_it_and_reminds_once_a_week_before(member: User) -> None:
    soon, later = ListingFactory(author=member, valid_until=in_days(7)), ListingFactory(valid_until=in_days(8))
    over, endless = ListingFactory(valid_until=in_days(-1)), ListingFactory()
    fresh = ListingFactory(valid_until=in_days(2))  # who chose so near an end knows it
    Listing.objects.exclude(pk=fresh.pk).update(renewed_at=timezone.now() - timedelta(days=80))
    for _again in range(2):
        expire_listings()
        remind_authors()
    states = {listing.pk: listing.state for listing in Listing.objects.all()}
    assert states == {over.pk: "expired"} | dict.fromkeys([soon.pk, later.pk, endless.pk, fresh.pk], "open")
    assert Entry.objects.get(object_id=over.pk, kind="listing").detail == "Angebot, abgelaufen"
    mail = Message.objects.get()
    assert (mail.recipient, renewal_path(soon) in mail.body) == (member.email, True)


def test_what_somebody_offers_who_left_is_over_and_can_be_renewed_by_who_comes_back(
    member: User, signed_in: SignedIn
) -> None:
    listing, orphan = ListingFactory(author=member), ListingFactory()
    orphan.author.delete()
    User.objects.filter(pk=member.pk).update(is_active=False)
    expire_listings()
    assert set(Listing.objects.values_list("state", flat=True)) == {"expired"}
    User.objects.filter(pk=member.pk).update(is_active=True)
    signed_in(User.objects.get(pk=member.pk)).post(url("renew", listing))
    listing.refresh_from_db()
    assert (listing.state, listing.valid_until) == ("open", in_days(90))


def test_the_link_of_the_reminder_asks_first_renews_once_and_is_dead_for_others_and_later(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    listing = ListingFactory(author=member, valid_until=in_days(3), title="Zwiebelkuchen")
    path, client = renewal_path(listing), signed_in(member)
    anonymous = Client().get(path)
    assert anonymous.status_code == 302
    assert "/anmelden/" in anonymous["Location"]
    for method in (signed_in(other_member).get, signed_in(other_member).post):
        answer = method(path)
        assert answer.status_code == 410
        assert "Zwiebelkuchen" not in answer.content.decode()
    assert "Ja, verlängern" in client.get(path).content.decode()
    assert Listing.objects.get().valid_until == in_days(3)
    assert client.post(path)["Location"] == listing.get_absolute_url()
    assert Listing.objects.get().valid_until == in_days(93)
    assert client.post(path).status_code == client.get(path).status_code == 410
    assert client.get(reverse("marketplace:renew_by_link", args=["x" * 200])).status_code == 410
    Listing.objects.update(valid_until=in_days(-1))
    assert client.get(renewal_path(Listing.objects.get())).status_code == 410
    client.post(url("renew", listing))  # from its own page it still can be
    assert (Listing.objects.get().state, Listing.objects.get().valid_until) == ("open", in_days(90))
    client.post(url("renew", listing))  # far from its end there is nothing to renew
    assert Listing.objects.get().valid_until == in_days(90)


def test_the_note_for_the_handover_has_umlauts_and_bears_any_letter(member: User, signed_in: SignedIn) -> None:
    person = UserFactory(first_name="Zoë", last_name="Größe")
    odd = "Übergröße „für“ 5 € – مقهى 🧭 \u202e\x01 ǅ Łódź\ud800"
    listing = ListingFactory(author=member, title="Bänke & Tische", text="Füße " * 300)
    Listing.objects.filter(pk=listing.pk).update(state="reserved", reserved_for=person, quantity="zwölf")
    answer = signed_in(person).get(url("handover", listing))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert 'filename="uebergabe-banke-tische.pdf"' in answer["Content-Disposition"]
    text = text_of(answer.content)
    assert all(words in text for words in ("Übergabezettel", "Bänke & Tische", "Zoë Größe", "zwölf", "Füße"))
    assert b"FontFile" not in answer.content
    listing.refresh_from_db()
    for name in ("title", "text", "quantity", "price", "handover_note", "reserved_name"):
        setattr(listing, name, odd)
    listing.reserved_for = None
    assert "Übergröße" in text_of(handover_note(listing))
    listing.text = listing.title = "W" * 5_000  # one word without an end
    assert handover_note(listing).startswith(b"%PDF")


def test_a_person_who_leaves_is_taken_out_of_everything(member: User, other_member: User, signed_in: SignedIn) -> None:
    picture = ImageFactory(uploaded_by_user=member)
    own = ListingFactory(
        author=member, text=f"Fragen an {member.get_full_name()}, {member.email}", pictures=[(picture, "")]
    )
    kept = ListingFactory(author=other_member)
    Listing.objects.filter(pk=kept.pk).update(state="reserved", reserved_for=member, reserved_name="")
    ListingDraft.objects.create(user=member, key="6a1f8a52-6a3e-4b0f-8f0c-5c9b2a1d0e11", data={"title": ["Geheim"]})
    forget_person(member)
    own.refresh_from_db()
    kept.refresh_from_db()
    picture.refresh_from_db()
    assert (own.author, own.state, picture.uploaded_by_user) == (None, "expired", None)
    assert (kept.state, kept.reserved_for) == ("open", None)
    assert not ListingDraft.objects.exists()
    page = signed_in(other_member).get(own.get_absolute_url()).content.decode()
    assert member.last_name not in page
    assert member.email not in page
    entry = Entry.objects.get(kind="listing", object_id=own.pk)
    assert (entry.author, member.display_name in entry.searchable.keywords) == (None, False)
