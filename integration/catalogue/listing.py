"""Filters of a list of entries: what can be chosen is what is there."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from integration.catalogue.models import EntryQuerySet
from integration.members.sorting import german_key


@dataclass(frozen=True)
class TopicOnOffer:
    """A topic with the number of entries under it."""

    slug: str
    name: str
    number: int


class EntryFilterForm(forms.Form):
    """Narrows a list by topic and municipality; a value that is not offered is ignored, so old links keep working."""

    thema = forms.MultipleChoiceField(label=_("Topic"), required=False, widget=forms.CheckboxSelectMultiple)
    kommune = forms.ChoiceField(label=_("Municipality"), required=False)

    def __init__(self, query: QueryDict, *, entries: EntryQuerySet) -> None:
        super().__init__(query)
        self.query = query
        self.entries = entries
        # Grouped from the entries: asking from the topics and municipalities costs several times as much
        found = entries.filter(topics__isnull=False).values_list("topics", "topics__slug", "topics__name")
        self.topics = [
            TopicOnOffer(slug=slug, name=name, number=number)
            for _pk, slug, name, number in found.annotate(number=Count("pk")).order_by(
                "topics__sort_order", "topics__name"
            )
        ]
        places = entries.filter(municipality__isnull=False).order_by().distinct()
        self.municipalities = [
            ("", str(_("All municipalities"))),
            *sorted(
                places.values_list("municipality__ags", "municipality__name"), key=lambda place: german_key(place[1])
            ),
        ]
        cast(forms.MultipleChoiceField, self.fields["thema"]).choices = [
            (topic.slug, topic.name) for topic in self.topics
        ]
        cast(forms.ChoiceField, self.fields["kommune"]).choices = self.municipalities

    def chosen_topics(self) -> list[TopicOnOffer]:
        """Return the topics that are ticked and on offer."""
        wanted = set(self.query.getlist("thema"))
        return [topic for topic in self.topics if topic.slug in wanted]

    def chosen_municipality(self) -> str:
        """Return the AGS that is chosen and on offer, or an empty string."""
        ags = self.query.get("kommune", "")
        return ags if ags in dict(self.municipalities) else ""

    def _without(self, name: str, value: str) -> str:
        query = self.query.copy()
        kept = [other for other in query.getlist(name) if other != value]
        query.pop("seite", None)
        query.setlist(name, kept)
        return f"?{query.urlencode()}"

    def chips(self) -> list[dict[str, Any]]:
        """Return what is chosen, each with the address of the list without it, for `parts/chip.html`."""
        chips = [
            {"label": topic.name, "url": self._without("thema", topic.slug), "removes": True}
            for topic in self.chosen_topics()
        ]
        ags = self.chosen_municipality()
        if ags:
            name = dict(self.municipalities)[ags]
            chips.append({"label": name, "url": self._without("kommune", ags), "removes": True})
        return chips

    def topic_facet(self) -> dict[str, Any]:
        """Return the topics on offer with their numbers, for `parts/facet.html`."""
        chosen = self.chosen_topics()
        options = [
            {"value": topic.slug, "label": topic.name, "count": topic.number, "checked": topic in chosen}
            for topic in self.topics
        ]
        return {"name": "thema", "title": self.fields["thema"].label, "options": options}

    def is_narrowed(self) -> bool:
        """Return whether anything is chosen."""
        return bool(self.chosen_topics() or self.chosen_municipality())

    def filtered(self) -> EntryQuerySet:
        """Return the entries under all chosen topics and from the chosen municipality, newest first."""
        entries = self.entries
        for topic in self.chosen_topics():
            entries = entries.with_topic(topic.slug)
        if self.chosen_municipality():
            entries = entries.of_municipality(self.chosen_municipality())
        return entries.newest()
