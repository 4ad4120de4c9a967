"""Addresses of the forum. The section of the tree at the same address stands for it in the navigation."""

from django.urls import URLPattern, URLResolver, include, path

from integration.forum import draft_views, held_views, moderation_views, post_views, views

forum_patterns: list[URLPattern] = [
    path("forum/", views.threads, name="threads"),
    path("forum/fragen/", views.ask, name="ask"),
    path("forum/aehnliches/", views.similar, name="similar"),
    path("forum/entwurf/", draft_views.draft, name="draft"),
    path("forum/wartet/<pk:pk>/", held_views.held, name="held"),
    path("forum/<pk:pk>/", views.thread, name="thread"),
    path("forum/<pk:pk>/neues/", views.unread, name="unread"),
    path("forum/<pk:pk>/antworten/", views.answer, name="answer"),
    path("forum/<pk:pk>/folgen/", views.follow, name="follow"),
    path("forum/<pk:pk>/merken/", views.bookmark, name="bookmark"),
    path("forum/<pk:pk>/ordnen/", moderation_views.moderate, name="moderate"),
    path("forum/beitrag/<pk:pk>/", post_views.post, name="post"),
    path("forum/beitrag/<pk:pk>/bearbeiten/", post_views.edit, name="edit"),
    path("forum/beitrag/<pk:pk>/loeschen/", post_views.remove, name="remove"),
    path("forum/beitrag/<pk:pk>/wiederherstellen/", post_views.restore, name="restore"),
    path("forum/beitrag/<pk:pk>/hilft/", post_views.mark, name="mark"),
    path("forum/beitrag/<pk:pk>/annehmen/", post_views.accept, name="accept"),
    path("forum/beitrag/<pk:pk>/verlauf/", post_views.history, name="history"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((forum_patterns, "forum")))]
