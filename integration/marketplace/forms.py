"""What people fill in to seek and offer, and to say for whom something is kept."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from integration.catalogue.folding import fold
from integration.files.fields import FilesField
from integration.files.models import Image
from integration.files.pictures import load_versions
from integration.files.uploads import Uploads, add_uploads
from integration.files.validation import validate_image
from integration.marketplace.categories import Category
from integration.marketplace.drafts import KEPT, MOST_PICTURES, Data
from integration.marketplace.models import TEXT_LENGTH, TITLE_LENGTH, VALID_FOR, Listing, ListingDraft
from integration.marketplace.services import Values
from integration.members.models import Municipality, User
from integration.members.requests import MemberRequest, as_keys

LONGEST = timedelta(days=730)
NAME_LENGTH = 120
WORDS_LENGTH = 250
UNCHOOSABLE = {"invalid_choice": _("Please choose one of the answers.")}
UNREADABLE = {"invalid": _("Please enter a day, such as 24.12.2026.")}


class PicturesField(FilesField):
    """Takes pictures alone."""

    extensions = ("jpg", "jpeg", "png", "webp")

    def validate_upload(self, upload: UploadedFile) -> None:
        validate_image(upload)


@dataclass(frozen=True)
class PictureRow:
    """A picture of the form, for its template."""

    image: Image
    words: str
    is_kept: bool = True

    @property
    def name(self) -> str:
        """Name of the input for what is to be seen."""
        return name_of(self.image.pk)


def name_of(pk: int) -> str:
    return f"image-{pk}-alternative"


class ListingForm(forms.Form):
    """A request or an offer: a title is enough; what is folded away has defaults."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen_edits = forms.IntegerField(
        required=False,
        widget=forms.HiddenInput,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": _("Please open the form anew.")},
    )
    sort = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(Listing.Sort.OFFER, _("I offer something")), (Listing.Sort.SEEK, _("I am looking for something"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please say whether you offer or look for something."),
            "invalid_choice": _("Please choose one of the two."),
        },
    )
    title = forms.CharField(
        label=_("What, in one line?"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: 24 bunk beds with mattresses"),
        error_messages={"required": _("Please write in one line what it is.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": TITLE_LENGTH}),
    )
    text = forms.CharField(
        label=_("What should others know about it?"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("Something else"),
        help_text=_("With a category we find what fits, and tell both sides."),
        error_messages={"invalid_choice": _("This category is not there any more. Please choose another one.")},
    )
    uploads = PicturesField(label=_("Add pictures"), required=False)
    quantity = forms.CharField(label=_("Quantity"), required=False, max_length=80)
    condition = forms.ChoiceField(
        label=_("Condition"),
        required=False,
        choices=[("", _("Not said")), *Listing.Condition.choices],
        error_messages=UNCHOOSABLE,
    )
    handover = forms.ChoiceField(
        label=_("Handover"),
        required=False,
        choices=[("", _("As agreed")), *Listing.Handover.choices],
        error_messages=UNCHOOSABLE,
    )
    handover_note = forms.CharField(label=_("Where and when"), required=False, max_length=160)
    terms = forms.ChoiceField(
        label=_("What does it cost?"), required=False, choices=Listing.Terms.choices, error_messages=UNCHOOSABLE
    )
    price = forms.CharField(label=_("Price or deposit"), required=False, max_length=80)
    municipality = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("No fixed place"),
        error_messages=UNCHOOSABLE,
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave it empty if it has no end. We remind you a week before."),
        widget=forms.DateInput,
        error_messages=UNREADABLE,
    )

    MORE = ("quantity", "condition", "handover", "handover_note", "terms", "price", "municipality", "valid_until")

    def __init__(
        self,
        *args: Any,
        user: User,
        listing: Listing | None = None,
        draft: ListingDraft | None = None,
        sort: str = "",
        **kwargs: Any,
    ) -> None:
        self.user, self.listing, self.draft = user, listing, draft
        self.kept: list[Image] = []
        self.picture_words: dict[int, str] = {}
        kwargs["initial"] = self._first_values(sort) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        places: Any = self.fields["municipality"]
        numbers = {user.municipality_id, listing.municipality_id if listing else None} - {None}
        places.queryset = Municipality.objects.filter(Q(active=True) | Q(pk__in=numbers))
        if not self.is_bound:
            self._show_pictures()

    def _first_values(self, sort: str) -> dict[str, Any]:
        values: dict[str, Any] = {
            "key": uuid.uuid4(),
            "sort": sort,
            "terms": Listing.Terms.FREE,
            "municipality": self.user.municipality_id,
            "valid_until": timezone.localdate() + VALID_FOR,
        }
        if self.listing is not None:
            values |= {name: getattr(self.listing, name) for name in Values.__dataclass_fields__ if name != "pictures"}
            values["category"] = self.listing.category and self.listing.category.slug
            values["seen_edits"] = self.listing.edit_count
        if self.draft is not None:
            typed = self.draft.data
            values |= {name: typed[name][0] if typed[name] else "" for name in self.base_fields if name in typed}
            values["key"] = self.draft.key
        return values

    # Pictures

    def _show_pictures(self) -> None:
        """Show the pictures of the draft, else those of the listing."""
        if self.draft is not None:
            self._name_pictures(self.draft.data)
        elif self.listing is not None:
            for row in self.listing.pictures.select_related("image"):
                self.kept.append(row.image)
                self.picture_words[row.image_id] = row.alternative

    def _name_pictures(self, data: Data) -> None:
        """Keep the ticked pictures: this person's own that no listing has yet, and those of the listing."""
        ticked = [str(number) for number in data.get(KEPT, [])][: MOST_PICTURES * 2]
        allowed = Q(uploaded_by_user=self.user, temporary=True)
        if self.listing is not None:
            allowed |= Q(pk__in=self.listing.pictures.values("image"))
        found = {str(image.pk): image for image in Image.objects.filter(allowed, pk__in=as_keys(ticked))}
        self.kept = [found[number] for number in dict.fromkeys(ticked) if number in found][:MOST_PICTURES]
        for image in self.kept:
            words = (data.get(name_of(image.pk)) or [""])[0]
            self.picture_words[image.pk] = " ".join(words.replace("\x00", "").split())[:WORDS_LENGTH]

    @property
    def rows(self) -> list[PictureRow]:
        """The pictures as the template shows them."""
        load_versions(self.kept)
        return [PictureRow(image, self.picture_words.get(image.pk, "")) for image in self.kept]

    def take(self, request: MemberRequest) -> bool:
        """Store the pictures that came, right or wrong as the rest may be, and return whether everything is right."""
        self.full_clean()
        self._name_pictures({name: request.POST.getlist(name) for name in request.POST})
        uploads = Uploads(images=self.kept)
        text = ngettext("At most %(limit)d picture, please.", "At most %(limit)d pictures, please.", MOST_PICTURES)
        add_uploads(request, self, uploads, most=MOST_PICTURES, too_many=text % {"limit": MOST_PICTURES})
        self.kept = uploads.images
        return self.is_valid()

    # Values

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_terms(self) -> str:
        return self.cleaned_data["terms"] or Listing.Terms.FREE

    def clean_valid_until(self) -> Any:
        until, today = self.cleaned_data["valid_until"], timezone.localdate()
        unchanged = self.listing is not None and until == self.listing.valid_until
        if until is not None and until < today and not unchanged:
            raise forms.ValidationError(_("This day is over already. Please choose a later one."))
        if until is not None and until > today + LONGEST:
            raise forms.ValidationError(_("At most two years ahead, please. You can renew it then."))
        return until

    @property
    def form_key(self) -> uuid.UUID:
        """The key of the form; one that lost it gets another."""
        return self.cleaned_data.get("key") or uuid.uuid4()

    @property
    def shown_key(self) -> str:
        """The key that the form has on the page."""
        return str(self["key"].value() or self.initial["key"])

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def more_is_filled(self) -> bool:
        """Whether something folded away differs from its default, or is wrong."""
        if any(self[name].errors for name in self.MORE):
            return True
        return any(self[name].value() for name in ("quantity", "condition", "handover", "handover_note", "price"))

    def values(self) -> Values:
        """Return what was filled in."""
        data = self.cleaned_data
        pictures = [(image, self.picture_words.get(image.pk, "")) for image in self.kept]
        columns = {name: data[name] for name in Values.__dataclass_fields__ if name != "pictures"}
        return Values(**columns, pictures=pictures)


class ReserveForm(forms.Form):
    """For whom something is kept: a member by name, or anybody else as a note."""

    person = forms.CharField(
        label=_("For whom?"),
        max_length=NAME_LENGTH,
        help_text=_(
            "First and last name of a member: the person gets a mail. Or the name of an association, as a note for you."
        ),
        error_messages={"required": _("Please say for whom you keep it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(label=_("Until when?"), required=False, widget=forms.DateInput, error_messages=UNREADABLE)

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing = listing
        self.found: User | None = None

    def clean_person(self) -> str:
        typed = " ".join(self.cleaned_data["person"].split())
        people = people_called(typed)
        if len(people) > 1:
            text = gettext("Several people have this name. Write the municipality behind it: %(example)s")
            example = f"{people[0].display_name}, {people[0].municipality or ''}".rstrip(", ")
            raise forms.ValidationError(text % {"example": example})
        if people and not self.listing.can_be_reserved_for(people[0]):
            raise forms.ValidationError(_("This is you. For whom do you keep it?"))
        if people and Listing.objects.visible_to(people[0]).filter(pk=self.listing.pk).exists():
            self.found = people[0]
        return typed

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until is not None and not today <= until <= today + LONGEST:
            raise forms.ValidationError(_("Please choose a day within the next two years."))
        return until


def people_called(typed: str) -> list[User]:
    """Return the members whom every member finds by this name; a municipality behind a comma tells two apart."""
    name, _comma, place = typed.partition(",")
    wanted, words = fold(name.strip()), name.split()
    endings = {" ".join(words[start:]) for start in range(len(words))}
    endings |= {word.capitalize() for word in endings}
    people = User.objects.shown_to_members().filter(last_name__in=endings).select_related("municipality").distinct()
    found = [user for user in people if fold(user.display_name) == wanted]
    if place.strip():
        there = fold(place.strip())
        return [user for user in found if user.municipality and fold(user.municipality.name) == there]
    return found
