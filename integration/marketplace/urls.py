"""Addresses of the marketplace. The section of the tree at the same address stands for it in the navigation."""

from django.urls import URLPattern, URLResolver, include, path

from integration.marketplace import form_views, life_views, views

marketplace_patterns: list[URLPattern] = [
    path("marktplatz/", views.listings, name="listings"),
    path("marktplatz/neu/", form_views.create, name="create"),
    path("marktplatz/entwurf/<uuid:key>/", form_views.draft, name="draft"),
    path("marktplatz/entwurf/<uuid:key>/sichern/", form_views.save, name="save_draft"),
    path("marktplatz/entwurf/<uuid:key>/bild/", form_views.upload, name="upload"),
    path("marktplatz/entwurf/<uuid:key>/loeschen/", form_views.discard, name="discard_draft"),
    path("marktplatz/verlaengern/<str:token>/", life_views.renew_by_link, name="renew_by_link"),
    path("marktplatz/<pk:pk>/", views.listing, name="listing"),
    path("marktplatz/<pk:pk>/uebergabe.pdf", views.handover, name="handover"),
    path("marktplatz/<pk:pk>/bearbeiten/", form_views.edit, name="edit"),
    path("marktplatz/<pk:pk>/reservieren/", life_views.reserve, name="reserve"),
    path("marktplatz/<pk:pk>/freigeben/", life_views.release, name="release"),
    path("marktplatz/<pk:pk>/erledigt/", life_views.finish, name="finish"),
    path("marktplatz/<pk:pk>/verlaengern/", life_views.renew, name="renew"),
    path("marktplatz/<pk:pk>/zuruecknehmen/", life_views.withdraw, name="withdraw"),
    path("marktplatz/<pk:pk>/wieder-einstellen/", life_views.reopen, name="reopen"),
    path("marktplatz/<pk:pk>/ausblenden/", life_views.moderate, name="moderate"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((marketplace_patterns, "marketplace")))]
