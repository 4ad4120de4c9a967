"""Who decides on contributions, and who need not wait for it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from integration.members.models import User
from integration.members.roles import TRUSTED

OWN = _(
    "You wrote this contribution yourself, so somebody else of the editors decides. "
    "If you work alone, take it back and publish it in the editor."
)

OWN_LATER = _("You wrote this contribution yourself, so somebody else of the editors looks at it. It stays published.")


def user_can_review_contributions(user: User) -> bool:
    """Redaktion and Administration see the queue."""
    return user.is_editor


def is_own_contribution(user: User | AnonymousUser, thing: Model | None) -> bool:
    """Whether the person wrote this: nobody decides on the own contribution, whoever handed it in."""
    return user.pk is not None and getattr(thing, "owner_id", None) == user.pk


def user_can_decide_review(user: User, task_state: TaskState, thing: Model) -> bool:
    """Whether this person is one of those whom this task of the review asks; the author never is."""
    return user_can_review_contributions(user) and bool(task_state.task.specific.get_actions(thing, user))


def user_can_publish_at_once(user: User) -> bool:
    """People in the group of the trusted: the editors look at it afterwards."""
    return user.is_active and user.groups.filter(name=TRUSTED).exists()
