"""For whom the forum is meant, as a condition of queries: the restrictions at its section bind its threads."""

from django.db.models import BooleanField, Func

KIND = "thread"


class OpenTo(Func):
    """True where no restriction at the forum's section or above keeps this person out.

    Written out like `catalogue.audience.EveryRestrictionAllows`: every query of the forum asks it. It names nothing of
    the query around it, so that the database answers it once.
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

    def __init__(self, user_id: int) -> None:
        super().__init__(kind=KIND, user_id=int(user_id))
