"""One form in several windows at the same moment: handed in, uploaded into, read and deleted; nothing is lost."""

import uuid
from collections import Counter
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from integration.contribute.keys import OtherKindError
from integration.contribute.models import Draft
from integration.contribute.proposals import hand_in_proposal
from integration.contribute.services import Contents, hand_in
from integration.files.models import Document
from integration.models import MaterialPage, ProjectPage, TopicProposal
from tests.factories import UserFactory, pdf_bytes
from tests.services.conftest import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

ROUNDS = 6
SOUND = ([], [], [], [], [])


def begun_form(client: Client, title: str) -> tuple[uuid.UUID, int, int]:
    """Begin a form with a document; return its key, the number of the document and the version of the draft."""
    key = uuid.uuid4()
    data = {"kind": "material", "title": title}
    pdf = SimpleUploadedFile("Plan.pdf", pdf_bytes(title), "application/pdf")
    number = client.post(reverse("contribute:upload", args=[key]), data | {"file": pdf}).json()["id"]
    return key, number, Draft.objects.get(key=key).version


def test_handing_in_while_the_draft_is_deleted_gives_a_contribution_or_the_form_again() -> None:
    author = UserFactory()
    clients = [Client(raise_request_exception=False) for _number in range(4)]
    for client in clients:
        client.force_login(author)
    for turn in range(ROUNDS):
        title = f"Rennen {turn}"
        key, number, version = begun_form(clients[0], title)
        data = {"kind": "material", "key": key, "title": title, "kept_files": number, "version": version}
        address = reverse("contribute:draft", args=[key])
        answers = at_once(
            [
                partial(clients[0].post, address, data),
                partial(clients[1].post, reverse("contribute:discard_draft", args=[key])),
                partial(clients[2].get, reverse("contribute:suggestions", args=[key])),
                partial(clients[3].get, address),
            ]
        )
        assert all(getattr(answer, "status_code", 500) < 500 for answer in answers), answers
        page = MaterialPage.objects.filter(draft_title=title).first()
        if answers[0].status_code == 302:
            assert page is not None
            assert [item.document_id for item in page.files.all()] == [number]
            assert Document.objects.filter(pk=number, temporary=False).exists()
        else:
            assert answers[0].status_code == 422
            assert page is None
            assert title in answers[0].content.decode()
            assert Draft.objects.get(key=key).title == title
    assert Page.find_problems() == SOUND


def test_a_document_that_arrived_while_the_form_was_handed_in_is_in_it_or_refused_or_still_there() -> None:
    author = UserFactory()
    clients = [Client(raise_request_exception=False) for _number in range(2)]
    for client in clients:
        client.force_login(author)
    for turn in range(ROUNDS):
        title = f"Rennen {turn}"
        key, number, version = begun_form(clients[0], title)
        data = {"kind": "material", "key": key, "title": title, "kept_files": number, "version": version}
        pdf = SimpleUploadedFile("Zweites.pdf", pdf_bytes(f"Zweites {turn}"), "application/pdf")
        sent = {"kind": "material", "title": title, "version": version, "file": pdf}
        done, uploaded = at_once(
            [
                partial(clients[0].post, reverse("contribute:draft", args=[key]), data),
                partial(clients[1].post, reverse("contribute:upload", args=[key]), sent),
            ]
        )
        assert done.status_code == 302
        assert uploaded.status_code in (200, 409)
        files = {item.document_id for item in MaterialPage.objects.get(draft_title=title).files.all()}
        assert files == {number} | ({uploaded.json()["id"]} if uploaded.status_code == 200 else set())


def test_one_form_handed_in_as_three_kinds_at_once_makes_one_contribution() -> None:
    for _turn in range(ROUNDS):
        author, key = UserFactory(), uuid.uuid4()
        same = {"user": author, "key": key, "for_review": False}
        contents = Contents({"title": "Eins"})
        answers = at_once(
            [
                partial(hand_in, kind=MaterialPage, contents=contents, **same),
                partial(hand_in, kind=ProjectPage, contents=contents, **same),
                partial(hand_in_proposal, values={"title": "Eins", "why": "", "topics": []}, **same),
            ]
        )
        assert Counter(isinstance(answer, OtherKindError) for answer in answers) == {True: 2, False: 1}, answers
        made = (MaterialPage, ProjectPage, TopicProposal)
        assert sum(model._default_manager.filter(owner=author).count() for model in made) == 1
