"""The one form for every kind: the kind's own fields, its text, its files and whom to ask."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from integration.catalogue.contract import Contribution
from integration.contribute.images import PictureData, PictureDetails
from integration.contribute.models import Draft
from integration.contribute.services import Contents
from integration.contribute.text import body_to_html, html_to_body
from integration.contribute.uploads import Uploads, store_uploads
from integration.contribute.windows import KEPT_FILES, SHOWN_FILES
from integration.files.fields import FilesField
from integration.files.models import Document, Image
from integration.members.models import Municipality, User
from integration.members.requests import as_key, as_keys
from integration.models import ContributionPage
from integration.richtext.fields import RichTextFormField, as_posted
from integration.taxonomy.models import Topic

MISSING = {  # what to say where the one thing is missing that a kind cannot do without
    "start": _("Please say when the event begins."),
    "link_url": _("Please enter the address of the page."),
}

LEADS = {  # what is needed, by the field that a kind cannot do without
    "start": _("The title and the beginning are needed. Everything else helps others, and can follow later."),
    "link_url": _("The title and the address are needed. Everything else helps others, and can follow later."),
}
TITLE_IS_ENOUGH = _("Only the title is needed. Everything else helps others, and can follow later.")
FURTHER_FILES = _("Add further files")


class KeyField(forms.Field):
    """The primary key that a form was drawn with; what can be none is as if it were missing, and never an error."""

    def clean(self, value: Any) -> int | None:
        return as_key(str(value or "").strip())


class SeveralField(forms.ModelMultipleChoiceField):
    """Several of a set; a number that no primary key can be is not asked for in the database."""

    def clean(self, value: Any) -> Any:
        for item in value or []:
            if as_key(str(item)) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(item)[:40]}
                )
        return super().clean(value)


class KeyedForm(forms.ModelForm):
    """A form that saves itself under a key, and knows from which version it started."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    opened_revision = KeyField(widget=forms.HiddenInput, required=False)
    is_outdated = False  # it goes on from the newest version, though it began with another one

    @property
    def draft_key(self) -> uuid.UUID:
        """Key under which the form saves itself; a new one where the browser sent none that is one."""
        try:
            return uuid.UUID(str(self["key"].value()))
        except ValueError:
            return uuid.uuid4()

    def take_key(self, key: uuid.UUID) -> None:
        """Go on under another key."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("key")] = str(key)
        self.data = data
        self.cleaned_data["key"] = key


class ContributionForm(KeyedForm):
    """Base of the forms that `form_for_kind` makes; only the title must be given."""

    text = RichTextFormField(label=_("What should others know?"), required=False)
    uploads = FilesField(
        label=_("Drop files here or choose them"),
        required=False,
        help_text=_("PDF, Word, PowerPoint, Excel, ODT or pictures, as they are. Several at once are fine."),
    )
    kept_files = SeveralField(
        label=_("Already uploaded"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take out the tick to leave a file out."),
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.all(), required=False, empty_label=_("none")
    )
    contact_name = forms.CharField(label=_("Name"), required=False, max_length=160)
    contact_function = forms.CharField(label=_("Function"), required=False, max_length=120)
    contact_phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    contact_email = forms.EmailField(label=_("E-mail address"), required=False)

    class Meta:
        model = ContributionPage
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, draft: Draft | None = None, **kwargs: Any) -> None:
        self.user = user
        self.stored = Uploads()
        page: ContributionPage | None = kwargs.get("instance")
        kwargs["initial"] = self._initial(page) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._choose_widgets()
        own = Document.objects.filter(uploaded_by_user=user)
        if page is not None and page.pk:
            on_page = [item.document_id for item in page.files.all()]
            own = Document.objects.filter(pk__in=on_page) | own
        self.document_choices = own.defer("text")
        cast("forms.ModelMultipleChoiceField", self.fields["kept_files"]).queryset = self.document_choices
        if page is not None and page.municipality_id:
            del self.fields["municipality"]
        if page is not None and page.pk and body_to_html(page.body) is None:
            del self.fields["text"]
        saved = None
        if draft is not None:
            saved = QueryDict(mutable=True)
            for name, values in draft.data.items():
                saved.setlist(name, values)
            self._take_over(draft, saved)
        self.pictures = PictureDetails(
            cast("QueryDict", self.data) if self.is_bound else saved,
            user=user,
            page=page if page is not None and page.pk else None,
            images=draft.images.order_by("pk") if draft is not None else (),
        )

    def _take_over(self, draft: Draft, data: QueryDict) -> None:
        """Begin with what a draft holds, and mark what was suggested and not touched since."""
        is_whole = draft.data.get("kind") == [self.kind.kind]  # as this form was sent: what is missing was not ticked
        from_file = _("Suggested from your file, please check")
        mark = from_file if draft.documents.exists() else _("Taken from the page, please check")
        if not draft.documents.exists() and not any(draft.data.get("link_url", [])):
            mark = _("Taken from the title, please check")
        for name, field in self.fields.items():
            if name in draft.data or (is_whole and not isinstance(field, forms.FileField)):
                self.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), name)
            if name in draft.untouched:
                field.suggested = mark  # type: ignore[attr-defined]
        self.initial["key"] = draft.key
        self.is_outdated = draft.opened_revision not in (None, self.initial.get("opened_revision"))
        ticked = data.getlist("kept_files")
        self.initial["kept_files"] = ticked or [document.pk for document in draft.documents.all()]

    def _initial(self, page: ContributionPage | None) -> dict[str, Any]:
        if page is None or not page.pk:
            return {"key": uuid.uuid4(), "municipality": self.user.municipality_id}
        contact = page.contacts.all().first()
        initial: dict[str, Any] = {
            "key": uuid.uuid4(),
            "opened_revision": page.latest_revision_id,
            "text": as_posted(body_to_html(page.body) or ""),
            "kept_files": [item.document_id for item in page.files.all()],
            "topics": [topic.pk for topic in page.topics.all()],
        }
        if contact is not None and contact.user_id is None:
            for name in ("name", "function", "phone", "email"):
                initial[f"contact_{name}"] = getattr(contact, name)
        return initial

    def _choose_widgets(self) -> None:
        self.fields["title"].widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 255})
        self.fields["title"].label = _("Title")
        self.fields["title"].help_text = ""
        self.fields["title"].error_messages["required"] = _("Please enter a title, that is enough.")
        if "teaser" in self.fields:
            self.fields["teaser"].label = _("What is it about?")
            self.fields["teaser"].help_text = _("One or two sentences: this is what lists and search results show.")
            self.fields["teaser"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 300})
        if "topics" in self.fields:
            self.fields["topics"] = SeveralField(
                label=_("Topics"), queryset=Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
            )
        for name in ("worked", "failed", "partners"):
            if name in self.fields:
                self.fields[name].widget = forms.Textarea(attrs={"rows": 3})
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            if isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                field.error_messages["invalid"] = _("Please enter day and time, such as 24.12.2026 14:00.")
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if isinstance(field, forms.TypedChoiceField) and not field.required:
                offered: Any = field.choices
                field.choices = [("", _("Please choose")), *(choice for choice in offered if choice[0])]
            if name == "status":
                choices: Any = cast("forms.ChoiceField", field).choices
                field.widget = forms.RadioSelect(choices=[choice for choice in choices if choice[0]])
                field.required, cast("forms.TypedChoiceField", field).empty_value = False, field.initial

    # What the templates arrange

    @property
    def kind(self) -> type[Contribution]:
        return cast("type[Contribution]", self._meta.model)

    def main_fields(self) -> list[forms.BoundField]:
        """Return the kind's own fields."""
        return [self[name] for name in self.kind.contribute_fields]

    def more_fields(self) -> list[forms.BoundField]:
        """Return the kind's fields that are folded away."""
        return [self[name] for name in self.kind.contribute_more]

    def contact_fields(self) -> list[forms.BoundField]:
        return [self[f"contact_{name}"] for name in ("name", "function", "phone", "email")]

    def lead(self) -> str:
        """Return the sentence that says what is needed; some kinds cannot do without one thing more."""
        needed = next((name for name in LEADS if name in self.fields and self.fields[name].required), "")
        return str(LEADS[needed] if needed else TITLE_IS_ENOUGH)

    def suggested_count(self) -> int:
        """Return how many fields are filled with suggestions: handing in confirms them."""
        return sum(hasattr(field, "suggested") for field in self.fields.values())

    def uploads_field(self) -> forms.BoundField:
        """Return the field for files; where there are some already it asks for further ones only."""
        field = self["uploads"]
        if self["kept_files"].value() or self.pictures.pictures:
            field.label, field.help_text = FURTHER_FILES, ""
        return field

    def more_is_filled(self) -> bool:
        """Return whether the fold holds something to see: a value or an error."""
        return any(field.errors or field.value() for field in self.more_fields())

    def contact_is_filled(self) -> bool:
        return any(field.errors or field.value() for field in self.contact_fields())

    # What it yields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        others = [cleaned.get(f"contact_{name}") for name in ("function", "phone", "email")]
        if any(others) and not cleaned.get("contact_name"):
            self.add_error("contact_name", _("Whom does this belong to? Please enter the name too."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the field values of the kind, with the text as blocks."""
        names = (*self.kind.contribute_fields, *self.kind.contribute_more, "municipality")
        values = {name: self.cleaned_data[name] for name in names if name in self.fields}
        if "topics" in values:
            values["topics"] = list(values["topics"])
        if "municipality" in values and self.add_prefix("municipality") not in self.data:
            values["municipality"] = self.user.municipality
        if "text" in self.fields:
            values["body"] = html_to_body(self.cleaned_data["text"])
        return values

    def contact(self) -> dict[str, str]:
        """Return name, function, phone and e-mail of another person to ask; empty where it is the author."""
        return {name: self.cleaned_data[f"contact_{name}"] for name in ("name", "function", "phone", "email")}

    def contents(self) -> Contents:
        """Return all that the form holds, with what was uploaded with it."""
        new = [PictureData(image, source=image.source, licence=image.licence, own=True) for image in self.stored.images]
        return Contents(
            values=self.values(),
            documents=[*self._as_chosen(self.cleaned_data["kept_files"]), *self.stored.documents],
            contact=self.contact(),
            pictures=[*self.pictures.cleaned(), *new],
            shown_documents=self._shown_documents(),
            shown_pictures=self.pictures.shown_numbers(),
        )

    def _shown_documents(self) -> frozenset[int]:
        """Return the numbers of the documents that the form showed when it was sent, ticked or not."""
        posted = cast("QueryDict", self.data)
        numbers = [*posted.getlist(KEPT_FILES), *posted.getlist(SHOWN_FILES)]
        return frozenset(as_keys(numbers))

    def is_valid(self) -> bool:
        return super().is_valid() & self.pictures.is_valid()

    def store_uploads(self) -> None:
        """Keep what was uploaded, even where a file or a field is wrong; it may add an error itself."""
        self.stored = store_uploads(self, self.user)

    def keep_stored(self) -> None:
        """Show what was uploaded when the form is drawn again."""
        data = cast("QueryDict", self.data).copy()
        chosen = [str(value) for value in self["kept_files"].value() or []]
        data.setlist(self.add_prefix("kept_files"), chosen + [str(document.pk) for document in self.stored.documents])
        self._show(data, self.stored.images)

    def show_attached(self, draft: Draft) -> None:
        """Show all that came to the draft, in whichever window, when the form is drawn again."""
        data = cast("QueryDict", self.data).copy()
        data.setlist(self.add_prefix("kept_files"), draft.data.get(KEPT_FILES, []))
        self._show(data, draft.images.order_by("pk"))

    def _show(self, data: QueryDict, images: Iterable[Image]) -> None:
        self.data = data
        page = self.instance if self.instance.pk else None
        self.pictures = PictureDetails(data, user=self.user, page=page, images=images)

    def shown_files(self) -> list[tuple[Document, bool]]:
        """Return the documents to show as uploaded, each with whether it is ticked."""
        value = [str(item) for item in self["kept_files"].value() or []]
        initial = [str(item) for item in self.initial.get("kept_files", [])]
        documents = self.document_choices.filter(pk__in=as_keys(value + initial)).order_by("pk")
        return [(document, str(document.pk) in value) for document in self._as_chosen(documents)]

    def _as_chosen(self, documents: Iterable[Document]) -> list[Document]:
        """Return documents in the order in which the form names them; those that are not ticked come last."""
        places = {str(value): place for place, value in enumerate(self["kept_files"].value() or [])}
        return sorted(documents, key=lambda document: places.get(str(document.pk), len(places)))


def _form_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """Return the form's field for a model's; an address without a scheme is one of https."""
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


def form_for_kind(kind: type[Contribution]) -> type[ContributionForm]:
    """Return the form class of a kind, from the fields that it declares."""
    form_class = forms.modelform_factory(
        cast("type[ContributionPage]", kind),
        form=ContributionForm,
        fields=(*kind.contribute_fields, *kind.contribute_more),
        formfield_callback=_form_field,
    )
    return cast("type[ContributionForm]", form_class)
