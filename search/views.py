"""The page of results."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integration.catalogue.models import Entry
from integration.members.models import User
from search import query_log
from search.choices import Choices
from search.engines import in_use
from search.facets import address, facets, filter_chips, kept, order_chips
from search.hits import read_hits
from search.meant import meant_instead, searched_instead
from search.names import Names, find_names
from search.query import SearchQuery
from search.saved import find_saved
from search.towns import find_town

PAGE_SIZE = 20  # hits


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a member finds in everything that is published for them."""
    user = cast(User, request.user)
    asked = SearchQuery.from_params(request.GET)
    choices = Choices.read(people=bool(asked.terms) and asked.page == 1)
    query = asked.limited_to(choices, home=choices.home_of(user))
    visible = Entry.objects.visible_to(user).live()
    answer = in_use.search(query, visible, offset=(query.page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    result = answer.result
    page = Paginator(range(result.total), PAGE_SIZE).get_page(query.page)
    if page.number != query.page and result.total:  # beyond the last page: show that one
        answer = in_use.search(query, visible, offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        result = answer.result
    names = Names()
    if page.number == 1 and not query.is_narrowed:
        names = find_names(query, visible, tolerant=not result.total)
    found = result.total + len(names)
    if request.method == "GET" and _is_counted(query, names):
        query_log.note(text=query.text, hits=found, names=[person.last_name for person in choices.people])
    town = find_town(query, visible, hits=result.total) if page.number == 1 else None
    unfiltered = 0
    if query.is_narrowed and query.terms and not result.total:
        unfiltered = in_use.search(query.unfiltered(), visible, offset=0, limit=0).result.total
    hits = read_hits(query, visible, result)
    instead, meant = searched_instead(query, hits), meant_instead(query, visible, result)
    chips = filter_chips(query)
    filters = ", ".join(chip["label"] for chip in chips)
    context = {
        "breadcrumbs": [(_("Home"), "/"), (_("Portal search"), None)],
        "hide_search": True,
        "query": query,
        "reduced": answer.reduced,
        "total": result.total,
        "page": page,
        "hits": hits.rows,
        "instead": instead and {"text": instead.text, "url": address(instead)},
        "meant": meant and {"text": meant.text, "url": address(meant)},
        "names": names,
        "town": town,
        "unfiltered": unfiltered,
        "kept": kept(query),
        "saved": find_saved(query, user),
        "found": found,
        "facets": facets(query, result.counts),
        "chips": chips,
        "filters": filters,
        "asked_for": ", ".join(filter(None, [query.text, filters])),
        "all_url": address(query.unfiltered()),
        "orders": order_chips(query),
    }
    return render(request, "search/results.html", context)


def _is_counted(query: SearchQuery, names: Names) -> bool:
    """Leave out what asks the same again, by filters and further pages, and what may be somebody's name."""
    return bool(query.terms) and query.page == 1 and not query.is_narrowed and not names.people
