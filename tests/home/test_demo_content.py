"""The demo's content holds together before anybody loads it: numbers, references, reserved phones, spelling."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from home.demo_pictures import LISTING_PICTURES
from home.models import PortalSettings
from integration.marketplace.models import Listing
from integration.marketplace.setup import FIRST
from integration.members.roles import Role
from integration.models.discussions import TopicDiscussionPage
from integration.models.events import EventPage
from integration.models.links import LinkKind, LinkPage
from integration.models.materials import MaterialKind, MaterialPage
from integration.models.projects import ProjectPage
from integration.taxonomy.models import TopicIcon

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
DEMO = FIXTURES / "demo"
COUNTS = {"projects": 18, "materials": 14, "events": 8, "links": 6, "discussions": 4}
MODELS = {
    "projects": ProjectPage,
    "materials": MaterialPage,
    "events": EventPage,
    "links": LinkPage,
    "discussions": TopicDiscussionPage,
}
# Ranges that the Bundesnetzagentur keeps for film and print
FICTION = re.compile(r"(030 23125|040 66969|069 90009|0221 4710|089 99998)-\d{3}")
PHONE = re.compile(r"\b0\d{2,4}[ /]\d[\d -]{4,}\d")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
WEB = re.compile(r"https?://([\w.-]+)")
PUBLIC_SITES = {
    "www.gesetze-im-internet.de",
    "www.foerderdatenbank.de",
    "bamf-navi.bamf.de",
    "www.anerkennung-in-deutschland.de",
    "www.landesdatenbank.nrw.de",
    "handbookgermany.de",
}


def read(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


PEOPLE: list[dict[str, Any]] = read("people.json")["people"]
ACTIVE: list[str] = read("people.json")["active_municipalities"]
PUBLISHED: dict[str, list[dict[str, Any]]] = {name: read(f"entries/{name}.json") for name in COUNTS}
UNPUBLISHED: list[dict[str, Any]] = read("entries/unpublished.json")
PROPOSALS: list[dict[str, Any]] = read("entries/proposals.json")
THREADS: list[dict[str, Any]] = read("threads.json")
ALL: list[dict[str, Any]] = [entry for entries in PUBLISHED.values() for entry in entries] + UNPUBLISHED


def texts(value: Any) -> Iterator[str]:
    """Every string of a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def everything() -> str:
    names = ["topics.json", "people.json", "settings.json", "threads.json", "listings.json"]
    names += [f"entries/{name}.json" for name in [*COUNTS, "unpublished", "proposals"]]
    return "\n".join(text for name in names for text in texts(read(name)))


def test_there_are_fifty_published_contributions_and_four_that_are_not() -> None:
    assert {name: len(entries) for name, entries in PUBLISHED.items()} == COUNTS
    assert sum(COUNTS.values()) == 50
    assert Counter(entry["state"] for entry in UNPUBLISHED) == {"draft": 1, "in_review": 2, "changes_requested": 1}
    assert sum(entry["author"] == "mitglied@portal.example" for entry in UNPUBLISHED) == 2
    assert all(entry["comment"] for entry in UNPUBLISHED if entry["state"] == "changes_requested")


def test_the_land_is_complete_and_fourteen_municipalities_of_every_size_are_active() -> None:
    with (FIXTURES / "municipalities.csv").open(encoding="utf-8") as file:
        population = {row["ags"]: int(row["population"]) for row in csv.DictReader(file)}
    assert len(population) == 396
    assert len(set(ACTIVE)) == 14
    sizes = sorted(population[ags] for ags in ACTIVE)
    assert 6_000 <= sizes[0] < 7_000
    assert sizes[-1] <= 300_000
    assert sum(size < 20_000 for size in sizes) >= 5
    assert {person["ags"] for person in PEOPLE if person["ags"]} == set(ACTIVE)


def test_the_four_accounts_of_the_readme_are_there() -> None:
    people = {person["email"]: person for person in PEOPLE}
    assert len(people) == len(PEOPLE)
    assert people["mitglied@portal.example"]["groups"] == ["Mitglieder"]
    assert "Kommunenkontakt" in people["kommune@portal.example"]["groups"]
    assert people["kommune@portal.example"]["ags"] == people["mitglied@portal.example"]["ags"]
    assert people["redaktion@portal.example"]["groups"] == ["Redaktion"]
    assert people["admin@portal.example"]["groups"] == ["Administration"]
    assert {group for person in PEOPLE for group in person["groups"]} == {role.value for role in Role}


def test_topics_have_distinct_hues_and_known_icons() -> None:
    topics = read("topics.json")
    assert len(topics) == 10
    assert len({topic["hue"] for topic in topics}) == 10
    assert all(1 <= topic["hue"] <= 12 for topic in topics)
    assert {topic["icon"] for topic in topics} <= set(TopicIcon.values)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: str(entry["slug"]))
def test_what_a_contribution_refers_to_exists(entry: dict[str, Any]) -> None:
    emails = {person["email"] for person in PEOPLE}
    assert entry["author"] in emails
    assert entry["ags"] is None or entry["ags"] in ACTIVE
    assert 1 <= len(entry["topics"]) <= 2
    assert set(entry["topics"]) <= {topic["slug"] for topic in read("topics.json")}
    assert 1 <= len(entry["tags"]) <= 4
    assert entry["contacts"]
    for contact in entry["contacts"]:
        assert contact.get("user") in emails or {"name", "function", "phone", "email", "ags"} == set(contact)
    if "moderator" in entry:
        assert entry["moderator"] in emails
    assert {block["type"] for block in entry["body"]} <= {"text", "quote", "facts"}


def test_listings_name_people_categories_and_pictures_that_exist_and_fit_their_fields() -> None:
    specs, emails = read("listings.json"), {person["email"] for person in PEOPLE}
    assert len(specs) == len({spec["title"] for spec in specs}) == 25
    assert {spec["category"] for spec in specs} == {slug for _name, slug, _icon, _anywhere in FIRST}
    assert {spec["state"] for spec in specs} == {"open", "reserved", "done", "expired"}
    assert {spec["picture"] for spec in specs} - {""} == set(LISTING_PICTURES)
    for spec in specs:
        assert spec["author"] in emails
        assert spec["reserved_for"] in {*emails, ""}
        assert bool(spec["reserved_for"] or spec["reserved_name"]) == (spec["state"] == "reserved")
        for name in ("title", "text", "quantity", "price", "handover_note"):
            limit = getattr(Listing._meta.get_field(name), "max_length", None)
            assert limit
            assert len(spec[name]) <= limit


def test_slugs_titles_and_file_names_are_unique() -> None:
    for values in (
        [entry["slug"] for entry in ALL],
        [entry["title"] for entry in ALL],
        [file["name"] for entry in ALL for file in entry["files"]],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_texts_fit_their_fields(name: str) -> None:
    model = MODELS[name]
    for entry in PUBLISHED[name]:
        assert 40 <= len(entry["teaser"]) <= 300, entry["slug"]
        assert re.fullmatch(r"[a-z0-9-]+", entry["slug"])
        for field in model._meta.get_fields():
            limit, value = getattr(field, "max_length", None), entry.get(field.name)
            if limit and isinstance(value, str):
                assert len(value) <= limit, f"{entry['slug']}: {field.name}"


def test_settings_are_fields_of_the_portal_and_fit() -> None:
    for name, value in read("settings.json").items():
        limit = getattr(PortalSettings._meta.get_field(name), "max_length", None)
        assert value
        assert not limit or len(value) <= limit, name


def test_choices_are_ones_that_the_kinds_know() -> None:
    assert {entry["status"] for entry in PUBLISHED["projects"]} == set(ProjectPage.Status.values)
    assert {entry["material_kind"] for entry in PUBLISHED["materials"]} == set(MaterialKind.values)
    assert {entry["link_kind"] for entry in PUBLISHED["links"]} == set(LinkKind.values)


def test_every_project_tells_what_failed_and_every_material_has_its_file() -> None:
    for project in PUBLISHED["projects"]:
        assert len(project["failed"]) >= 2, project["slug"]
        assert len(project["worked"]) >= 2, project["slug"]
    for material in PUBLISHED["materials"]:
        assert material["files"], material["slug"]


def test_publication_is_spread_over_a_year_and_this_week() -> None:
    days = [entry["published_days_ago"] for entries in PUBLISHED.values() for entry in entries]
    assert min(days) == 0
    assert max(days) == 400
    assert sum(day < 7 for day in days) >= 5
    ordered = sorted(days)
    assert max(later - earlier for earlier, later in pairwise(ordered)) < 60
    for entry in UNPUBLISHED:
        assert entry["published_days_ago"] is None


def test_dates_are_days_from_loading_or_iso_dates_in_the_past() -> None:
    for entry in ALL:
        for name in ("period_start", "period_end", "date"):
            value = entry.get(name)
            if isinstance(value, str) and not (name == "period_end" and entry.get("status") == "running"):
                assert date.fromisoformat(value) < date(2026, 1, 1)
            elif isinstance(value, str):
                assert date.fromisoformat(value)
            else:
                assert value is None or isinstance(value, int)
        for file in entry["files"]:
            assert date.fromisoformat(file["spec"]["date"]) < date(2026, 1, 1)


def test_six_events_come_and_two_are_over() -> None:
    starts = [event["start_in_days"] for event in PUBLISHED["events"]]
    assert sum(start > 0 for start in starts) == 6
    for event in PUBLISHED["events"]:
        assert event["place"] or event["online_url"]
        assert event["all_day"] == (event["start_time"] is None)
        deadline = event["registration_deadline_in_days"]
        assert deadline is None or deadline < event["start_in_days"]


def test_one_round_runs_one_is_coming_and_the_closed_have_a_summary() -> None:
    rounds = PUBLISHED["discussions"]
    running = [one for one in rounds if one["opens_in_days"] <= 0 < one["closes_in_days"]]
    assert [one["slug"] for one in running] == ["erfahrungen-mit-ehrenamtlichen"]
    assert sum(one["opens_in_days"] > 0 for one in rounds) == 1
    for one in rounds:
        assert bool(one["summary"]) == (one["closes_in_days"] < 0)
        assert one["opens_in_days"] < one["closes_in_days"]


def test_about_ten_contributions_carry_a_document_of_real_length() -> None:
    lengths = [
        len(" ".join(file["spec"]["paragraphs"]).split()) for entry in ALL for file in entry["files"] if entry["files"]
    ]
    assert sum(200 <= length <= 600 for length in lengths) >= 10
    assert {file["format"] for entry in ALL for file in entry["files"]} == {"pdf", "docx"}
    for entry in ALL:
        for file in entry["files"]:
            assert file["name"].endswith(f".{file['format']}")
            table = file["spec"].get("table", [])
            assert ("[table]" not in file["spec"]["paragraphs"]) or table
            assert len({len(row) for row in table}) <= 1


def test_phones_come_from_the_ranges_reserved_for_fiction() -> None:
    for person in PEOPLE:
        assert FICTION.fullmatch(person["phone"]), person["email"]
    assert max(Counter(person["phone"] for person in PEOPLE).values()) == 1
    found = PHONE.findall(everything())
    numbers = [match.group() for match in PHONE.finditer(everything())]
    assert found
    assert [number for number in numbers if not FICTION.fullmatch(number)] == []


def test_mail_and_web_addresses_are_examples_or_known_public_sites() -> None:
    addresses = ADDRESS.findall(everything())
    assert addresses
    assert [address for address in addresses if not address.endswith(".example")] == []
    hosts = set(WEB.findall(everything()))
    assert {host for host in hosts if not host.endswith(".example")} <= PUBLIC_SITES


def test_four_proposals_come_from_real_places_and_one_of_them_waits_for_the_editors() -> None:
    people = {person["email"]: person for person in PEOPLE}
    assert [spec.get("state", "published") for spec in PROPOSALS] == ["published"] * 3 + ["in_review"]
    for spec in PROPOSALS:
        assert people[spec["author"]]["ags"] == spec["ags"]
        assert set(spec["topics"]) <= {topic["slug"] for topic in read("topics.json")}
        assert 100 < len(spec["why"]) <= 3000
        assert (spec["published_days_ago"] is None) == ("state" in spec)


def test_thirty_conversations_read_like_real_life() -> None:
    people = {person["email"] for person in PEOPLE}
    topics = {topic["slug"] for topic in read("topics.json")} | {None}
    assert len(THREADS) == len({thread["title"] for thread in THREADS}) == 30
    assert {thread["topic"] for thread in THREADS} == topics
    assert sum(thread["shielded"] for thread in THREADS) == 2
    assert sum(not thread["posts"] for thread in THREADS) == 4, "three questions wait, and the rules need no answer"
    for thread in THREADS:
        assert len(thread["title"]) <= 160
        days = [thread["days_ago"], *(post["days_ago"] for post in thread["posts"])]
        assert days == sorted(days, reverse=True), thread["title"]
        assert sum(post["accepted"] for post in thread["posts"]) <= (thread["sort"] == "question")
        for place, post in enumerate(thread["posts"], start=1):
            assert {post["author"], thread["author"]} <= people
            if post["quotes"]:
                assert post["quotes"] < place
                assert post["quote"] in thread["posts"][post["quotes"] - 1]["body"]


def test_texts_use_umlauts_and_german_quotation_marks() -> None:
    everything_said = everything()
    assert everything_said.count("„") == everything_said.count("“") > 0
    prose = [
        text for entry in ALL + PROPOSALS + THREADS for text in texts(entry) if not re.fullmatch(r"[\w./:@?=-]+", text)
    ]
    for text in prose:
        visible = re.sub(r"<[^>]+>", " ", text)
        assert '"' not in visible
        assert "…" not in visible
        assert not re.search(r"\b(fuer|ueber|koennen|muessen|moeglich|Gefluechtete|Buero|Strasse)\b", visible)
