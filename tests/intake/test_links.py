"""A pasted link is looked at, and nothing but a public web page is ever asked."""

import gzip
import ipaddress
import random
import socket
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from integration.intake import links
from integration.intake.addresses import is_public, take_apart, validate_public_page
from integration.intake.links import LinkError, LinkPreview, look_at
from integration.models import EventPage
from tests.intake.web import make_certificate, page, raw_server, redirect, serve

LOOPBACK = ipaddress.ip_address("127.0.0.1")
PATIENT = 60  # seconds for what takes a moment on a machine with nothing else to do


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Where a test is not about the time that a look may take, a busy machine changes nothing."""
    monkeypatch.setattr(links, "SECONDS", PATIENT)


def anybody(_address, _port):
    return True


def here(_host, _port):
    return [LOOPBACK]


def look_here(site, path="/", host="stadt.example"):
    """Look at a page of a server of this test, as if its name led here."""
    return look_at(site.url(path, host), is_allowed=anybody, resolve=here)


def preview_of(answer):
    with serve(answer) as site:
        return look_here(site)


# What a page says


def test_a_page_shows_its_title_and_description():
    html = """<!doctype html><html><head><title>Projekte | Stadt</title>
      <meta name="description" content="Sprachpaten &amp; mehr"></head><body><h1>Anders</h1></body></html>"""
    with serve(page(html)) as site:
        assert look_here(site, "/projekte?x=ä") == LinkPreview(
            f"http://stadt.example:{site.port}/projekte?x=%C3%A4", "Projekte | Stadt", "Sprachpaten & mehr"
        )


def test_what_is_meant_for_sharing_wins():
    found = preview_of(
        page("""<meta property="og:title" content=" Sprach-\n paten "><title>Start</title>
        <meta property="og:description" content="Aus Köln"><meta name="description" content="Nein">""")
    )
    assert (found.title, found.description) == ("Sprach- paten", "Aus Köln")


def test_nothing_is_sent_that_tells_who_asks(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serve(page("<title>x</title>", Set_Cookie="a=b")) as site:
        look_here(site)
        look_here(site)
    for _path, headers in site.requests:
        assert headers["host"] == f"stadt.example:{site.port}"
        assert not {"cookie", "authorization", "referer", "x-forwarded-for"} & set(headers)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<title>Für Köln</title>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("<title>Für Köln</title>".encode("cp1252"), "text/html"),
        ("<title>Für Köln</title>".encode(), "text/html; charset=iso-8859-1"),  # says one thing, does another
        ("<title>Für Köln</title>".encode("utf-16"), "text/html"),
        (b"\xef\xbb\xbf" + "<title>Für Köln</title>".encode(), "text/html; charset=windows-1252"),
        ('<meta charset="iso-8859-15"><title>Für Köln</title>'.encode("iso-8859-15"), "text/html"),
        ('<?xml version="1.0" encoding="utf-8"?><title>Für Köln</title>'.encode(), "application/xhtml+xml"),
        ('<meta charset="punycode"><title>Für Köln</title>'.encode(), "text/html; charset=idna"),
        ('<meta charset="utf-16"><title>Für Köln</title>'.encode(), "text/html; charset=no-such"),
    ],
)
def test_umlauts_come_right_whatever_the_page_says_of_them(body, content_type):
    assert preview_of(page(body, content_type=content_type)).title == "Für Köln"


def test_signs_that_nobody_sees_are_left_out_and_long_texts_are_cut_between_words():
    found = preview_of(
        page(f"<title>A\u202eB\u0007&#8238;C\u200b</title><meta name=description content='{'Wort ' * 200}'>")
    )
    assert found.title == "ABC"
    assert found.description.endswith("Wort…")
    assert len(found.description) <= links.DESCRIPTION_LENGTH


@pytest.mark.parametrize(
    "html",
    [
        "<title>Offen",
        "</b></p><TITLE>Offen</TITLE></b></p><<<>",
        "<html><body><div><title>Offen</title>",
        "<meta property='og:title'><title></title><h1>Of<b>fen</h1>",
        "<title>Offen</title>" + "<div>" * 50_000,
        "<meta content='Offen' property=og:title><title>" + "&" * 5000,
    ],
)
def test_bad_html_is_read_as_far_as_it_goes(html):
    assert preview_of(page(html)).title == "Offen"


def test_a_page_that_says_nothing_has_the_name_of_its_address():
    with serve(page("<p>Nichts</p>")) as site:
        assert look_here(site, "/sprach-paten/").title == "sprach-paten"
        assert look_here(site, "/").title == "stadt.example"


@pytest.mark.parametrize(
    ("content_type", "headers", "title"),
    [
        ("application/pdf", {}, "Konzept Köln.pdf"),
        ("", {}, "Konzept Köln.pdf"),
        ("image/svg+xml", {"Content_Disposition": 'inline; filename="../../x.svg"'}, "x.svg"),
        ("application/pdf", {"Content_Disposition": "inline; filename*=UTF-8''K%C3%B6ln.pdf"}, "Köln.pdf"),
        ("text/html", {"Content_Encoding": "br"}, "Konzept Köln.pdf"),
    ],
)
def test_what_is_no_page_shows_its_file_name(content_type, headers, title):
    with serve(page("<title>Nicht lesen</title>", content_type=content_type, **headers)) as site:
        found = look_here(site, "/dateien/Konzept%20K%C3%B6ln.pdf")
    assert (found.title, found.description) == (title, "")


def test_an_error_page_is_no_preview():
    with serve(page("<title>Nicht gefunden</title>", status=404)) as site, pytest.raises(LinkError, match="Fehler"):
        look_here(site)


# Whom the portal asks

NASTY = [
    "127.0.0.1", "localhost", "LOCALHOST.", "2130706433", "017700000001", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1",
    "127.0.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[::127.0.0.1]", "[0:0:0:0:0:ffff:127.0.0.1]", "１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①",
    "loca%6chost", "127.0.0.1%00", "[::1%25lo]", "[::1%lo]", "user@127.0.0.1", "stadt.example@127.0.0.1",
    "127.0.0.1#@stadt.example",
    "127.0.0.1\\@stadt.example", "stadt.example\\@127.0.0.1", "127.0.0.1:80@127.0.0.1", "ip6-localhost", "localtest",
]  # fmt: skip


@pytest.mark.parametrize("host", NASTY)
def test_no_spelling_of_this_machine_is_asked(host):
    with serve(page("<title>Innen</title>")) as site:
        for port in (f":{site.port}", ""):
            for scheme in ("http://", "https://", "HTTP://", "//", ""):
                with pytest.raises(LinkError):
                    look_at(f"{scheme}{host}{port}/")
        # even where every port may be asked
        with pytest.raises(LinkError):
            look_at(f"http://{host}:{site.port}/", is_allowed=lambda address, _port: is_public(address, 80))
    assert site.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8", "198.18.0.1", "192.0.2.1",
        "203.0.113.1", "168.63.129.16", "192.88.99.1", "::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::808:808", "64:ff9b:1::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001::1",
        "2001:db8::1",
        "2002:808:808::1", "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_for_everybody_is_refused_by_name_too(address):
    parsed = ipaddress.ip_address(address)
    assert not is_public(parsed, 443)
    public = ipaddress.ip_address("93.184.216.34")
    for found in ([parsed], [public, parsed], [parsed, public]):
        with pytest.raises(LinkError, match="nicht gefunden"):
            look_at("https://intern.stadt.example/", resolve=lambda _host, _port, found=found: found)


def test_public_addresses_are_asked_on_the_ports_of_the_web_only():
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"):
        assert is_public(ipaddress.ip_address(address), 443)
        assert is_public(ipaddress.ip_address(address), 80)
        assert not any(is_public(ipaddress.ip_address(address), port) for port in (22, 25, 6379, 8080, 9200))


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "file:///etc/passwd", "ftp://stadt.example/", "gopher://127.0.0.1:70/_x",
        "javascript:alert(1)", "data:text/html,x",
        "mailto:a@b.example", "https://", "https:///x", "https://[::1", "https://a]b/", "https://stadt.example:99999/",
        "https://stadt.example:x/", "https://user:pass@stadt.example/", "https://stadt.example/a b", "https://a\tb/",
        "https://stadt.example/\r\nX: y", "https://a\0b/", "https://..", "https://a..b/",
        "https://-/", f"https://{'a' * 3000}/",
        "https://\ud800/", "https://256.1.1.1/", "https://1.2.3/", "http:/\\127.0.0.1/", "http://stadt.example\u202e/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_said_at_once(url):
    def never(_host, _port):
        raise AssertionError("No name may be asked for")

    with pytest.raises(LinkError, match="keine Adresse"):
        look_at(url, is_allowed=anybody, resolve=never)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("  stadt.example/x ", "https://stadt.example/x"),
        ("WWW.Stadt.Example", "https://www.stadt.example/"),
        ("https://stadt.example:443", "https://stadt.example/"),
        ("http://stadt.example:80/a?b=c#d", "http://stadt.example/a?b=c#d"),
        ("https://köln.example/straße", "https://xn--kln-sna.example/stra%C3%9Fe"),
        ("https://straße.example/100%", "https://xn--strae-oqa.example/100%25"),
        ("https://[2606:2800::1]/", "https://[2606:2800::1]/"),
    ],
)
def test_an_address_has_one_spelling(typed, url):
    assert take_apart(typed.strip()).url == url


def test_a_redirect_is_followed_and_its_end_is_shown():
    with serve(page("<title>Ziel</title>")) as end, serve(redirect(end.url("/ziel", "neu.example"), 301)) as start:
        assert look_here(start, "/#teil") == LinkPreview(end.url("/ziel#teil", "neu.example"), "Ziel", "")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_the_own_network_is_refused(status):
    def outside_only(address, _port):
        return address == LOOPBACK

    with serve(page("<title>Innen</title>")) as inside:
        for host in ("127.0.0.2", "[::1]", "0x7f.2", "intern.example"):
            with serve(redirect(f"http://{host}:{inside.port}/", status)) as outside:
                with pytest.raises(LinkError):
                    look_at(
                        outside.url("/", "aussen.example"),
                        is_allowed=outside_only,
                        resolve=lambda host, _port: [
                            LOOPBACK if host == "aussen.example" else ipaddress.ip_address("127.0.0.2")
                        ],
                    )
                assert len(outside.requests) == 1
        for location in ("file:///etc/passwd", "ftp://stadt.example", "http://[::1", "\\\\x", "javascript:1"):
            with serve(redirect(location, status)) as outside, pytest.raises(LinkError):
                look_here(outside)
    assert inside.requests == []


def test_redirects_come_to_an_end():
    with serve(redirect("/weiter")) as site:
        with pytest.raises(LinkError, match="weiter"):
            look_here(site)
        assert len(site.requests) == 1 + links.MAX_REDIRECTS


def test_a_name_that_changes_its_address_meanwhile_gains_nothing():
    """The server stands at the address of the second answer: a name that is asked again would lead there."""
    answers = [ipaddress.ip_address("127.0.0.3"), LOOPBACK]
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return [answers[min(len(asked), len(answers)) - 1]]

    with serve(page("<title>Innen</title>")) as site:
        with pytest.raises(LinkError):
            look_at(
                site.url("/", "wechsel.example"),
                is_allowed=lambda address, _port: address == answers[0],
                resolve=rebinding,
            )
        assert asked == ["wechsel.example"]
        with serve(redirect(site.url("/", "wechsel.example"))) as start, pytest.raises(LinkError):
            look_at(
                start.url("/", "wechsel.example"),
                is_allowed=lambda _address, port: port == start.port,
                resolve=here,
            )
    assert site.requests == []


def test_a_name_that_nobody_knows_is_told_like_a_private_one():
    def unknown(_host, _port):
        raise OSError

    def inside(_host, _port):
        return [ipaddress.ip_address("10.0.0.7")]

    for resolve in (unknown, inside):
        with pytest.raises(
            LinkError, match=r"^Diese Adresse haben wir nicht gefunden\. Ist sie richtig geschrieben\?$"
        ):
            look_at("https://gibt-es-nicht.example/", resolve=resolve)
    for host in ("localhost", "drucker.local", "intranet", "10.0.0.7"):
        with pytest.raises(LinkError, match="öffentlich"):
            look_at(f"https://{host}/", resolve=unknown)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/", "http://LOCALHOST.:8000/x", "https://drucker.local/", "intranet/",
        "https://wiki.intranet/", "https://127.0.0.1/", "https://10.1.2.3", "http://192.168.0.1/", "https://172.16.4.4/",
        "https://169.254.169.254/", "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://nas.lan",
        "https://a.localhost",
    ],
)  # fmt: skip
def test_an_address_that_others_cannot_open_is_refused_without_asking_any_network(url, monkeypatch):
    monkeypatch.delattr(socket, "getaddrinfo")
    with pytest.raises(ValidationError, match="nur in Ihrem eigenen Netz"):
        validate_public_page(url)


@pytest.mark.parametrize("url", ["https://user@127.0.0.1/", "ftp://stadt.example/", "https://127.1/"])
def test_what_no_browser_opens_as_a_page_is_refused_too(url):
    with pytest.raises(ValidationError, match="keine Adresse"):
        validate_public_page(url)


@pytest.mark.parametrize(
    "url",
    ["https://www.stadt.example/", "stadt.example:8443/x", "https://localhost.stadt.example/", "https://93.184.216.34/",
     "https://köln.example/straße?x=1#y", "https://local.example/intranet", "https://[2606:2800::1]/"],
)  # fmt: skip
def test_public_addresses_are_taken_whatever_their_name(url):
    validate_public_page(url)


def test_a_certificate_must_be_trusted_and_for_this_host(tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path / "site.pem", "stadt.example")
    with serve(page("<title>Geheim</title>"), certificate=certificate) as site:
        with pytest.raises(LinkError, match="Zertifikat"):
            look_here(site)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(LinkError, match="Zertifikat"):
            look_here(site, host="andere.example")
        assert site.requests == []
        assert look_here(site).title == "Geheim"


# How long and how much


def drip(connection, over):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>")
    while not over.wait(0.05):
        connection.sendall(b"a")


def drip_headers(connection, over):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.05):
        connection.sendall(b"X: y\r\n" if random.random() < 0.05 else b"")  # fewer than a client counts


def say_nothing(_connection, over):
    over.wait()


def continue_for_ever(connection, over):
    connection.recv(4096)
    while not over.wait(0.05):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("talk", [drip, drip_headers, say_nothing, continue_for_ever])
def test_a_server_that_takes_its_time_is_left(monkeypatch, talk, scheme):
    monkeypatch.setattr(links, "SECONDS", 0.6)
    # None of them ever ends: without a deadline this would not go on. What they say is no TLS, which ends at once
    reason = None if scheme == "https" and talk is not say_nothing else "zu lange"
    with raw_server(talk) as port, pytest.raises(LinkError, match=reason):
        look_at(f"{scheme}://stadt.example:{port}/", is_allowed=anybody, resolve=here)


def test_slow_name_servers_are_not_waited_for_and_do_not_use_up_the_portal(monkeypatch):
    monkeypatch.setattr(links, "SECONDS", 0.2)
    with raw_server(say_nothing) as port:

        def slow(_host, _port):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.recv(1)  # until the server of this test ends
            return [LOOPBACK]

        for _attempt in range(links.MAX_AT_ONCE):
            with pytest.raises(LinkError, match="zu lange"):
                look_at("https://stadt.example/", is_allowed=anybody, resolve=slow)
        with pytest.raises(LinkError, match="gleich"):
            look_at("https://stadt.example/", is_allowed=anybody, resolve=slow)
    deadline = time.monotonic() + PATIENT
    while True:  # their threads end with the server
        try:
            with serve(page("<title>Da</title>")) as site:
                monkeypatch.setattr(links, "SECONDS", PATIENT)
                assert look_here(site).title == "Da"
            return
        except LinkError:
            assert time.monotonic() < deadline


def test_of_a_huge_page_only_the_beginning_is_read():
    sent = []

    def endless(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        request.wfile.write(b"<title>Lang</title>")
        try:
            for _piece in range(4000):
                request.wfile.write(b" " * 64 * 1024)
                sent.append(64)
        except OSError:
            pass

    found = preview_of(endless)
    assert found.title == "Lang"
    assert sum(sent) < 16 * 1024  # of 256,000 KB; what lies in the buffers counts too


def test_a_bomb_is_not_unpacked():
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(b"<title>Bombe</title>" + b" " * 1024) + packer.compress(bytes(200 * 1024 * 1024))
    bomb += packer.flush()
    read = []

    class Counting(links.BeautifulSoup):
        def __init__(self, markup, *args, **kwargs):
            read.append(len(markup))
            super().__init__(markup, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links, "BeautifulSoup", Counting)
        assert preview_of(page(bomb, Content_Encoding="gzip")).title == "Bombe"
    assert sum(read) <= links.MAX_BYTES


def test_packed_pages_are_read_and_broken_ones_as_far_as_they_go():
    packed = gzip.compress(("<title>Gepackt</title>" + "Text " * 5000).encode())
    assert preview_of(page(packed, Content_Encoding="gzip")).title == "Gepackt"
    assert preview_of(page(packed[:-30], Content_Encoding="gzip")).title == "Gepackt"
    assert preview_of(page(b"<title>nicht gepackt</title>", Content_Encoding="gzip")).title == "stadt.example"


@pytest.mark.sweep
@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "<title>",
        "<h1>",
        "<meta ",
        "<meta property=og:title content=",
        "&",
        "<div><p>",
        "]]>",
        "<![CDATA[",
    ],
)
def test_no_page_keeps_the_parser_busy(piece):
    preview_of(page((piece * links.MAX_BYTES)[: links.MAX_BYTES]))  # raises when it takes longer than it may


def test_broken_answers_are_told_as_such():
    answers = [
        b"",
        b"\0" * 3000,
        b"HTTP/1.1 999999\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: \xff\r\n\r\n",
    ]
    answers.append(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<title>")
    answers.append(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n")
    for answer in answers:

        def talk(connection, _over, answer=answer):
            connection.recv(4096)
            connection.sendall(answer)

        with raw_server(talk) as port:
            try:
                assert look_at(f"http://stadt.example:{port}/", is_allowed=anybody, resolve=here).title
            except LinkError:
                continue


def test_odd_text_never_raises_anything_else():
    dice = random.Random(20160901)
    signs = "abcäß%:/?#[]@!$&'()*+,;=.-_~\\ \t\n\0\u202e\u2028\ud800１。½\u0661\U0001f600<>\"{}|^`0x7"
    starts = [
        "",
        "http://",
        "https://",
        "//",
        "http:",
        "http://[",
        "https://a.example:",
        "https://a.example/",
        "ftp://",
    ]

    def nobody(_address, _port):
        return False

    for _attempt in range(4000):
        text = dice.choice(starts) + "".join(dice.choices(signs, k=dice.randrange(30)))
        try:
            target = take_apart(text)
        except ValueError:
            continue
        assert target.url.isascii()
        assert take_apart(target.url) == target
        with pytest.raises(LinkError):
            look_at(text, is_allowed=nobody, resolve=here)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["online_url", "registration_url"])
def test_an_event_takes_no_address_that_others_cannot_open(name):
    event = EventPage(title="Treffen", start=timezone.now(), **{name: "https://wiki.intranet/treffen"})
    with pytest.raises(ValidationError, match="nur in Ihrem eigenen Netz") as refused:
        event.clean()
    assert list(refused.value.message_dict) == [name]
