"""For whom the forum is meant, as a condition of queries: the restrictions at its section bind its threads."""

from django.db.models import Exists, F, Q, Subquery
from wagtail.models import Page, PageViewRestriction

from integration.members.models import User

KIND = "thread"


def is_open_to(user: User) -> Q:
    """Return the condition that no restriction at the forum's section or above keeps this person out."""
    section = Page.objects.filter(sectionpage__kind=KIND).order_by("path").values("path")[:1]
    barring = PageViewRestriction.objects.alias(section_path=Subquery(section)).filter(
        section_path__startswith=F("page__path"),
        restriction_type__in=(PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD),
    )
    allowing = Q(restriction_type=PageViewRestriction.GROUPS, groups__in=user.group_ids())
    return Q(~Exists(barring.exclude(pk__in=barring.filter(allowing).values("pk"))))
