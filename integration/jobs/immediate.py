"""What Wagtail and its search enqueue after a save runs at once, in the transaction of the save.

One write of theirs is several saves, each with the same tasks about the same page, which read it as it is by then. Of
those within `run_once` only the last one runs, at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult

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
    for backend, task_result in waiting.values():
        backend._execute_task(task_result)
