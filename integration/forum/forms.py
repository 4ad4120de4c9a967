"""What people fill in to ask, to answer and to change what they wrote."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from integration.forum.drafts import SHOWN
from integration.forum.mentions import MOST, find_mentioned
from integration.forum.models import POST_LENGTH, QUOTE_LENGTH, TITLE_LENGTH, Post, Thread, plain_text
from integration.forum.personal import Draft
from integration.forum.services import Words
from integration.forum.uploads import UNNAMED, Uploads, files_of, kept_of, take_uploads, uploads_field
from integration.members.requests import MemberRequest, as_key
from integration.richtext.fields import RichTextFormField, as_posted
from integration.taxonomy.models import Topic


def title_field() -> forms.CharField:
    """Return the field for what a thread is about."""
    return forms.CharField(
        label=_("Your question in one sentence"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Please write your question in one sentence.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": TITLE_LENGTH}),
    )


def topic_field() -> forms.ModelChoiceField:
    """Return the field for the board."""
    return forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("Everything else"),
        error_messages={"invalid_choice": _("This topic is not there any more. Please choose another one.")},
    )


class PostForm(forms.Form):
    """The text of a post, for all forms; a form that brings a quotation lets people shorten it."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # of the draft that it knows
    quote = forms.CharField(
        label=_("You quote"),
        required=False,
        max_length=QUOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shorten it to what you answer to."),
    )
    body = RichTextFormField(
        label=_("Your text"),
        text_length=POST_LENGTH,
        error_messages={"required": _("Please write something. One sentence is enough.")},
    )

    uploads = uploads_field()

    def __init__(self, *args: Any, quoted: Post | None = None, draft: Draft | None = None, **kwargs: Any) -> None:
        """`draft` is what was typed so far: a form that is opened shows it again."""
        kwargs["initial"] = {"key": uuid.uuid4(), "version": 0} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.quoted = quoted
        self.draft = None if self.is_bound else draft
        self.kept = Uploads()
        if quoted is None:
            del self.fields["quote"]
        elif not self.is_bound:
            self.initial["quote"] = plain_text(quoted.body)[:QUOTE_LENGTH]
        if self.draft is not None:
            self._show(self.draft)

    def _show(self, draft: Draft) -> None:
        self.initial["version"] = draft.version
        for name in SHOWN:
            if name in draft.data and not (name == "quote" and draft.typed("quoted") != self._number_quoted()):
                self.initial[name] = draft.typed(name)
        if "shielded" in draft.data:
            self.initial["shielded"] = True
        self.kept = kept_of(draft)

    def _number_quoted(self) -> str:
        return str(self.quoted.pk) if self.quoted is not None else ""

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        people = find_mentioned(plain_text(body))
        if len(people) > MOST:
            message = ngettext(
                "Please address at most %(limit)d person in one post.",
                "Please address at most %(limit)d people in one post.",
                MOST,
            )
            raise forms.ValidationError(message % {"limit": MOST})
        return body

    @property
    def form_key(self) -> uuid.UUID:
        """The key of the form; one that lost it gets another."""
        return self.cleaned_data.get("key") or uuid.uuid4()

    @property
    def known_version(self) -> int | None:
        """Up to which version the form knows its draft."""
        return as_key(self.cleaned_data.get("version", ""))

    def words(self) -> Words:
        """Return what was written."""
        return Words(
            body=self.cleaned_data["body"],
            quoted=self.quoted,
            quote=self.cleaned_data.get("quote", ""),
            documents=self.kept.documents,
            images=self.kept.images,
        )

    def take(self, request: MemberRequest, *, unnamed: bool = False, post: Post | None = None) -> bool:
        """Store the files that came, right or wrong as the rest may be, and return whether everything is right.

        `unnamed`: whoever writes stays without a name here; documents would tell it.
        """
        self.full_clean()
        self.kept = take_uploads(request, self, post)
        if self.kept.documents and (unnamed or self.cleaned_data.get("shielded")):
            self.add_error("uploads", UNNAMED)
        return self.is_valid()


class AnswerForm(PostForm):
    """An answer, with a name or without."""

    shielded = forms.BooleanField(label=_("Answer without my name. Only the editors see who I am."), required=False)

    def __init__(self, *args: Any, unnamed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unnamed:
            del self.fields["shielded"]  # who has written here without a name stays without one


class AskForm(PostForm):
    """A new thread: one line is enough to begin with."""

    title = title_field()
    topic = topic_field()
    sort = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Thread.Sort.QUESTION, _("A question: I need an answer")),
            (Thread.Sort.DISCUSSION, _("A discussion: I want to hear opinions")),
        ],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of the two.")},
    )
    shielded = forms.BooleanField(
        label=_("Ask without my name"),
        required=False,
        help_text=_("Colleagues see neither your name nor your municipality. Only the editors know who asks."),
    )
    field_order = ("title", "body", "topic", "sort", "uploads", "shielded")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"sort": Thread.Sort.QUESTION} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label = _("What should others know about it?")
        body.help_text = _("How it is at your place, what you have tried. Address people with @First name Last name.")

    @classmethod
    def about(cls, words: str) -> "AskForm":
        """Return the form for a search that found nothing."""
        initial = {
            "title": (gettext("Who has something on “%(words)s”?") % {"words": words})[:TITLE_LENGTH],
            "body": gettext("I am looking for “%(words)s” and found nothing in the portal. How do you do it?")
            % {"words": words},
        }
        return cls(initial=initial if words else {})

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())


class EditForm(PostForm):
    """Changes a post; of the first one also title and topic of the thread."""

    seen_edits = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=10**6,
        error_messages={"invalid": _("Please open the form anew.")},
    )
    title = title_field()
    topic = topic_field()
    field_order = ("title", "body", "topic", "uploads")
    is_outdated = False  # somebody else changed the post since the draft was begun

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        thread = post.thread
        kwargs["initial"] = {
            "body": as_posted(post.body),
            "seen_edits": post.edit_count,
            "title": thread.title,
            "topic": thread.topic and thread.topic.slug,
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if self.draft is None:
            self.kept = files_of(post)
        else:
            self.is_outdated = self.draft.typed("seen_edits") != str(post.edit_count)
            self.kept = kept_of(self.draft, post)
        if not post.is_first:
            del self.fields["title"], self.fields["topic"]
