"""The words of posts without their markup."""

import re
from collections.abc import Sequence
from html import unescape

from django.utils.text import Truncator

TEASER_LENGTH = 240  # characters
BLOCK_END = re.compile(r"</(?:p|li|h3)>|<br/>")
TAG = re.compile(r"<[^>]+>")


def plain_text(html: str) -> str:
    """Return the words of a post, which is clean HTML, each block on a line of its own."""
    return unescape(TAG.sub("", BLOCK_END.sub("\n", html))).strip()


def teaser_of(texts: Sequence[str]) -> str:
    """Return what lists say of a thread with these posts: how the first one begins."""
    return Truncator(" ".join((texts[0] if texts else "").split())).chars(TEASER_LENGTH, truncate=" …")
