"""Pictures in the form: several at once, with what is to be seen on them and whose they are."""

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from PIL import Image as PillowImage

from integration.contribute.images import (
    PictureData,
    PictureDetails,
    apply_pictures,
    as_posted,
    initial_from,
)
from integration.files.fields import MAX_FILES, FilesField
from integration.files.models import Image, Licence
from integration.files.services import store_image
from integration.models import ContributionImage, ProjectPage
from tests.factories import ImageFactory, ProjectPageFactory, draft, pdf_bytes, png_bytes

NUMBERS = ["0", "-1", "١٢", "9" * 30, "1e3", "x", "", "\x00"]


class UploadForm(forms.Form):
    title = forms.CharField()
    pictures = FilesField(label="Bilder hierher ziehen oder auswählen", required=False)


def jpeg_bytes():
    buffer = io.BytesIO()
    PillowImage.new("RGB", (40, 30), "navy").save(buffer, "JPEG")
    return buffer.getvalue()


def webp_bytes():
    buffer = io.BytesIO()
    PillowImage.new("RGB", (40, 30), "navy").save(buffer, "WEBP")
    return buffer.getvalue()


def bound(*files):
    uploads = MultiValueDict({"pictures": [SimpleUploadedFile(name, content) for name, content in files]})
    return UploadForm({"title": "Konzept"}, uploads)


def posted(**values):
    """`posted(kept_images=[1, 2], cover=2, image_1_caption="…")` is what a browser sends."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        key = name.replace("_", "-") if name.startswith("image_") else name
        data.setlist(key, [str(item) for item in value] if isinstance(value, list) else [str(value)])
    return data


# The upload


def test_several_pictures_of_every_type_come_at_once():
    form = bound(("a.jpg", jpeg_bytes()), ("b.png", png_bytes()), ("c.webp", webp_bytes()))
    assert form.is_valid()
    assert [upload.name for upload in form.cleaned_data["pictures"]] == ["a.jpg", "b.png", "c.webp"]


def test_each_picture_that_cannot_be_taken_is_named_and_the_others_stay():
    heic = b"\x00\x00\x00\x1cftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
    form = bound(("gut.png", png_bytes()), ("Urlaub.HEIC", heic), ("umbenannt.jpg", heic), ("Konzept.png", pdf_bytes()))
    assert not form.is_valid()
    messages = form.errors["pictures"]
    assert [message.split(":")[0] for message in messages] == ["Urlaub.HEIC", "umbenannt.jpg", "Konzept.png"]
    assert "iPhone" in messages[0]
    assert "JPEG" in messages[0]
    field = form.fields["pictures"]
    assert [upload.name for upload in field.sound_files(form.files.getlist("pictures"))] == ["gut.png"]


def test_ten_pictures_at_once_are_enough():
    form = bound(*((f"{number}.png", png_bytes()) for number in range(MAX_FILES + 1)))
    assert not form.is_valid()
    assert "höchstens 10 Dateien" in form.errors["pictures"][0]


def test_the_field_says_which_files_and_how_large():
    html = str(UploadForm()["pictures"].as_field_group())
    assert ".pdf,.docx" in html
    assert '.jpg,.jpeg,.png,.webp"' in html
    assert "multiple" in html
    assert "Jede Datei bis 50 MB" in html


# The details


@pytest.fixture
def own(member):
    return [ImageFactory(title=f"Eigenes {number}", uploaded_by_user=member) for number in (1, 2, 3)]


@pytest.fixture
def page(member, own):
    page = draft(ProjectPageFactory, owner=member)
    page.images.add(ContributionImage(image=own[0], alternative="Ein Haus", caption="Am Markt", sort_order=0))
    page.images.add(ContributionImage(image=own[1], sort_order=1))
    page.save_revision()
    return page


@pytest.mark.django_db
def test_a_form_opened_anew_shows_what_the_page_says(page, member, own):
    details = PictureDetails(user=member, page=page)
    assert details.cleaned() == initial_from(page, member)
    first, second = details.cleaned()
    assert (first.image, first.alternative, first.caption, first.own) == (own[0], "Ein Haus", "Am Markt", True)
    assert (second.image, second.alternative) == (own[1], "")
    assert details.lacks_description
    html = render_to_string("contribute/images.html", {"pictures": details})
    assert f'name="image-{own[0].pk}-alternative" value="Ein Haus"' in html
    assert html.count("checked") == 3  # two are kept, one is the cover
    assert html.count("Ohne Beschreibung erfahren blinde Menschen nicht") == 1
    assert "Wer hat es aufgenommen?" in html


@pytest.mark.django_db
def test_what_is_entered_reaches_the_version_and_the_pictures(page, member, own):
    a, b, c = (image.pk for image in own)
    data = posted(
        kept_images=[a, b, c],
        cover=b,
        **{
            f"image_{a}_alternative": "Haus", f"image_{a}_caption": "", f"image_{a}_source": "Stadt Lindlohe",
            f"image_{a}_licence": Licence.CC_BY, f"image_{b}_alternative": "Platz", f"image_{b}_caption": "Im Mai",
            f"image_{b}_source": "", f"image_{b}_licence": "",
        },
    )  # fmt: skip
    details = PictureDetails(data, user=member, page=page, images=[own[2]])
    assert details.is_valid()
    apply_pictures(page, details.cleaned())
    page.save_revision().publish()
    rows = list(ProjectPage.objects.get(pk=page.pk).images.order_by("sort_order"))
    assert [(row.image_id, row.alternative, row.caption) for row in rows] == [
        (b, "Platz", "Im Mai"),
        (a, "Haus", ""),
        (c, "", ""),
    ]
    assert Image.objects.get(pk=a).credit == "Foto: Stadt Lindlohe, CC BY 4.0"


@pytest.mark.django_db
def test_a_picture_without_its_tick_goes_and_the_form_still_shows_it(page, member, own):
    a, b, _c = (image.pk for image in own)
    data = posted(kept_images=[b], cover=a, **{f"image_{a}_alternative": "x", f"image_{b}_alternative": "y"})
    details = PictureDetails(data, user=member, page=page)
    assert details.is_valid()
    assert [picture.image.pk for picture in details.cleaned()] == [b]
    assert [(row.image.pk, row.is_kept, row.is_cover) for row in details.rows] == [(a, False, False), (b, True, True)]
    apply_pictures(page, details.cleaned())
    page.save_revision().publish()
    assert [row.image_id for row in ProjectPage.objects.get(pk=page.pk).images.all()] == [b]


@pytest.mark.django_db
def test_all_pictures_may_go(page, member, own):
    a, b, _c = (image.pk for image in own)
    details = PictureDetails(
        posted(**{f"image_{a}_alternative": "", f"image_{b}_alternative": ""}), user=member, page=page
    )
    assert details.is_valid()
    assert details.cleaned() == []


@pytest.mark.django_db
def test_pictures_uploaded_after_the_form_was_shown_are_kept(page, member, own):
    data = posted(kept_images=[own[0].pk], **{f"image_{own[0].pk}_alternative": "Haus"})
    details = PictureDetails(data, user=member, images=own)
    assert details.is_valid()
    assert [picture.image for picture in details.cleaned()] == own


@pytest.mark.django_db
def test_no_picture_is_ever_required_to_have_words(member, own):
    details = PictureDetails(posted(kept_images=[own[0].pk]), user=member, images=own[:1])
    assert details.is_valid()
    assert details.lacks_description


@pytest.mark.django_db
def test_what_is_too_long_or_unknown_is_said_at_the_field_and_stays(member, own):
    a = own[0].pk
    values = {"alternative": "x" * 251, "caption": "y" * 251, "source": "z" * 201, "licence": "geklaut"}
    data = posted(kept_images=[a], **{f"image_{a}_{name}": value for name, value in values.items()})
    details = PictureDetails(data, user=member, images=own[:1])
    assert not details.is_valid()
    assert set(details.errors) == {f"image-{a}-{name}" for name in values}
    html = render_to_string("contribute/images.html", {"pictures": details})
    assert html.count("kern-error") >= 4
    for name in ("alternative", "caption", "source"):
        assert f'value="{values[name]}"' in html
    summary = render_to_string("parts/errors.html", {"form": UploadForm(), "also": details})
    assert f'href="#id_image-{a}-alternative"' in summary


@pytest.mark.django_db
def test_of_several_pictures_the_one_that_is_wrong_is_named_and_one_that_is_left_out_does_not_matter(member, own):
    a, b, _c = (image.pk for image in own)
    long = {f"image_{a}_alternative": "x" * 251, f"image_{b}_alternative": "y" * 251}
    details = PictureDetails(posted(kept_images=[a], **long), user=member, images=own[:2])
    assert not details.is_valid()
    assert set(details.errors) == {f"image-{a}-alternative"}
    assert details.errors[f"image-{a}-alternative"][0].startswith("Eigenes 1: ")
    assert PictureDetails(posted(cover=a, **long), user=member, images=own[:2]).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["\x00", "<script>alert(1)</script>", "\u202e", '"><img src=x onerror=alert(1)>'])
def test_odd_words_are_text(value, member, own):
    a = own[0].pk
    data = posted(kept_images=[a], cover=a, **{f"image_{a}_alternative": value, f"image_{a}_caption": value})
    details = PictureDetails(data, user=member, images=own[:1])
    assert details.is_valid() == ("\x00" not in value)
    html = render_to_string("contribute/images.html", {"pictures": details})
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.django_db
def test_other_peoples_pictures_are_never_taken_by_their_number(page, member, other_member):
    foreign = ImageFactory(uploaded_by_user=other_member, source="Jemand")
    data = posted(
        kept_images=[foreign.pk],
        cover=foreign.pk,
        **{f"image_{foreign.pk}_alternative": "gekapert", f"image_{foreign.pk}_source": "gekapert"},
    )
    details = PictureDetails(data, user=member, page=page)
    assert not details.is_valid()
    assert "nicht mehr da" in details.non_field_errors()[0]
    assert foreign not in [picture.image for picture in details.cleaned()]
    assert foreign.title not in render_to_string("contribute/images.html", {"pictures": details})
    foreign.refresh_from_db()
    assert foreign.source == "Jemand"


@pytest.mark.django_db
def test_a_picture_of_somebody_else_on_the_page_stays_but_its_rights_are_theirs(page, member, other_member):
    foreign = ImageFactory(uploaded_by_user=other_member, source="Jemand", licence=Licence.CC0)
    page.images.set([ContributionImage(image=foreign, alternative="alt")])
    data = posted(
        kept_images=[foreign.pk],
        **{
            f"image_{foreign.pk}_alternative": "neu", f"image_{foreign.pk}_caption": "neu",
            f"image_{foreign.pk}_source": "gekapert", f"image_{foreign.pk}_licence": Licence.OWN,
        },
    )  # fmt: skip
    details = PictureDetails(data, user=member, page=page)
    assert details.is_valid()
    apply_pictures(page, details.cleaned())
    page.save_revision().publish()
    row = ProjectPage.objects.get(pk=page.pk).images.get()
    assert (row.alternative, row.image.source, row.image.licence) == ("neu", "Jemand", Licence.CC0)
    html = render_to_string("contribute/images.html", {"pictures": PictureDetails(user=member, page=page)})
    assert "Foto: Jemand, CC0" in html
    assert "-source" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_none_never_fail(number, page, member, own):
    details = PictureDetails(posted(kept_images=[number], cover=number), user=member, page=page)
    assert not details.is_valid()
    assert len(details.rows) == 2
    PictureDetails(posted(kept_images=[own[0].pk, own[0].pk], cover=number), user=member, page=page).cleaned()


@pytest.mark.django_db
def test_a_form_that_saved_itself_is_the_same_on_another_device(page, member, own):
    pictures = [
        PictureData(own[1], "Platz", "Im Mai", "Stadt", Licence.OWN, own=True),
        PictureData(own[0], "Haus", own=True),
    ]
    data = MultiValueDict(as_posted(pictures))
    details = PictureDetails(data, user=member, images=own[:2])
    assert details.is_valid()
    assert details.cleaned() == pictures


@pytest.mark.django_db
def test_the_form_asks_the_database_the_same_for_one_and_eight_pictures(
    member, django_assert_max_num_queries, django_assert_num_queries
):
    def shown(number):
        images = [ImageFactory(uploaded_by_user=member) for _index in range(number)]
        for image in images:
            image.get_rendition("max-320x320|format-webp")
        return lambda: render_to_string(
            "contribute/images.html", {"pictures": PictureDetails(user=member, images=images)}
        )

    for number in (1, 8):
        show = shown(number)
        with django_assert_num_queries(1):
            show()


@pytest.mark.django_db
def test_the_uploader_sees_the_small_picture_before_anything_is_handed_in(member, other_member, signed_in):
    upload = SimpleUploadedFile("Foto.jpg", jpeg_bytes())
    image = store_image(upload=upload, user=member, temporary=True)
    html = render_to_string("contribute/images.html", {"pictures": PictureDetails(user=member, images=[image])})
    address = html.split('<img src="')[1].split('"')[0]
    assert signed_in(member).get(address).status_code == 200
    assert signed_in(other_member).get(address).status_code == 403
