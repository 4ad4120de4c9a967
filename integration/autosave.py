"""Forms that save themselves while somebody types: what is kept of one, and how its windows get on with each other.

`static/js/draft.js` sends them; the models that keep them belong to the apps whose forms they are.
"""

from collections.abc import Container
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from django.http import JsonResponse, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from integration.members.requests import as_key

WINDOW = "window"  # which window sent it
TURN = "turn"  # how often that window had sent it

Data = dict[str, list[str]]  # name of the field -> values as the browser sends them


@dataclass(frozen=True)
class Bounds:
    """How much of a form a draft keeps."""

    fields: int = 600  # a form with as many pictures as it may have sends about 300
    values: int = 500  # of one field
    length: int = 250_000  # characters: more than a text may have with its markup


WIDEST = Bounds()


class SavedForm(Protocol):
    """What a draft of any app has."""

    data: Any
    version: int  # counts what was saved: a second window notices the first


class NewerDraftError(Exception):
    """Another window went on with this form, or ended it: then there is no draft any more."""

    def __init__(self, draft: Any = None) -> None:
        super().__init__()
        self.draft = draft


def as_data(posted: QueryDict, *, not_saved: Container[str], bounds: Bounds = WIDEST) -> Data:
    """Return what a browser sent, as a draft keeps it; NUL, which no database takes, is left out."""
    data = {}
    for name in list(posted)[: bounds.fields]:
        if name not in not_saved:
            values = posted.getlist(name)[: bounds.values]
            data[name] = [str(value).replace("\x00", "")[: bounds.length] for value in values]
    return data


def is_cut(posted: QueryDict) -> bool:
    """Return whether a draft cannot keep all of what a browser sent."""
    return len(posted) > WIDEST.fields or any(
        len(values) > WIDEST.values or any(len(str(value)) > WIDEST.length for value in values)
        for _name, values in posted.lists()
    )


def check_version(draft: SavedForm, data: Data, version: int | None, *, created: bool) -> None:
    """Raise `NewerDraftError` where a form that was drawn with this version knows less than the draft.

    The window that wrote last may go on whatever version it knows: several of its requests may be under way.
    """
    if version is None:
        return
    if created and version > 0:  # there was a draft: handed in or deleted meanwhile
        raise NewerDraftError
    if version < draft.version and not _is_same_window(draft, data):
        raise NewerDraftError(draft)


def comes_late(draft: SavedForm, data: Data) -> bool:
    """Return whether the same window has sent something newer that came first."""
    before, now = (as_key((values.get(TURN) or [""])[0]) for values in (draft.data, data))
    return _is_same_window(draft, data) and before is not None and now is not None and now < before


def _is_same_window(draft: SavedForm, data: Data) -> bool:
    return WINDOW in data and data[WINDOW] == draft.data.get(WINDOW)


def say_saved(posted: QueryDict, version: int) -> JsonResponse:
    """Tell the page that its form is saved, or that a part of it is too long for that."""
    if is_cut(posted):
        text = _("This form is too long: a part of it is not saved yet. Please shorten the longest text.")
        return JsonResponse({"text": text, "version": version}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"text": saved_now(), "version": version})


def saved_now() -> str:
    """Return what a page says beside its form once it is saved."""
    now = date_format(timezone.localtime(), "H:i")
    return _("Saved at %(time)s. You can close the page at any time.") % {"time": now}


def say_newer(text: str, *, version: int, newest: str) -> JsonResponse:
    """Tell the page that another window went on; at `newest` its form is found, and the person decides which stays."""
    return JsonResponse({"text": text, "version": version, "newest": newest}, status=HTTPStatus.CONFLICT)
