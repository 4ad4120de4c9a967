"""The tree before its first visitor: start page, site, a section per kind."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from home.models import HomePage
from integration.catalogue.registry import kinds
from integration.models.sections import SectionPage


def _home_page() -> HomePage:
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first()
    if home is None:
        for welcome in root.get_children().filter(slug="home"):
            welcome.delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Integrationsportal", slug="start"))
    return home


def _site(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.exclude(is_default_site=True).delete()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": port,
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )


def _sections(home: HomePage) -> None:
    present = set(SectionPage.objects.values_list("kind", flat=True))
    for name, kind in kinds().items():
        if name not in present:
            home.add_child(
                instance=SectionPage(
                    title=str(kind.section_title),
                    slug=kind.section_slug,
                    kind=name,
                    intro=str(kind.section_intro),
                    show_in_menus=not kind.section_parent,
                )
            )


def set_up_pages() -> HomePage:
    """Make sure that there are a start page, its site and a section for every kind; return the start page."""
    home = _home_page()
    _site(home)
    _sections(home)
    return home
