"""Which page of the tree stands at an address."""

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat
from wagtail.models import Page, Site


def page_at(path: str) -> Page | None:
    """Return the published page at a path below the start page, with its parent at hand; None where there is none.

    Wagtail's own routing asks twice for every level of the tree and once for the site; this asks twice in all.
    """
    names = [name for name in path.split("/") if name]
    if not names:
        home = Page.objects.filter(sites_rooted_here__is_default_site=True).first()
        return home.specific if home is not None and home.live else None
    root = Site.objects.filter(is_default_site=True).values("root_page__url_path")[:1]
    here = Q(url_path=Concat(root, Value(f"{'/'.join(names)}/")))
    above = Q(url_path=Concat(root, Value("".join(f"{name}/" for name in names[:-1]))))
    pages = Page.objects.filter(here | above).annotate(is_here=Case(When(here, then=True), default=False))
    found = {page.is_here: page for page in pages}
    if True not in found or not found[True].live:
        return None
    page = found[True].specific
    page._cached_parent_obj = found[False]  # as Wagtail's routing does; `get_parent()` reads it
    return page
