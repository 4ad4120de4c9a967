"""Addresses of web pages that people paste: their one spelling, and whether the portal may ask them.

Whatever the portal fetches because somebody wrote an address goes through here, so that nobody reaches the network
behind the portal by a name, a number in an odd notation, or a tunnel.
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

URL_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
NUMBER_AT_END = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
INTERNAL_NAME = re.compile(r"(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa)$")
# Not for everybody, though Python's own test lets some of them pass
CLOSED = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3",
        "168.63.129.16/32",  # the host of a virtual machine
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",  # tunnels that hold an IPv4 address, examples
    )
]  # fmt: skip
OPEN_V6 = ipaddress.ip_network("2000::/3")  # everything else is local, mapped or translated IPv4, or multicast

NO_ADDRESS = _("This is not the address of a web page. Please copy it from your browser once more.")
INTERNAL = _(
    "This address works only inside your own network, others cannot open it. Please enter the address of a public page."
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
IsAllowed = Callable[[Address, int], bool]
Resolve = Callable[[str, int], list[Address]]


class AddressError(ValueError):
    """This is not the address of a web page."""


@dataclass(frozen=True)
class Target:
    """An address taken apart; `host` is what the name servers and the certificate know."""

    scheme: str
    host: str
    port: int
    path: str  # with the query
    fragment: str

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}" + (f"#{self.fragment}" if self.fragment else "")


def is_public(address: Address, port: int) -> bool:
    """Return whether anybody on the internet may ask this address and port for a web page."""
    if port not in PORTS.values() or any(
        address in network for network in CLOSED if network.version == address.version
    ):
        return False
    return address.is_global and not address.is_multicast and (address.version == 4 or address in OPEN_V6)


def is_internal(host: str) -> bool:
    """Return whether a host, as `take_apart` returns it, is plainly inside somebody's own network; asks no network."""
    try:
        return not is_public(ipaddress.ip_address(host), PORTS["https"])
    except ValueError:
        return "." not in host or INTERNAL_NAME.search(host) is not None


def validate_public_page(url: str) -> None:
    """Refuse an address that others cannot open: of this machine, of a private network, or of no page at all."""
    try:
        target = take_apart(url.strip())
    except AddressError:
        raise ValidationError(NO_ADDRESS, code="invalid") from None
    if is_internal(target.host):
        raise ValidationError(INTERNAL, code="internal")


def check_public_pages(thing: object, *names: str) -> None:
    """Refuse those of a thing's fields that hold such an address, each at its field; empty ones are left alone."""
    wrong: dict[str, ValidationError] = {}
    for name in names:
        if url := getattr(thing, name):
            try:
                validate_public_page(url)
            except ValidationError as error:
                wrong[name] = error
    if wrong:
        raise ValidationError(wrong)


def resolve_name(host: str, port: int) -> list[Address]:
    """Return the addresses that a host name stands for now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0])) for entry in found))


def take_apart(url: str) -> Target:
    """Return the parts of an address in their one spelling; a missing scheme is `https`."""
    if not url or len(url) > URL_LENGTH or "\\" in url or any(unicodedata.category(sign)[0] in "CZ" for sign in url):
        raise AddressError
    if "://" not in url.split("?")[0]:
        named = SCHEME.match(url)
        if named and not url[named.end() :][:1].isdigit():  # what is left is a host with a port
            raise AddressError
        url = f"https://{url.lstrip('/')}"
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _plain_host(parts.hostname or "")
        if parts.scheme not in PORTS or "@" in parts.netloc or port == 0:
            raise AddressError
        query = f"?{_quoted(parts.query)}" if parts.query else ""
        return Target(
            scheme=parts.scheme,
            host=host,
            port=port or PORTS[parts.scheme],
            path=f"{_quoted(parts.path) or '/'}{query}",
            fragment=_quoted(parts.fragment),
        )
    except ValueError:  # brackets, ports, names that cannot be
        raise AddressError from None


def _plain_host(host: str) -> str:
    """Return a host as the name servers know it; numbers only as the four that everybody writes."""
    if ":" in host:
        address = ipaddress.IPv6Address(host)
        if address.scope_id:
            raise ValueError("An address that is valid on one machine only")
        return str(address)
    host = host.rstrip(".")
    if not host.isascii():
        host = idna.encode(host, uts46=True, transitional=False).decode()
    if NUMBER_AT_END.search(host):
        return str(ipaddress.IPv4Address(host))
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?", host) or ".." in host:
        raise ValueError("Not a host name")
    return host


def _quoted(text: str) -> str:
    """Return a part of an address in ASCII; what is quoted already stays as it is."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe="/%:@!$&'()*+,;=~?")
