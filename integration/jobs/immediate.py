"""What Wagtail and its search enqueue after a save runs at once, in the transaction of the save.

One write of theirs is several saves, each with the same tasks about the same page, which read it as it is by then. Of
those within `run_once` only the last one runs, at the end. What a page refers to is read once with the page: Wagtail
would read all of it again for each of its contacts, files and pictures, and as a page of no kind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult
from modelcluster.fields import ParentalKey

_Key = tuple[str, str]  # task and arguments
# What the running `run_once` has still to run, in the order of the last enqueueing; None outside of one
_waiting: ContextVar[dict[_Key, tuple["OnceBackend", TaskResult[Any]]] | None] = ContextVar("_waiting", default=None)


class OnceBackend(ImmediateBackend):
    """Runs tasks at once, or at the end of `run_once`."""

    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        waiting = _waiting.get()
        if waiting is None:
            super()._execute_task(task_result)
            return
        key = task_result.task.module_path, repr((task_result.args, task_result.kwargs))
        waiting.pop(key, None)
        waiting[key] = self, task_result


@contextmanager
def run_once() -> Iterator[None]:
    """Run what is enqueued within at the end, the same with the same arguments once; nothing of it after an error.

    Within another one the outermost runs it.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[_Key, tuple[OnceBackend, TaskResult[Any]]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    wholes = {_about(result) for _backend, result in waiting.values() if _reads_references(result)}
    for backend, task_result in waiting.values():
        if not (_reads_references(task_result) and _is_part_of(wholes, *_about(task_result))):
            backend._execute_task(task_result)


def _reads_references(task_result: TaskResult[Any]) -> bool:
    return task_result.task.module_path == "wagtail.tasks.update_reference_index_task"


def _about(task_result: TaskResult[Any]) -> tuple[type[Model], str]:
    app_label, model_name, pk = task_result.args
    return apps.get_model(app_label, model_name), pk


def _is_part_of(wholes: set[tuple[type[Model], str]], model: type[Model], pk: str) -> bool:
    """Return whether what a row belongs to, as its `ParentalKey` says, is one of these."""
    key = next((field for field in model._meta.get_fields() if isinstance(field, ParentalKey)), None)
    if key is None:
        return False
    of = [whole for whole, _pk in wholes if issubclass(whole, key.related_model)]
    parent = model._default_manager.filter(pk=pk).values_list(key.attname, flat=True).first() if of else None
    return any((whole, str(parent)) in wholes for whole in of)
