"""For whom something is meant: restrictions at a page and above, and whether somebody is in the groups they ask for."""

from collections import defaultdict

from django.db.models import BooleanField, F, Func, Q, Subquery
from wagtail.models import Page, PageViewRestriction

from integration.members.models import User

Restrictions = tuple[tuple[int, ...], ...]


def restrictions_at(page: Page) -> Restrictions:
    """Return the groups of each restriction at this page or above; a password restriction lets nobody in."""
    found = []
    for restriction in page.get_view_restrictions().prefetch_related("groups"):
        if restriction.restriction_type == PageViewRestriction.GROUPS:
            found.append(tuple(group.pk for group in restriction.groups.all()))
        elif restriction.restriction_type == PageViewRestriction.PASSWORD:
            found.append(())
    return tuple(found)


def section_restrictions(kind: str) -> Restrictions:
    """Return, in one query, the restrictions at the section of a kind that is no page.

    Sections lie in a layer above: the table is named, not imported.
    """
    section = Page.objects.filter(sectionpage__kind=kind).order_by("path").values("path")[:1]
    barring = PageViewRestriction.objects.alias(section_path=Subquery(section)).filter(
        section_path__startswith=F("page__path"),
        restriction_type__in=(PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD),
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for pk, restriction_type, group in barring.values_list("pk", "restriction_type", "groups"):
        named = restriction_type == PageViewRestriction.GROUPS and group is not None
        groups[pk] += [group] if named else []
    return tuple(tuple(sorted(found)) for found in groups.values())


def section_is_open_to(kind: str, user: User) -> Q:
    """Return the condition that no restriction at the section of a kind that is no page keeps this person out."""
    return Q(SectionAllows(kind, user.pk))


class SectionAllows(Func):
    """True where no restriction at the section of a kind or above keeps this person out.

    Written out, because every query of such a kind asks it. It names nothing of the query around it, so that the
    database answers it once.
    """

    output_field = BooleanField()
    template = (
        "NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction restriction"
        " JOIN wagtailcore_page restricted ON restricted.id = restriction.page_id"
        " JOIN wagtailcore_page section ON section.id = (SELECT page.id FROM wagtailcore_page page"
        " JOIN integration_sectionpage own ON own.page_ptr_id = page.id WHERE own.kind = '%(kind)s'"
        " ORDER BY page.path LIMIT 1)"
        " WHERE SUBSTR(section.path, 1, LENGTH(restricted.path)) = restricted.path"
        " AND restriction.restriction_type IN ('groups', 'password')"
        " AND NOT (restriction.restriction_type = 'groups' AND EXISTS (SELECT 1"
        " FROM wagtailcore_pageviewrestriction_groups allowed"
        " JOIN members_user_groups member ON member.group_id = allowed.group_id"
        " WHERE allowed.pageviewrestriction_id = restriction.id AND member.user_id = %(user_id)s)))"
    )

    def __init__(self, kind: str, user_id: int) -> None:
        """`kind` is named by code, never by people."""
        super().__init__(kind=kind, user_id=int(user_id))


class EveryRestrictionAllows(Func):
    """True for an entry each of whose restrictions names a group that this person is in.

    Written out, because every list and count asks it, and the ORM takes longer to put it together from parts than the
    database to answer it. `F("pk")` names the entry, whatever the query around it calls its table.
    """

    output_field = BooleanField()
    template = (
        "NOT EXISTS (SELECT 1 FROM catalogue_entryrestriction restriction"
        " WHERE restriction.entry_id = %(expressions)s AND NOT EXISTS (SELECT 1"
        " FROM catalogue_entryrestriction_groups allowed"
        " JOIN members_user_groups member ON member.group_id = allowed.group_id"
        " WHERE allowed.entryrestriction_id = restriction.id AND member.user_id = %(user_id)s))"
    )

    def __init__(self, user_id: int) -> None:
        super().__init__(F("pk"), user_id=int(user_id))
