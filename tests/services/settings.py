"""The portal in a server process on the database of the tests, with its files where the test can look at them."""

from cms.settings.base import env
from cms.settings.test import *  # noqa: F403

MEDIA_ROOT = env.str("MEDIA_ROOT")
# A disk that is full only for the files that are kept: the limit of a process counts for all of its files
FILE_UPLOAD_MAX_MEMORY_SIZE = env.int("FILE_UPLOAD_MAX_MEMORY_SIZE", default=1024 * 1024)
