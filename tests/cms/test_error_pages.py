"""Pages that must come without context or database."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from cms.views import server_error
from home.models import PortalSettings


@pytest.mark.parametrize("code", [400, 413, 429, 500])
def test_an_error_page_needs_nothing_and_shows_a_way_back(code: int) -> None:
    html = render_to_string(f"{code}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert '<html lang="de">' in html


def test_the_page_of_500_does_not_ask_who_it_is() -> None:
    def fail() -> None:
        raise AssertionError("asked for the user")

    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(fail)
    answer = server_error(request)
    assert answer.status_code == 500
    assert '<html lang="de">' in answer.content.decode()


@pytest.mark.parametrize("name", ["portal_session", "csrftoken", "anything"])
def test_a_nul_in_a_cookie_gets_the_page_of_400_before_any_question_to_the_database(name: str) -> None:
    answer = Client().get("/", headers={"cookie": rf'{name}="\000abc"'})
    assert answer.status_code == 400
    assert '<html lang="de">' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", [403, 404])
def test_where_something_is_closed_or_missing_the_editors_can_be_reached(code: int) -> None:
    settings = PortalSettings.load()
    settings.editor_phone, settings.editor_email = "0221 4710-200", "redaktion@lindlohe.de"
    settings.save()
    html = render_to_string(f"{code}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert "tel:+492214710200" in html
    assert "mailto:redaktion@lindlohe.de" in html
