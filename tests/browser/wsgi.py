"""The portal for the browser: a file is waited for as long as a busy machine takes, so that suggestions are there.

Links stand for what takes messages, so that this can be seen apart from any kind that really does.
"""

from cms.wsgi import application
from integration.contribute import drafts
from integration.models import LinkPage

__all__ = ["application"]

assert drafts.READ_SECONDS
drafts.READ_SECONDS = 60.0
LinkPage.takes_messages = True
