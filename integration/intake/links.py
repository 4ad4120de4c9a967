"""A first look at the page behind a pasted link, so that a member need not type its title.

The address comes from a person, so the portal must not become a way into its own network: every name is resolved
once, every address it stands for must be public, and the connection goes to the address that was checked. Cookies,
credentials and proxies play no part. One thread does the work; whoever asked waits for it no longer than `SECONDS`.
"""

import codecs
import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import unicodedata
import zlib
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, SoupStrainer, Tag
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integration.intake.addresses import (
    NO_ADDRESS,
    PORTS,
    Address,
    AddressError,
    IsAllowed,
    Resolve,
    Target,
    is_internal,
    is_public,
    resolve_name,
    take_apart,
)

SECONDS = 5  # for everything: name, connection, redirects and page
MAX_BYTES = 512 * 1024  # of a page, packed and unpacked
MAX_REDIRECTS = 3
MAX_ADDRESSES = 4  # of a name that are tried
MAX_AT_ONCE = 8  # looks, in this process
TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 300

REDIRECTS = {301, 302, 303, 307, 308}
PAGE_TYPES = {"text/html", "application/xhtml+xml"}
HEADERS = {
    "User-Agent": "Integrationsportal",
    "Accept": "text/html, application/xhtml+xml, */*;q=0.1",
    "Accept-Language": "de, en;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{1,40})", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
# Decoders of Python that are quick on any input; others (punycode, idna) take ages on a crafted one
CHARSET = re.compile(r"utf-8|utf-16(-[bl]e)?|cp125\d|cp874|iso8859-\d{1,2}|koi8-[ru]|gb\w+|big5|shift_jis|euc_\w\w")
LATIN = {"iso8859-1", "ascii"}  # what browsers read as the Windows set
JOINERS = "\u200c\u200d"  # invisible, but part of words and emoji

NOT_PUBLIC = _(
    "The portal cannot look at this address, only at public web pages. Please check it, or enter the title yourself."
)
NOT_FOUND = _("We did not find this address. Is it spelled correctly?")
NO_ANSWER = _("The page does not answer. Please check the address, or enter the title yourself.")
TOO_SLOW = _("The page takes too long to answer. Please enter the title yourself.")
TOO_MANY_REDIRECTS = _("The page sends its visitors on and on. Please enter the title yourself.")
NO_CERTIFICATE = _("The page cannot prove that it is genuine (invalid certificate). Please check the address.")
REFUSED = _("The page answers with an error. Please check the address, or enter the title yourself.")
BUSY = _("Many links are being looked at right now. Please try again in a moment, or enter the title yourself.")


class LinkError(Exception):
    """The link cannot be looked at; the message says why, to people."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class LinkPreview:
    """What a page says about itself, as plain text, and where it is to be found in the end."""

    url: str
    title: str
    description: str


def look_at(url: str, *, is_allowed: IsAllowed = is_public, resolve: Resolve = resolve_name) -> LinkPreview:
    """Return title and description of the page behind an address that somebody pasted; `LinkError` where it cannot."""
    try:
        target = take_apart(url.strip())
    except AddressError:
        raise LinkError(NO_ADDRESS) from None
    look = _Look(is_allowed=is_allowed, resolve=resolve, end=time.monotonic() + SECONDS)
    if not _places.acquire(blocking=False):
        raise LinkError(BUSY)
    try:
        threading.Thread(target=look.run, args=(target,), name="look at a link", daemon=True).start()
    except RuntimeError:  # the machine has no thread left
        _places.release()
        raise LinkError(BUSY) from None
    return look.wait()


_places = threading.BoundedSemaphore(MAX_AT_ONCE)


class _Look:
    """One look: runs in a thread of its own, and is cut off from outside when its time is over."""

    def __init__(self, *, is_allowed: IsAllowed, resolve: Resolve, end: float) -> None:
        self.is_allowed = is_allowed
        self.resolve = resolve
        self.end = end
        self.preview: LinkPreview | None = None
        self.error: LinkError | None = None
        self.done = threading.Event()
        self.lock = threading.Lock()
        self.socket: socket.socket | None = None
        self.is_over = False

    def wait(self) -> LinkPreview:
        """Return the preview as soon as there is one; at the end of the time end the connection instead."""
        in_time = self.done.wait(max(0.0, self.end - time.monotonic()))
        with self.lock:
            self.is_over = True
            if self.socket is not None:
                _end(self.socket)
        if not in_time:
            raise LinkError(TOO_SLOW)
        if self.preview is None:
            raise self.error or LinkError(NO_ANSWER)
        return self.preview

    def run(self, target: Target) -> None:
        """Look, and keep what came of it."""
        try:
            preview = self._follow(target)
            if time.monotonic() > self.end:  # an answer that was cut off looks whole to its parser
                raise TimeoutError
            self.preview = preview
        except LinkError as error:
            self.error = error
        except TimeoutError:
            self.error = LinkError(TOO_SLOW)
        except ssl.SSLCertVerificationError:
            self.error = LinkError(NO_CERTIFICATE)
        except Exception:  # a stranger's answer may break any parser, and the thread has nobody to tell
            self.error = LinkError(NO_ANSWER)
        finally:
            self.done.set()
            _places.release()

    def _follow(self, target: Target) -> LinkPreview:
        for _hop in range(MAX_REDIRECTS + 1):
            with contextlib.closing(self._connect(target)) as connection:
                connection.request("GET", target.path, headers=HEADERS | {"Host": target.netloc})
                with connection.getresponse() as response:
                    location = response.headers.get("Location")
                    if response.status not in REDIRECTS or not location:
                        return self._preview(target, response)
            target = _redirected(target, location)
        raise LinkError(TOO_MANY_REDIRECTS)

    def _connect(self, target: Target) -> http.client.HTTPConnection:
        """Return a connection to one of the addresses that were checked, all of them before the first is asked."""
        try:
            literal = ipaddress.ip_address(target.host)
        except ValueError:
            addresses = self._resolved(target)
        else:
            addresses = [literal]
        if not addresses or not all(self.is_allowed(address, target.port) for address in addresses):
            raise LinkError(_refusal(target))
        problem: OSError = TimeoutError()
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return self._connect_to(address, target)
            except ssl.SSLError:
                raise
            except OSError as error:
                problem = error
        raise problem

    def _resolved(self, target: Target) -> list[Address]:
        try:
            return self.resolve(target.host, target.port)
        except (OSError, ValueError):
            return []

    def _connect_to(self, address: Address, target: Target) -> http.client.HTTPConnection:
        plain = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._watch(plain)
            plain.connect((str(address), target.port))
            if target.scheme == "https":
                context = ssl.create_default_context()
                plain = secure = context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
                self._watch(secure)
                secure.do_handshake()
        except BaseException:
            plain.close()
            raise
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = plain  # connected, so that it never resolves the name itself
        return connection

    def _watch(self, current: socket.socket) -> None:
        """Give a socket the time that is left, and to the waiting thread the means to end it."""
        with self.lock:
            left = self.end - time.monotonic()
            if self.is_over or left <= 0:
                raise TimeoutError
            current.settimeout(left)
            self.socket = current

    # The page

    def _preview(self, target: Target, response: http.client.HTTPResponse) -> LinkPreview:
        if response.status >= 400:
            raise LinkError(REFUSED)
        name = _file_name(target, response.headers)
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if response.headers.get_content_type() not in PAGE_TYPES or packing not in {"identity", "", "gzip", "x-gzip"}:
            return LinkPreview(target.url, name, "")
        page = _decoded(self._read(response, is_packed="gzip" in packing), response.headers)
        title, description = _read_page(page)
        return LinkPreview(target.url, title or name, description)

    def _read(self, response: http.client.HTTPResponse, *, is_packed: bool) -> bytes:
        """Return the beginning of an answer; what comes after the limit is not asked for, and never unpacked."""
        unpacker = zlib.decompressobj(wbits=31)
        page = bytearray()
        received = 0
        with contextlib.suppress(zlib.error, http.client.IncompleteRead):  # what came before is still of use
            while len(page) < MAX_BYTES and received < MAX_BYTES:
                piece = response.read1(16 * 1024)
                if not piece or time.monotonic() > self.end:
                    break
                received += len(piece)
                page += unpacker.decompress(piece, MAX_BYTES - len(page)) if is_packed else piece
        return bytes(page[:MAX_BYTES])


def _refusal(target: Target) -> Promise:
    """Return why nobody is asked: the same for a name that is unknown and one of a private network, so that the
    answer does not tell which names there are inside."""
    return NOT_PUBLIC if is_internal(target.host) or target.port not in PORTS.values() else NOT_FOUND


def _end(current: socket.socket) -> None:
    """Wake whoever waits for this socket; the plain method, because that of TLS is not made for two threads."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(current, socket.SHUT_RDWR)


def _redirected(target: Target, location: str) -> Target:
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # a header that holds UTF-8
    try:
        following = take_apart(urljoin(target.url, location.strip().replace(" ", "%20")))
    except ValueError:
        raise LinkError(NO_ANSWER) from None
    if not following.fragment and target.fragment:
        return Target(following.scheme, following.host, following.port, following.path, target.fragment)
    return following


def _file_name(target: Target, headers: Message) -> str:
    """Return the name of a file as the server gives it, else as the address ends, else the host."""
    given = headers.get_filename("")
    with contextlib.suppress(UnicodeError):
        given = given.encode("latin-1").decode()
    last = unquote(target.path.split("?")[0]).rstrip("/")
    return next(
        (name for text in (given, last) if (name := _words(re.split(r"[/\\]", text)[-1], TITLE_LENGTH))), target.host
    )


def _decoded(page: bytes, headers: Message) -> str:
    """Return a page as text: by its mark, its header, what it says itself, as UTF-8, else as Windows does."""
    for mark, charset in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if page.startswith(mark):
            return page.decode(charset, "replace")
    said = META_CHARSET.search(page[:4096])
    named = [headers.get_content_charset() or "", said[1].decode() if said else ""]
    for name in named:
        with contextlib.suppress(LookupError, ValueError):
            charset = codecs.lookup(name).name
            if charset in LATIN:
                continue  # often said of pages that are UTF-8: see whether it is
            if CHARSET.fullmatch(charset) and not (charset.startswith("utf-16") and name == named[1]):
                return page.decode(charset, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(page)  # the last sign may be cut in two
    except UnicodeDecodeError:
        return page.decode("cp1252", "replace")


def _read_page(page: str) -> tuple[str, str]:
    """Return title and description of a page, each empty where there is none."""
    only = SoupStrainer(["title", "meta", "h1"])
    soup = BeautifulSoup(XML_DECLARATION.sub("", page.replace("\0", "")), "lxml", parse_only=only)
    for line_break in soup.find_all("br"):
        line_break.replace_with(" ")
    said: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        if isinstance(tag, Tag):
            name = str(tag.get("property") or tag.get("name") or "").strip().lower()
            said.setdefault(name, str(tag.get("content") or ""))
    headings = [found.get_text() for name in ("title", "h1") if (found := soup.find(name)) is not None]
    titles = [said.get("og:title", ""), *headings]
    descriptions = [said.get("og:description", ""), said.get("description", "")]
    return (
        next((text for title in titles if (text := _words(title, TITLE_LENGTH))), ""),
        next((text for description in descriptions if (text := _words(description, DESCRIPTION_LENGTH))), ""),
    )


def _words(text: str, length: int) -> str:
    """Return a text in one line without signs that nobody sees, cut between words."""
    seen = (
        sign if sign in JOINERS or unicodedata.category(sign)[0] != "C" else " " if sign.isspace() else ""
        for sign in text
    )
    line = " ".join("".join(seen).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[length // 2 :] else cut}…"
