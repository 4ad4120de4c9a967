"""Who may see a file: its uploader, editors, and whoever may see something published that uses it."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import BaseViewRestriction, ReferenceIndex

from integration.files.models import Document, Image, Rendition
from integration.members.models import User

Policy = Callable[[User, Document | Image, "QuerySet[ReferenceIndex]"], bool]
_policies: list[Policy] = []


def register_policy(policy: Policy) -> Policy:
    """Let a layer above say which of a file's users open it: called with person, file and references to it."""
    if policy not in _policies:
        _policies.append(policy)
    return policy


def user_can_view_file(user: User | AnonymousUser, obj: Document | Image | Rendition) -> bool:
    """Return whether this person may have this file; a smaller version of a picture follows the picture.

    Text and rich text count as use, by Wagtail's reference index. Otherwise uploader and editors alone see it, and
    the contact of a municipality what a colleague's draft shows; so it is with a collection kept for other groups.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    file: Document | Image = obj.image if isinstance(obj, Rendition) else obj
    if user.is_editor or file.uploaded_by_user_id == user.pk:
        return True
    references = ReferenceIndex.get_references_to(file)
    return any(policy(user, file, references) for policy in _policies) and not _is_barred_by_collection(user, file)


def _is_barred_by_collection(user: User, file: Document | Image) -> bool:
    for restriction in file.collection.get_view_restrictions().prefetch_related("groups"):
        if restriction.restriction_type == BaseViewRestriction.PASSWORD:
            return True
        allowed = {group.pk for group in restriction.groups.all()}
        if restriction.restriction_type == BaseViewRestriction.GROUPS and not user.group_ids() & allowed:
            return True
    return False
