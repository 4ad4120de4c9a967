"""Which requests and offers fit: the same category, words that say something, and near enough to be fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from integration.marketplace.models import Listing
from integration.members.distance import kilometres
from search import compounds
from search.analysis import content_words, stem

MOST = 5  # that are told and shown: more would be a mailing
CANDIDATES = 400  # open ones of the same category, the newest: of more nobody reads
NEAR = 100  # kilometres that somebody drives for a thing
ENOUGH = 0.3  # score, where both are in the same category
ENOUGH_WITHOUT_CATEGORY = 0.7  # where one of them is in none
LOOKED_AT = 1_500  # characters of the description
COMMON, RARE = -7.0, -20.0  # logarithms of frequencies: what is more common says nothing, the rarest most
# What half of all listings say, in the stems of the analysis; and what tells when, not what
SAY_NOTHING = frozenset(
    """such sucht gesucht gesuch biet angebot anbiet abgeb abzugeb stuck brauch gebraucht neu gut erhalt kostenlos
    gratis gunstig dringend kommun gemeind stadt rathaus monat woch tag jahr uhr ab bis sofort stund
    vormittag nachmittag montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz
    april mai juni juli august septemb oktob novemb dezemb fruhjahr somm herbst wint lag abhol transport
    person portal zwei drei vier funf sech sieb acht neun zehn""".split()  # noqa: SIM905 - a hundred lines otherwise
)


@dataclass(frozen=True)
class Found:
    """A listing that fits another one; distance in kilometres, None where a place is not known."""

    listing: Listing
    score: float
    km: float | None


class Words:
    """What the words of a listing say: each token with how much it says, between 0 and 1."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing

    @cached_property
    def title(self) -> dict[str, float]:
        return _tokens(self.listing.title)

    @cached_property
    def all(self) -> dict[str, float]:
        return _tokens(self.listing.text[:LOOKED_AT]) | self.title

    def score(self, other: "Words", ignored: frozenset[str]) -> float:
        """Return how alike both are: a word of one title anywhere in the other one, twice as much in both titles."""
        shared = (self.title.keys() & other.all.keys()) | (other.title.keys() & self.all.keys())
        return sum(
            self.all[token] * (2 if token in self.title and token in other.title else 1) for token in shared - ignored
        )


def _tokens(text: str) -> dict[str, float]:
    """Return the stems of words and of the parts of compounds."""
    tokens: dict[str, float] = {}
    for word in content_words(text):
        if word.isdigit():
            continue
        for piece in (word, *compounds.split(word)):
            token = stem(piece)
            if token not in SAY_NOTHING and len(token) > 2:
                tokens[token] = max(tokens.get(token, 0.0), _weight(piece))
    return tokens


def _weight(word: str) -> float:
    frequency = compounds.frequency(word)
    return min(1.0, max(0.0, (COMMON - (RARE if frequency is None else frequency)) / 10))


def find_matches(listing: Listing) -> list[Found]:
    """Return the open listings of the other sort that fit this one, the best first; none for what is not open."""
    if not listing.is_open:
        return []
    words = Words(listing)
    found = [
        Found(other, score, kilometres(listing.municipality, other.municipality))
        for other in _candidates(listing)
        if (score := _score(words, Words(other))) > 0 and _is_near(listing, other)
    ]
    found.sort(
        key=lambda match: (-round(match.score, 1), match.km if match.km is not None else NEAR, -match.listing.pk)
    )
    return found[:MOST]


def _candidates(listing: Listing) -> Iterable[Listing]:
    others = Listing.objects.open().exclude(sort=listing.sort).select_related("category", "municipality", "author")
    if listing.author_id is not None:
        others = others.exclude(author=listing.author_id)
    if listing.category_id is not None:
        others = others.filter(category__in=[listing.category_id]) | others.filter(category=None)
    return others.newest()[:CANDIDATES]


def _score(words: Words, others: Words) -> float:
    """Return how well two fit, 0 for what does not; words of their category's name tell nothing new."""
    category, other = words.listing.category, others.listing.category
    same = category is not None and category == other
    ignored = frozenset(_tokens(category.name)) if category is not None and same else frozenset()
    score = words.score(others, ignored)
    return score if score >= (ENOUGH if same else ENOUGH_WITHOUT_CATEGORY) else 0.0


def _is_near(listing: Listing, other: Listing) -> bool:
    if any(one.category is not None and one.category.anywhere for one in (listing, other)):
        return True
    km = kilometres(listing.municipality, other.municipality)
    return km is None or km <= NEAR
