"""Threads and posts in the Wagtail admin: what editors look for and through, and each with all that is known of it."""

from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter, display
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail_modeladmin.options import ModelAdminGroup

from integration.forum.models import Post, Thread
from integration.forum.permissions import user_can_moderate_forum
from integration.forum.selectors import EVERYTHING_ELSE
from integration.members.models import User
from integration.reports.admin import ListOnly, moment
from integration.reports.models import Case
from integration.taxonomy.models import Topic

Facts = list[tuple[str, Any]]


class StandingFilter(SimpleListFilter):
    """By how a thread stands."""

    title = gettext_lazy("state")
    parameter_name = "stand"
    standings: ClassVar[dict[str, tuple[Any, Q]]] = {
        "offen": (
            gettext_lazy("No answer yet"),
            Q(sort=Thread.Sort.QUESTION, answer_count=0, closed_at=None, hidden_at=None, merged_into=None),
        ),
        "beantwortet": (gettext_lazy("Answered"), Q(accepted__isnull=False)),
        "geschlossen": (gettext_lazy("Closed"), Q(closed_at__isnull=False)),
        "oben": (gettext_lazy("Pinned by the editors"), Q(pinned=True)),
        "weg": (gettext_lazy("Deleted, only editors see it"), Q(hidden_at__isnull=False)),
        "ohne-namen": (gettext_lazy("without a name"), Q(shielded=True)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in self.standings.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = self.standings.get(self.value() or "")
        return queryset.filter(found[1]) if found else queryset


class PostStandingFilter(StandingFilter):
    """By how a post stands."""

    standings: ClassVar[dict[str, tuple[Any, Q]]] = {
        "da": (gettext_lazy("Everybody reads it"), Q(removed_at=None)),
        "weg": (gettext_lazy("Deleted, only editors see it"), Q(removed_at__isnull=False)),
        "geaendert": (gettext_lazy("Changed after it was written"), Q(edit_count__gt=0)),
        "dateien": (gettext_lazy("With files"), Q(file_count__gt=0)),
        "ohne-namen": (gettext_lazy("without a name"), Q(shielded=True)),
    }


class BoardFilter(SimpleListFilter):
    """By topic; the package's own filter by a related model wants Django's admin."""

    title = gettext_lazy("topic")
    parameter_name = "thema"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        topics = [(topic.slug, topic.name) for topic in Topic.objects.all()]
        return [*topics, (EVERYTHING_ELSE, gettext_lazy("Everything else"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == EVERYTHING_ELSE:
            return queryset.filter(topic=None)
        return queryset.filter(topic__slug=self.value()) if self.value() else queryset


def writer(author: User | None, *, shielded: bool) -> str:
    """Return who wrote something, for editors: they know who writes without a name, and that nobody else does."""
    name = author.display_name if author is not None else _("Former member")
    return _("%(name)s, without a name for others") % {"name": name} if shielded else name


class ThreadAdmin(ListOnly):
    """The list of threads, where something was written last on top."""

    model = Thread
    menu_label = gettext_lazy("Conversations")
    menu_item_name = "conversations"
    menu_icon = "comment"
    list_display = ("subject", "asked_by", "board", "answers", "standing", "last")
    list_filter = (StandingFilter, "sort", BoardFilter)
    search_fields = ("title", "author__first_name", "author__last_name")
    list_export = ("title", "asked_by", "board", "answer_count", "standing", "created", "last")
    export_filename = "gespraeche"
    ordering = ("-last_post_at", "-pk")

    @display(description=gettext_lazy("title"), ordering="title")
    def subject(self, thread: Thread) -> str:
        return format_html('<a href="{}">{}</a>', reverse("forum_thread_modeladmin_inspect", args=[thread.pk]), thread)

    @display(description=gettext_lazy("author"), ordering="author__last_name")
    def asked_by(self, thread: Thread) -> str:
        return writer(thread.author, shielded=thread.shielded)

    @display(description=gettext_lazy("topic"), ordering="topic__name")
    def board(self, thread: Thread) -> str:
        return thread.topic.name if thread.topic else _("Everything else")

    @display(description=gettext_lazy("answers"), ordering="answer_count")
    def answers(self, thread: Thread) -> str:
        return str(thread.answer_count)

    @display(description=gettext_lazy("state"))
    def standing(self, thread: Thread) -> str:
        return standing_of(thread)

    @display(description=gettext_lazy("written at"))
    def created(self, thread: Thread) -> str:
        return moment(thread.created_at)

    @display(description=gettext_lazy("last post at"), ordering="last_post_at")
    def last(self, thread: Thread) -> str:
        return moment(thread.last_post_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        return super().get_queryset(request).select_related("topic", "author")

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        one = path("forum/thread/<pk:pk>/", ThreadView.as_view(), name="forum_thread_modeladmin_inspect")
        return (*super().get_admin_urls_for_registration(), one)


class PostAdmin(ListOnly):
    """The list of posts, the newest on top."""

    model = Post
    menu_label = gettext_lazy("Posts")
    menu_item_name = "single-posts"
    menu_icon = "openquote"
    list_display = ("text", "written_by", "where", "standing", "created")
    list_filter = (PostStandingFilter,)
    search_fields = ("body", "thread__title", "author__first_name", "author__last_name")
    list_export = ("text", "written_by", "where", "standing", "created", "mark_count")
    export_filename = "beitraege-im-forum"
    ordering = ("-pk",)

    @display(description=gettext_lazy("text"))
    def text(self, post: Post) -> str:
        return format_html('<a href="{}">{}</a>', reverse("forum_post_modeladmin_inspect", args=[post.pk]), post)

    @display(description=gettext_lazy("author"), ordering="author__last_name")
    def written_by(self, post: Post) -> str:
        return writer(post.author, shielded=post.shielded)

    @display(description=gettext_lazy("conversation"))
    def where(self, post: Post) -> str:
        return str(post.thread)

    @display(description=gettext_lazy("state"))
    def standing(self, post: Post) -> str:
        return standing_of_post(post)

    @display(description=gettext_lazy("written at"), ordering="pk")
    def created(self, post: Post) -> str:
        return moment(post.created_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).select_related("thread", "author", "removed_by")

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        one = path("forum/post/<pk:pk>/", PostView.as_view(), name="forum_post_modeladmin_inspect")
        return (*super().get_admin_urls_for_registration(), one)


class ForumGroup(ModelAdminGroup):
    """Both lists under one heading."""

    items = (ThreadAdmin, PostAdmin)
    menu_label = gettext_lazy("Forum")
    menu_item_name = "discussion-lists"
    menu_icon = "comment"
    menu_order = 160


def standing_of(thread: Thread) -> str:
    """Return how a thread stands, as editors see it."""
    if thread.merged_into_id is not None:
        return _("Merged into another conversation")
    if thread.hidden_at is not None:
        return _("Deleted, only editors see it")
    words = [thread.state_words() or _("Conversation goes on"), _("Pinned by the editors") if thread.pinned else ""]
    return ", ".join(filter(None, words))


def standing_of_post(post: Post) -> str:
    """Return how a post stands, and who took it away."""
    if post.removed_at is None:
        return _("Everybody reads it")
    who = post.removed_by.display_name if post.removed_by else _("Former member")
    return _("Deleted by %(name)s, %(when)s") % {"name": who, "when": moment(post.removed_at)}


class InspectView(WagtailAdminTemplateMixin, TemplateView):
    """One thing of the forum with all that is known of it; what editors do to it they do in the portal."""

    template_name = "forum/admin/inspect.html"
    header_icon = "comment"
    http_method_names = ("get", "head")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not user_can_moderate_forum(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def inspected(self) -> dict[str, Any]:
        """Return what the page shows."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.inspected()


class ThreadView(InspectView):
    page_title = gettext_lazy("Conversation")

    def inspected(self) -> dict[str, Any]:
        threads = Thread.objects.select_related("topic", "author__municipality", "merged_into")
        thread = get_object_or_404(threads, pk=self.kwargs["pk"])
        posts = Post.objects.filter(thread=thread)
        facts: Facts = [
            (_("Who asks"), writer(thread.author, shielded=thread.shielded)),
            (_("State"), standing_of(thread)),
            (_("Topic"), thread.topic.name if thread.topic else _("Everything else")),
            (_("Written at"), moment(thread.created_at)),
            (_("Last post at"), moment(thread.last_post_at)),
            (_("Answers"), thread.answer_count),
            (_("Deleted posts"), posts.filter(removed_at__isnull=False).count()),
            (_("People who follow it"), thread.readers.filter(follows=True).count()),
        ]
        first = posts.filter(position=1).first()
        cases = Case.objects.filter(kind="post", object_id__in=posts.values("pk"))
        ways = [
            (thread.get_absolute_url(), _("Look at it in the portal")),
            (reverse("forum:moderate", args=[thread.pk]), _("Close, pin, move, split, merge")),
        ]
        return {"thing": thread, "facts": facts, "html": first.html if first else "", "cases": cases[:20], "ways": ways}


class PostView(InspectView):
    page_title = gettext_lazy("Post")

    def inspected(self) -> dict[str, Any]:
        posts = Post.objects.select_related("thread", "author__municipality", "removed_by")
        post = get_object_or_404(posts, pk=self.kwargs["pk"])
        facts: Facts = [
            (_("Who wrote it"), writer(post.author, shielded=post.shielded)),
            (_("State"), standing_of_post(post)),
            (_("Written at"), moment(post.created_at)),
            (_("Changes"), post.edit_count),
            (_("Helped"), post.mark_count),
            (_("Files"), post.file_count),
            (_("Addressed"), ", ".join(mention.user.display_name for mention in post.mentions.select_related("user"))),
        ]
        ways = [
            (post.get_absolute_url(), _("Look at it in the portal")),
            (reverse("forum:history", args=[post.pk]), _("What this post said before")),
            (reverse("forum_thread_modeladmin_inspect", args=[post.thread_id]), _("The whole conversation")),
        ]
        cases = Case.objects.filter(kind="post", object_id=post.pk)
        return {"thing": post.thread, "facts": facts, "html": post.html, "cases": cases[:20], "ways": ways}
