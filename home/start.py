"""What the start page shows a member, from the catalogue alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integration.catalogue.contract import OpenQuestions
from integration.catalogue.models import Entry
from integration.catalogue.registry import kinds
from integration.members.map import place_on_map
from integration.members.models import Municipality, User
from integration.taxonomy.models import Topic

NEWEST = 6  # entries
EVENTS = 4  # entries
QUESTIONS = 3
NEW_FOR = timedelta(days=7)


def outline() -> dict[str, Any]:
    """Return all towns as the same quiet dots: the shape of the state, which tells nothing of who takes part."""
    places = Municipality.objects.order_by("ags").values_list("latitude", "longitude")
    return {"dots": [place_on_map(latitude, longitude) for latitude, longitude in places], "label": ""}


@dataclass(frozen=True)
class Inventory:
    """What is published, as far as one person sees it: numbers for the whole portal and by municipality."""

    entry_count: int
    contact_count: int
    entries: Counter[int]
    contacts: Counter[int]
    newest: dict[int, datetime]


def inventory(user: User) -> Inventory:
    """Count entries and people to ask and find the newest date, all in one query."""
    entries: Counter[int] = Counter()
    contacts: Counter[int] = Counter()
    newest: dict[int, datetime] = {}
    people = set()
    published = Entry.objects.visible_to(user).live().order_by()
    for municipality, contact_user, contact_name, number, latest in published.values_list(
        "municipality", "contact_user", "contact_name"
    ).annotate(number=Count("pk"), latest=Max("published_at")):
        entries[municipality] += number
        if contact_user or contact_name:
            people.add(contact_user or contact_name)
            contacts[municipality] += 1
        if latest is not None:
            newest[municipality] = max(latest, newest.get(municipality, latest))
    return Inventory(
        entry_count=entries.total(), contact_count=len(people), entries=entries, contacts=contacts, newest=newest
    )


def map_dots(user: User, published: Inventory) -> dict[str, Any]:
    """Return the dots of all municipalities, and one sentence that says the same to those who do not see them."""
    since = timezone.now() - NEW_FOR
    dots = []
    new_names = []
    for pk, name, active, latitude, longitude in Municipality.objects.values_list(
        "pk", "name", "active", "latitude", "longitude"
    ):
        latest = published.newest.get(pk)
        new = latest is not None and latest >= since
        if new:
            new_names.append(name)
        dots.append(
            place_on_map(latitude, longitude)
            | {
                "name": name,
                "active": active,
                "has_entries": latest is not None,
                "new": new,
                "me": pk == user.municipality_id,
            }
        )
    dots.sort(key=lambda dot: (dot["me"], dot["new"], dot["active"]))
    taking_part = sum(dot["active"] for dot in dots)
    label = ngettext(
        "Map of North Rhine-Westphalia: %(count)d municipality takes part.",
        "Map of North Rhine-Westphalia: %(count)d municipalities take part.",
        taking_part,
    ) % {"count": taking_part}
    if new_names:
        label += " " + _("New this week: %(names)s.") % {"names": ", ".join(new_names[:8])}
    return {"dots": dots, "label": label, "new_count": len(new_names), "active_count": taking_part}


def topics_with_numbers(user: User) -> list[Topic]:
    """Return all topics, each with the number of entries that this person may see."""
    visible = Entry.objects.visible_to(user).live().order_by().values("pk")
    return list(Topic.objects.annotate(number=Count("entries", filter=Q(entries__in=visible), distinct=True)))


def open_questions(user: User) -> OpenQuestions | None:
    """Return questions without an answer, of the first kind that has some."""
    found = (kind.open_questions(user, QUESTIONS) for kind in kinds().values())
    return next((questions for questions in found if questions is not None and questions.rows), None)


def start_context(user: User) -> dict[str, Any]:
    """Return what `home/start.html` shows."""
    published = Entry.objects.visible_to(user).live()
    counted = inventory(user)
    return {
        "newest": list(published.newest().for_rows()[:NEWEST]),
        "questions": open_questions(user),
        "events": list(published.upcoming().select_related("municipality")[:EVENTS]),
        "discussion": published.of_kind("discussion").running().first(),
        "map": map_dots(user, counted),
        "topics": topics_with_numbers(user),
        "entry_count": counted.entry_count,
        "contact_count": counted.contact_count,
        "events_url": f"/{event.section_slug}/" if (event := kinds().get("event")) else "",
        "hide_search": True,
    }
