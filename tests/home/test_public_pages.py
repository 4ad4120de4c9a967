"""What answers without an account."""

import pytest
from django.urls import reverse

from home.models import PortalSettings
from tests.factories import MunicipalityFactory, ProjectPageFactory

pytestmark = pytest.mark.django_db
LEGAL = ("imprint", "privacy", "accessibility")


def test_the_landing_page_tells_nothing_of_the_inside(client):
    ProjectPageFactory(title="Wohnpaten")
    MunicipalityFactory(name="Lindlohe", active=True, latitude=51.2, longitude=6.8)
    MunicipalityFactory(name="Fernab", active=False, latitude=51.9, longitude=8.2)
    page = client.get("/").content.decode()
    for inside in ("Wohnpaten", "Lindlohe", "Fernab", "p-figures"):
        assert inside not in page
    assert reverse("account_login") in page


def test_the_landing_map_does_not_show_who_takes_part(client):
    MunicipalityFactory(active=True, latitude=51.2, longitude=6.8)
    before = client.get("/").content
    from_all = client.get("/").context["map"]["dots"]
    MunicipalityFactory._meta.model.objects.update(active=False)
    assert client.get("/").context["map"]["dots"] == from_all
    assert client.get("/").content == before


def test_the_landing_page_is_cheap(client, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(2):
        client.get("/")


def test_the_landing_texts_come_from_the_settings(client):
    settings = PortalSettings.load()
    settings.landing_title, settings.editor_phone = "Willkommen im Rathaus", "0221 4710-200"
    settings.save()
    page = client.get("/").content.decode()
    assert "Willkommen im Rathaus" in page
    assert "tel:+492214710200" in page


@pytest.mark.parametrize("name", LEGAL)
def test_legal_pages_say_what_is_missing_while_their_text_is_empty(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert response.context["fallback"] in response.content.decode()


@pytest.mark.parametrize("name", LEGAL)
def test_legal_pages_show_the_text_of_the_settings(client, name):
    settings = PortalSettings.load()
    setattr(settings, name, "<h2>Anbieter</h2><p>Verbund Beispiel</p>")
    settings.save()
    response = client.get(reverse(name))
    assert "<h2>Anbieter</h2>" in response.content.decode()
    assert response.context["fallback"] not in response.content.decode()


@pytest.mark.parametrize("name", LEGAL)
def test_members_see_legal_pages_in_the_full_frame(client, signed_in, member, name):
    assert 'id="main-menu"' in signed_in(member).get(reverse(name)).content.decode()
    assert 'id="main-menu"' not in client.get(reverse(name)).content.decode()


def test_the_accessibility_page_leads_to_the_form(client):
    assert reverse("accessibility_feedback") in client.get(reverse("accessibility")).content.decode()
