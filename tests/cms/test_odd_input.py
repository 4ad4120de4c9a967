"""Whatever is sent to an address or a form: a page or a message, never a failure."""

import logging
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar
from unittest import mock
from urllib.parse import quote

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from integration.members.models import User
from tests.permissions.arguments import address, objects_of
from tests.permissions.resolver import endpoints
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

PARAMETERS = (
    "seite",
    "q",
    "thema",
    "kommune",
    "art",
    "sortierung",
    "next",
    "name",
    "danke",
    "zeige",
    "zitat",
    "titel",
    "ansehen",
    "was",
    "km",
    "stand",
    "ansicht",
    "state",
    "unbekannt",
)
ADMIN_PARAMETERS = (
    "q",
    "p",
    "ordering",
    "order",
    "locale",
    "collection_id",
    "tag",
    "user",
    "id",
    "limit",
    "fields",
    "type",
)
VALUES = {
    "quote": "%22",
    "quotes": "%22%22%22%27",
    "apostrophe": "%27%20OR%201=1--",
    "NUL": "a%00b",
    "bad UTF-8": "%ff%fe",
    "lone surrogate": "%ed%a0%80",
    "percent": "%25s%25n%25(x)s%25",
    "huge": str(10**20),
    "far": "99999999",
    "negative": "-1",
    "zero": "0",
    "not a number": "NaN",
    "exponent": "1e400",
    "empty": "",
    "long": "x" * 5000,
    "many words": "+".join(["wort"] * 500),
    "path": "../../../../etc/passwd",
    "tags": "%3Cscript%3Ealert(1)%3C/script%3E",
    "emoji": quote("🧭👩‍👩‍👧"),
    "right to left": quote("\u202eمقهى اللغة\u202c"),
    "unknown column": "-owner__password",
    "operators": quote("AND OR NOT NEAR(a b) * ^ : ( ) { } [ ] | & ! <-> \\"),
    "line breaks": "a%0d%0aSet-Cookie:%20x=1",
    "foreign address": "//evil.example/",
}
LISTINGS = (
    "/admin/pages/",
    "/admin/pages/search/",
    "/admin/pages/search/results/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/users/",
    "/admin/municipalities/",
    "/admin/groups/",
    "/admin/snippets/taxonomy/topic/",
    "/admin/snippets/marketplace/category/",
    "/admin/marketplace/listing/",
    "/admin/snippets/integration/topicproposal/",
    "/admin/home/feedback/",
    "/admin/search_synonyms/",
    "/admin/search_recommendations/",
    "/admin/search_queries/",
    "/admin/contribution_chooser/",
    "/admin/notifications/message/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/",
    "/admin/reports/aging-pages/",
    "/admin/reports/page-types-usage/",
    "/admin/choose-page/",
    "/admin/choose-page/search/",
    "/admin/images/chooser/",
    "/admin/documents/chooser/",
    "/admin/snippets/choose/taxonomy/topic/",
    "/admin/tag-autocomplete/",
    "/admin/api/main/pages/",
    "/admin/api/main/images/",
    "/admin/api/main/documents/",
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def failures(world: World, role: str, paths: Iterator[str]) -> list[str]:
    """Return the addresses that fail, one a line, so that a difference is short to read."""
    return [path[:120] for path in paths if world.ask(role, "GET", path).status_code >= 500]


def our_paths(world: World) -> list[str]:
    """Return every address of ours, one for each sort of object."""
    return [
        address(endpoint, arguments)
        for endpoint in endpoints()
        if not endpoint.is_admin
        for name, arguments in objects_of(endpoint, world).items()
        if not name.startswith(("document", "image")) and not name.endswith(("unused", "restricted", "in_review"))
    ]


class Watched(QueryDict):
    """The parameters of a request, which note that somebody wants to know one; a middleware looks through all."""

    read: ClassVar[bool] = False
    is_filled = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_filled = True

    def _note(self, key: object) -> None:
        Watched.read |= self.is_filled and key in PARAMETERS

    def getlist(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().getlist(key, default)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)


_reading: dict[int, dict[str, bool]] = {}


def readers(world: World, *, are: bool) -> list[str]:
    """Return the addresses whose pages do or do not look at a parameter; asked once."""
    if id(world) not in _reading:
        found = _reading[id(world)] = {}
        with mock.patch("django.core.handlers.wsgi.QueryDict", Watched):
            for path in our_paths(world):
                Watched.read = False
                world.ask("member", "GET", f"{path}?" + "&".join(f"{name}=1" for name in PARAMETERS))
                found[path] = Watched.read
    return [path for path, reads in _reading[id(world)].items() if reads == are]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_parameter_fails_a_page_that_reads_any(world: World, value: str) -> None:
    query = "&".join(f"{name}={value}" for name in PARAMETERS)
    paths = readers(world, are=True)
    assert {"/suche/", "/kommunen/", "/projekte/"} <= set(paths)
    assert failures(world, "member", (f"{path}?{query}" for path in paths)) == []


@pytest.mark.parametrize("value", ["NUL", "bad UTF-8", "long"])
def test_no_parameter_fails_a_page_that_reads_none(world: World, value: str) -> None:
    query = "&".join(f"{name}={VALUES[value]}" for name in PARAMETERS)
    assert failures(world, "member", (f"{path}?{query}" for path in readers(world, are=False))) == []


LISTS = {
    "/suche/": ("q", "seite", "thema", "kommune", "art", "sortierung"),
    "/veranstaltungen/": ("seite", "thema", "kommune"),
    "/kommunen/": ("name",),
    "/marktplatz/": ("seite", "art", "was", "km", "stand", "kommune", "sortierung", "ansicht"),
    "/demo/postausgang/": ("seite",),
}
WORST = ("quote", "NUL", "bad UTF-8", "huge", "far", "negative", "not a number", "long", "operators", "unknown column")


@pytest.mark.parametrize("path", LISTS)
def test_no_single_parameter_fails_a_list(world: World, path: str) -> None:
    queries = (f"{path}?{name}={VALUES[value]}" for name in LISTS[path] for value in WORST)
    assert failures(world, "editor", queries) == []


@pytest.mark.parametrize(
    "query",
    [
        "q=a&q=b&seite=1&seite=2&thema=x&thema=x",
        "q[]=a&q[0]=b&q[x][y]=c&seite[]=2",
        "&&==&=x&q",
        "q" * 3000,
        "?q=a;b=c",
    ],
)
def test_parameters_may_be_repeated_nested_or_nameless(world: World, query: str) -> None:
    assert failures(world, "member", (f"{path}?{query}" for path in readers(world, are=True))) == []


@pytest.mark.parametrize("value", ["quote", "NUL", "bad UTF-8", "huge", "negative", "operators", "unknown column"])
def test_no_parameter_fails_a_list_of_the_admin(world: World, value: str) -> None:
    together = "&".join(f"{name}={VALUES[value]}" for name in ADMIN_PARAMETERS)
    assert failures(world, "admin", (f"{path}?{together}" for path in LISTINGS)) == []


@pytest.mark.parametrize("name", ["q", "p", "ordering", "user"])
def test_no_huge_number_fails_a_list_of_the_admin(world: World, name: str) -> None:
    assert failures(world, "admin", (f"{path}?{name}={VALUES['huge']}" for path in LISTINGS)) == []


# Wagtail's own view fails for a revision that does not exist
KNOWN = {"wagtailadmin_pages:revisions_revert"}


@pytest.mark.parametrize(("role", "number"), [("member", 0), ("member", 10**20), ("editor", 10**20)])
def test_no_number_in_an_address_fails(world: World, role: str, number: int) -> None:
    """Every number of every address, one after the other."""
    paths = []
    for endpoint in endpoints():
        for arguments in list(objects_of(endpoint, world).values())[:1]:
            for name, value in arguments.items():
                if isinstance(value, int) and (endpoint.is_admin or role == "member") and endpoint.key not in KNOWN:
                    paths.append(address(endpoint, arguments | {name: number}))
    assert len(paths) > 5
    assert failures(world, role, iter(paths)) == []


@pytest.mark.parametrize(
    "path",
    [
        "/%ff/",
        "/projekte/%00/",
        "/%22%3E%3Cscript%3E/",
        f"/{'x' * 5000}/",
        "/" + "a/" * 500,
        "/projekte/../../etc/passwd",
        "/medien/../../../etc/passwd",
        "/medien/%2e%2e/%2e%2e/etc/passwd",
        "/medien/%00",
        "/medien/" + "x" * 5000,
        "/dateien/1/%00.pdf",
        "/dateien/1/" + "x" * 5000,
        "/beitrag/neu/" + "x" * 5000 + "/",
        "/passwort/neu/zzzzzzzzzzzzzzzzzzzzzzzzzz-x/",
        "/passwort/neu/1-%00/",
        "/admin/%00/",
        "/admin/" + "x/" * 300,
    ],
    ids=lambda path: path[:30],
)
@pytest.mark.parametrize("role", ["anonymous", "member", "editor"])
def test_no_address_fails(world: World, role: str, path: str) -> None:
    answer = world.ask(role, "GET", path)
    assert answer.status_code in {200, 302, 400, 403, 404}
    assert b"/etc/passwd" not in answer.body
    assert b"root:" not in answer.body


def test_no_header_fails_a_page(world: World) -> None:
    for headers in (
        {"referer": "http://[", "accept-language": "xx-" + "y" * 3000},
        {"range": "bytes=99999999999999999999-", "if-none-match": '"' * 50, "if-modified-since": "gestern"},
        {"content-type": "multipart/form-data; boundary=", "content-length": "-1"},
        {"cookie": "portal_session=%00; portal_csrf=" + "x" * 5000},
    ):
        for path in ("/", "/anmelden/", "/suche/?q=a", world.documents["published"].url, "/barrierefreiheit/melden/"):
            assert world.ask("member", "GET", path, headers=headers).status_code < 500


# Forms

TYPED = {
    "quotes": "\"'\"'",
    "tags": "</textarea><script>alert(1)</script>",
    "emoji": "🧭👩‍👩‍👧",
    "right to left": "\u202eمقهى\u202c",
    "path": "../../etc/passwd",
    "percent": "%s %(x)s {{ 7*7 }} {% now %}",
    "long": "Wort " * 1000,
    "huge": str(10**20),
    "negative": "-1",
}
SECRET_FIELDS = {"password", "oldpassword", "password1", "password2"}
CONTRIBUTION = ("title", "teaser", "text", "contact_name", "contact_function", "contact_phone", "contact_email")
CHOICES = (
    "topics",
    "status",
    "material_kind",
    "municipality",
    "kept_files",
    "key",
    "opened_revision",
    "files",
    "action",
)
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "/anmelden/": ("anonymous", ("login", "password", "remember", "next")),
    "/passwort/vergessen/": ("anonymous", ("email",)),
    "/barrierefreiheit/melden/": ("anonymous", ("text", "page_url", "name", "email", "website")),
    "/meine-daten/": ("member", ("first_name", "last_name", "function", "phone", "phone_visible")),
    "/meine-daten/passwort/": ("member", ("oldpassword", "password1", "password2")),
    "/beitrag/neu/project/": (
        "member",
        (*CONTRIBUTION, "worked", "failed", "period_start", "period_end", "cost", "partners"),
    ),
    "/beitrag/neu/material/": ("member", (*CONTRIBUTION, "date", "why_it_helps")),
    "/beitrag/neu/proposal/": ("member", ("title", "why", "key", "opened_revision")),
    "/marktplatz/neu/": ("member", ("title", "text", "quantity", "price", "handover_note")),
}


@pytest.mark.parametrize("value", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("path", FORMS)
def test_a_form_filled_with_anything_is_taken_or_comes_back_with_all_that_was_typed(
    world: World, path: str, value: str
) -> None:
    role, fields = FORMS[path]
    answer = world.ask(role, "POST", path, dict.fromkeys(fields, value))
    assert answer.status_code in {200, 302, 409, 422}
    if answer.status_code == 302:
        return
    page = answer.body.decode()
    assert "<script>alert(1)" not in page
    shown = [field.name for field in answer.context["form"].visible_fields() if field.name in fields]
    assert shown
    texts = [
        field
        for field in answer.context["form"].visible_fields()
        if field.name in fields
        and field.name not in SECRET_FIELDS
        and field.widget_type in {"text", "textarea", "email"}
    ]
    for field in texts:
        assert field.value() == value
        assert escape(value.strip()) in page


UNCHOOSABLE = TYPED | {"empty": "", "NUL": "\x00"}
FORMS_OF_KINDS = tuple(f"/beitrag/neu/{kind}/" for kind in ("project", "material", "proposal"))


@pytest.mark.parametrize("value", UNCHOOSABLE.values(), ids=UNCHOOSABLE)
def test_what_nobody_can_choose_is_refused_or_left_out(world: World, value: str) -> None:
    for path in FORMS_OF_KINDS:
        answer = world.ask("member", "POST", path, {"title": "Ein Titel"} | dict.fromkeys(CHOICES, value))
        assert answer.status_code in {302, 400, 422}


@pytest.mark.parametrize("value", ["huge", "tags", "NUL"])
@pytest.mark.parametrize("name", CHOICES)
def test_no_single_choice_that_nobody_has_fails_a_form(world: World, name: str, value: str) -> None:
    answer = world.ask("member", "POST", "/beitrag/neu/project/", {"title": "Ein Titel", name: UNCHOOSABLE[value]})
    assert answer.status_code in {302, 400, 422}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_nul_or_broken_letters_comes_back(world: World, path: str) -> None:
    role, fields = FORMS[path]
    for value in ("%00", "a%00b", "%ff%fe", "%ed%a0%80", "%u0041"):
        body = "&".join(f"{name}={value}" for name in fields)
        answer = world.ask(role, "POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 302, 400, 422}, value


@pytest.mark.parametrize("path", FORMS)
def test_fields_may_come_twice_nested_or_not_at_all(world: World, path: str) -> None:
    role, fields = FORMS[path]
    for body in ("", "&".join(f"{name}=a&{name}=b&{name}[]=c&{name}[x]=d" for name in fields)):
        answer = world.ask(role, "POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 302, 422}


def test_a_change_of_a_contribution_with_odd_numbers_comes_back(world: World) -> None:
    path = reverse("contribute:edit", args=[world.pages["draft"].pk])
    for value in (10**20, -1, "x", "", "\x00"):
        data = {"title": "Neuer Titel", "opened_revision": value, "topics": value, "kept_files": value, "key": value}
        answer = world.ask("member", "POST", path, data)
        assert answer.status_code in {400, 409, 422}
        assert answer.status_code == 400 or "Neuer Titel" in answer.body.decode()


def test_taking_back_with_an_odd_state_changes_nothing(world: World) -> None:
    page = world.pages["in_review"]
    for value in ("", "\x00", "x" * 5000, "gelöscht"):
        answer = world.ask("member", "POST", reverse("contribute:withdraw", args=[page.pk]), {"state": value})
        assert answer.status_code in {302, 400}


# Requests that are too large, or broken


def is_our_page(answer: HttpResponse) -> bool:
    """Return whether an error is told in German and in our look."""
    page = answer.content.decode()
    return '<html lang="de">' in page and 'href="/"' in page and "Traceback" not in page


@pytest.fixture
def poster(member: User) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=False)
    client.force_login(member)
    return client


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({f"feld{number}": "x" for number in range(2500)}, id="too many fields"),
        pytest.param({"title": "x" * (6 * 1024 * 1024)}, id="too much text"),
    ],
)
def test_a_request_that_is_too_large_gets_a_page(member: User, data: dict[str, Any]) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(member)
    token = client.get("/beitrag/neu/material/").context["csrf_token"]
    answer = client.post("/beitrag/neu/material/", data | {"csrfmiddlewaretoken": str(token)})
    assert answer.status_code in {400, 413}
    assert is_our_page(answer)


def test_a_request_that_announces_more_than_any_form_is_refused_unread(poster: Client) -> None:
    answer = poster.post("/beitrag/neu/material/", {"title": "x"}, headers={"content-length": str(10**12)})
    assert answer.status_code == 413
    assert is_our_page(answer)


def test_more_files_than_a_form_takes_get_a_page(poster: Client) -> None:
    borders = "".join(
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{number}.pdf"\r\n\r\n%PDF\r\n'
        for number in range(150)
    )
    answer = poster.post(
        "/beitrag/neu/material/", f"{borders}--b--\r\n".encode(), content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code in {400, 413, 422}
    assert '<html lang="de">' in answer.content.decode()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"title=x"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name="),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="titl'),
        ("multipart/form-data; boundary=\xff", b"--b"),
        ("application/x-www-form-urlencoded; charset=klingon", b"title=x"),
        ("application/json", b"{" * 10_000),
        ("text/plain", b"\xff\xfe"),
        ("", b"title=x"),
    ],
)
def test_a_broken_body_gets_a_page(poster: Client, content_type: str, body: bytes) -> None:
    answer = poster.generic("POST", "/beitrag/neu/material/", body, content_type=content_type)
    assert answer.status_code in {302, 400, 422}
    assert answer.status_code == 302 or '<html lang="de">' in answer.content.decode()


def test_the_same_form_twice_with_an_odd_key_makes_two_contributions_at_most(world: World) -> None:
    for key in ("nicht-eine-uuid", str(uuid.UUID(int=0)), "\x00"):
        answer = world.ask("member", "POST", "/beitrag/neu/material/", {"title": "Einmal", "key": key})
        assert answer.status_code in {302, 422}
