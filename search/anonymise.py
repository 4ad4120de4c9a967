"""What the search keeps of a person: saved searches, and queries with the name."""

from integration.members.models import User
from integration.members.signals import forgets_person
from search.models import LoggedQuery, SavedSearch
from search.names import mentions_one_of


@forgets_person
def forget_person(user: User) -> None:
    """Delete this person's saved searches, and whatever was searched for with the last name in it."""
    SavedSearch.objects.filter(user=user.pk).delete()
    if user.last_name:
        logged = list(LoggedQuery.objects.values_list("pk", "text", "typed"))
        named = [pk for pk, *texts in logged if any(mentions_one_of(text, [user.last_name]) for text in texts)]
        LoggedQuery.objects.filter(pk__in=named).delete()
