"""What links to other sites say of themselves."""

from urllib.parse import urlsplit

from django import template
from django.db import DatabaseError

from home.models import PortalSettings

register = template.Library()


@register.filter
def host(url: str) -> str:
    """Return the name of the site that a link leads to, without "www."; empty where the address is none."""
    try:
        name = urlsplit(str(url)).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


@register.simple_tag
def portal_settings() -> PortalSettings | None:
    """Return the portal's settings on a page without a context; None where the database does not answer."""
    try:
        return PortalSettings.load()
    except DatabaseError:
        return None
