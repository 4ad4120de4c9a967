"""What a member fills in to report something, and an editor to decide on it."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integration.reports.models import WORDS_LENGTH, Case, Decision, Report
from integration.reports.services import Verdict

LONGEST_BLOCK = timedelta(days=366)


class ReportForm(forms.Form):
    """A reason, and words where somebody wants to say more."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what is wrong with it."),
            "invalid_choice": _("Please choose one of these reasons."),
        },
    )
    words = forms.CharField(
        label=_("What should the editors know?"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Report.Reason.OTHER and not data.get("words"):
            self.add_error("words", _("Please say in one sentence what is wrong."))
        return data


class DecisionForm(forms.Form):
    """What becomes of the thing and, if need be, of its author's writing."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": _("Please open the form anew.")},
    )
    action = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what becomes of it."),
            "invalid_choice": _("This cannot be done any more. Please choose anew."),
        },
    )
    words = forms.CharField(
        label=_("Words to the author, by mail"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: the author gets no mail. Nobody who reported it is named."),
    )
    blocked_until = forms.DateField(
        label=_("Block the author's writing until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("That day included. The author reads everything, and writes nothing."),
        error_messages={"invalid": _("Please enter a date such as 31.12.2026.")},
    )
    unblock = forms.BooleanField(label=_("End the running block"), required=False)
    answer = forms.CharField(
        label=_("A sentence to those who reported it"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They hear in any case whether it stays or was hidden."),
    )
    why = forms.CharField(
        label=_("Why? For the record"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only editors read this."),
    )

    LEAVE = "leave"

    def __init__(self, *args: Any, case: Case, hidden: bool | None, may_block: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": case.decision_count} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = actions_for(case, hidden=hidden)  # type: ignore[attr-defined]
        if case.author is None or not case.author.is_active:
            del self.fields["words"]
        if not may_block:
            del self.fields["blocked_until"], self.fields["unblock"]
        elif case.author is None or not case.author.is_blocked_from_posting:
            del self.fields["unblock"]
        if not case.report_count or case.state != Case.State.OPEN:
            del self.fields["answer"]

    def clean_blocked_until(self) -> datetime | None:
        """Return the end of that day; one that is over blocks nobody, and one in ten years is a slip."""
        day = self.cleaned_data["blocked_until"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Please choose a later one."))
        if day > timezone.localdate() + LONGEST_BLOCK:
            raise forms.ValidationError(_("A block lasts a year at most."))
        return timezone.make_aware(datetime.combine(day, time(23, 59)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("blocked_until") and not data.get("words") and "words" in self.fields:
            self.add_error("words", _("Please tell the author why: the mail says so."))
        if data.get("action") == Decision.Action.REFUSE and not data.get("words") and "words" in self.fields:
            self.add_error("words", _("Please tell the author why: the mail says so."))
        if data.get("action") == self.LEAVE and not any(
            data.get(name) for name in ("words", "blocked_until", "unblock")
        ):
            self.add_error("action", _("There is nothing to do yet. Please choose something."))
        return data

    def verdict(self) -> Verdict:
        """Return what the editor wants done."""
        data = self.cleaned_data
        return Verdict(
            action=None if data["action"] == self.LEAVE else Decision.Action(data["action"]),
            why=data["why"],
            words=data.get("words", ""),
            answer=data.get("answer", ""),
            blocked_until=data.get("blocked_until"),
            unblock=data.get("unblock", False),
        )


def actions_for(case: Case, *, hidden: bool | None) -> list[tuple[str, Any]]:
    """Return what can be done with the thing as it stands; `hidden` is None where it is gone for good."""
    if hidden is None:
        if case.state == Case.State.OPEN:
            return [(Decision.Action.KEEP, _("Dealt with: it is not there any more"))]
        return [(DecisionForm.LEAVE, _("Leave it as it was decided"))]
    if case.is_held:
        if case.state != Case.State.OPEN:
            return [(DecisionForm.LEAVE, _("Leave it as it was decided"))]
        return [
            (Decision.Action.RELEASE, _("Release: everybody reads it")),
            (Decision.Action.REFUSE, _("Refuse: nobody reads it")),
        ]
    if case.state == Case.State.OPEN and hidden:
        return [
            (Decision.Action.RESTORE, _("Show it again")),
            (Decision.Action.HIDE, _("Leave it hidden")),
        ]
    if case.state == Case.State.OPEN:
        return [
            (Decision.Action.KEEP, _("Nothing wrong: it stays")),
            (Decision.Action.HIDE, _("Hide it: only editors see it")),
        ]
    further = (
        (Decision.Action.RESTORE, _("Show it again")) if hidden else (Decision.Action.HIDE, _("Hide it after all"))
    )
    return [(DecisionForm.LEAVE, _("Leave it as it was decided")), further]
