"""Searches that people keep: their names, how many they may be, and what is new in them since they were looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from integration.catalogue.models import Entry
from integration.members.models import User
from search.choices import Choices
from search.engines import in_use
from search.facets import address, filter_chips
from search.models import SavedSearch
from search.query import SearchQuery

MOST = 50  # of one person
LONGEST_NAME = SavedSearch._meta.get_field("name").max_length or 0
SEPARATOR = " · "


class TooManyError(Exception):
    """The person keeps as many searches as anybody may."""


class NothingSearchedError(Exception):
    """A search without words and filters is no search."""


@dataclass(frozen=True)
class Listed:
    """A saved search as the list shows it."""

    saved: SavedSearch
    new_hits: int
    description: str = ""  # where the name says something else


def read_query(params: str, user: User, choices: Choices) -> SearchQuery:
    """Return what a query string searches for this person; filters on what is gone are left out."""
    return SearchQuery.from_params(QueryDict(params)).limited_to(choices, home=choices.home_of(user))


def describe(query: SearchQuery) -> str:
    """Say what is searched."""
    return SEPARATOR.join(filter(None, [query.text, *(chip["label"] for chip in filter_chips(query))]))


def propose_name(query: SearchQuery) -> str:
    """Return what it may be called: without the name of a person, which would outlive the account."""
    name = describe(replace(query, person=0, person_name=""))
    return Truncator(name or _("Contributions of one person")).chars(LONGEST_NAME)


def _identity(query: SearchQuery) -> tuple[str, str]:
    """Return the query string of a search and its fingerprint, by which doubles are known."""
    kept = address(query).removeprefix("?")
    return kept, sha256(kept.encode()).hexdigest()


def find_saved(query: SearchQuery, user: User) -> SavedSearch | None:
    """Return this search as the person keeps it, if they do."""
    if not (query.text or query.is_narrowed):
        return None
    return user.saved_searches.filter(fingerprint=_identity(query)[1]).first()


@transaction.atomic
def save_search(*, user: User, params: str) -> tuple[SavedSearch, bool]:
    """Keep a search under a name that tells what it is; return whether it is a new one, as doubles are one."""
    query = read_query(params, user, Choices.read())
    if not (query.text or query.is_narrowed):
        raise NothingSearchedError
    kept, fingerprint = _identity(query)
    User.objects.select_for_update().get(pk=user.pk)  # two windows count one after the other
    if old := user.saved_searches.filter(fingerprint=fingerprint).first():
        return old, False
    if user.saved_searches.count() >= MOST:
        raise TooManyError
    return SavedSearch.objects.create(user=user, name=propose_name(query), params=kept, fingerprint=fingerprint), True


def results_url(saved: SavedSearch) -> str:
    """Return where its hits are."""
    return f"{reverse('search')}?{saved.params}"


def mark_looked_at(saved: SavedSearch) -> None:
    """From now on hits are new that come later."""
    saved.looked_at = timezone.now()
    saved.save(update_fields=["looked_at"])


def list_searches(*, user: User, searches: Sequence[SavedSearch]) -> list[Listed]:
    """Say what each searches, and count what was published since it was looked at.

    That is one search each, and none where nothing is new at all: whoever lists many shows them in portions.
    """
    choices = Choices.read()
    visible = Entry.objects.visible_to(user).live()
    newest = visible.order_by().aggregate(newest=Max("published_at"))["newest"]
    listed = []
    for saved in searches:
        query, number = read_query(saved.params, user, choices), 0
        if newest is not None and newest > saved.looked_at:
            since = visible.filter(published_at__gt=saved.looked_at)
            number = in_use.search(query, since, offset=0, limit=0).result.total
        description = describe(query)
        listed.append(Listed(saved, number, description if description != saved.name else ""))
    return listed
