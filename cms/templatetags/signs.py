"""The small signs of `static/css/signs.css`: tags, because a list of twenty shows a hundred and includes are slow."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.templatetags.portal import colour, icon, initials, phone_href

register = template.Library()


def _sized(size: str) -> str:
    return f" p-d-{size}" if size else ""


@register.simple_tag
def mono(municipality: object, icon: str = "brand", size: str = "") -> SafeString:
    """Return the circle of a municipality with its letters; without one it shows an icon. `size`: s or l."""
    if municipality:
        look, inside = colour(municipality), format_html('<text x="20" y="20">{}</text>', initials(municipality))
    else:
        look, inside = 0, _picture(icon or "brand")
    return format_html(
        '<svg class="p-mono p-mono--{}{}" viewBox="0 0 40 40" aria-hidden="true">'
        '<circle cx="20" cy="20" r="20"/>{}</svg>',
        look,
        _sized(size),
        inside,
    )


@lru_cache(maxsize=64)
def _picture(name: str) -> SafeString:
    address = static("icons.svg")
    return format_html('<use href="{}#{}" x="10" y="10" width="20" height="20"/>', address, name)


@register.simple_tag
def face(person: object, size: str = "") -> SafeString:
    """Return the square of a person, who may be a user or a name, with two letters. `size`: s or l."""
    return format_html(
        '<svg class="p-face p-face--{}{}" viewBox="0 0 40 40" aria-hidden="true">'
        '<rect width="40" height="40" rx="10"/><text x="20" y="20">{}</text></svg>',
        colour(person),
        _sized(size),
        initials(person),
    )


@register.simple_tag
def topic_link(topic: object, url: str = "") -> SafeString:
    """Return a topic as a link: without an address to the search by it."""
    address = url or f"{reverse('search')}?{urlencode({'thema': getattr(topic, 'slug', '')})}"
    sign = icon(getattr(topic, "icon", ""))
    hue = getattr(topic, "hue", "")
    return format_html('<a class="p-topic" data-hue="{}" href="{}">{}{}</a>', hue, address, sign, topic)


@register.simple_tag
def call_link(phone: str, name: str = "", small: bool = False) -> SafeString:
    """Return a number that can be called; `name`: whose it is. Nothing without a number."""
    if not phone:
        return SafeString("")
    return format_html(
        '<a class="p-call{}" href="{}">{}<span><span class="kern-sr-only">{} </span>{}</span></a>',
        " p-call--s" if small else "",
        phone_href(phone),
        icon("phone"),
        _("Call %(name)s:") % {"name": name} if name else _("Call:"),
        phone,
    )
