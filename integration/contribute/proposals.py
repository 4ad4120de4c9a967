"""Topic proposals from the front end: the form, and handing in, changing and taking back, each in one transaction.

The guarantees are those of `services.py`. What trusted people propose is reviewed like everybody's: choosing themes is
the editors' own work. Locks are taken in the same order everywhere: the account or the review first, then the proposal.
"""

import uuid
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import WorkflowState

from integration.catalogue.services import recorded_once
from integration.contribute.forms import KeyedForm, SeveralField
from integration.contribute.keys import OtherKindError, lock_forms_of, made_with
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, NotInReviewError, lock_contribution
from integration.contribute.models import Draft
from integration.members.models import User
from integration.models import ContributionPage, TopicProposal
from integration.taxonomy.models import Topic


class ProposalForm(KeyedForm):
    """Asks for the theme, and if somebody wants to say it, why; municipality and name come from the account."""

    topics = SeveralField(
        label=_("Topics"), queryset=Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TopicProposal
        fields = ("title", "why", "topics")
        labels = {"title": _("What do you want to talk about?"), "why": _("Why does it matter to many?")}
        help_texts = {
            "title": _("A theme or a question in a few words."),
            "why": _("What happens at your place, what you have tried, what you would like to know from others."),
        }
        error_messages = {"title": {"required": _("Please enter a title, that is enough.")}}
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off", "maxlength": 255}),
            "why": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, draft: Draft | None = None, **kwargs: Any) -> None:
        proposal: TopicProposal | None = kwargs.get("instance")
        known: dict[str, Any] = {"key": uuid.uuid4()}
        if proposal is not None and proposal.pk:
            known |= {
                "opened_revision": proposal.latest_revision_id,
                "topics": [topic.pk for topic in proposal.topics.all()],
            }
        kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if draft is not None:
            self._take_over(draft)

    def _take_over(self, draft: Draft) -> None:
        """Begin with what a draft holds.

        It goes on from the newest version, even where it began with another one: `is_outdated` says that to the author.
        """
        data = QueryDict(mutable=True)
        for name, values in draft.data.items():
            data.setlist(name, values)
        is_whole = draft.data.get("kind") == [self.kind.kind]  # as the form was sent: what is missing was not ticked
        for name in ("title", "why", "topics"):
            if name in draft.data or is_whole:
                self.initial[name] = self.fields[name].widget.value_from_datadict(data, MultiValueDict(), name)
        self.is_outdated = draft.opened_revision not in (None, self.initial.get("opened_revision"))
        self.initial["key"] = draft.key

    @property
    def kind(self) -> type[TopicProposal]:
        return TopicProposal

    def values(self) -> dict[str, Any]:
        """Return what was entered, as `hand_in_proposal` and `change_proposal` take it."""
        return {
            "title": self.cleaned_data["title"],
            "why": self.cleaned_data["why"],
            "topics": list(self.cleaned_data["topics"]),
        }


@dataclass(frozen=True)
class Proposed:
    """The proposal of a form, whether this very call made it, and whether the form held the same as when it did."""

    proposal: TopicProposal
    created: bool
    same: bool = True


def _fill(proposal: TopicProposal, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(proposal, name, value)


def _said(proposal: TopicProposal) -> tuple[str, str, set[int]]:
    return proposal.title, proposal.why, {topic.pk for topic in proposal.topics.all()}


def _held(values: dict[str, Any]) -> tuple[str, str, set[int]]:
    return values["title"], values["why"], {topic.pk for topic in values["topics"]}


def _forget_form(user: User, key: UUID | None, proposal: TopicProposal) -> None:
    """Delete what a form saved by itself: it is in the proposal now."""
    Draft.objects.filter(Q(key=key) | Q(proposal=proposal), user=user).delete()


def _give_to_editors(proposal: TopicProposal, active: WorkflowState | None, user: User) -> None:
    if active is None:
        proposal.get_workflow().start(proposal, user)
    else:
        active.resume(user=user)


@transaction.atomic
@recorded_once()
def hand_in_proposal(*, user: User, key: UUID, values: dict[str, Any], for_review: bool) -> Proposed:
    """Make a draft, and start its review where the author wants it; once for each key.

    A form that comes again with other contents makes nothing: the answer says so by `same`. Raises `OtherKindError`
    where the key made a page.
    """
    lock_forms_of(user)
    earlier = made_with(user, key)
    if isinstance(earlier, ContributionPage):
        raise OtherKindError(earlier)
    if earlier is not None:
        first = cast("TopicProposal", earlier.revisions.order_by("pk").first().as_object())
        is_same = _said(first) == _held(values)
        if is_same:
            _forget_form(user, key, earlier)
        return Proposed(earlier, created=False, same=is_same)
    proposal = TopicProposal(owner=user, municipality=user.municipality, form_key=key, live=False)
    _fill(proposal, values)
    proposal.save()
    proposal.save_revision(user=user, log_action="wagtail.create")
    if for_review:
        _give_to_editors(proposal, None, user)
    _forget_form(user, key, proposal)
    return Proposed(proposal, created=True)


@transaction.atomic
@recorded_once()
def change_proposal(
    *,
    proposal: TopicProposal,
    user: User,
    opened_revision: int | None,
    values: dict[str, Any],
    for_review: bool,
    key: UUID | None = None,
) -> None:
    """Save a new version, and give it to the editors where the author wants it; the published one stays.

    Raises `InReviewError` while it is with the editors, `ChangedMeanwhileError` when `opened_revision` (primary key of
    the revision that the form showed) is not the newest any more, `LockedError` where the editors keep it as it is.
    """
    active, fresh = lock_contribution(proposal)
    if active is not None and active.status == WorkflowState.STATUS_IN_PROGRESS:
        raise InReviewError
    if opened_revision != fresh.latest_revision_id:
        raise ChangedMeanwhileError
    version = cast("TopicProposal", fresh.get_latest_revision_as_object())
    _fill(version, values)
    version.save_revision(user=user, log_action=True)
    if for_review:
        _give_to_editors(version, active, user)
    _forget_form(user, key, fresh)


@transaction.atomic
@recorded_once()
def withdraw_proposal(*, proposal: TopicProposal, user: User, was_published: bool) -> None:
    """Take a proposal back: from the editors, or from the readers where it was published.

    `was_published` says what the author had in view. Raises `NotInReviewError` when that has changed meanwhile.
    """
    active, fresh = lock_contribution(proposal)
    if was_published != (active is None and fresh.live) or (active is None and not fresh.live):
        raise NotInReviewError
    if active is not None:
        active.cancel(user=user)
    else:
        # Whether this person may was decided before; Wagtail would ask for an editor's permission
        UnpublishAction(fresh, user=user).execute(skip_permission_checks=True)
