"""Messages between two members about something in the catalogue; nobody learns the address of the other."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.relay.texts import clean_line

TITLE_LENGTH = 255  # characters, as in the catalogue
MESSAGE_LENGTH = 5_000
MESSAGES_ON_A_PAGE = 20


class Side(StrEnum):
    """Who somebody is in a conversation."""

    STARTER = "starter"  # wrote first
    OWNER = "owner"  # is the author of what it is about


def page_of(position: int) -> int:
    """Return the page on which a position stands; it never moves to another."""
    return (max(position, 1) - 1) // MESSAGES_ON_A_PAGE + 1


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ConversationQuerySet":
        """Conversations that this person may read: the only door to messages.

        The two sides, and editors where a message was reported; nobody else, whatever the role.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        mine = Q(starter=user) | Q(owner=user)
        return self.filter(mine | Q(has_reported_message())) if user.is_editor else self.filter(mine)

    def of(self, user: User) -> "ConversationQuerySet":
        """Those in which this person is a side: what an inbox shows, to editors too."""
        return self.filter(Q(starter=user) | Q(owner=user))

    def unread_by(self, user: User) -> "ConversationQuerySet":
        """Those in which something was written that this person has not seen; read from two small indexes."""
        return self.filter(
            Q(starter=user, last_position__gt=F("starter_read")) | Q(owner=user, last_position__gt=F("owner_read"))
        )

    def for_rows(self) -> "ConversationQuerySet":
        """With all that a row of the inbox shows."""
        newest = Message.objects.filter(conversation=OuterRef("pk"), position=OuterRef("last_position"))
        return self.select_related("starter__municipality", "owner__municipality").annotate(
            newest_text=Subquery(newest.values("text")[:1]),
            newest_hidden_at=Subquery(newest.values("hidden_at")[:1]),
            newest_by_starter=Subquery(newest.values("by_starter")[:1]),
        )

    def newest_first(self) -> "ConversationQuerySet":
        """What was written in last."""
        return self.order_by("-last_message_at", "-pk")


def has_reported_message() -> Exists:
    """Return the condition that a message of a conversation was reported: then, and only then, editors read it."""
    return Exists(Message.objects.filter(conversation=OuterRef("pk"), reported_at__isnull=False))


class Conversation(models.Model):
    """What two people write each other about one entry. The title is kept as it was when they began.

    Positions of messages are given once and stay; so do the markers up to where each side has read.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("contribution")
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("wrote first")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    starter_read = models.PositiveIntegerField(default=0, editable=False)
    owner_read = models.PositiveIntegerField(default=0, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    last_message_at = models.DateTimeField(_("last message at"), default=timezone.now)

    objects = ConversationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "starter", "owner"], name="conversation_once_per_pair"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["starter", "-last_message_at", "-id"], name="conversation_of_starter"),
            models.Index(fields=["owner", "-last_message_at", "-id"], name="conversation_of_owner"),
            models.Index(
                fields=["starter"], name="conversation_new_to_starter", condition=Q(last_position__gt=F("starter_read"))
            ),
            models.Index(
                fields=["owner"], name="conversation_new_to_owner", condition=Q(last_position__gt=F("owner_read"))
            ),
            models.Index(fields=["starter", "created_at"], name="conversation_begun"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("relay:conversation", args=[self.pk])

    @property
    def last_page(self) -> int:
        return page_of(self.last_position)

    def side_of(self, user: User) -> Side | None:
        """Return who this person is here; None for an editor who reads a reported conversation."""
        if self.starter_id is not None and self.starter_id == user.pk:
            return Side.STARTER
        return Side.OWNER if self.owner_id is not None and self.owner_id == user.pk else None

    def other_than(self, user: User) -> User | None:
        """Return the person on the other side; None for somebody who has left for good."""
        return self.owner if self.side_of(user) == Side.STARTER else self.starter

    def read_by(self, user: User) -> int:
        """Return up to which position this person has read."""
        side = self.side_of(user)
        if side is None:
            return self.last_position
        return self.starter_read if side == Side.STARTER else self.owner_read


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MessageQuerySet":
        """Messages of conversations that this person may read, taken away or not: their place stays."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user).values("pk"))

    def on_page(self, number: int) -> "MessageQuerySet":
        """The messages whose positions belong to this page; the database need not count those before."""
        first = (number - 1) * MESSAGES_ON_A_PAGE
        return self.filter(position__gt=first, position__lte=first + MESSAGES_ON_A_PAGE)


class Message(models.Model):
    """What one side wrote. `by_starter` says which one, also when the person has left and the name is gone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    position = models.PositiveIntegerField()
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by whom"),
    )
    by_starter = models.BooleanField(default=False, editable=False)
    text = models.TextField(_("text"), max_length=MESSAGE_LENGTH, blank=True)  # empty: erased with its writer's account
    form_key = models.UUIDField(null=True, editable=False)  # of the form that made it: the same never makes a second
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    hidden_at = models.DateTimeField(_("taken away at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)  # for the first time

    objects = MessageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "position"], name="message_once_per_position"),
            models.UniqueConstraint(
                fields=["sender", "form_key"], condition=Q(form_key__isnull=False), name="message_once_per_form"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sender", "created_at"], name="message_of_sender"),
            models.Index(fields=["conversation"], name="message_reported", condition=Q(reported_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(80)

    def get_absolute_url(self) -> str:
        """Where it stands: places never move."""
        return f"{self.conversation.get_absolute_url()}?seite={page_of(self.position)}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"nachricht-{self.position}"


def name_of(person: User | None) -> str:
    """Return how the other side sees somebody: never by the address, even without a name."""
    if person is None:
        return gettext("Former member")
    return clean_line(person.get_full_name()) or gettext("A member without a name")
