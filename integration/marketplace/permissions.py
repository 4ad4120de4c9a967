"""Who may read, write and change what on the marketplace; one test file for each action."""

from integration.catalogue.audience import section_restrictions
from integration.marketplace.models import Listing
from integration.members.models import User
from integration.members.permissions import user_can_post

State = Listing.State


def user_can_view_marketplace(user: User) -> bool:
    """Return whether the marketplace is meant for this person: its section may be restricted to groups."""
    if not user.is_active:
        return False
    return user.is_editor or all(user.group_ids() & set(groups) for groups in section_restrictions(Listing.kind))


def user_can_create_listing(user: User) -> bool:
    """Everybody who may read the marketplace may seek and offer."""
    return user_can_post(user) and user_can_view_marketplace(user)


def user_can_view_listing(user: User, listing: Listing) -> bool:
    """Return whether this person may read a listing; the same as `Listing.objects.visible_to`, for one."""
    return Listing.objects.visible_to(user).filter(pk=listing.pk).exists()


def _owns(user: User, listing: Listing) -> bool:
    return user.is_active and listing.author_id is not None and listing.author_id == user.pk


def user_can_edit_listing(user: User, listing: Listing) -> bool:
    """Its author alone: editors hide what should not be there, they do not speak for a municipality."""
    if not user_can_post(user) or not _owns(user, listing):
        return False
    return listing.state != State.WITHDRAWN and listing.hidden_at is None


def user_can_reserve_listing(user: User, listing: Listing) -> bool:
    """Only who put it up says for whom it is kept."""
    return user_can_post(user) and _owns(user, listing) and listing.is_open


def user_can_release_listing(user: User, listing: Listing) -> bool:
    """Only who put it up takes a reservation back."""
    return _owns(user, listing) and listing.state == State.RESERVED


def user_can_finish_listing(user: User, listing: Listing) -> bool:
    """Only who put it up says that it is done."""
    return _owns(user, listing) and listing.state in (State.OPEN, State.RESERVED, State.EXPIRED)


def user_can_renew_listing(user: User, listing: Listing) -> bool:
    """Who put it up, when its end is near or over."""
    return user_can_post(user) and _owns(user, listing) and listing.can_be_renewed and listing.hidden_at is None


def user_can_withdraw_listing(user: User, listing: Listing) -> bool:
    """Who put it up, in every state but that."""
    return _owns(user, listing) and listing.state != State.WITHDRAWN


def user_can_reopen_listing(user: User, listing: Listing) -> bool:
    """Who put it up, after it was done or taken back."""
    if not user_can_post(user) or not _owns(user, listing) or listing.hidden_at is not None:
        return False
    return listing.state in (State.DONE, State.WITHDRAWN)


def user_can_view_reservation(user: User, listing: Listing) -> bool:
    """For whom something is kept is known to its author, to that person and to the editors."""
    if not user.is_active or not (listing.reserved_for_id or listing.reserved_name):
        return False
    return user.is_editor or _owns(user, listing) or listing.reserved_for_id == user.pk


def user_can_print_handover(user: User, listing: Listing) -> bool:
    """The note for the handover is for both sides; without a reservation its author may fill in the name by hand."""
    if not user.is_active or listing.state == State.WITHDRAWN or listing.hidden_at is not None:
        return False
    return _owns(user, listing) or (listing.reserved_for_id is not None and listing.reserved_for_id == user.pk)


def user_can_moderate_marketplace(user: User) -> bool:
    """Editors hide listings and show them again."""
    return user.is_editor
