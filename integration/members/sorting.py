"""How German lists are sorted, whichever database answers."""

import unicodedata


def german_key(text: str) -> str:
    """Return a text as German lists sort it: without regard to case, umlauts as their vowels."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
