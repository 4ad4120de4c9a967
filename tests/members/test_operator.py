import pytest
from django.core.management import call_command

from integration.members.models import User
from tests.members.steps import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def test_the_operators_first_account_needs_an_address_and_no_user_name(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "ein-langes-erstes-wort")
    call_command("createsuperuser", "--noinput", "--email", "Betrieb@Stadt.example", verbosity=0)
    account = User.objects.get()
    assert (account.email, account.is_superuser) == ("betrieb@stadt.example", True)
    sign_in(client, "betrieb@stadt.example", "ein-langes-erstes-wort")
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200
