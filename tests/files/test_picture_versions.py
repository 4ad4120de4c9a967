"""Pictures come in sizes and formats that cost little, made by the worker; a page neither waits for them nor fails."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage

from integration.files import pictures
from integration.files.models import Image, Licence
from integration.files.pictures import FALLBACK, THUMBNAIL, make_versions, version_for_all, wanted_specs
from integration.models import ContributionImage
from tests.factories import ImageFactory, ProjectPageFactory, draft, png_bytes
from tests.files.samples import upload

pytestmark = pytest.mark.django_db


def photo(width=1600, height=1200):
    """Return a JPEG that does not pack as well as a plain colour."""
    buffer = io.BytesIO()
    PillowImage.effect_mandelbrot((width, height), (-2, -1, 1, 1), 40).convert("RGB").save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def shown(image, **kwargs):
    words = " ".join(f'{name}="{value}"' for name, value in kwargs.items())
    return Template(f"{{% load pictures %}}{{% picture_of image {words} %}}").render(Context({"image": image}))


def test_a_new_picture_is_prepared_by_the_worker_in_both_formats_and_all_sizes():
    image = ImageFactory(content=photo())
    assert not image.renditions.exists()
    call_command("worker", once=True)
    made = dict(image.renditions.values_list("filter_spec", "width"))
    assert sorted(made) == sorted(wanted_specs(image))
    assert [made[pictures.spec(edge, "avif")] for edge in pictures.EDGES] == [480, 960, 1440]
    for file_format in ("AVIF", "WEBP"):
        rendition = image.renditions.get(filter_spec=pictures.spec(960, file_format.lower()))
        with rendition.file.open("rb") as file:
            assert PillowImage.open(file).format == file_format
    fallback = image.renditions.get(filter_spec=FALLBACK)
    cheapest = image.renditions.get(filter_spec=pictures.spec(960, "avif"))
    assert cheapest.file.size < fallback.file.size


def test_the_browser_chooses_among_formats_and_sizes_and_knows_the_size_before():
    image = ImageFactory(content=photo(1000, 600))
    make_versions(image)
    html = shown(Image.objects.get(pk=image.pk), alternative="Das Foyer")
    avif, webp = html.index('type="image/avif"'), html.index('type="image/webp"')
    assert avif < webp < html.index("<img")
    assert html.count(" 480w") == html.count(" 960w") == html.count(" 1000w") == 2
    assert 'width="1000" height="600"' in html
    assert 'alt="Das Foyer"' in html
    assert 'loading="lazy"' in html
    assert 'sizes="min(100vw - 2rem, 43rem, 1000px)"' in html
    assert "style=" not in html


def test_small_pictures_get_no_larger_versions_of_themselves():
    image = ImageFactory()
    assert make_versions(image) == []
    assert {rendition.width for rendition in image.renditions.all()} == {40}
    assert len(wanted_specs(image)) == 4  # thumbnail, for all, AVIF, WebP


def test_every_version_is_guarded_as_the_picture_is(member, other_member, editor, signed_in):
    image = ImageFactory(uploaded_by_user=member)
    page = draft(ProjectPageFactory, owner=member)
    page.images.add(ContributionImage(image=image))
    revision = page.save_revision()
    make_versions(image)
    addresses = [rendition.url for rendition in image.renditions.all()]
    assert len(addresses) == 4

    def answers(user):
        return {signed_in(user).get(address).status_code for address in addresses}

    assert (answers(member), answers(editor), answers(other_member)) == ({200}, {200}, {403})
    revision.publish()
    assert answers(other_member) == {200}
    kinds = {signed_in(other_member).get(address)["Content-Type"] for address in addresses}
    assert kinds == {"image/avif", "image/webp", "image/png"}


def test_a_page_shows_any_number_of_pictures_for_the_same_queries(signed_in, member):
    def opened(number):
        page = ProjectPageFactory()
        images = [ImageFactory() for _index in range(number * 2)]
        for image in images:
            make_versions(image)
        for index, image in enumerate(images[:number]):
            page.images.add(ContributionImage(image=image, sort_order=index))
        page.body = [("image", {"image": image, "alternative": "", "caption": ""}) for image in images[number:]]
        page.save_revision().publish()
        client = signed_in(member)
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(page.url).content.decode()
        assert html.count("<picture>") == number * 2
        return len(captured)

    one, four = opened(1), opened(4)
    assert one == four
    assert one <= 17  # one more than a page whose text has no pictures


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "text"])
def test_an_odd_picture_costs_neither_the_page_nor_the_worker(damage, signed_in, member):
    image = ImageFactory(content=photo(300, 200))
    page = ProjectPageFactory()
    page.images.add(ContributionImage(image=image, alternative="Das Foyer"))
    page.save_revision().publish()
    with open(image.file.path, "rb") as file:
        content = file.read()
    if damage == "gone":
        image.file.storage.delete(image.file.name)
    else:
        with open(image.file.path, "wb") as file:
            file.write({"empty": b"", "cut": content[:300], "text": b"kein Bild"}[damage])
    call_command("worker", once=True)
    response = signed_in(member).get(page.url)
    assert response.status_code == 200
    assert 'alt="Das Foyer"' in response.content.decode()
    assert "not-found" not in response.content.decode()
    assert not DBTaskResult.objects.failed().exists()


def test_a_failing_encoder_costs_its_format_only(monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("the encoder is not there")

    monkeypatch.setattr("willow.plugins.pillow.PillowImage.save_as_avif", fail)
    image = ImageFactory()
    assert make_versions(image) == [pictures.spec(480, "avif")]
    html = shown(Image.objects.get(pk=image.pk))
    assert "image/avif" not in html
    assert "image/webp" in html


def test_before_the_worker_came_a_quick_version_is_made_and_a_large_picture_is_sent_as_it_is(monkeypatch):
    image = ImageFactory(content=photo(1600, 1200))
    assert version_for_all(image).width == 1200
    assert shown(image).count("<source") == 0
    monkeypatch.setattr(pictures, "ON_DEMAND_PIXELS", 1000)
    large = ImageFactory(content=photo(200, 100))
    assert version_for_all(large).url == large.file.url
    assert not large.renditions.exists()
    assert version_for_all(large, THUMBNAIL).width == 200


def test_a_replaced_picture_gets_new_versions(editor, signed_in, django_capture_on_commit_callbacks):
    image = ImageFactory()
    call_command("worker", once=True)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(editor).post(
            reverse("wagtailimages:edit", args=[image.pk]),
            {"title": "Neu", "tags": "", "file": upload("Neu.png", png_bytes(60, 45))},
        )
    call_command("worker", once=True)
    assert {rendition.width for rendition in image.renditions.all()} >= {60}
    assert set(image.renditions.values_list("filter_spec", flat=True)) >= set(wanted_specs(image))


def test_pictures_from_before_are_prepared_by_and_by():
    old, done = ImageFactory(), ImageFactory()
    make_versions(done)
    assert pictures.images_to_prepare(10) == [old.pk]


@pytest.mark.parametrize(
    ("source", "licence", "line"),
    [
        ("", "", ""),
        ("Stadt Lindlohe", "", "Foto: Stadt Lindlohe"),
        ("Erika Muster", Licence.CC_BY, "Foto: Erika Muster, CC BY 4.0"),
        ("", Licence.OWN, "Foto: Kommunen dürfen es verwenden"),
        ("Erika Muster", "removed-licence", "Foto: Erika Muster"),
    ],
)
def test_below_a_picture_stands_who_made_it_and_what_others_may_do(source, licence, line):
    assert Image(source=source, licence=licence).credit == line
