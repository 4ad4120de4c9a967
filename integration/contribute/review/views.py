"""The editors' pages: what waits, one contribution with its decisions, and what was published at once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState, WorkflowState

from integration.catalogue.contract import Contribution
from integration.catalogue.services import recorded_once
from integration.contribute.models import LaterReview, revision_in_view
from integration.contribute.review import queue
from integration.contribute.review.decisions import TooLateError
from integration.contribute.review.detail import Detail, detail_of, last_version_looked_at, published_version
from integration.contribute.review.permissions import (
    OWN,
    OWN_LATER,
    is_own_contribution,
    user_can_decide_review,
    user_can_review_contributions,
)
from integration.contribute.review.too_late import NEWER, NOT_DONE, what_happened
from integration.contribute.review.trusted import accept_later, take_back
from integration.contribute.review.words import key_of, words_on
from integration.contribute.review_forms import ChangesForm, DeclineForm
from integration.members.models import User
from integration.members.requests import as_key

ACTIONS = {"approve": None, "reject": ChangesForm, "decline": DeclineForm}
DONE = {
    "approve": _("“%(title)s” is published."),
    "reject": _("“%(title)s” went back with your comment."),
    "decline": _("“%(title)s” is declined; the author reads your reason."),
}


class EditorsView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin for those who decide."""

    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_can_review_contributions(self.editor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def editor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user

    @property
    def kind(self) -> str:
        """The kind that the editor has chosen in the queue; unknown ones choose nothing."""
        wanted = self.request.GET.get("art", "")
        return wanted if wanted.isidentifier() else ""

    @property
    def seen(self) -> int:
        """The revision that the editor had in view; 0, which is none, where the form does not say it."""
        return as_key(self.request.POST.get("seen", "")) or 0

    def to_queue(self) -> str:
        return reverse("review:queue") + (f"?art={self.kind}" if self.kind else "")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class QueueView(EditorsView):
    """Everything that waits, the oldest first."""

    template_name = "contribute/review/queue.html"
    page_title = _("To review")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = queue.kinds_waiting()
        kind = self.kind if self.kind in {name for name, _label, _number in kinds} else ""
        states = queue.for_rows(queue.of_kind(queue.waiting_states(), kind))
        page = Paginator(states, queue.PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "kinds": kinds,
            "kind": kind,
            "total": sum(number for _name, _label, number in kinds),
            "page": page,
            "rows": queue.rows(page.object_list),
            "published": queue.published_rows(),
        }


class OneView(EditorsView):
    """The page of one contribution, which the queue leads to."""

    def answer(self, *, status: int, **values: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**values), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        return [*items[:-1], {"url": self.to_queue(), "label": gettext("To review")}, items[-1]]


class ContributionView(OneView):
    """One contribution that waits: what it says, and what to do with it."""

    template_name = "contribute/review/contribution.html"
    page_title = _("Review a contribution")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        states = WorkflowState.objects.select_related("current_task_state__finished_by", "requested_by")
        self.state = get_object_or_404(states, pk=kwargs["pk"])

    @property
    def task_state(self) -> TaskState | None:
        return self.state.current_task_state

    @property
    def is_open(self) -> bool:
        return (
            self.state.status == WorkflowState.STATUS_IN_PROGRESS
            and self.task_state is not None
            and self.task_state.status == TaskState.STATUS_IN_PROGRESS
        )

    @cached_property
    def author(self) -> User | None:
        author: User | None = self.state.requested_by or getattr(self.state.content_object, "owner", None)
        return author

    @cached_property
    def upcoming(self) -> WorkflowState | None:
        return queue.next_after(self.state, self.kind)

    def address(self, state: WorkflowState) -> str:
        return reverse("review:contribution", args=[state.pk]) + (f"?art={self.kind}" if self.kind else "")

    def detail(self) -> Detail | None:
        if not self.is_open or self.state.content_object is None:
            return None
        assert self.task_state is not None
        revision = revision_in_view(self.task_state, self.editor)
        published = published_version(self.state.content_object)
        words = words_on([self.state]).get(key_of(self.state), [])
        return detail_of(revision, self.author, published, self.request, words)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("decision", "")
        if action not in ACTIONS:
            return self.answer(status=422, trouble=gettext("Please choose what should become of the contribution."))
        form_class = ACTIONS[action]
        form = form_class(request.POST, prefix=action) if form_class else None
        if not self.is_open:
            return self.too_late(action, form)
        assert self.task_state is not None
        if is_own_contribution(self.editor, self.state.content_object):
            return self.answer(status=403, trouble=str(OWN))
        if not user_can_decide_review(self.editor, self.task_state, self.state.content_object):
            raise PermissionDenied
        if form is not None and not form.is_valid():
            return self.answer(status=422, forms={action: form})
        values = form.cleaned_data if form is not None else {}
        title = self.title_in_view()
        try:
            with transaction.atomic(), recorded_once():
                self.task_state.task.specific.on_action(self.task_state, self.editor, action, seen=self.seen, **values)
        except TooLateError:
            self.state = WorkflowState.objects.get(pk=self.state.pk)
            return self.too_late(action, form)
        return self.decided(action, title)

    def own(self) -> dict[str, Any]:
        """Return what stands in the place of the decisions for whoever wrote the contribution."""
        thing = self.state.content_object
        if thing is None or not is_own_contribution(self.editor, thing):
            return {}
        thing = thing.specific if isinstance(thing, Page) else thing
        url = thing.withdraw_url(thing.pk) if isinstance(thing, Contribution) else ""
        return {"own": OWN, "take_back_url": url}

    def title_in_view(self) -> str:
        """Return the title of the version that the editor decides on, which may be another than the published one."""
        assert self.task_state is not None
        revision = revision_in_view(self.task_state, self.editor)
        return str(revision.content.get("title") or revision.object_str)

    def decided(self, action: str, title: str) -> HttpResponse:
        messages.success(self.request, DONE[action] % {"title": title})
        return redirect(self.address(self.upcoming) if self.upcoming else self.to_queue())

    def too_late(self, action: str, form: Form | None) -> HttpResponse:
        """Say what happened meanwhile; what was typed stays, to be used or copied."""
        trouble = f"{what_happened(self.state)} {NOT_DONE}"
        forms = {action: form} if form is not None else {}
        typed = self.request.POST.get(f"{action}-comment", "")
        return self.answer(status=409, trouble=trouble, forms=forms, typed=typed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = {name: form(prefix=name) for name, form in ACTIONS.items() if form is not None}
        detail = self.detail()
        return super().get_context_data(**kwargs) | {
            "state": self.state,
            "detail": detail,
            "author": self.author,
            **self.own(),
            "age": queue.age_of(self.task_state.started_at) if self.task_state else "",
            "is_change": bool(getattr(self.state.content_object, "live", False)),
            "is_again": bool(detail and detail.words),
            "forms": forms | kwargs.get("forms", {}),
            "opened": next(iter(kwargs.get("forms", {})), ""),
            "trouble": kwargs.get("trouble", "") or ("" if detail else what_happened(self.state)),
            "typed": kwargs.get("typed", ""),
            "next_url": self.address(self.upcoming) if self.upcoming else "",
            "queue_url": self.to_queue(),
            "unseen_newer": self.unseen_newer(detail),
            "form_action": self.address(self.state),
        }

    def unseen_newer(self, detail: Detail | None) -> bool:
        """Whether somebody else saved a version that this page does not show."""
        thing = self.state.content_object
        return detail is not None and getattr(thing, "latest_revision_id", None) not in (None, detail.revision.pk)


class LaterView(OneView):
    """One contribution that is published already: leave it, or take it back with a reason."""

    template_name = "contribute/review/later.html"
    page_title = _("Look at what is published")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = LaterReview.objects.select_related("page", "revision", "user", "seen_by")
        self.later = get_object_or_404(rows, pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        title = self.later.page.title
        decision = request.POST.get("decision")
        if decision not in ("accept", "take_back"):
            return self.answer(status=422, trouble=gettext("Please choose what should become of the contribution."))
        if self.is_own():
            return self.answer(status=403, trouble=str(OWN_LATER))
        form = ChangesForm(request.POST, prefix="reject") if decision == "take_back" else None
        if form is not None and not form.is_valid():
            return self.answer(status=422, form=form)
        try:
            if form is None:
                accept_later(later=self.later, revision=self.seen, editor=self.editor)
                messages.success(request, gettext("“%(title)s” stays published.") % {"title": title})
            else:
                take_back(
                    later=self.later,
                    revision=self.seen,
                    editor=self.editor,
                    reason=form.cleaned_data["comment"],
                    place=form.cleaned_data["place"],
                )
                messages.success(
                    request,
                    gettext("“%(title)s” is not published any more; the author reads your reason.") % {"title": title},
                )
        except TooLateError:
            self.later.refresh_from_db()
            trouble = f"{self.what_happened()} {NOT_DONE}"
            return self.answer(
                status=409, trouble=trouble, **({"form": form, "typed": form.data["reject-comment"]} if form else {})
            )
        return redirect("review:queue")

    def is_own(self) -> bool:
        """Whether the person wrote or published it: nobody ticks off the own contribution."""
        return self.later.user_id == self.editor.pk or is_own_contribution(self.editor, self.later.page)

    def what_happened(self) -> str:
        if self.later.seen_at is None:
            return str(NEWER)
        person = self.later.seen_by.display_name if self.later.seen_by else gettext("Somebody")
        return gettext("%(person)s has looked at this contribution already.") % {"person": person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.later.seen_at is None
        detail = None
        if is_open:
            baseline = last_version_looked_at(self.later)
            detail = detail_of(self.later.revision, self.later.user, baseline, self.request)
        return super().get_context_data(**kwargs) | {
            "later": self.later,
            "detail": detail,
            "author": self.later.user,
            "own": OWN_LATER if self.is_own() else "",
            "age": queue.age_of(self.later.published_at),
            "form": kwargs.get("form") or ChangesForm(prefix="reject"),
            "opened": "reject" if kwargs.get("form") else "",
            "trouble": kwargs.get("trouble", "") or ("" if is_open else self.what_happened()),
            "typed": kwargs.get("typed", ""),
            "queue_url": reverse("review:queue"),
        }


def menu_label() -> str:
    """Return the words of the menu, with how much waits; what was published at once counts too."""
    number = queue.waiting_states().count() + LaterReview.objects.filter(seen_at=None).count()
    label = gettext("To review")
    return f"{label} ({number})" if number else label
