"""Work for the worker: what takes too long while somebody waits."""

from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskContext

from integration.catalogue.models import Entry
from integration.catalogue.services import record_newest
from integration.files import extraction
from integration.files.models import Document

READING_ATTEMPTS = 3  # a file that took the worker down so often is not read any more


@task(backend="queue", takes_context=True)
def read_document(context: TaskContext, document_id: int) -> None:
    """Read a document's text if that is still to be done, then tell the contributions that use it.

    Safe to run twice and to be killed anywhere: what is done is not done again, what is missing is.
    """
    document = Document.objects.filter(pk=document_id).first()
    if document is None:  # deleted meanwhile
        return
    if document.text_state == Document.TextState.PENDING:
        if context.attempt > READING_ATTEMPTS:
            note = _("No readable text: the file could not be read.")
            extraction.write_reading(document, extraction.Reading(note=note))
        else:
            extraction.read_document(document)
    record_contributions_with(document)


def record_contributions_with(document: Document) -> None:
    """Record anew every contribution that uses a document."""
    for entry in Entry.objects.filter(documents=document).select_related("content_type"):
        model = entry.content_type.model_class()
        if model is not None:
            record_newest(model=model, object_id=entry.object_id, files_changed=True)
