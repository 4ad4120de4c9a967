"""Pictures of a contribution in its form: several at once, then what is to be seen on each and whose it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from integration.files.models import Image, Licence
from integration.files.pictures import load_versions
from integration.members.models import User
from integration.members.requests import as_keys
from integration.models import ContributionImage, ContributionPage

FIELDS = ("alternative", "caption", "source", "licence")
RIGHTS = ("source", "licence")  # of the picture itself, whatever contribution shows it
KEPT, COVER = "kept_images", "cover"
SHOWN = re.compile(r"image-([0-9]{1,18})-alternative")
ASKED_KINDLY = _("Without a description blind people do not learn what is to be seen.")


@dataclass(frozen=True)
class PictureData:
    """A picture and what a contribution says of it; the first of several is the cover."""

    image: Image
    alternative: str = ""
    caption: str = ""
    source: str = ""
    licence: str = ""
    own: bool = False  # whether this person may change its source and licence


@dataclass(frozen=True)
class PictureRow:
    """One picture of the form, for its template."""

    image: Image
    fields: dict[str, forms.BoundField]
    is_kept: bool
    is_cover: bool


def initial_from(page: ContributionPage, user: User | None = None) -> list[PictureData]:
    """Return the pictures of a version of a page, in their order."""
    rows = list(page.images.all())
    images = Image.objects.in_bulk([row.image_id for row in rows])
    return [
        PictureData(
            image=image,
            alternative=row.alternative,
            caption=row.caption,
            source=image.source,
            licence=image.licence,
            own=user is not None and image.uploaded_by_user_id == user.pk,
        )
        for row in rows
        if (image := images.get(row.image_id))
    ]


def name_of(image: Image | int, field: str) -> str:
    """Return the name of an input: `image-17-caption`."""
    return f"image-{image.pk if isinstance(image, Image) else image}-{field}"


def as_posted(pictures: Iterable[PictureData]) -> dict[str, list[str]]:
    """Return what a browser would send for these pictures, for a form that saves itself."""
    posted: dict[str, list[str]] = {KEPT: []}
    for picture in pictures:
        posted[KEPT].append(str(picture.image.pk))
        posted.setdefault(COVER, [str(picture.image.pk)])
        for field in FIELDS:
            if picture.own or field not in RIGHTS:
                posted[name_of(picture.image, field)] = [getattr(picture, field)]
    return posted


class PictureDetails(forms.Form):
    """The inputs for each picture that is there already: of the page, of the form that saved itself, or just uploaded.

    `data` is what the browser sent, or nothing. A picture that it does not mention came after the form was shown:
    it is kept. Numbers of other people's pictures that are not on the page are not taken.
    """

    def __init__(
        self,
        data: MultiValueDict | None = None,
        *,
        user: User,
        page: ContributionPage | None = None,
        images: Iterable[Image] = (),
    ) -> None:
        self.user = user
        self.pictures = {picture.image.pk: picture for picture in self._known(page, images)}
        super().__init__()
        self.is_bound = data is not None
        self.posted: MultiValueDict = MultiValueDict()
        if data is not None:
            self._add_posted_own(data)
            self.data = self.posted = self._completed(data)
        for picture in self.pictures.values():
            self._add_fields(picture)

    def _known(self, page: ContributionPage | None, images: Iterable[Image]) -> list[PictureData]:
        known = initial_from(page, self.user) if page is not None else []
        there = {picture.image.pk for picture in known}
        return known + [self._fresh(image) for image in images if image.pk not in there]

    def _fresh(self, image: Image) -> PictureData:
        own = image.uploaded_by_user_id == self.user.pk
        return PictureData(image=image, source=image.source, licence=image.licence, own=own)

    def _add_posted_own(self, data: MultiValueDict) -> None:
        """Know one's own pictures that another window added; others are not asked for."""
        further = as_keys(data.getlist(KEPT)) - self.pictures.keys()
        if further:
            for image in Image.objects.filter(pk__in=further, uploaded_by_user=self.user).order_by("pk"):
                self.pictures[image.pk] = self._fresh(image)

    def _completed(self, data: MultiValueDict) -> MultiValueDict:
        """Return the data as if every picture had been shown in the form that was sent."""
        data = data.copy()
        for number, picture in self.pictures.items():
            if name_of(number, "alternative") not in data:
                kept = [*data.getlist(KEPT), *([] if str(number) in data.getlist(KEPT) else [str(number)])]
                data.setlist(KEPT, kept)
                for field in FIELDS:
                    data.setlist(name_of(number, field), [getattr(picture, field)])
        return data

    def _add_fields(self, picture: PictureData) -> None:
        image = picture.image
        known = picture.alternative or self.posted.get(name_of(image, "alternative"))
        hint = _("For people who do not see the picture.")
        fields: dict[str, forms.Field] = {
            "alternative": forms.CharField(
                label=_("What is to be seen?"), help_text=hint if known else f"{hint} {ASKED_KINDLY}", max_length=250
            ),
            "caption": forms.CharField(label=_("Caption"), max_length=250),
        }
        if picture.own:
            fields["source"] = forms.CharField(label=_("Who took it?"), max_length=200)
            fields["licence"] = forms.ChoiceField(
                label=_("What may others do with it?"), choices=[("", _("Please choose")), *Licence.choices]
            )
        for name, field in fields.items():
            field.required = False
            field.initial = getattr(picture, name)
            self.fields[name_of(image, name)] = field

    @property
    def kept(self) -> list[int]:
        """Numbers of the pictures that stay, the cover first."""
        if not self.is_bound:
            return list(self.pictures)
        posted = dict.fromkeys(self.posted.getlist(KEPT))
        kept = [number for item in posted for number in self.pictures if str(number) == item]
        cover = self.posted.get(COVER)
        return sorted(kept, key=lambda number: str(number) != cover)

    def shown_numbers(self) -> frozenset[int]:
        """Return the numbers of the pictures that the form showed when it was sent, ticked or not."""
        shown = [found[1] for name in self.posted if (found := SHOWN.fullmatch(name))]
        return frozenset(as_keys([*shown, *self.posted.getlist(KEPT)]))

    @property
    def rows(self) -> list[PictureRow]:
        """The pictures as the template shows them; those to be left out are there too, without their tick."""
        load_versions(picture.image for picture in self.pictures.values())
        kept = self.kept
        return [
            PictureRow(
                image=picture.image,
                fields={
                    field: self[name_of(number, field)] for field in FIELDS if name_of(number, field) in self.fields
                },
                is_kept=number in kept,
                is_cover=kept[:1] == [number],
            )
            for number, picture in self.pictures.items()
        ]

    def add_error(self, field: str | None, error: Any) -> None:
        """Name the picture where there are several; what is wrong at one that is left out does not matter."""
        picture = next(
            (self.pictures[key] for key in self.pictures if (field or "").startswith(name_of(key, ""))), None
        )
        if picture is None or field is None:
            super().add_error(field, error)
        elif picture.image.pk in self.kept:
            messages = ValidationError(error).messages
            title = f"{picture.image.title}: " if len(self.pictures) > 1 else ""
            super().add_error(field, [f"{title}{message}" for message in messages])
        else:
            self.cleaned_data.pop(field, None)

    def clean(self) -> dict[str, Any]:
        unknown = [item for item in self.posted.getlist(KEPT) if item not in map(str, self.pictures)]
        if unknown:
            raise ValidationError(_("A picture is not there any more. Please choose it once more."), code="gone")
        return self.cleaned_data

    def cleaned(self) -> list[PictureData]:
        """Return the pictures to show, the cover first, with what was entered; what is not right stays as it was."""
        values = {}
        if self.is_bound:
            self.is_valid()
            values = self.cleaned_data
        found = []
        for number in self.kept:
            before = self.pictures[number]
            new = {field: values.get(name_of(number, field), getattr(before, field)) for field in FIELDS}
            found.append(PictureData(image=before.image, own=before.own, **new))
        return found

    @property
    def lacks_description(self) -> bool:
        """Whether a picture that stays does not say what is to be seen: asked kindly, never demanded."""
        return any(not picture.alternative for picture in self.cleaned())


def apply_pictures(page: ContributionPage, pictures: Iterable[PictureData]) -> None:
    """Put pictures on a version of a page in this order, and write source and licence down at one's own.

    Called in the transaction that saves the version.
    """
    there = {row.image_id: row for row in page.images.all()}
    rows = []
    for position, picture in enumerate(pictures):
        row = there.get(picture.image.pk) or ContributionImage(image=picture.image)
        row.alternative, row.caption, row.sort_order = picture.alternative, picture.caption, position
        rows.append(row)
        image = picture.image
        if picture.own and (image.source, image.licence) != (picture.source, picture.licence):
            image.source, image.licence = picture.source, picture.licence
            image.save(update_fields=["source", "licence"])
    page.images.set(rows)
