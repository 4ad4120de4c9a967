"""Which page of the tree stands at an address."""

from django.db.models import Q
from wagtail.models import Page

HOME_DEPTH = 2  # below the root there is one start page and nothing else: `HomePage.max_count`


def page_at(path: str) -> Page | None:
    """Return the published page at a path below the start page, with its parent at hand; None where there is none.

    Wagtail's own routing asks twice for every level of the tree and once for the site; this asks twice in all, by slug,
    because addresses have no index.
    """
    names = [name for name in path.split("/") if name]
    if not names:
        home = Page.objects.filter(sites_rooted_here__is_default_site=True).first()
        return home.specific if home is not None and home.live else None
    depth = HOME_DEPTH + len(names)
    wanted = Q(slug=names[-1], depth=depth)
    if len(names) > 1:
        wanted |= Q(slug=names[-2], depth=depth - 1)
    found = {tuple(page.url_path.split("/")[HOME_DEPTH:-1]): page for page in Page.objects.filter(wanted)}
    page = found.get(tuple(names))
    if page is None or not page.live:
        return None
    if len(names) == 1:
        return page.specific
    parent = found[tuple(names[:-1])]
    if not parent.live:
        return None
    specific = page.specific
    specific._cached_parent_obj = parent  # as Wagtail's routing does; `get_parent()` reads it
    return specific
