"""Who may write, change, withdraw, archive, copy, propose changes to and read contributions from the front end."""

from django.contrib.contenttypes.models import ContentType

from integration.catalogue.models import Entry, EntryQuerySet
from integration.contribute.models import ChangeProposal, Draft
from integration.members.models import User
from integration.models import ContributionPage, TopicProposal


def user_can_create_contribution(user: User) -> bool:
    """Every active account may hand something in."""
    return user.is_active


def user_can_edit_contribution(user: User, page: ContributionPage | TopicProposal) -> bool:
    """The author may, from the front end; editors use the admin. Whether it is the moment says `is_in_review`."""
    return user.is_active and page.owner_id == user.pk


def user_can_withdraw_contribution(user: User, page: ContributionPage | TopicProposal) -> bool:
    """The author may take back what is in review."""
    return user_can_edit_contribution(user, page)


def user_can_submit_contribution(user: User, page: ContributionPage) -> bool:
    """The author may hand in the newest version as it is."""
    return user_can_edit_contribution(user, page)


def user_can_archive_contribution(user: User, page: ContributionPage) -> bool:
    """The author may put it away; editors unpublish in the admin."""
    return user_can_edit_contribution(user, page)


def user_can_discard_contribution(user: User, page: ContributionPage) -> bool:
    """The author may throw a draft away. Whether it is one that was never handed in says `discard_contribution`."""
    return user_can_edit_contribution(user, page)


def user_can_discard_draft(user: User, draft: Draft) -> bool:
    """Nobody but the one who types sees a form that saves itself."""
    return user.is_active and draft.user_id == user.pk


def user_can_preview_contribution(user: User, page: ContributionPage | TopicProposal) -> bool:
    """Author, editors, and for what is unpublished the contact of the author's municipality."""
    if not user.is_active:
        return False
    if user.is_editor or page.owner_id == user.pk:
        return True
    return _entries(user, page).filter(live=False).exists()


def user_can_copy_contribution(user: User, page: ContributionPage) -> bool:
    """The own in any state, and what is published for this person; of kinds that have a form."""
    if not user.is_active or not page.contribute_fields:
        return False
    return page.owner_id == user.pk or _is_published_for(user, page)


def user_can_propose_change(user: User, page: ContributionPage) -> bool:
    """Whoever reads something published may say what should change in it; authors change it themselves."""
    return user.is_active and page.owner_id != user.pk and _is_published_for(user, page)


def user_can_answer_proposal(user: User, proposal: ChangeProposal) -> bool:
    """The author of the contribution and the editors."""
    return user.is_active and (user.is_editor or proposal.page.owner_id == user.pk)


def user_can_view_proposal(user: User, proposal: ChangeProposal) -> bool:
    """Those who answer it, and who made it."""
    return user_can_answer_proposal(user, proposal) or (user.is_active and proposal.user_id == user.pk)


def user_can_view_page_of_proposal(user: User, proposal: ChangeProposal) -> bool:
    """Whether the person may still read what the proposal is about; else nothing of it may be said, not its title."""
    return user_can_answer_proposal(user, proposal) or (user.is_active and _entries(user, proposal.page).exists())


def _entries(user: User, page: ContributionPage | TopicProposal) -> EntryQuerySet:
    model = type(page) if isinstance(page, TopicProposal) else page.specific_class
    content_type = ContentType.objects.get_for_model(model)
    return Entry.objects.visible_to(user).filter(content_type=content_type, object_id=page.pk)


def _is_published_for(user: User, page: ContributionPage) -> bool:
    return _entries(user, page).filter(live=True).exists()
