"""Forms of listings as they stand: saved while somebody types, gone when the listing is up."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from integration.autosave import Bounds, Data, NewerDraftError, as_data
from integration.files.models import Image
from integration.files.services import discard_files
from integration.marketplace.models import Listing, ListingDraft
from integration.members.models import User
from integration.members.requests import as_key, as_keys

MOST_DRAFTS = 50  # of one person
MOST_PICTURES = 8  # of one listing
BOUNDS = Bounds(fields=120, values=60, length=20_000)
LONGEST_WINDOW = 60
MOST_TURNS = 10**9
KEPT, SHOWN = "kept_images", "shown_images"  # numbers of the ticked pictures, and of those that the form showed
NOT_SAVED = frozenset({"csrfmiddlewaretoken", "action", "key", "version", "window", "turn", "listing"})


class EndedError(Exception):
    """This form became a listing, or its draft was deleted, in another window."""

    def __init__(self, listing: Listing | None) -> None:
        super().__init__()
        self.listing = listing

    @property
    def path(self) -> str:
        return self.listing.get_absolute_url() if self.listing else reverse("marketplace:create")


class TooManyDraftsError(Exception):
    """This person has as many unfinished forms as one may have."""


class TooManyPicturesError(Exception):
    """The form has as many pictures as it may have."""


@dataclass(frozen=True)
class Sent:
    """A form as a browser sent it: what is typed, and which window sent it how often, knowing which version."""

    data: Data = field(default_factory=dict)
    version: int | None = None
    window: str = ""
    turn: int = 0

    @classmethod
    def of(cls, posted: QueryDict) -> "Sent":
        """Read what came; NUL, which no database takes, is left out."""
        return cls(
            data=as_data(posted, not_saved=NOT_SAVED, bounds=BOUNDS),
            version=as_key(posted.get("version", "")),
            window=posted.get("window", "").replace("\x00", "")[:LONGEST_WINDOW],
            turn=min(as_key(posted.get("turn", "")) or 0, MOST_TURNS),
        )


def draft_of(user: User, *, key: UUID | None = None, listing: Listing | None = None) -> ListingDraft | None:
    """Return the draft of a new form by its key, or of the changes to a listing."""
    mine = ListingDraft.objects.filter(user=user)
    if listing is not None:
        return mine.filter(listing=listing).first()
    return mine.filter(key=key, listing=None).first() if key is not None else None


@transaction.atomic
def save_draft(*, user: User, key: UUID, sent: Sent, listing: Listing | None = None) -> ListingDraft:
    """Write down a form as it stands; one for each key, and one for each listing that it changes.

    Raises `EndedError`, `NewerDraftError` or `TooManyDraftsError`.
    """
    draft, _created = _locked(user, key, listing, sent)
    same_window = bool(sent.window) and sent.window == draft.window
    if sent.version is not None and sent.version < draft.version and not same_window:
        raise NewerDraftError(draft)
    if same_window and sent.turn < draft.turn:
        return draft  # the same window has sent something newer that came first
    draft.data = _with_late_pictures(draft, sent.data)
    draft.key, draft.window, draft.turn = key, sent.window, sent.turn
    draft.version += 1
    draft.save()
    draft.images.add(*_own_pictures(user, draft.data.get(KEPT, [])))
    return draft


def _locked(user: User, key: UUID, listing: Listing | None, sent: Sent) -> tuple[ListingDraft, bool]:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # as who puts the listing up does
    which = {"listing": listing} if listing is not None else {"key": key, "listing": None}
    there = ListingDraft.objects.select_for_update().filter(user=user, **which).first()
    if there is not None:
        return there, False
    made = Listing.objects.filter(author=user, form_key=key).first() if listing is None else None
    if made is not None or (sent.version or 0) > 0:
        raise EndedError(made or listing)
    if ListingDraft.objects.filter(user=user).count() >= MOST_DRAFTS:
        raise TooManyDraftsError
    ListingDraft.objects.filter(user=user, key=key).delete()
    return ListingDraft.objects.create(user=user, key=key, listing=listing), True


def _with_late_pictures(draft: ListingDraft, data: Data) -> Data:
    """Return the data with pictures that came since the form was drawn; those without their tick are let go."""
    known = {*data.get(KEPT, []), *data.get(SHOWN, [])}
    there = [str(pk) for pk in draft.images.order_by("pk").values_list("pk", flat=True)]
    kept = [*data.get(KEPT, []), *(number for number in there if number not in known)]
    draft.images.remove(*(int(number) for number in there if number not in kept))
    return data | {KEPT: kept} if kept else data


def _own_pictures(user: User, numbers: list[str]) -> list[Image]:
    """Return the person's ticked pictures that only a form has: the draft keeps them from being cleaned away."""
    own = Image.objects.filter(pk__in=as_keys(numbers), uploaded_by_user=user, temporary=True)
    return list(own.select_for_update(no_key=True).order_by("pk"))


def attach(image: Image, *, user: User, key: UUID, sent: Sent, listing: Listing | None = None) -> Image:
    """Put a picture that was just stored on a form, ticked, and return it.

    The same picture sent once more, after an answer that was lost, is returned as it is there. Raises what
    `save_draft` does, and `TooManyPicturesError`; then the picture is deleted.
    """
    try:
        with transaction.atomic():
            draft, created = _locked(user, key, listing, sent)
            if created:
                draft.data = sent.data
            there = draft.images.filter(file_hash=image.file_hash).exclude(pk=image.pk).first()
            kept = draft.data.get(KEPT, [])
            if there is None and len(kept) >= MOST_PICTURES:
                raise TooManyPicturesError
            draft.images.add(there or image)
            draft.data[KEPT] = list(dict.fromkeys([*kept, str((there or image).pk)]))
            draft.save()
    except (EndedError, TooManyDraftsError, TooManyPicturesError):
        discard_files([image])
        raise
    if there is not None:
        discard_files([image])
    return there or image
