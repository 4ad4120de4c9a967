"""Takes a person out of the portal for good; what the person wrote stays, as that of a former member."""

import copy

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from integration.members.models import User
from integration.members.signals import anonymised, traces_removed
from integration.members.traces import Traces, remove_traces

LOG_ACTION = "members.anonymise"


@transaction.atomic
def anonymise(*, user: User, by: User | None = None) -> bool:
    """Have no string of this person left in the database, and nobody sign in with the account any more.

    False for an account to which this was done before. What files say, and a last name that stands alone in somebody's
    text, is not touched.
    """
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if account.anonymised_at is not None:
        return False
    known, traces = copy.copy(account), Traces.of(account)
    _empty(account)
    anonymised.send(sender=User, user=known)
    remove_traces(traces)
    traces_removed.send(sender=User, user=known)
    log(instance=account, action=LOG_ACTION, user=by)
    return True


def _empty(account: User) -> None:
    account.first_name = account.last_name = account.function = account.phone = ""
    account.email = f"{account.pk}@anonym.invalid"
    account.phone_visible = account.is_active = account.is_staff = account.is_superuser = False
    account.municipality = account.last_login = account.invited_at = account.posting_blocked_until = None
    account.anonymised_at = timezone.now()
    account.set_unusable_password()
    account.save()
    account.groups.clear()
    account.user_permissions.clear()
    EmailAddress.objects.filter(user=account).delete()
    EditingSession.objects.filter(user=account).delete()
    UserProfile.objects.filter(user=account).delete()
    own = str(account.pk)
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id")) == own:
            session.delete()
