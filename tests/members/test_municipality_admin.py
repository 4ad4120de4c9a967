import pytest

from integration.members.models import EmailDomain, Municipality
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/municipalities/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def data(*domains: str, **changes):
    rows = {f"email_domains-{n}-domain": domain for n, domain in enumerate(domains)}
    ids = {f"email_domains-{n}-id": "" for n in range(len(domains))}
    return (
        {
            "name": "Neudorf",
            "active": "on",
            "ags": "05999001",
            "kind": "Gemeinde",
            "kreis": "Kreis Muster",
            "postcode": "50000",
            "population": "12000",
            "area_km2": "",
            "density": "",
            "latitude": "51.5",
            "longitude": "7.5",
            "email_domains-TOTAL_FORMS": str(len(domains)),
            "email_domains-INITIAL_FORMS": "0",
            "email_domains-MIN_NUM_FORMS": "0",
            "email_domains-MAX_NUM_FORMS": "1000",
        }
        | rows
        | ids
        | changes
    )


def test_an_editor_adds_a_municipality_with_its_domains(desk):
    response = desk.post(f"{LIST}new/", data("@Neudorf.example", "rathaus-neudorf.example"))
    assert response.status_code == 302
    municipality = Municipality.objects.get(ags="05999001")
    assert municipality.size_class == 5000
    assert [domain.domain for domain in municipality.email_domains.all()] == [
        "neudorf.example",
        "rathaus-neudorf.example",
    ]


@pytest.mark.parametrize(
    ("domains", "changes"),
    [
        (["kein punkt"], {}),
        (["vergeben.example"], {}),
        (["VERGEBEN.example"], {}),
        (["neu.example", "neu.example"], {}),
        ([], {"ags": "123"}),
        ([], {"name": ""}),
        ([], {"population": "-1"}),
        ([], {"population": "99999999999999999999"}),
        ([], {"latitude": "nan"}),
    ],
)
def test_a_mistake_gives_the_form_again(desk, domains, changes):
    EmailDomain.objects.create(municipality=MunicipalityFactory(), domain="vergeben.example")
    before = Municipality.objects.count(), EmailDomain.objects.count()
    assert desk.post(f"{LIST}new/", data(*domains, **changes)).status_code == 200
    assert (Municipality.objects.count(), EmailDomain.objects.count()) == before


def test_the_list_is_searched_by_name_and_domain_and_filtered(desk, municipality):
    MunicipalityFactory(name="Stillen", active=False)
    for domain in ("lindlohe.example", "rathaus-lindlohe.example"):
        EmailDomain.objects.create(municipality=municipality, domain=domain)

    def names(**query: str) -> list[str]:
        return [found.name for found in desk.get(LIST, query).context["object_list"]]

    assert names(q="lindlohe") == ["Lindlohe"]
    assert names(q="rathaus-lindlohe.example") == ["Lindlohe"]
    assert names(active="false") == ["Stillen"]
    assert names(size_class="20000", active="true") == ["Lindlohe"]


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"q": '"'}, {"kreis": "\x00"}, {"size_class": "x"}, {"p": "1" * 30}, {"ordering": "x"}]
)
def test_odd_questions_to_the_list_are_answered(desk, municipality, query):
    assert desk.get(LIST, query).status_code in {200, 400, 404}


def test_a_municipality_with_people_cannot_be_deleted(client, admin, member):
    client.force_login(admin)
    url = f"{LIST}delete/{member.municipality.pk}/"
    assert client.get(url).status_code == 200
    assert "hat Konten" in client.post(url, follow=True).content.decode()
    assert Municipality.objects.filter(pk=member.municipality.pk).exists()


def test_members_see_no_list_in_the_admin(client, member):
    client.force_login(member)
    assert client.get(LIST, follow=True).status_code == 403
