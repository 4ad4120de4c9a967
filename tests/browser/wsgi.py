"""The portal for the browser: a file is waited for as long as a busy machine takes, so that suggestions are there."""

from cms.wsgi import application
from integration.contribute import drafts

__all__ = ["application"]

assert drafts.READ_SECONDS
drafts.READ_SECONDS = 60.0
