"""The listings of the demo: put up the way people do, then set back to the days on which they were."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from home.demo_pictures import LISTING_PICTURES
from integration.catalogue.services import recorded_once
from integration.files.models import Image
from integration.marketplace.categories import Category
from integration.marketplace.models import Listing, ListingDraft, ListingPicture, Match
from integration.marketplace.services import Values, put_up
from integration.marketplace.setup import set_up_categories
from integration.marketplace.tasks import match_listing
from integration.members.models import User

WORDS = ("sort", "title", "text", "quantity", "condition", "terms", "price", "handover", "handover_note")


def load_listings(specs: Iterable[dict[str, Any]], *, users: dict[str, User]) -> None:
    """Load every listing, the oldest first, as their addresses tell their order; then look what fits."""
    set_up_categories()
    categories = {category.slug: category for category in Category.objects.all()}
    made = [_load(spec, users, categories) for spec in sorted(specs, key=lambda spec: -spec["days_ago"])]
    for listing in made:
        match_listing.func(listing_id=listing.pk)


@recorded_once()
def _load(spec: dict[str, Any], users: dict[str, User], categories: dict[str, Category]) -> Listing:
    author, today = users[spec["author"]], timezone.localdate()
    end, until = spec["valid_in_days"], spec["reserved_until_in_days"]
    values = Values(
        category=categories.get(spec["category"]),
        municipality=author.municipality,
        valid_until=None if end is None else today + timedelta(days=end),
        pictures=_pictures(spec, author),
        **{name: spec[name] for name in WORDS},
    )
    listing = put_up(user=author, key=uuid4(), values=values).listing
    at = timezone.now() - timedelta(days=spec["days_ago"], minutes=listing.pk % 50)
    listing.created_at = listing.renewed_at = listing.changed_at = at
    listing.state = spec["state"]
    if listing.state == Listing.State.RESERVED:
        listing.reserved_for, listing.reserved_name = users.get(spec["reserved_for"]), spec["reserved_name"]
        listing.reserved_by, listing.reserved_at = author, timezone.now() - timedelta(days=1)
        listing.reserved_until = None if until is None else today + timedelta(days=until)
    if listing.state == Listing.State.DONE:
        listing.closed_at = timezone.now() - timedelta(days=1)
    listing.save()
    return listing


def _pictures(spec: dict[str, Any], author: User) -> list[tuple[Image, str]]:
    if not spec["picture"]:
        return []
    draw, title, words = LISTING_PICTURES[spec["picture"]]
    image = Image(
        title=title,
        description=words,
        file=ContentFile(draw(), name=f"{spec['picture']}.png"),
        uploaded_by_user=author,
        source="Eigene Zeichnung für die Demo",
    )
    image._set_image_file_metadata()
    image.save()
    return [(image, words)]


def remove_listings() -> None:
    """Remove every listing with all that belongs to it; the categories stay."""
    for model in (Match, ListingDraft, ListingPicture):
        model._default_manager.all().delete()
    for listing in Listing.objects.all():
        listing.delete()
