"""Writing files to the disk: all of a file with its row, or nothing of either."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.fields.files import FieldFile

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(Exception):  # noqa: N818 - a state of the world, as ENOSPC is
    """There is no room for a file; nothing of it was kept."""


@contextmanager
def nothing_left_on_failure(file: FieldFile) -> Iterator[None]:
    """Remove what was written of a file that is about to be saved when its row cannot be saved.

    The file's name must be one that no other file has. Raises `StorageFull` where the disk is full.
    """
    name = file.field.generate_filename(file.instance, file.name or "")
    try:
        yield
    except BaseException as error:
        file.storage.delete(name)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise StorageFull(name) from error
        raise
