"""Who decides on contributions, and who need not wait for it."""

from django.db.models import Model
from wagtail.models import TaskState

from integration.members.models import User
from integration.members.roles import TRUSTED


def user_can_review_contributions(user: User) -> bool:
    """Redaktion and Administration see the queue."""
    return user.is_editor


def user_can_decide_review(user: User, task_state: TaskState, thing: Model) -> bool:
    """Whether this person is one of those whom this task of the review asks."""
    return user_can_review_contributions(user) and bool(task_state.task.specific.get_actions(thing, user))


def user_can_publish_at_once(user: User) -> bool:
    """People in the group of the trusted: the editors look at it afterwards."""
    return user.is_active and user.groups.filter(name=TRUSTED).exists()
