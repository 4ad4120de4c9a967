"""How much one person may send: enough for whoever works, too little for whoever wants to keep the portal busy."""

from uuid import UUID

from allauth.core import ratelimit
from django.utils.translation import gettext_lazy as _

from integration.contribute.models import Draft
from integration.members.models import User
from integration.members.requests import MemberRequest

MOST_OPEN_DRAFTS = 200  # of one person
TOO_MANY_UPLOADS = _("You have sent a great many files within ten minutes. Please wait a few minutes and go on then.")
TOO_MANY_DRAFTS = _(
    "You have a great many unfinished drafts. Please hand in or delete some of them under “My contributions” first."
)


def has_upload_left(request: MemberRequest) -> bool:
    """Count a request that brings files, and return whether the person may send one at this moment."""
    return bool(ratelimit.consume(request, action="upload"))


def has_draft_left(user: User, key: UUID | None = None) -> bool:
    """Return whether the person may go on with the form of this key, or begin another one."""
    drafts = Draft.objects.filter(user=user)
    return drafts.count() < MOST_OPEN_DRAFTS or (key is not None and drafts.filter(key=key).exists())
