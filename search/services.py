"""Brings the indexes up to date: changes are noted with the change itself and told soon after, never lost."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from threading import RLock
from types import MappingProxyType

from django.db import DatabaseError
from django.utils import timezone

from search import analysis
from search.documents import read_documents
from search.engines.kept import KeptIndex, kept_indexes, together
from search.models import IndexChange
from search.ranking import Document, Indexed, RankedIndex

logger = logging.getLogger(__name__)

Analysed = Mapping[Document, Indexed]

_telling = RLock()  # threads of one process need not analyse the same texts

CHANGES_AT_ONCE = 100  # told in one transaction, which keeps other writers waiting
LETTERS_AT_ONCE = 2_000_000  # of their texts, which are analysed before, in memory; a single text may be longer
KEEP_DONE = timedelta(days=1)  # longer than any rebuild takes
LETTERS_IN_A_HURRY = 50_000  # of one text; a tenth of a second
PATIENCE = 0.5  # seconds that a search waits for other writers, before it goes on without the newest


def note_changes(*, entries: Collection[int]) -> None:
    """Note for every index that these entries have changed; part of the transaction that changes them."""
    for name in kept_indexes():
        IndexChange.objects.note(index=name, entries=entries)


def bring_up_to_date(*, kept: KeptIndex, patience: float | None = None) -> bool:
    """Tell an index the oldest changes that are due; return whether there are more."""
    due = IndexChange.objects.due(kept.name)
    if not due.exists():
        return False
    if not kept.available():  # what waits is not touched, so that it is told as soon as the index is back
        logger.warning("The search index %s is away; its changes wait.", kept.name)
        return False
    if not _telling.acquire(timeout=-1 if patience is None else patience):
        return True  # another thread is at it
    try:
        changes = list(due[:CHANGES_AT_ONCE])
        prepared, analysed = _prepare(changes, hurry=patience is not None)  # what takes long: not while writers wait
        with kept.alone(patience):
            changes = list(due.filter(pk__in=[change.pk for change in prepared]))  # others may have told some
            try:
                with together(kept):
                    _tell(kept, changes, analysed)
            except Exception as error:  # whatever it is, it must not stop the others
                if not kept.available():
                    logger.warning("The search index %s went away: %r", kept.name, error)
                    return False
                logger.warning("The search index %s takes its changes one by one: %r", kept.name, error)
                _tell_one_by_one(kept, changes, analysed)
    finally:
        _telling.release()
    return due.exists()


def _prepare(changes: Sequence[IndexChange], *, hurry: bool) -> tuple[list[IndexChange], Analysed]:
    """Analyse the texts of as many of the oldest changes as there is memory for; in a hurry without the long ones."""
    analysis.warm()
    documents = {document.id: document for document in read_documents({change.entry_id for change in changes})}
    if hurry:
        long = {document.id for document in documents.values() if len(document.text) > LETTERS_IN_A_HURRY}
        changes = [change for change in changes if change.entry_id not in long]
    analysed: dict[Document, Indexed] = {}
    letters = 0
    for number, change in enumerate(changes):
        document = documents.get(change.entry_id)
        if document is None or document in analysed:
            continue
        if letters and letters + len(document.text) > LETTERS_AT_ONCE:
            return list(changes[:number]), analysed
        letters += len(document.text)
        analysed[document] = Indexed.of(document)
    return list(changes), analysed


def bring_all_up_to_date() -> None:
    """Tell the indexes that lie in the database everything that is due, however much it is."""
    for kept in kept_indexes().values():
        while kept.at_once and bring_up_to_date(kept=kept):
            pass


def bring_up_to_date_for_a_search() -> None:
    """Tell the indexes that lie in the database what they have not heard of, so that all that was saved is found.

    A search never fails for it, nor does it wait long: then it does without the newest, and without long texts, which
    are left to the worker.
    """
    for kept in kept_indexes().values():
        if kept.at_once:
            try:
                bring_up_to_date(kept=kept, patience=PATIENCE)
            except DatabaseError as error:
                logger.info("A search goes on without the newest changes: %s", error)


def _tell(kept: KeptIndex, changes: Collection[IndexChange], analysed: Analysed) -> None:
    bring(index=kept.live(), entries={change.entry_id for change in changes}, analysed=analysed)
    IndexChange.objects.filter(pk__in=[change.pk for change in changes]).update(done_at=timezone.now(), error="")


def bring(*, index: RankedIndex, entries: Collection[int], analysed: Analysed = MappingProxyType({})) -> None:
    """Put into an index what is published of these entries now, and take the others out.

    `analysed` saves the work for texts that are still the same.
    """
    documents = read_documents(entries)
    index.remove(sorted(set(entries) - {document.id for document in documents}))
    index.index(analysed.get(document, document) for document in documents)


def _tell_one_by_one(kept: KeptIndex, changes: Collection[IndexChange], analysed: Analysed) -> None:
    """Let those that fail wait, each time longer; the others are told."""
    by_entry: defaultdict[int, list[IndexChange]] = defaultdict(list)
    for change in changes:
        by_entry[change.entry_id].append(change)
    for entry, its_changes in by_entry.items():
        try:
            with together(kept):
                _tell(kept, its_changes, analysed)
        except Exception as error:
            if not kept.available():
                return
            logger.exception("The search index %s could not be told of entry %d", kept.name, entry)
            for change in its_changes:
                change.failed(error)


def delete_old_changes() -> None:
    """Delete what was told long ago."""
    IndexChange.objects.filter(done_at__lt=timezone.now() - KEEP_DONE).delete()
