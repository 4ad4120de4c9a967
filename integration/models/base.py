"""What pages of every kind have in common: people, topics, files, and their row in the catalogue."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Revision

from integration.blocks import ContributionBody
from integration.catalogue.audience import restrictions_at
from integration.catalogue.contract import Contribution, EntryData
from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.files.models import Document, Image
from integration.files.pictures import load_versions
from integration.members.models import Municipality, User
from integration.models.reviewed import Reviewed
from integration.taxonomy.models import Topic
from search.similar import similar_entries

if TYPE_CHECKING:
    from django.utils.functional import Promise

SIMILAR = 3  # entries


class ContributionTag(TaggedItemBase):
    """A free tag on a contribution."""

    content_object = ParentalKey("integration.ContributionPage", on_delete=models.CASCADE, related_name="tagged_items")


class ContributionPage(Reviewed, Contribution, Page):
    """Base of all kinds that are pages. Not a kind itself."""

    teaser = models.TextField(
        _("in one or two sentences"), max_length=300, blank=True, help_text=_("What lists and search results show.")
    )
    body = StreamField(ContributionBody(), verbose_name=_("text"), blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    tags = ClusterTaggableManager(through=ContributionTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["integration.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar[list[str]] = ["groups"]  # whoever can sign in is a member anyway
    is_creatable = False
    show_in_menus_default = False

    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("teaser"),
        MultiFieldPanel([FieldPanel("municipality"), FieldPanel("topics"), FieldPanel("tags")], _("Where it belongs")),
        InlinePanel("contacts", label=_("Contact"), heading=_("Whom to ask")),
        FieldPanel("body"),
        InlinePanel("files", label=_("File"), heading=_("Files to take along")),
        InlinePanel("images", label=_("Picture"), heading=_("Pictures")),
    ]

    class Meta:
        verbose_name = _("contribution page")
        verbose_name_plural = _("contribution pages")

    @classmethod
    def is_kind_base(cls) -> bool:
        """Tell the registry that this model itself is no kind."""
        return cls is ContributionPage

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Allow a kind only under its own section."""
        return bool(super().can_create_at(parent)) and getattr(parent.specific, "kind", None) == cls.kind

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ensure_contact()
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        self.ensure_contact()
        return super().save_revision(*args, **kwargs)

    def ensure_contact(self) -> None:
        """Put the author down as the contact where nobody is: every contribution has a person to ask."""
        if self.owner_id and not self.contacts.exists() and self.owner.anonymised_at is None:
            self.contacts.add(ContributionContact(user=self.owner))

    def with_content_json(self, content: dict[str, Any]) -> "ContributionPage":
        """Return the version of a revision; no version is archived, so that publishing one brings the page back."""
        version = cast("ContributionPage", super().with_content_json(content))
        version.archived_at = None
        return version

    # Where its author goes

    @classmethod
    def edit_url(cls, object_id: int) -> str:
        return reverse("contribute:edit", args=[object_id])

    @classmethod
    def withdraw_url(cls, object_id: int) -> str:
        return reverse("contribute:withdraw", args=[object_id])

    @classmethod
    def preview_url(cls, object_id: int) -> str:
        return reverse("contribute:preview", args=[object_id])

    # What the kind adds

    def detail(self) -> str:
        """Return a few words beside the kind's name, such as the kind of a document."""
        return ""

    def phase(self) -> str:
        """Return whether it is to come, runs or is over, a `Phase`, for kinds whose authors say so."""
        return ""

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Return when it starts and ends, for kinds that do."""
        return None, None

    def searchable_parts(self) -> Iterable[str]:
        """Yield the kind's own texts for the search, as plain text."""
        return ()

    # What the catalogue keeps

    def newest_version(self) -> "ContributionPage":
        """Return what readers see when published, else the newest draft."""
        return self if self.live else cast("ContributionPage", self.get_latest_revision_as_object())

    def documents(self) -> list[Document]:
        """Return the files to take along, from the list and from the text, each once."""
        found = [item.document for item in self.files.select_related("document").defer("document__text")]
        found += [block.value for block in self.body if block.block_type == "file" and block.value]
        return list(dict.fromkeys(document for document in found if document))

    def shows(self, file: Document | Image) -> bool:
        """Return whether this version uses a file, in its lists or in its text."""
        if isinstance(file, Document):
            return file in self.documents()
        in_text = [block.value.get("image") for block in self.body if block.block_type == "image"]
        return file in (*(item.image for item in self.images.select_related("image")), *in_text)

    def own_text(self) -> str:
        """Return what the contribution says itself, as plain text; not what its files say."""
        parts = [*self.searchable_parts()]
        for block in self.body:
            parts += [strip_tags(str(part)) for part in block.block.get_searchable_content(block.value)]
        return "\n".join(part for part in parts if part)

    def keywords(self, contacts: Iterable["ContributionContact"], topics: Iterable[Topic]) -> list[str]:
        """Return what it is found by without being said: people, topics, tags, places."""
        found = [f"{item.display_name} {item.display_function}" for item in contacts]
        found += [tag.name for tag in self.tags.all()] + [topic.name for topic in topics]
        if self.municipality:
            found += [self.municipality.name, self.municipality.kreis]
        return [word for word in found if word.strip()]

    def entry_data(self) -> EntryData:
        version = self.newest_version()
        contacts, topics = list(version.contacts.select_related("user")), list(version.topics.all())
        contact = next((contact for contact in contacts if contact.display_name), None)
        documents = version.documents()
        starts_at, ends_at = version.period()
        url_parts = self.get_url_parts()
        return EntryData(
            title=version.title,
            teaser=version.teaser,
            detail=version.detail(),
            text=version.own_text(),
            keywords=tuple(version.keywords(contacts, topics)),
            document_ids=tuple(document.pk for document in documents),
            url=url_parts[2] if url_parts and url_parts[2] else "",
            municipality_id=version.municipality_id,
            author_id=self.owner_id,
            topic_ids=tuple(topic.pk for topic in topics),
            contact_user_id=contact.user_id if contact else None,
            contact_name=contact.display_name if contact else "",
            contact_phone=contact.phone if contact else "",
            state=self.review_state(),
            live=self.live,
            phase=version.phase(),
            starts_at=starts_at,
            ends_at=ends_at,
            file_count=len(documents),
            file_note=file_note(documents),
            published_at=self.first_published_at if self.live else None,
            updated_at=(self.last_published_at if self.live else None) or self.latest_revision_created_at,
            restrictions=restrictions_at(self),
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        section = self.get_parent()
        entry = kwargs.get("entry") or entry_of(self)
        if entry is not None and entry.municipality_id == self.municipality_id:
            self.municipality = entry.municipality
        context["contacts"] = self.people_to_ask()
        context["files"] = list(self.files.select_related("document").defer("document__text"))
        context["pictures"] = self.pictures()
        context["topics"] = list(self.topics.all())
        context["tags"] = list(self.tags.all())
        context["entry"] = entry
        context["similar"] = self.similar_entries(request.user, entry)
        context["is_own"] = (
            bool(self.contribute_fields) and self.owner_id is not None and self.owner_id == request.user.pk
        )
        context["breadcrumbs"] = [(_("Home"), "/"), (section.title, f"/{section.slug}/"), (self.title, None)]
        return context

    def people_to_ask(self) -> list["ContributionContact"]:
        """Return the contacts; one whose account is gone and who has no name cannot be asked."""
        contacts = self.contacts.select_related("user__municipality", "municipality")
        return [contact for contact in contacts if contact.display_name]

    def pictures(self) -> list["ContributionImage"]:
        """Return the pictures, the first is the cover; their versions and those of the text come in one query."""
        pictures = list(self.images.select_related("image"))
        in_text = [block.value.get("image") for block in self.body if block.block_type == "image"]
        load_versions([*(picture.image for picture in pictures), *in_text])
        return pictures

    def similar_entries(self, user: User | AnonymousUser, entry: Entry | None) -> list[Entry]:
        """Return what this person may read next: a few that read alike or have the same topics."""
        return similar_entries(entry, user, SIMILAR) if entry is not None else []

    @property
    def preview_modes(self) -> list[tuple[str, "Promise | str"]]:
        return [("", _("As members see it"))]


def file_note(documents: list[Document]) -> str:
    """Return what a row says of the files: "PDF, 8 Seiten" for one, "3 Dateien" for several, nothing for none."""
    if not documents:
        return ""
    if len(documents) > 1:
        return ngettext("%(count)d file", "%(count)d files", len(documents)) % {"count": len(documents)}
    document = documents[0]
    kind = document.extension.upper()
    if not document.pages:
        return kind
    return f"{kind}, " + ngettext("%(count)d page", "%(count)d pages", document.pages) % {"count": document.pages}


class ContributionContact(Orderable):
    """A person to ask: an account, or somebody without one."""

    page = ParentalKey(ContributionPage, on_delete=models.CASCADE, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("Phone and function come from the account. Or fill in the fields below."),
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )

    panels: ClassVar[list] = [
        FieldPanel("user"),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("function"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("municipality"),
            ],
            _("Somebody without an account"),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        super().clean()
        if not self.user_id and not self.name:
            raise ValidationError({"name": _("Choose an account or enter a name.")})

    @property
    def person(self) -> User | None:
        """The account, typed."""
        return self.user

    @property
    def display_name(self) -> str:
        return self.person.display_name if self.person else self.name

    @property
    def display_function(self) -> str:
        return self.person.function if self.person else self.function

    @property
    def display_phone(self) -> str:
        """Phone as the person wants it shown at this moment."""
        return self.person.shown_phone if self.person else self.phone

    @property
    def display_email(self) -> str:
        if self.person:
            return self.person.email if self.person.is_active else ""
        return self.email

    @property
    def display_municipality(self) -> Municipality | None:
        return self.person.municipality if self.person else self.municipality


class ContributionFile(Orderable):
    """A file to take along."""

    page = ParentalKey(ContributionPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    note = models.CharField(_("note"), max_length=160, blank=True)

    panels: ClassVar[list] = [FieldPanel("document"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.document.title


class ContributionImage(Orderable):
    """A picture, with what people who do not see it need."""

    page = ParentalKey(ContributionPage, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture"))
    alternative = models.CharField(_("what is to be seen"), max_length=250, blank=True)
    caption = models.CharField(_("caption"), max_length=250, blank=True)

    panels: ClassVar[list] = [FieldPanel("image"), FieldPanel("alternative"), FieldPanel("caption")]

    class Meta(Orderable.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alternative or self.image.title
