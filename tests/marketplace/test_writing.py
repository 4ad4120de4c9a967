"""Putting up and changing a listing: one line is enough, nothing is lost, one form makes one listing."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.files.cleaning import is_used
from integration.files.models import Document, Image
from integration.marketplace.models import Listing, ListingDraft
from integration.marketplace.services import withdraw
from integration.members.models import User
from tests.factories import CategoryFactory, ImageFactory, ListingFactory, pdf_bytes, png_bytes

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
CREATE = reverse("marketplace:create")


def picture(name: str = "zora-zwirbel.png", colour: str = "navy") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png_bytes(colour=colour), "image/png")


def form(**data: object) -> dict[str, object]:
    return {"key": str(uuid.uuid4()), "sort": "offer", "title": "24 Etagenbetten"} | data


def test_a_line_and_the_kind_are_enough(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    assert client.get(f"{CREATE}?art=gesuch").context["form"]["sort"].value() == "seek"
    answer = client.post(CREATE, {"title": "  24   Etagenbetten ", "sort": "offer"})
    listing = Listing.objects.get()
    assert answer["Location"] == listing.get_absolute_url()
    assert (listing.title, listing.state, listing.terms, listing.valid_until) == (
        "24 Etagenbetten",
        "open",
        "free",
        None,
    )
    entry = Entry.objects.get(kind="listing")
    assert (entry.author, entry.live, entry.detail) == (member, True, "Angebot, offen")


def test_the_form_comes_with_the_own_town_and_an_end_in_three_months(member: User, signed_in: SignedIn) -> None:
    shown = signed_in(member).get(CREATE).context["form"]
    assert shown["municipality"].value() == member.municipality_id
    assert shown["valid_until"].value() == timezone.localdate() + timedelta(days=90)


def test_everything_that_was_filled_in_is_on_its_page(member: User, other_member: User, signed_in: SignedIn) -> None:
    CategoryFactory(name="Sachen", slug="sachen")
    data = form(
        text="Metall, 90 mal 200.\n\nZerlegt.",
        category="sachen",
        quantity="24 Stück",
        condition="good",
        handover="pickup",
        handover_note="Bauhof",
        terms="price",
        price="5 Euro",
        municipality=member.municipality_id,
        valid_until=(timezone.localdate() + timedelta(days=30)).isoformat(),
        uploads=[picture()],
    )
    signed_in(member).post(CREATE, data)
    listing, image = Listing.objects.get(), Image.objects.get()
    assert (image.temporary, image.title, listing.cover) == (False, "bild", image)
    reader = signed_in(other_member)
    page = reader.get(listing.get_absolute_url()).content.decode()
    for words in ("Metall, 90 mal 200.", "24 Stück", "gut erhalten", "zum Abholen, Bauhof", "gegen Entgelt, 5 Euro"):
        assert words in page
    assert "zwirbel" not in page
    assert reader.get(image.file.url).status_code == 200
    withdraw(user=member, listing=listing)
    assert reader.get(image.file.url).status_code in {403, 404}


def test_nothing_typed_or_sent_is_lost_when_something_is_wrong(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    typed = {"text": "Metall <b>90</b>", "quantity": "24", "price": "1 €", "handover_note": "Bauhof"}
    wrong = form(title="", valid_until="2020-01-01", condition="x", uploads=[picture()], **typed)
    answer = client.post(CREATE, wrong)
    assert answer.status_code == 422
    shown, image = answer.context["form"], Image.objects.get()
    assert all(shown[name].value() == value for name, value in typed.items())
    assert {"title", "valid_until", "condition"} == set(shown.errors)
    assert [row.image for row in shown.rows] == [image]
    assert f'name="kept_images" value="{image.pk}" checked' in answer.content.decode()
    words = {f"image-{image.pk}-alternative": "Ein Bett"}
    client.post(CREATE, form(kept_images=[image.pk], **words, **typed))
    assert [(row.image, row.alternative) for row in Listing.objects.get().pictures.all()] == [(image, "Ein Bett")]


def test_what_is_no_picture_is_refused_and_the_rest_kept(member: User, signed_in: SignedIn) -> None:
    pdf = SimpleUploadedFile("liste.pdf", pdf_bytes(), "application/pdf")
    answer = signed_in(member).post(CREATE, form(uploads=[pdf, picture()]))
    assert answer.status_code == 422
    assert "uploads" in answer.context["form"].errors
    assert len(answer.context["form"].rows) == Image.objects.count() == 1
    assert not Document.objects.exists()


def test_one_form_makes_one_listing_and_nobody_takes_pictures_of_others(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    client, foreign = signed_in(member), ImageFactory(uploaded_by_user=other_member, temporary=True)
    data = form(kept_images=[foreign.pk, 10**20, "x"])
    answers = [client.post(CREATE, data) for _ in range(3)]
    listing = Listing.objects.get()
    assert {answer["Location"] for answer in answers} == {listing.get_absolute_url()}
    assert not listing.pictures.exists()
    client.post(CREATE, data | {"title": "Nach dem Zurückgehen etwas anderes"})
    assert Listing.objects.count() == 2


def test_a_form_saves_itself_and_is_there_again_on_any_device(member: User, signed_in: SignedIn) -> None:
    client, key = signed_in(member), str(uuid.uuid4())
    save, address = (reverse(f"marketplace:{name}", args=[key]) for name in ("save_draft", "draft"))
    sent = form(key=key, title="Halb fer", text="Noch", version="0", window="a", turn="1")
    answer = client.post(save, sent).json()
    assert answer["version"] == 1
    assert "Gesichert um" in answer["text"]
    sent_picture = client.post(
        reverse("marketplace:upload", args=[key]), {"file": picture(), "window": "a", "version": "1", "turn": "2"}
    ).json()
    assert f'value="{sent_picture["id"]}" checked' in sent_picture["html"]
    elsewhere = signed_in(User.objects.get(pk=member.pk))
    shown = elsewhere.get(address).context["form"]
    assert (shown["title"].value(), shown["text"].value(), len(shown.rows)) == ("Halb fer", "Noch", 1)
    for path in (CREATE, reverse("contribute:mine")):
        assert address in elsewhere.get(path).content.decode()
    assert is_used(Image.objects.get())
    done = elsewhere.post(address, form(key=key, kept_images=[sent_picture["id"]]))
    assert done["Location"] == Listing.objects.get().get_absolute_url()
    assert not ListingDraft.objects.exists()
    late = client.post(save, sent | {"version": "1", "turn": "3"})
    assert late.status_code == 409
    assert late.json()["newest"] == Listing.objects.get().get_absolute_url()
    assert client.get(address)["Location"] == Listing.objects.get().get_absolute_url()


def test_two_windows_of_one_form_do_not_overwrite_each_other(member: User, signed_in: SignedIn) -> None:
    client, key = signed_in(member), str(uuid.uuid4())
    save = reverse("marketplace:save_draft", args=[key])

    def send(window: str, turn: int, version: int, title: str) -> Any:
        return client.post(save, form(key=key, title=title, window=window, turn=turn, version=version))

    assert send("a", 1, 0, "Eins").status_code == 200
    assert send("a", 2, 0, "Zwei").status_code == 200  # its own answer was still under way
    refused = send("b", 1, 0, "Drei")
    assert (refused.status_code, refused.json()["version"]) == (409, 2)
    assert send("a", 1, 2, "Überholt").status_code == 200
    assert ListingDraft.objects.get().data["title"] == ["Zwei"]
    upload = reverse("marketplace:upload", args=[key])
    number = client.post(upload, {"file": picture(), "window": "a", "turn": 3, "version": 2}).json()["id"]
    assert send("b", 2, 2, "Weiter").status_code == 200  # did not know the picture
    assert ListingDraft.objects.get().data["kept_images"] == [str(number)]


def test_a_draft_is_kept_by_a_button_and_deleted_by_another_one(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    kept = client.post(CREATE, {"title": "Nur ein Titel", "action": "draft", "uploads": [picture()]})
    draft = ListingDraft.objects.get()
    assert kept["Location"] == reverse("marketplace:draft", args=[draft.key])
    page = client.get(kept["Location"])
    assert (page.context["form"]["title"].value(), len(page.context["form"].rows)) == ("Nur ein Titel", 1)
    discard = reverse("marketplace:discard_draft", args=[draft.key])
    assert signed_in(other_member).get(kept["Location"]).status_code == 404
    assert signed_in(other_member).post(discard).status_code == 404
    client.post(discard)
    assert not ListingDraft.objects.exists()


def test_a_listing_is_changed_and_a_stale_form_overwrites_nothing(member: User, signed_in: SignedIn) -> None:
    listing, client = ListingFactory(author=member, title="Alt", pictures=[(ImageFactory(), "")]), signed_in(member)
    url = reverse("marketplace:edit", args=[listing.pk])
    image = listing.pictures.get().image
    assert client.get(url).context["form"]["title"].value() == "Alt"
    sent = {"sort": "offer", "title": "Neu", "seen_edits": "0"}
    assert client.post(url, sent)["Location"] == listing.get_absolute_url()
    listing.refresh_from_db()
    image.refresh_from_db()
    assert (listing.title, listing.cover, image.temporary) == ("Neu", None, True)
    late = client.post(url, sent | {"title": "Aus einem alten Fenster"})
    assert late.status_code == 409
    assert "Aus einem alten Fenster" in late.content.decode()
    save = reverse("marketplace:save_draft", args=[uuid.uuid4()])
    client.post(save, sent | {"title": "Noch nicht fertig", "listing": listing.pk, "version": 0, "window": "a"})
    page = client.get(url)
    assert page.context["form"]["title"].value() == "Noch nicht fertig"
    assert Listing.objects.get().title == "Neu"


def test_nobody_changes_or_saves_what_is_not_theirs(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    listing = ListingFactory(author=member, title="Alt")
    for user in (other_member, editor):
        client = signed_in(user)
        sent = {"sort": "offer", "title": "Fremd", "seen_edits": "0", "listing": listing.pk}
        assert client.post(reverse("marketplace:edit", args=[listing.pk]), sent).status_code == 403
        for name in ("save_draft", "upload"):
            assert client.post(reverse(f"marketplace:{name}", args=[uuid.uuid4()]), sent).status_code == 403
    assert Listing.objects.get().title == "Alt"


@pytest.mark.parametrize("value", ["x" * 30_000, "\x00", "10" * 30, "-1", "\u202e", "%s{{7*7}}", "99999-01-01"])
def test_odd_input_is_a_message_or_ignored(member: User, signed_in: SignedIn, value: str) -> None:
    client = signed_in(member)
    names = ("title", "text", "category", "quantity", "condition", "handover", "handover_note", "terms", "price")
    odd = dict.fromkeys((*names, "municipality", "valid_until", "kept_images", "key", "seen_edits", "sort"), value)
    assert client.post(CREATE, odd).status_code in {400, 422}
    for name in odd:
        assert client.post(CREATE, form() | {name: value}).status_code in {302, 400, 422}, name
    key = uuid.uuid4()
    numbers = {"version": value, "window": value, "turn": value, "listing": value}
    for name, number in numbers.items():
        answer = client.post(reverse("marketplace:save_draft", args=[key]), form(key=str(key)) | {name: number})
        assert answer.status_code in {200, 400, 404, 409}, name
    json.dumps([draft.data for draft in ListingDraft.objects.all()])


def test_a_great_many_listings_are_stopped_and_kept(member: User, signed_in: SignedIn, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"listing": "1/10m/user"}
    client = signed_in(member)
    assert client.post(CREATE, form()).status_code == 302
    answer = client.post(CREATE, form(title="Noch eins"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Noch eins" in answer.content.decode()
