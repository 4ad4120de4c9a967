"""Topic proposals: what a member wants to be talked about; the editors turn proposals into topic discussions."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from integration.catalogue.audience import Restrictions, restrictions_at
from integration.catalogue.contract import Contribution, EntryData
from integration.catalogue.models import Entry
from integration.catalogue.registry import kinds
from integration.catalogue.services import entry_of
from integration.members.models import Municipality, User
from integration.models.base import SIMILAR, ContributionContact
from integration.models.reviewed import Reviewed
from integration.models.sections import SectionPage
from integration.taxonomy.models import Topic
from search.similar import similar_entries

TEASER_LENGTH = 240  # characters
WHY_LENGTH = 3000  # characters


class TopicProposal(
    Reviewed,
    Contribution,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A theme for a topic discussion, and why it matters to many; reviewed like any other contribution."""

    title = models.CharField(_("theme"), max_length=255)
    why = models.TextField(_("why it matters to many"), max_length=WHY_LENGTH, blank=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    form_key = models.UUIDField(null=True, editable=False)  # of the form that made it: the same never makes a second

    kind = "proposal"
    kind_label = _("Topic proposal")
    kind_label_plural = _("Topic proposals")
    kind_icon = "chat"
    section_slug = "themenvorschlaege"
    section_order = 35
    section_parent = "discussion"
    section_title = _("Topic proposals")
    section_intro = _("What members want to talk about. The editors turn proposals into topic discussions.")
    contribute_fields = ("title", "why", "topics")
    contribute_questions = ("why", "topics")
    contribute_hint = _("A theme that you want to talk about with other municipalities.")
    template = "integration/proposal.html"

    panels: ClassVar = [
        FieldPanel("title", required_on_save=True),
        FieldPanel("why"),
        FieldPanel("topics"),
        MultiFieldPanel([FieldPanel("owner"), FieldPanel("municipality")], _("Where it comes from")),
    ]

    class Meta:
        verbose_name = _("topic proposal")
        verbose_name_plural = _("topic proposals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "form_key"],
                condition=Q(form_key__isnull=False),
                name="topic_proposal_once_per_form",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contribute:topic_proposal", args=[self.pk])

    @classmethod
    def edit_url(cls, object_id: int) -> str:
        return reverse("contribute:topic_proposal_edit", args=[object_id])

    @classmethod
    def withdraw_url(cls, object_id: int) -> str:
        return reverse("contribute:topic_proposal_withdraw", args=[object_id])

    @classmethod
    def preview_url(cls, object_id: int) -> str:
        return reverse("contribute:topic_proposal_preview", args=[object_id])

    # Versions

    def with_content_json(self, content: dict[str, Any]) -> "TopicProposal":
        """Return the version of a revision; who proposed it and by which form stay, whatever an old version says."""
        version = cast("TopicProposal", super().with_content_json(content))
        version.owner_id, version.form_key = self.owner_id, self.form_key
        return version

    def _update_from_revision(self, revision: Revision, changed: bool = True) -> None:
        """Until something is published, go by the title of the newest version: Wagtail keeps that of the first."""
        super()._update_from_revision(revision, changed)
        if not self.live:
            type(self).objects.filter(pk=self.pk).update(title=self.title)

    # What the catalogue keeps

    def restriction_groups(self) -> Restrictions:
        """Return whom the section is meant for: what is listed there is meant for nobody else."""
        section = SectionPage.objects.filter(kind=self.kind).first()
        return restrictions_at(section) if section is not None else ()

    def entry_data(self) -> EntryData:
        version = self if self.live else cast("TopicProposal", self.get_latest_revision_as_object())
        topics = list(version.topics.all())
        keywords = [topic.name for topic in topics]
        if version.municipality:
            keywords += [version.municipality.name, version.municipality.kreis]
        if self.owner:
            keywords.append(f"{self.owner.display_name} {self.owner.function}")
        newest = self.latest_revision
        return EntryData(
            title=version.title,
            teaser=Truncator(" ".join(version.why.split())).chars(TEASER_LENGTH, truncate=" …"),
            text=version.why,
            keywords=tuple(keywords),
            url=self.get_absolute_url(),
            municipality_id=version.municipality_id,
            author_id=self.owner_id,
            topic_ids=tuple(topic.pk for topic in topics),
            contact_user_id=self.owner_id,
            state=self.review_state(),
            live=self.live,
            published_at=self.first_published_at if self.live else None,
            updated_at=(self.last_published_at if self.live else None) or (newest.created_at if newest else None),
            restrictions=self.restriction_groups(),
        )

    # How it looks

    def get_context(self, request: HttpRequest, entry: Entry | None = None) -> dict[str, Any]:
        """Return what the template shows of this version."""
        entry = entry or (entry_of(self) if self.pk else None)
        user = request.user
        is_editor = isinstance(user, User) and user.is_editor
        return {
            "page": self,
            "entry": entry,
            "contacts": [ContributionContact(user=self.owner)] if self.owner else [],
            "contact_heading": _("Proposed by"),
            "topics": list(self.topics.all()),
            "similar": similar_entries(entry, user, SIMILAR) if entry is not None else [],
            "discussions_url": f"/{kinds()[self.section_parent].section_slug}/",
            "new_discussion_url": self._new_discussion_url() if self.live and is_editor else "",
            "is_own": self.owner_id is not None and self.owner_id == user.pk,
            "breadcrumbs": [
                (_("Home"), "/"),
                (kinds()[self.section_parent].section_title, f"/{kinds()[self.section_parent].section_slug}/"),
                (self.section_title, f"/{self.section_slug}/"),
                (self.title, None),
            ],
        }

    def _new_discussion_url(self) -> str:
        """Return where editors begin a topic discussion."""
        section = SectionPage.objects.filter(kind=self.section_parent).first()
        if section is None:
            return ""
        model = cast("type[models.Model]", kinds()[self.section_parent])._meta
        return reverse("wagtailadmin_pages:add", args=[model.app_label, model.model_name, section.pk])

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("As members see it"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return self.get_context(request)
