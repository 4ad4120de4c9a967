"""Row A10: what is taken away is gone with the next request."""

import pytest
from django.contrib.auth.models import Group

from integration.members.roles import Role
from tests.factories import ProjectPageFactory, UserFactory, restrict
from tests.members.steps import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_a_deactivated_account_is_out_with_the_next_request(client, role):
    account = UserFactory(role=role)
    sign_in(client, account.email)
    assert is_signed_in(client)
    account.is_active = False
    account.save()
    for path in ("/meine-daten/", "/admin/", "/projekte/"):
        response = client.get(path, follow=True)
        assert response.request["PATH_INFO"] == "/anmelden/"


def test_who_leaves_the_editors_is_out_of_the_admin_with_the_next_request(client, editor):
    sign_in(client, editor.email)
    assert client.get("/admin/").status_code == 200
    editor.groups.set([Group.objects.get(name=Role.MEMBER)])
    assert client.get("/admin/", follow=True).status_code == 403


def test_who_leaves_a_group_cannot_open_its_pages_with_the_next_request(client, member):
    circle = Group.objects.create(name="AG Wohnen")
    page = ProjectPageFactory(title="Nur für den Kreis")
    restrict(page, circle)
    member.groups.add(circle)
    sign_in(client, member.email)
    assert client.get(page.url).status_code == 200
    member.groups.remove(circle)
    assert client.get(page.url).status_code == 403
