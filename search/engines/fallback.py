"""Asks a second engine where the first does not answer, and spares the first for a while when it keeps failing."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from search.ranking import EngineUnavailable

MOST_FAILURES = 3  # in a row
SKIPPED_SECONDS = 30.0
STATE_SECONDS = 5.0  # monitoring and its retries ask no more often how the first engine is

Asked = TypeVar("Asked")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """What an engine found; `reduced` says that the second one did."""

    result: Result
    reduced: bool


class Fallback(Generic[Asked]):
    """Two engines, the second of which always answers. One object serves all threads of a process.

    The first fails by raising `EngineUnavailable`; that it does so in time is its own duty.
    """

    def __init__(self, first: Asked, second: Asked, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.first, self.second, self._clock = first, second, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._skipped_until = 0.0
        self._looking = threading.Lock()
        self._state: tuple[float, bool] | None = None  # when it was looked at, and whether the second one answered

    def ask(self, question: Callable[[Asked], Result]) -> Answer[Result]:
        """Put a question to the first engine or, if need be, to the second."""
        if self._try_first():
            try:
                result = question(self.first)
            except EngineUnavailable as error:
                self._failed(error)
            else:
                self._answered()
                return Answer(result, reduced=False)
        return Answer(question(self.second), reduced=True)

    def is_reduced(self, question: Callable[[Asked], Result]) -> bool:
        """Say whether the second engine answers, as was found out by this question some seconds ago at most."""
        with self._looking:
            if self._state is None or self._clock() - self._state[0] >= STATE_SECONDS:
                reduced = self.ask(question).reduced
                self._state = (self._clock(), reduced)
            return self._state[1]

    def _try_first(self) -> bool:
        """Say whether to ask the first engine; of many who come after the pause, one finds out for all."""
        with self._lock:
            if self._failures < MOST_FAILURES:
                return True
            now = self._clock()
            if now < self._skipped_until:
                return False
            self._skipped_until = now + SKIPPED_SECONDS
            return True

    def _failed(self, error: EngineUnavailable) -> None:
        with self._lock:
            self._failures += 1
            skipped = self._failures >= MOST_FAILURES
            if skipped:
                self._skipped_until = self._clock() + SKIPPED_SECONDS
        logger.warning("search in reduced mode%s: %s", " for a while" if skipped else "", error)

    def _answered(self) -> None:
        with self._lock:
            back, self._failures = self._failures >= MOST_FAILURES, 0
        if back:
            logger.warning("search is back from reduced mode")
