"""Contacts of contributions when a person goes: the contact of the municipality takes over, or nobody is named."""

from typing import Any

from django.db.models import Q
from wagtail.models import Revision

from integration.members.models import Municipality, User
from integration.members.roles import Role
from integration.members.signals import forgets_person
from integration.models.base import ContributionContact, ContributionPage


@forgets_person
def forget_person(user: User) -> None:
    """Take this person off every list of contacts, in the newest version too; a page that has none left gets another.

    Earlier versions keep their contacts: their texts lose the name like all others.
    """
    named = Q(user=user.pk) | Q(email__iexact=user.email)
    if user.first_name and user.last_name:
        named |= Q(name__iexact=user.get_full_name())
    rows = ContributionContact.objects.filter(named)
    pages = set(rows.values_list("page", flat=True)) | set(_with_newer_version(user))
    rows.delete()
    for page in ContributionPage.objects.filter(pk__in=pages).select_related("municipality", "latest_revision"):
        successor = successor_for(page.municipality)
        if successor is not None and not page.contacts.exists():
            ContributionContact.objects.create(page=page, user=successor, sort_order=0)
        if page.latest_revision is not None:
            _clean_version(page.latest_revision, user, successor)


def successor_for(municipality: Municipality | None) -> User | None:
    """Return who looks after what a municipality has published: its contact; None where it has none."""
    if municipality is None:
        return None
    people = User.objects.filter(municipality=municipality, is_active=True, groups__name=Role.CONTACT)
    return people.order_by("pk").first()


def _with_newer_version(user: User) -> list[int]:
    """Return the pages whose newest version names the person as a contact, published or not."""
    versions = Revision.objects.filter(content__contacts__isnull=False, pk__in=_newest())
    return [
        int(version.object_id)
        for version in versions.iterator()
        if any(_is_of(contact, user) for contact in version.content["contacts"])
    ]


def _newest() -> Any:
    return ContributionPage.objects.filter(latest_revision__isnull=False).values("latest_revision")


def _is_of(contact: dict[str, Any], user: User) -> bool:
    name, email = str(contact.get("name") or ""), str(contact.get("email") or "")
    return (
        contact.get("user") == user.pk
        or email.lower() == user.email.lower()
        or bool(name and name.lower() == user.get_full_name().lower())
    )


def _clean_version(version: Revision, user: User, successor: User | None) -> None:
    """Bring the contacts of the newest version to what the page has: it is what the next change starts from."""
    contacts = version.content.get("contacts") or []
    kept = [contact for contact in contacts if not _is_of(contact, user)]
    if len(kept) == len(contacts):
        return
    if not kept and successor is not None:
        blank = {"name": "", "function": "", "phone": "", "email": "", "municipality": None}
        page = int(version.object_id)
        kept = [{"pk": None, "sort_order": 0, "page": page, "user": successor.pk} | blank]
    version.content["contacts"] = kept
    Revision.objects.filter(pk=version.pk).update(content=version.content)
