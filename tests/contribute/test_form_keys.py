"""One key of a form makes one contribution, whatever its kind; who goes on with it makes another, and loses nothing."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integration.autosave import NewerDraftError
from integration.contribute.drafts import save_draft
from integration.contribute.keys import OtherKindError
from integration.contribute.life import copy_as_template
from integration.contribute.models import Draft
from integration.contribute.proposals import hand_in_proposal
from integration.contribute.services import Contents, hand_in
from integration.files.models import Document
from integration.models import ContributionPage, EventPage, MaterialPage, TopicProposal
from tests.factories import MaterialPageFactory, pdf_bytes

pytestmark = pytest.mark.django_db

START = "2027-05-05T10:00"


def create(client, kind, **data):
    name = "topic_proposal_create" if kind == "proposal" else "create"
    address = reverse(f"contribute:{name}", args=[] if kind == "proposal" else [kind])
    return client.post(address, {"kind": kind} | data)


def test_a_second_copy_with_the_same_key_is_a_contribution_of_its_own(member, signed_in):
    client, page, key = signed_in(member), MaterialPageFactory(owner=member), str(uuid.uuid4())
    address = reverse("contribute:copy", args=[page.pk])
    first = client.post(address, {"key": key}).headers["Location"]
    client.post(first, {"kind": "material", "key": key, "title": "Erste Kopie", "text": "eins", "action": "draft"})
    second = client.post(address, {"key": key}).headers["Location"]
    assert second != first
    other = Draft.objects.get()
    client.post(second, {"kind": "material", "key": other.key, "title": "Zweite Kopie", "action": "draft"})
    copies = MaterialPage.objects.exclude(pk=page.pk)
    assert {copy.draft_title for copy in copies} == {"Erste Kopie", "Zweite Kopie"}
    assert "eins" in str(copies.get(draft_title="Erste Kopie").get_latest_revision_as_object().body)


def test_a_copy_after_a_theme_was_proposed_with_its_key_gets_another_one(member):
    key = uuid.uuid4()
    hand_in_proposal(user=member, key=key, values={"title": "T", "why": "", "topics": []}, for_review=False)
    assert copy_as_template(page=MaterialPageFactory(owner=member), user=member, key=key).key != key


def test_turning_a_form_that_was_kept_into_another_kind_leaves_what_was_kept(member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    pdf = SimpleUploadedFile("Plan.pdf", pdf_bytes("Plan"), "application/pdf")
    create(client, "material", key=key, title="Artwechsel", uploads=pdf, action="draft")
    number = Document.objects.get().pk
    answer = create(client, "material", key=key, title="Artwechsel", kept_files=number, action="kind-event")
    page = client.get(answer.headers["Location"])
    assert "„Artwechsel“ bleibt bei Ihren Beiträgen" in page.content.decode()
    begun = Draft.objects.get()
    assert str(begun.key) != key
    assert list(begun.documents.all()) == [Document.objects.get()]
    data = {"kind": "event", "key": begun.key, "title": "Als Termin", "start": START, "place": "Saal"}
    assert client.post(answer.headers["Location"], data | {"version": begun.version}).status_code == 302
    assert EventPage.objects.get().place == "Saal"
    assert MaterialPage.objects.get().draft_title == "Artwechsel"


@pytest.mark.parametrize(("first", "second"), [("material", "event"), ("material", "proposal"), ("proposal", "event")])
def test_a_form_that_became_another_kind_is_refused_and_everything_typed_is_there(first, second, member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    create(client, first, key=key, title="Zuerst")
    answer = create(client, second, key=key, title="Danach", start=START, place="Saal")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "„Zuerst“" in html
    assert 'value="Danach"' in html
    assert ContributionPage.objects.count() + TopicProposal.objects.count() == 1
    begun = Draft.objects.get()
    assert begun.data["title"] == ["Danach"]
    shown = re.search(r'name="key" value="([^"]+)"', html)
    assert shown
    assert shown[1] == str(begun.key) != key
    again = create(client, second, key=shown[1], title="Danach", start=START, place="Saal", version=begun.version)
    assert again.status_code == 302
    assert ContributionPage.objects.count() + TopicProposal.objects.count() == 2
    assert not Draft.objects.exists()


def test_a_key_makes_one_contribution_over_pages_and_proposals(member):
    key, values = uuid.uuid4(), {"title": "Thema", "why": "", "topics": []}
    hand_in(kind=MaterialPage, user=member, key=key, contents=Contents({"title": "Material"}), for_review=False)
    with pytest.raises(OtherKindError):
        hand_in_proposal(user=member, key=key, values=values, for_review=False)
    with pytest.raises(OtherKindError):
        hand_in(kind=EventPage, user=member, key=key, contents=Contents({"title": "Termin"}), for_review=False)
    other = uuid.uuid4()
    hand_in_proposal(user=member, key=other, values=values, for_review=False)
    with pytest.raises(OtherKindError):
        hand_in(kind=MaterialPage, user=member, key=other, contents=Contents({"title": "Material"}), for_review=False)


@pytest.mark.parametrize("kind", ["project", "proposal"])
def test_a_version_that_can_be_none_does_no_harm(kind, member, signed_in):
    answer = create(signed_in(member), kind, key=uuid.uuid4(), title="", why="Viel", opened_revision="1" + "0" * 20)
    assert answer.status_code == 422
    assert Draft.objects.get().opened_revision is None


def test_what_is_saved_or_uploaded_late_makes_no_draft_of_a_form_that_was_handed_in(member):
    key = uuid.uuid4()
    hand_in(kind=MaterialPage, user=member, key=key, contents=Contents({"title": "Material"}), for_review=False)
    with pytest.raises(NewerDraftError):
        save_draft(user=member, key=key, kind="material", data={"title": ["Spät"]}, version=0)
    assert not Draft.objects.exists()
