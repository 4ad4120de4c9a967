"""What the form says and offers: what is needed, what was suggested, the preview, and what comes then."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.contribute.models import Draft
from integration.members.models import User
from integration.models import MaterialPage, TopicProposal
from tests.factories import ImageFactory, MaterialPageFactory, ProjectPageFactory, draft, pdf_bytes

pytestmark = pytest.mark.django_db

CHOOSE = reverse("contribute:choose")
PAPER = (
    "Pressemitteilung\n\nElternlotsen begleiten Familien in die Schule\n\nLindlohe, 3. Juni 2026. Zwölf Eltern helfen "
    "neuen Familien beim ersten Schuljahr. Sie erklären die Anmeldung und den Elternabend."
)


def form_of(kind: str) -> str:
    return reverse("contribute:create", args=[kind])


def content_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("material", "Nur der Titel muss sein."),
        ("event", "Titel und Beginn müssen sein."),
        ("link", "Titel und Adresse der Seite müssen sein."),
    ],
)
def test_each_kind_says_what_it_cannot_do_without(member: User, client: Client, kind: str, sentence: str) -> None:
    client.force_login(member)
    assert sentence in content_of(client, form_of(kind))


def test_the_form_says_that_handing_in_confirms_what_was_suggested(member: User, client: Client) -> None:
    client.force_login(member)
    paper = SimpleUploadedFile("Vorlage.pdf", pdf_bytes(PAPER), "application/pdf")
    address = client.post(CHOOSE, {"uploads": paper}).headers["Location"]
    suggested = len(Draft.objects.get().suggested)
    assert suggested > 1
    content = content_of(client, address)
    assert f"Wir haben {suggested} Felder für Sie vorausgefüllt." in content
    assert "mit dem Einreichen bestätigen Sie sie" in content
    assert "vorausgefüllt" not in content_of(client, form_of("material"))


def test_where_files_are_there_already_further_ones_are_asked_for_below_them(member: User, client: Client) -> None:
    client.force_login(member)
    assert "Weitere Dateien hinzufügen" not in content_of(client, form_of("material")).split("data-words-read=")[1]
    address = client.post(CHOOSE, {"uploads": SimpleUploadedFile("a.pdf", pdf_bytes(), "application/pdf")})
    content = content_of(client, address.headers["Location"]).split("data-words-read=")[1]
    assert content.index("id_kept_files") < content.index("Weitere Dateien hinzufügen")


def test_a_picture_asks_openly_only_what_is_to_be_seen(member: User, client: Client) -> None:
    client.force_login(member)
    data = {"title": ["Fest"], "kind": ["material"]}
    begun = Draft.objects.create(user=member, key=uuid.uuid4(), kind="material", data=data)
    image = ImageFactory(uploaded_by_user=member, source="", licence="")
    begun.images.add(image)
    address = reverse("contribute:draft", args=[begun.key])

    def fold() -> str:
        content = content_of(client, address)
        row = content[content.index('id="id_kept_images"') :]
        start = row.index("<details")
        assert row.index("-alternative") < start
        assert start < row.index("-caption") < row.index("-licence") < row.index("</details>")
        return row[start : row.index(">", start)]

    assert not fold().endswith(" open")
    said = {"kept_images": [str(image.pk)], f"image-{image.pk}-alternative": [""]}
    said |= {f"image-{image.pk}-caption": ["Das Fest"], f"image-{image.pk}-source": [""]}
    Draft.objects.filter(pk=begun.pk).update(data=data | said)
    assert fold().endswith(" open")


def test_none_of_the_three_first_fields_is_called_optional(member: User, client: Client) -> None:
    client.force_login(member)
    assert "(freiwillig)" not in content_of(client, CHOOSE)
    assert "(freiwillig)" in content_of(client, form_of("material"))


@pytest.mark.parametrize("kind", ["material", "proposal"])
def test_the_preview_keeps_a_draft_and_leads_to_how_it_will_look(member: User, client: Client, kind: str) -> None:
    client.force_login(member)
    answer = client.post(form_of(kind), {"title": "Vorher ansehen", "key": uuid.uuid4(), "action": "preview"})
    entry = Entry.objects.get()
    assert entry.state == Entry.State.DRAFT
    assert answer.headers["Location"] == entry.preview_url
    content = content_of(client, entry.preview_url)
    assert "Vorher ansehen" in content
    assert "Weiterschreiben" in content


def test_the_preview_of_a_change_keeps_the_published_version(member: User, client: Client) -> None:
    client.force_login(member)
    page = MaterialPageFactory(title="Vorher", owner=member)
    data = {"title": "Nachher", "opened_revision": page.latest_revision_id or "", "action": "preview"}
    answer = client.post(reverse("contribute:edit", args=[page.pk]), data)
    assert answer.headers["Location"] == reverse("contribute:preview", args=[page.pk])
    assert "Nachher" in content_of(client, answer.headers["Location"])
    page.refresh_from_db()
    assert (page.title, page.live, page.review_state()) == ("Vorher", True, Entry.State.PUBLISHED)


def test_the_thanks_name_the_title_and_the_time_and_the_new_one_is_on_top(member: User, client: Client) -> None:
    client.force_login(member)
    ProjectPageFactory(title="Schon lange veröffentlicht", owner=member)
    title = "Neu & <b>wichtig</b>"
    client.post(form_of("material"), {"title": title, "key": uuid.uuid4()})
    content = content_of(client, reverse("contribute:mine"))
    assert "Danke! „Neu &amp; &lt;b&gt;wichtig&lt;/b&gt;“ ist jetzt bei der Redaktion." in content
    assert "zurzeit meist innerhalb von 2 Arbeitstagen. Sie müssen nichts weiter tun." in content
    first = content[content.index("Bei der Redaktion oder veröffentlicht") :].split("<h3")[1]
    assert "wichtig" in first
    assert MaterialPage.objects.get().title == title


def test_a_topic_proposal_becomes_a_discussion_not_something_to_call_about(member: User, client: Client) -> None:
    client.force_login(member)
    content = content_of(client, form_of("proposal"))
    assert "Die Redaktion macht daraus eine Themendiskussion" in content
    assert "Andere Kommunen können Ihren Beitrag finden" not in content
    assert "Andere Kommunen können Ihren Beitrag finden" in content_of(client, form_of("material"))


def test_only_a_new_form_takes_the_address_of_its_draft(member: User, client: Client) -> None:
    client.force_login(member)
    for kind in ("material", "proposal"):
        answer = client.get(form_of(kind))
        key = answer.context["form"].draft_key
        assert f'data-address="{reverse("contribute:draft", args=[key])}"' in answer.content.decode()
    page = draft(ProjectPageFactory, owner=member)
    assert "data-address" not in content_of(client, reverse("contribute:edit", args=[page.pk]))
    client.post(form_of("proposal"), {"title": "Ein Thema", "key": uuid.uuid4(), "action": "draft"})
    proposal = TopicProposal.objects.get()
    address = reverse("contribute:topic_proposal_edit", args=[proposal.pk])
    assert "data-address" not in content_of(client, address)
