"""What others see of a person and of a municipality."""

import pytest

from integration.catalogue.models import Entry
from integration.members.models import Municipality
from integration.models import ContributionContact, ProjectPage
from tests.factories import ProjectPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kreis", "kind", "place"),
    [
        ("Wesel", "Gemeinde", "Kreis Wesel"),
        ("Märkischer Kreis", "Stadt", "Märkischer Kreis"),
        ("Städteregion Aachen", "Stadt", "Städteregion Aachen"),
        ("", "Kreisfreie Stadt", "Kreisfreie Stadt"),
    ],
)
def test_the_place_of_a_municipality_reads_as_people_say_it(kreis, kind, place):
    assert Municipality(kreis=kreis, kind=kind).place == place


def test_nobody_is_sent_to_somebody_who_has_left(member):
    page = ProjectPageFactory(owner=member)
    contact = page.contacts.get()
    assert contact.display_phone == member.phone
    member.is_active = False
    member.save()
    contact.refresh_from_db()
    assert (contact.display_phone, contact.display_email) == ("", "")


def test_a_contact_whose_account_is_gone_is_passed_over():
    gone = UserFactory()
    page = ProjectPageFactory(owner=UserFactory(first_name="Ada", last_name="Beispiel"))
    ContributionContact.objects.filter(page=page).update(user=gone)
    ContributionContact.objects.create(page=page, name="Bea Beispiel", sort_order=1)
    gone.delete()
    ProjectPage.objects.get(pk=page.pk).save()
    assert Entry.objects.get(object_id=page.pk).contact_display_name == "Bea Beispiel"
