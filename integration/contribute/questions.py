""" "Was noch fehlt": one question at a time for what a contribution does not say yet."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from integration.catalogue.contract import Contribution
from integration.catalogue.services import recorded_once
from integration.contribute.forms import ContributionForm, form_for_kind
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, is_in_review, lock_contribution
from integration.contribute.models import Draft, SkippedQuestion
from integration.contribute.text import html_to_body
from integration.members.models import User
from integration.models import ContributionPage

STORED_AS = {"text": "body"}  # where a page keeps what the form calls otherwise
EMPTY: tuple[Any, ...] = (None, "", "[]", [])


class DraftInTheWayError(Exception):
    """The same contribution stands half written in the big form: an answer here would be lost there."""


def missing_fields(kind: type[Contribution], stored: Mapping[str, Any], skipped: Collection[str] = ()) -> list[str]:
    """Return the fields that are empty in a stored version, the most helpful first, without those skipped."""
    return [name for name in kind.questions() if name not in skipped and stored.get(STORED_AS.get(name, name)) in EMPTY]


def skipped_by(user: User, page_id: int) -> set[str]:
    """Return the fields that this person does not want to be asked for."""
    return set(SkippedQuestion.objects.filter(user=user, page_id=page_id).values_list("field", flat=True))


def open_questions(*, page: ContributionPage, user: User) -> list[str]:
    """Return what to ask this person about the newest version of a contribution."""
    stored = page.latest_revision.content if page.latest_revision else {}
    return missing_fields(type(page), stored, skipped_by(user, page.pk))


def skip_question(*, page: ContributionPage, user: User, field: str) -> None:
    """Remember that this person does not want to be asked for this field again."""
    SkippedQuestion.objects.get_or_create(page_id=page.pk, user=user, field=field)


class QuestionForm(ContributionForm):
    """The form of a kind with one field left, which then has to be filled; `question_form` makes it."""

    only: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {self.only: self.fields[self.only]}
        field = self.fields[self.only]
        field.required = field.widget.is_required = True
        field.error_messages = field.error_messages | {"required": _("Please answer, or skip the question.")}

    def clean(self) -> dict[str, Any]:
        """Leave out the checks between fields: the others are not here."""
        return forms.ModelForm.clean(self) or self.cleaned_data

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what the model says of other fields at this one: the others are not here."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            found = error.error_dict
            here = [problem for name, problems in found.items() if name not in self.fields for problem in problems]
            known = {name: problems for name, problems in found.items() if name in self.fields}
            error = ValidationError(known | ({NON_FIELD_ERRORS: here} if here else {}))
        super().add_error(field, error)

    def values(self) -> dict[str, Any]:
        value = self.cleaned_data[self.only]
        if self.only == "text":
            return {"body": html_to_body(value)}
        is_several = isinstance(self.fields[self.only], forms.ModelMultipleChoiceField)
        return {self.only: list(value) if is_several else value}


def question_form(
    *, version: ContributionPage, user: User, field: str, data: QueryDict | None = None
) -> QuestionForm | None:
    """Return the form that asks for one field of a version; None where the form has no such field."""
    base = form_for_kind(type(version))
    if field not in base(instance=version, user=user).fields:
        return None
    metaclass: Any = type(base)  # not `type()`: it collects the fields
    form_class: type[QuestionForm] = metaclass("QuestionForm", (QuestionForm, base), {"only": field})
    return form_class(data, instance=version, user=user)


def question_labels(kind: type[Contribution], user: User) -> dict[str, str]:
    """Return the fields that can be asked for in a form of this kind, with their labels."""
    form = form_for_kind(kind)(user=user)
    return {name: str(form.fields[name].label) for name in kind.questions() if name in form.fields}


@transaction.atomic
@recorded_once()
def answer_question(*, page: ContributionPage, user: User, field: str, values: dict[str, Any]) -> None:
    """Save a new version with this one answer; a published one stays public as it is.

    Raises `InReviewError` while the editors have it, `LockedError` where they keep it, `DraftInTheWayError` where the
    author is changing it in the big form, `ChangedMeanwhileError` where the field was filled with something else.
    """
    _active, fresh = lock_contribution(page)
    if is_in_review(fresh):
        raise InReviewError
    if Draft.objects.filter(page_id=page.pk, user=user).exists():
        raise DraftInTheWayError
    version = cast(ContributionPage, fresh.get_latest_revision_as_object())
    before = version.serializable_data()
    for name, value in values.items():
        setattr(version, name, value)
    name = STORED_AS.get(field, field)
    was, becomes = before.get(name), version.serializable_data().get(name)
    if was == becomes:
        return
    if was not in EMPTY:
        raise ChangedMeanwhileError
    version.save_revision(user=user, log_action=True)
