"""Who wrote a post, as this reader may know it: the only place where a post becomes a name on a page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from integration.forum.models import Post, Thread
from integration.members.models import Municipality, User


@dataclass(frozen=True)
class Byline:
    """A person, or somebody without a name; `known` is the person where pages may show one."""

    name: str
    line: str = ""
    known: User | None = None
    municipality: Municipality | None = None
    told: str = ""  # to editors alone: who it is

    @property
    def is_shielded(self) -> bool:
        return self.known is None


def byline_of(post: Post, thread: Thread, reader: User) -> Byline:
    """Return who wrote a post; of somebody without a name only whether it is who asked, or the reader."""
    person = post.author
    if post.shielded:
        name = _("Without a name")
        if thread.shielded and person is not None and post.author_id == thread.author_id:
            name = _("Without a name, asks here")
        line = _("Works for a member municipality, known to the editors")
        if person is not None and person.pk == reader.pk:
            line = _("This is you. Only the editors know that.")
        told = person.display_name if person is not None and reader.is_editor else ""
        return Byline(name=name, line=line, told=told)
    if person is None or person.anonymised_at is not None:
        return Byline(name=_("Former member"))
    parts = [person.function, person.municipality.name if person.municipality else ""]
    line = ", ".join(part for part in parts if part)
    return Byline(name=person.display_name, line=line, known=person, municipality=person.municipality)


def asker_of(thread: Thread) -> Byline:
    """Return who began a thread, as lists show it to everybody, editors too."""
    person = thread.author
    if thread.shielded:
        return Byline(name=_("Asked without a name"))
    if person is None or person.anonymised_at is not None:
        return Byline(name=_("Former member"))
    return Byline(name=person.display_name, known=person, municipality=person.municipality)
