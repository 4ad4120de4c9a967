"""Who gets which file, by which address, in which manner."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.rich_text import RichText
from wagtail.users.models import UserProfile

from home.models import PortalSettings
from integration.files.access import user_can_view_file
from integration.models import ContributionFile, ContributionImage
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    UserFactory,
    add_file,
    draft,
    png_bytes,
    restrict,
)

pytestmark = pytest.mark.django_db

PEOPLE = ["anonymous", "uploader", "member", "insider", "contact", "editor", "admin"]
# The uploader is another person than the author of the page: an editor may have put the file in
EXPECTED = {
    "unused": {"uploader", "editor", "admin"},
    "draft": {"uploader", "contact", "editor", "admin"},
    "withdrawn": {"uploader", "contact", "editor", "admin"},
    "restricted": {"uploader", "insider", "editor", "admin"},
    "published": {"uploader", "member", "insider", "contact", "editor", "admin"},
}


@pytest.fixture
def people(member, colleague, contact, other_member, editor, admin):
    insiders = Group.objects.create(name="AG Wohnen")
    colleague.groups.add(insiders)
    return {
        "uploader": member, "insider": colleague, "contact": contact, "member": other_member,
        "editor": editor, "admin": admin,
    }  # fmt: skip


@pytest.fixture
def clients(people, signed_in):
    return {"anonymous": Client()} | {name: signed_in(user) for name, user in people.items()}


def page_in_state(state, document, image):
    """Make a page in this state, of the uploader's municipality, that uses both; nothing for "unused"."""
    if state == "unused":
        return
    uploader = document.uploaded_by_user
    owner = UserFactory(municipality=uploader.municipality) if uploader else UserFactory()
    page = draft(ProjectPageFactory, owner=owner, documents=[document])
    page.images.add(ContributionImage(image=image))
    page.save()
    revision = page.save_revision()
    if state != "draft":
        revision.publish()
        page.refresh_from_db()
    if state == "withdrawn":
        page.unpublish()
    if state == "restricted":
        restrict(page, Group.objects.get(name="AG Wohnen"))


def addresses(document, image):
    return [
        document.url,
        f"/medien/{document.file.name}",
        image.file.url,
        image.get_rendition("width-20").url,
    ]


@pytest.mark.sweep
@pytest.mark.parametrize("state", EXPECTED)
def test_who_gets_a_file_in_which_state(state, people, clients):
    document = DocumentFactory(uploaded_by_user=people["uploader"])
    image = ImageFactory(uploaded_by_user=people["uploader"])
    page_in_state(state, document, image)
    for address in addresses(document, image):
        for name, client in clients.items():
            expected = 200 if name in EXPECTED[state] else 403
            got = {
                "GET": client.get(address),
                "HEAD": client.head(address),
                "Range": client.get(address, headers={"Range": "bytes=0-10"}),
                "If-None-Match": client.get(address, headers={"If-None-Match": "*"}),
            }
            statuses = {way: response.status_code for way, response in got.items()}
            allowed = {"GET": 200, "HEAD": 200, "Range": 200, "If-None-Match": 304}
            assert statuses == (allowed if expected == 200 else dict.fromkeys(allowed, 403)), (name, address)
            if expected == 403:
                assert b"%PDF" not in got["GET"].content
                assert b"PNG" not in got["GET"].content


@pytest.mark.parametrize("in_text", [False, True], ids=["in the list", "in the text"])
def test_files_of_a_draft_are_open_to_whoever_reads_the_draft(in_text, member, contact, other_contact, colleague):
    document, image = DocumentFactory(), ImageFactory()
    page = draft(ProjectPageFactory, owner=member, municipality=other_contact.municipality)
    version = page.get_latest_revision_as_object()
    if in_text:
        version.body = [("file", document), ("image", {"image": image, "alternative": "Ein Tisch"})]
    else:
        version.files.add(ContributionFile(document=document))
        version.images.add(ContributionImage(image=image))
    version.save_revision(user=member)
    readers = {"contact": contact, "other contact": other_contact, "colleague": colleague}
    for file in (document, image, image.get_rendition("width-20")):
        seen = {name for name, user in readers.items() if user_can_view_file(user, file)}
        assert seen == {"contact"}
    restrict(page, Group.objects.create(name="AG Wohnen"))
    assert not user_can_view_file(contact, document)
    assert not user_can_view_file(contact, image)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_files_are_only_read(method, editor, signed_in):
    document, image = DocumentFactory(), ImageFactory()
    for address in addresses(document, image):
        assert getattr(signed_in(editor), method)(address).status_code == 405


def test_restricting_a_page_closes_its_old_addresses_at_once(people, clients):
    document, image = DocumentFactory(), ImageFactory()
    page_in_state("published", document, image)
    old = addresses(document, image)
    kept = {address: clients["member"].get(address)["ETag"] for address in old}
    page = ProjectPageFactory._meta.model.objects.get()
    restrict(page.get_parent(), Group.objects.get(name="AG Wohnen"))
    for address in old:
        assert clients["member"].get(address).status_code == 403
        assert clients["member"].get(address, headers={"If-None-Match": kept[address]}).status_code == 403
        assert clients["insider"].get(address).status_code == 200


def test_deactivated_accounts_get_nothing(people, clients):
    document, image = DocumentFactory(uploaded_by_user=people["uploader"]), ImageFactory()
    page_in_state("published", document, image)
    for name in ("uploader", "member", "editor"):
        people[name].is_active = False
        people[name].save()
        for address in addresses(document, image):
            assert clients[name].get(address).status_code == 403


# Every way of using a file counts, as soon as it is published, and as long as it is


def in_text(document):
    return [{"type": "file", "value": document.pk}]


def in_rich_text(document):
    return [{"type": "text", "value": f'<p><a linktype="document" id="{document.pk}">Konzept</a></p>'}]


@pytest.mark.parametrize("body", [in_text, in_rich_text])
def test_files_in_the_text_open_with_publishing_and_close_when_they_are_taken_out(body, other_member):
    document = DocumentFactory()
    page = draft(ProjectPageFactory)
    page.body = json.dumps(body(document))
    revision = page.save_revision()
    assert not user_can_view_file(other_member, document)
    revision.publish()
    assert user_can_view_file(other_member, document)
    page = page.get_latest_revision_as_object()
    page.body = "[]"
    revision = page.save_revision()
    assert user_can_view_file(other_member, document)
    revision.publish()
    assert not user_can_view_file(other_member, document)


def test_pictures_in_the_text_count(other_member):
    image = ImageFactory()
    page = draft(ProjectPageFactory)
    page.body = json.dumps([{"type": "image", "value": {"image": image.pk}}])
    page.save_revision().publish()
    assert user_can_view_file(other_member, image)
    assert user_can_view_file(other_member, image.get_rendition("width-20"))


def test_a_file_that_only_a_newer_draft_uses_stays_closed(other_member):
    page = ProjectPageFactory()
    document = DocumentFactory()
    page.files.add(page.files.model(document=document))
    revision = page.save_revision()
    assert not user_can_view_file(other_member, document)
    revision.publish()
    assert user_can_view_file(other_member, document)


def test_taking_a_file_off_a_published_page_closes_it(other_member):
    document, image = DocumentFactory(), ImageFactory()
    page = ProjectPageFactory(documents=[document])
    page.images.add(ContributionImage(image=image))
    page.save_revision().publish()
    assert user_can_view_file(other_member, document)
    assert user_can_view_file(other_member, image)
    page = ProjectPageFactory._meta.model.objects.get(pk=page.pk)
    page.files.clear()
    page.images.clear()
    page.save_revision().publish()
    assert not user_can_view_file(other_member, document)
    assert not user_can_view_file(other_member, image)


def test_one_open_page_is_enough(other_member):
    document = DocumentFactory()
    restrict(ProjectPageFactory(documents=[document]), Group.objects.create(name="AG Recht"))
    assert not user_can_view_file(other_member, document)
    add_file(MaterialPageFactory(), document)
    assert user_can_view_file(other_member, document)


def test_deleting_the_page_closes_its_files(other_member):
    document = DocumentFactory()
    page = ProjectPageFactory(documents=[document])
    page.delete()
    assert not user_can_view_file(other_member, document)


def test_pages_made_and_changed_in_the_admin_open_and_close_their_files(editor, other_member, signed_in):
    document = DocumentFactory()
    page = ProjectPageFactory(owner=editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client = signed_in(editor)
    form = client.get(address).context["form"]
    data = admin_data(form)
    data |= {
        "files-TOTAL_FORMS": "1", "files-0-document": str(document.pk), "files-0-note": "", "files-0-ORDER": "1",
        "files-0-id": "",
    }  # fmt: skip
    client.post(address, data)
    assert not user_can_view_file(other_member, document)
    response = client.post(address, data | {"action-publish": "1"})
    assert response.status_code == 302
    assert user_can_view_file(other_member, document)
    data = admin_data(client.get(address).context["form"])
    client.post(address, data | {"files-0-DELETE": "1", "action-publish": "1"})
    assert not user_can_view_file(other_member, document)


def admin_data(form):
    """Return what a browser would send of an admin form that nobody touched."""
    data = {field.html_name: field.value() for field in form if field.name not in {"body", "topics", "tags"}}
    data |= {"topics": [], "tags": "", "body-count": "0"}
    for formset in form.formsets.values():
        data |= {field.html_name: field.value() for field in formset.management_form}
        for child in formset.forms:
            data |= {field.html_name: field.value() for field in child}
    return {name: "" if value is None else value for name, value in data.items() if value is not False}


def test_what_the_settings_show_every_member_sees(other_member):
    photo = ImageFactory()
    assert not user_can_view_file(other_member, photo)
    portal = PortalSettings.load()
    portal.editor_photo = photo
    portal.save()
    assert user_can_view_file(other_member, photo)
    portal.editor_photo = None
    portal.save()
    assert not user_can_view_file(other_member, photo)


def test_a_collection_kept_for_a_group_closes_what_is_in_it(other_member, editor):
    collection = Collection.get_first_root_node().add_child(name="Intern")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    group = Group.objects.create(name="AG Recht")
    restriction.groups.add(group)
    document = DocumentFactory(collection=collection)
    ProjectPageFactory(documents=[document])
    assert not user_can_view_file(other_member, document)
    assert user_can_view_file(editor, document)
    other_member.groups.add(group)
    del other_member._group_ids
    assert user_can_view_file(other_member, document)


# How files are sent


@pytest.fixture
def client(other_member, signed_in):
    return signed_in(other_member)


@pytest.fixture
def document():
    found = DocumentFactory(file=ContentFile(b"%PDF-1.4 Inhalt", name="Förderung „Wohnen“ 2024.pdf"))
    ProjectPageFactory(documents=[found])
    return found


def test_a_document_comes_as_a_download_under_its_own_name(client, document):
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 Inhalt"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "15"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''F%C3%B6rderung%20%E2%80%9EWohnen%E2%80%9C%202024.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-cache"


def test_only_a_pdf_is_shown_in_the_browser_when_asked(client, document):
    assert client.get(f"{document.url}?ansehen")["Content-Disposition"].startswith("inline")
    other = DocumentFactory(file=ContentFile(b"PK", name="Konzept.docx"))
    ProjectPageFactory(documents=[other])
    assert client.get(f"{other.url}?ansehen")["Content-Disposition"].startswith("attachment")


def test_a_file_of_an_unknown_type_comes_as_mere_bytes(client):
    page = DocumentFactory(file=ContentFile(b"<html><script>alert(1)</script>", name="Seite.html"))
    ProjectPageFactory(documents=[page])
    response = client.get(page.url)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_picture_is_shown_in_the_page(client):
    image = ImageFactory()
    page = ProjectPageFactory()
    page.images.add(ContributionImage(image=image))
    page.save_revision().publish()
    response = client.get(image.file.url)
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "private, no-cache"


def test_a_file_that_the_browser_has_is_not_sent_again_but_the_permission_is_asked_again(client, document):
    etag = client.get(document.url)["ETag"]
    response = client.get(document.url, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response["ETag"] == etag
    assert response["Cache-Control"] == "private, no-cache"
    assert not etag.startswith("W/")
    ProjectPageFactory._meta.model.objects.get().unpublish()
    assert client.get(document.url, headers={"If-None-Match": etag}).status_code == 403


def test_in_production_the_web_server_sends_the_bytes(client, document, settings):
    settings.X_ACCEL_REDIRECT_PREFIX = "/geschützt/"
    response = client.get(document.url)
    assert response.content == b""
    assert response["X-Accel-Redirect"] == f"/gesch%C3%BCtzt/{document.file.name}"
    assert response["Content-Type"] == "application/pdf"
    assert "F%C3%B6rderung" in response["Content-Disposition"]
    assert client.get(f"/medien/{document.file.name}")["X-Accel-Redirect"].endswith(document.file.name)
    assert not Client().get(document.url).has_header("X-Accel-Redirect")


@pytest.mark.parametrize(
    "path",
    [
        "/medien/",
        "/medien/../cms/settings/base.py",
        "/medien/..%2f..%2fetc%2fpasswd",
        "/medien/%2e%2e/%2e%2e/etc/passwd",
        "/medien/..%252f..%252fetc%252fpasswd",
        "/medien//etc/passwd",
        "/medien/documents/",
        "/medien/documents/gibt-es-nicht.pdf",
        "/medien/a%00.pdf",
        "/medien/%ff%fe.pdf",
        "/medien/" + "x" * 5000,
        "/dateien/1/",
        "/dateien/0/a.pdf",
        "/dateien/99999999999999999999/a.pdf",
        "/dateien/-1/a.pdf",
        "/dateien/1/a%00.pdf",
        "/dateien/1/..%2f..%2fetc%2fpasswd",
    ],
)
def test_addresses_that_lead_nowhere_end_in_not_found(path, editor, signed_in):
    assert signed_in(editor).get(path).status_code in {400, 404}
    assert Client().get(path).status_code in {302, 400, 403, 404}


def test_number_and_name_must_belong_together(client, document, editor, signed_in):
    secret = DocumentFactory()
    assert client.get(f"/dateien/{secret.pk}/{document.filename}").status_code == 403
    assert client.get(f"/dateien/{document.pk}/{secret.filename}").status_code == 404
    assert signed_in(editor).get(f"/dateien/{secret.pk}/{document.filename}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, document):
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404


def test_links_in_rich_text_lead_to_the_guarded_address(document):
    html = str(RichText(f'<a linktype="document" id="{document.pk}">Konzept</a>'))
    assert f'href="{document.url}"' in html
    assert document.url.startswith("/dateien/")


def test_the_picture_of_an_account_is_for_editors(member, editor, signed_in):
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("ich.png", ContentFile(png_bytes()))
    address = f"/medien/{profile.avatar.name}"
    assert signed_in(editor).get(address).status_code == 200
    assert signed_in(member).get(address).status_code == 403
    assert Client().get(address).status_code == 403
