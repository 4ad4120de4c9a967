"""What somebody wants to share, guessed from the little that they gave; the form lets them change it."""

import re

EVENT = re.compile(
    r"\b(?:\w*(?:veranstaltung|fachtag|fachtagung|tagung|workshop|seminar|webinar|schulung|fortbildung|kongress|konferenz"
    r"|netzwerktreffen|infoabend|informationsabend|sprechtag|barcamp|symposium|fachforum|exkursion)(?:en|s|e)?"
    r"|save the date|einladung zu[rm]?|tag der offenen tür)\b",
    re.IGNORECASE,
)
MATERIAL = re.compile(
    r"\b\w*(?:konzept|konzeption|leitfaden|handreichung|arbeitshilfe|merkblatt|checkliste|vorlage|muster|vordruck|formular"
    r"|flyer|broschüre|satzung|vereinbarung|protokoll|pressemitteilung|präsentation|fragebogen|übersicht)(?:en|s|e|n)?\b",
    re.IGNORECASE,
)


def guess_kind(*, title: str, has_link: bool, has_documents: bool) -> str:
    """Return the name of the kind: a document is material, an address a link, a question asks for talk."""
    if has_documents:
        return "material"
    if has_link:
        return "link"
    if title.rstrip().endswith("?"):
        return "proposal"
    if EVENT.search(title):
        return "event"
    return "material" if MATERIAL.search(title) else "project"
