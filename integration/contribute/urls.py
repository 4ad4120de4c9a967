"""Handing in and looking after one's own contributions."""

from django.urls import URLPattern, URLResolver, include, path

from integration.contribute import (
    change_views,
    draft_views,
    life_views,
    proposal_views,
    question_views,
    upload_views,
    views,
)

contribute_patterns: list[URLPattern] = [
    path("beitrag/neu/", draft_views.choose, name="choose"),
    path("beitrag/neu/proposal/", proposal_views.create_proposal, name="topic_proposal_create"),
    path("beitrag/neu/<slug:kind>/", views.create, name="create"),
    path("beitrag/<pk:pk>/bearbeiten/", views.edit, name="edit"),
    path("beitrag/<pk:pk>/ansehen/", views.preview, name="preview"),
    path("beitrag/<pk:pk>/zurueckziehen/", views.take_back, name="withdraw"),
    path("beitrag/<pk:pk>/einreichen/", life_views.hand_in, name="submit"),
    path("beitrag/<pk:pk>/archivieren/", life_views.put_away, name="archive"),
    path("beitrag/<pk:pk>/vorlage/", life_views.copy, name="copy"),
    path("beitrag/<pk:pk>/loeschen/", life_views.discard, name="discard"),
    path("beitrag/entwurf/<uuid:key>/", draft_views.draft, name="draft"),
    path("beitrag/entwurf/<uuid:key>/sichern/", draft_views.save, name="save_draft"),
    path("beitrag/entwurf/<uuid:key>/datei/", upload_views.upload, name="upload"),
    path("beitrag/entwurf/<uuid:key>/vorschlaege/", upload_views.suggestions, name="suggestions"),
    path("beitrag/entwurf/<uuid:key>/loeschen/", life_views.discard_form, name="discard_draft"),
    path("beitrag/<pk:pk>/was-noch-fehlt/", question_views.question, name="question"),
    path("beitrag/<pk:pk>/aenderung-vorschlagen/", change_views.propose, name="propose"),
    path("beitrag/aenderung/<pk:pk>/", change_views.proposal, name="proposal"),
    path("themenvorschlaege/<pk:pk>/", proposal_views.detail, name="topic_proposal"),
    path("themenvorschlag/<pk:pk>/bearbeiten/", proposal_views.edit_proposal, name="topic_proposal_edit"),
    path("themenvorschlag/<pk:pk>/ansehen/", proposal_views.preview, name="topic_proposal_preview"),
    path("themenvorschlag/<pk:pk>/zurueckziehen/", proposal_views.withdraw, name="topic_proposal_withdraw"),
    path("meine-beitraege/", views.mine, name="mine"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((contribute_patterns, "contribute")))]
