"""The page of results."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integration.catalogue.models import Entry
from integration.members.models import Municipality
from integration.taxonomy.models import Topic
from search.engines import Engine
from search.engines.database import DatabaseEngine
from search.facets import address, facets, filter_chips, order_chips
from search.hits import read_hits
from search.query import SearchQuery

PAGE_SIZE = 20  # hits


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a member finds in everything that is published for them."""
    topics = list(Topic.objects.all())
    places = dict(Municipality.objects.values_list("ags", "name"))
    query = SearchQuery.from_params(request.GET)
    query = query.limited_to(topics={topic.slug for topic in topics}, municipalities=places)
    visible = Entry.objects.visible_to(request.user).live()
    engine: Engine = DatabaseEngine()
    result = engine.search(query, visible, offset=(query.page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page = Paginator(range(result.total), PAGE_SIZE).get_page(query.page)
    if page.number != query.page and result.total:  # beyond the last page: show that one
        result = engine.search(query, visible, offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    context = {
        "breadcrumbs": [(_("Home"), "/"), (_("Portal search"), None)],
        "hide_search": True,
        "query": query,
        "total": result.total,
        "page": page,
        "hits": read_hits(query, visible, result),
        "facets": facets(query, result.counts, topics, places),
        "chips": filter_chips(query, topics, places),
        "all_url": address(SearchQuery(text=query.text, order=query.order)),
        "orders": order_chips(query) if query.terms else [],
    }
    return render(request, "search/results.html", context)
