"""Threads and posts, written as people write them: `ThreadFactory(author=…)`, `PostFactory(thread=…)`."""

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from integration.forum.models import Post, Thread
from integration.forum.services import Words, answer, ask
from tests.factories.people import UserFactory


class ThreadFactory(DjangoModelFactory):
    class Meta:
        model = Thread

    title = factory.Sequence(lambda n: f"Frage {n}: Wer zahlt das Dolmetschen?")
    body = "<p>Bei uns ist das nicht geregelt.</p>"
    author = factory.SubFactory(UserFactory)
    sort = Thread.Sort.QUESTION
    topic = None
    shielded = False

    @classmethod
    def _create(cls, model_class: type[Thread], *args: Any, **kwargs: Any) -> Thread:
        words = Words(body=kwargs.pop("body"), documents=kwargs.pop("documents", ()), images=kwargs.pop("images", ()))
        post = ask(user=kwargs.pop("author"), key=uuid.uuid4(), words=words, **kwargs).post
        return Thread.objects.get(pk=post.thread_id)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    body = "<p>Bei uns zahlt der Kreis.</p>"
    author = factory.SubFactory(UserFactory)
    shielded = False

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **kwargs: Any) -> Post:
        parts = {name: kwargs.pop(name) for name in ("quoted", "quote", "documents", "images") if name in kwargs}
        words = Words(body=kwargs.pop("body"), **parts)
        return answer(user=kwargs.pop("author"), key=uuid.uuid4(), words=words, **kwargs).post
