"""Files and pictures that come with a post: what is sent once is not asked for again, whatever else is wrong."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext

from integration.files.fields import FilesField
from integration.files.models import Document, Image
from integration.files.uploads import Uploads, add_uploads
from integration.forum.models import Post
from integration.forum.personal import Draft
from integration.members.requests import MemberRequest, as_keys

MOST = 10  # files of a post
DOCUMENTS, IMAGES = "kept_documents", "kept_images"  # names of the boxes that keep a file, ticked
UNNAMED = gettext_lazy(
    "Without a name we take pictures only: documents often say who wrote them. Copy the words into your text instead."
)


def uploads_field() -> FilesField:
    """Return the field for files."""
    return FilesField(label=gettext_lazy("Add files or pictures"), required=False)


def files_of(post: Post) -> Uploads:
    """Return what a post carries."""
    files = list(post.files.select_related("document", "image"))
    return Uploads([file.document for file in files if file.document], [file.image for file in files if file.image])


def take_uploads(request: MemberRequest, form: forms.Form, post: Post | None = None) -> Uploads:
    """Return what the form keeps and what came with it, stored; what cannot be taken the form says."""
    kept = _named(request.user.pk, *(request.POST.getlist(name) for name in (DOCUMENTS, IMAGES)), post=post)
    text = ngettext("A post takes at most %(limit)d file.", "A post takes at most %(limit)d files.", MOST)
    add_uploads(request, form, kept, most=MOST, too_many=text % {"limit": MOST})
    return kept


def kept_of(draft: Draft, post: Post | None = None) -> Uploads:
    """Return the files that a draft names and that are still there."""
    documents, images = (draft.data.get(name, []) for name in (DOCUMENTS, IMAGES))
    return _named(draft.user_id, documents, images, post=post)


def _named(user_id: int, documents: list[str], images: list[str], *, post: Post | None) -> Uploads:
    """Return the files that a form keeps: this person's own that no post has yet, and those of the post."""
    if not documents and not images:
        return Uploads()
    own = Q(uploaded_by_user=user_id, temporary=True)
    there = files_of(post) if post is not None else Uploads()
    return Uploads(
        list(Document.objects.filter(own | Q(pk__in=[file.pk for file in there.documents]), pk__in=as_keys(documents))),
        list(Image.objects.filter(own | Q(pk__in=[file.pk for file in there.images]), pk__in=as_keys(images))),
    )
