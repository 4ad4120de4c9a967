"""Pictures come with the form like any other file; what is to be seen on them is asked where they stand."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integration.contribute.models import Draft
from integration.files.models import Image
from integration.members.roles import TRUSTED
from integration.models import ProjectPage
from tests.factories import pdf_bytes, png_bytes

pytestmark = pytest.mark.django_db

BEGIN = reverse("contribute:choose")
NEW = reverse("contribute:create", args=["project"])


def picture(name="Sommerfest.png"):
    return SimpleUploadedFile(name, png_bytes(), "image/png")


def page_of(title):
    return ProjectPage.objects.get(draft_title=title).get_latest_revision_as_object()


def test_a_picture_dropped_first_opens_a_form_that_asks_what_is_to_be_seen(member, signed_in):
    client = signed_in(member)
    address = client.post(BEGIN, {"uploads": [picture()]}).headers["Location"]
    image = Image.objects.get()
    assert image.temporary
    html = client.get(address).content.decode()
    assert f'name="image-{image.pk}-alternative"' in html
    assert f'name="kept_images" value="{image.pk}" checked' in html


def test_a_file_and_a_picture_go_their_own_ways(member, signed_in):
    files = [SimpleUploadedFile("Vorlage.pdf", pdf_bytes("Elternlotsen"), "application/pdf"), picture()]
    signed_in(member).post(BEGIN, {"uploads": files})
    begun = Draft.objects.get()
    assert (begun.kind, begun.documents.count(), begun.images.count()) == ("material", 1, 1)


def test_pictures_are_handed_in_with_their_words_and_are_in_use_then(member, signed_in):
    client = signed_in(member)
    address = client.post(BEGIN, {"title": "Sommerfest", "uploads": [picture("a.png"), picture("b.png")]}).headers[
        "Location"
    ]
    first, second = Image.objects.order_by("pk")
    begun = Draft.objects.get()
    data = {
        "key": str(begun.key),
        "title": "Sommerfest",
        "kept_images": [first.pk, second.pk],
        "cover": second.pk,
        f"image-{first.pk}-alternative": "Ein Kuchen",
        f"image-{second.pk}-alternative": "Kinder tanzen",
        f"image-{second.pk}-source": "Stadt Lindlohe",
        f"image-{second.pk}-licence": "cc-by",
    }
    assert client.post(address, data).status_code == 302
    shown = [(row.image_id, row.alternative) for row in page_of("Sommerfest").images.all()]
    assert shown == [(second.pk, "Kinder tanzen"), (first.pk, "Ein Kuchen")]
    assert not Image.objects.filter(temporary=True).exists()
    second.refresh_from_db()
    assert second.source == "Stadt Lindlohe"


def test_a_picture_sent_with_the_form_stays_when_something_else_is_wrong(member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    answer = client.post(NEW, {"key": key, "title": "", "uploads": [picture()]})
    image = Image.objects.get()
    assert answer.status_code == 422
    assert f'name="kept_images" value="{image.pk}" checked' in answer.content.decode()
    assert list(Draft.objects.get(key=key).images.all()) == [image]
    answer = client.post(NEW, {"key": key, "title": "Sommerfest", "kept_images": image.pk})
    assert [row.image_id for row in page_of("Sommerfest").images.all()] == [image.pk]


def test_words_of_a_picture_that_are_too_long_are_said_at_the_field_and_stay(member, signed_in):
    client = signed_in(member)
    address = client.post(BEGIN, {"title": "Sommerfest", "uploads": [picture()]}).headers["Location"]
    image, begun = Image.objects.get(), Draft.objects.get()
    name = f"image-{image.pk}-caption"
    words = "x" * 251
    answer = client.post(
        address,
        {
            "key": str(begun.key),
            "title": "Sommerfest",
            "kept_images": image.pk,
            f"image-{image.pk}-alternative": "",
            name: words,
        },
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{name}"' in html
    assert words in html
    assert ProjectPage.objects.count() == 0


def test_pictures_of_a_contribution_can_be_left_out_and_added_when_it_is_changed(member, signed_in):
    client = signed_in(member)
    client.post(NEW, {"key": str(uuid.uuid4()), "title": "Fest", "action": "draft", "uploads": [picture("alt.png")]})
    page, old = ProjectPage.objects.get(), Image.objects.get()
    address = reverse("contribute:edit", args=[page.pk])
    form = client.get(address).context["form"]
    data = {"key": str(form["key"].value()), "opened_revision": page.latest_revision_id, "title": "Fest"}
    data |= {f"image-{old.pk}-alternative": "", "action": "draft", "uploads": [picture("neu.png")]}
    assert client.post(address, data).status_code == 302
    (row,) = page_of("Fest").images.all()
    assert row.image.title == "neu"


def test_the_same_form_twice_keeps_one_picture(member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    for _ in range(2):
        client.post(NEW, {"key": key, "title": "Fest", "uploads": [picture()]})
    assert ProjectPage.objects.count() == 1
    assert Image.objects.count() == 1


def test_nobody_takes_the_picture_of_somebody_else(member, other_member, signed_in):
    signed_in(other_member).post(BEGIN, {"uploads": [picture()]})
    image = Image.objects.get()
    answer = signed_in(member).post(NEW, {"key": str(uuid.uuid4()), "title": "Fest", "kept_images": image.pk})
    assert answer.status_code == 422
    assert ProjectPage.objects.count() == 0


def test_who_is_trusted_hears_that_it_is_published(member, signed_in):
    member.groups.add(Group.objects.get(name=TRUSTED))
    client = signed_in(member)
    answer = client.post(NEW, {"key": str(uuid.uuid4()), "title": "Fest", "action": "submit"}, follow=True)
    assert "Ihr Beitrag ist veröffentlicht" in answer.content.decode()
