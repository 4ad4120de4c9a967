"""Whether somebody is in the groups that the restrictions on an entry ask for, as one condition."""

from django.db.models import BooleanField, F, Func


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
