import pytest

from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
PATH = "/meine-daten/"


def data(**changes: str) -> dict[str, str]:
    return {
        "first_name": "Mia",
        "last_name": "Lindner",
        "function": "Ehrenamtskoordination",
        "phone": "0221 4710-123",
        "phone_visible": "on",
    } | changes


def test_people_change_name_function_and_phone(client, member):
    client.force_login(member)
    response = client.post(PATH, data(), follow=True)
    assert "gespeichert" in response.content.decode()
    member.refresh_from_db()
    assert (member.display_name, member.function) == ("Mia Lindner", "Ehrenamtskoordination")
    assert member.shown_phone == "0221 4710-123"


def test_a_phone_can_be_kept_to_oneself(client, member):
    client.force_login(member)
    hidden = data()
    del hidden["phone_visible"]
    client.post(PATH, hidden)
    member.refresh_from_db()
    assert (member.phone, member.shown_phone) == ("0221 4710-123", "")


@pytest.mark.parametrize("phone", ["", "02214710123", "+49 (0)221 / 47 10 - 12", "0221.4710", "0221 4710–123"])
def test_phones_may_be_written_as_people_write_them(client, member, phone):
    client.force_login(member)
    assert client.post(PATH, data(phone=phone)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("phone", "ruf mich an", "0221 4710-200"),
        ("phone", "123", "0221 4710-200"),
        ("first_name", "", ""),
        ("last_name", "  ", ""),
        ("last_name", "x" * 5000, ""),
        ("function", "\x00", ""),
    ],
)
def test_a_mistake_is_told_at_the_field_and_keeps_what_was_typed(client, member, field, value, says):
    client.force_login(member)
    response = client.post(PATH, data(**{field: value, "function" if field != "function" else "phone": "0221 99999"}))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert says in page
    assert 'value="0221 99999"' in page
    before = member.last_name
    member.refresh_from_db()
    assert member.last_name == before


def test_a_mistake_does_not_change_the_name_in_the_header(client, member):
    client.force_login(member)
    response = client.post(PATH, data(first_name="Xaver", last_name="Yilmaz", phone="?"))
    assert response.context["request"].user.initials == member.initials


def test_address_municipality_and_rights_cannot_be_sent_along(client, member):
    elsewhere = MunicipalityFactory(name="Andernorts")
    client.force_login(member)
    client.post(
        PATH,
        data(
            email="boese@evil.example",
            municipality=str(elsewhere.pk),
            is_superuser="on",
            is_staff="on",
            groups="1",
            password="x",
        ),
    )
    email, password, municipality = member.email, member.password, member.municipality
    member.refresh_from_db()
    assert (member.email, member.password, member.municipality) == (email, password, municipality)
    assert not member.is_superuser
    assert not member.is_staff


def test_address_and_municipality_are_shown_with_whom_to_ask(client, member):
    client.force_login(member)
    page = client.get(PATH).content.decode()
    assert member.email in page
    assert "Lindlohe" in page
    assert "Redaktion" in page


def test_what_an_editor_took_away_meanwhile_stays_taken(client, member):
    """Only the fields of the page are written."""
    client.force_login(member)
    client.post(PATH, data())
    member.refresh_from_db()
    member.is_active = False
    member.save()
    client.post(PATH, data(first_name="Xaver"))
    member.refresh_from_db()
    assert not member.is_active
    assert member.first_name == "Mia"
