"""What editors say about a contribution, and to which part of it; imports no model, because the models use it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COMMENT_LENGTH = 4000  # characters
NEEDS_WORD = ("reject", "decline")  # actions that the author can do nothing with unless somebody says why


class TooLateError(Exception):
    """Somebody decided, took back or saved a newer version after the editor opened the contribution.

    `workflow_state_id` is the primary key of the review in question, for pages that say what happened.
    """

    def __init__(self, reason: Any, workflow_state_id: int | None = None) -> None:
        super().__init__(reason)
        self.workflow_state_id = workflow_state_id


class Place(models.TextChoices):
    """The part of a contribution that a comment is about."""

    TITLE = "title", _("Title")
    TEASER = "teaser", _("Short description")
    TEXT = "text", _("Text")
    FILES = "files", _("Files")
    IMAGES = "images", _("Pictures")
    WHERE = "where", _("Municipality and topics")
    CONTACT = "contact", _("Whom to ask")
    WHEN = "when", _("Date and place")


def said(comment: Any, place: Any = "") -> str:
    """Return the comment as the author reads it, with a first line that names the part where one was chosen."""
    text = str(comment or "").replace("\x00", "").strip()[:COMMENT_LENGTH]
    if not text or place not in Place.values:
        return text
    return gettext("On: %(part)s") % {"part": Place(place).label} + "\n" + text


def check_word(action_name: str, comment: str) -> None:
    """Refuse an action without the word that it needs, by whichever way it came."""
    if action_name in NEEDS_WORD and not comment:
        raise ValidationError(_("Please say why: the author reads it."), code="required")
