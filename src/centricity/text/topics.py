"""Complaints grouped into topics, each with its words and with quotes that speak for it."""

import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, MisuseError
from centricity.text.redact import redacted
from centricity.text.terms import terms_in, terms_of

_SAMPLE: Final = 5_000
_WORDS: Final = 20_000
_ALIKE: Final = 0.6
_QUOTE: Final = 400


@dataclass(frozen=True)
class Excerpt:
    """What somebody wrote, without personal data, at most 400 characters of it."""

    document: str
    source: str
    text: str


@dataclass(frozen=True)
class Topic:
    """Complaints that speak of the same.

    Attributes
    ----------
    terms
        Words that weigh most in it, in their dictionary form.
    members
        Which of the complaints belong to it, as places in what was given.
    quotes
        The most typical: nearest to the centre, from different sources, none nearly a copy of another.
    """

    terms: tuple[str, ...]
    members: tuple[int, ...]
    quotes: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Topics:
    """Topics by falling size, and the complaints that belong to none of them.

    Attributes
    ----------
    other
        Complaints in groups that are too small, and those without a word that others use.
    silhouette
        How well the groups are apart, -1 to 1; NaN where all are one.
    """

    topics: tuple[Topic, ...]
    other: tuple[int, ...]
    silhouette: float


def topics(
    texts: Sequence[str],
    documents: Sequence[str],
    sources: Sequence[str],
    excluded: Iterable[str] = (),
    keep: Iterable[str] = (),
    least: int = 5,
    most: int = 12,
) -> Topics:
    """Group complaints into topics; the same complaints always give the same groups.

    Parameters
    ----------
    texts, documents, sources
        One per complaint: its words, and the document and source it is from.
    excluded
        Names whose words shall not make a topic, such as those of the companies.
    keep
        Names that may stay in the quotes; see `redacted`.
    least
        Complaints a topic has at least; smaller groups go to ``other``.
    most
        Topics at most.

    Notes
    -----
    TF-IDF of dictionary forms (with pairs of words), every complaint of length one, divided by k-means. The number of
    groups, from 2 to ``most``, is the one with the largest mean silhouette (Rousseeuw 1987); where that is not above
    0.01 or there are fewer than twice ``least`` complaints, all are one topic. More than 5,000 complaints are grouped
    by a sample of 5,000.
    """
    lengths = {"texts": len(texts), "documents": len(documents), "sources": len(sources)}
    if len(set(lengths.values())) > 1:
        raise MisuseError([Fault("text.columns_differ", fields={"lengths": str(lengths)})])
    stop = frozenset(word for name in excluded for word in terms_of(name))
    bags = [sorted(terms_in(text, stop)) for text in texts]
    weights, names = _weights(bags)
    if weights is None:
        return Topics((), tuple(range(len(texts))), math.nan)
    filled = np.asarray(weights.getnnz(axis=1)) > 0
    groups, silhouette = _groups(weights, filled, least, most)
    kept = tuple(keep)
    found, other = [], np.flatnonzero(~filled).tolist()
    for group in range(groups.max() + 1):
        members = np.flatnonzero(groups == group)
        if len(members) < least:
            other += members.tolist()
            continue
        centre = np.asarray(weights[members].mean(axis=0)).ravel()
        order = members[np.argsort(-(weights[members] @ centre), kind="stable")]
        quotes = _quotes(order.tolist(), texts, documents, sources, kept)
        found.append(Topic(_top(centre, names), tuple(members.tolist()), quotes))
    found.sort(key=lambda topic: (-len(topic.members), topic.members))
    return Topics(tuple(found), tuple(sorted(other)), silhouette)


def _weights(bags: list[list[str]]) -> tuple[Any, Sequence[str]]:
    """TF-IDF weights, or None where no word is used twice."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = TfidfVectorizer(analyzer=list, min_df=2 if len(bags) > 1 else 1, max_features=_WORDS, sublinear_tf=True)
    try:
        weights = made.fit_transform(bags)
    except ValueError:  # no word is left
        return None, ()
    return weights, made.get_feature_names_out().tolist()


def _groups(weights: Any, filled: NDArray[np.bool_], least: int, most: int) -> tuple[NDArray[np.int64], float]:
    """Group of every complaint, -1 for those without words, and the silhouette."""
    rows = np.flatnonzero(filled)
    groups = np.full(len(filled), -1)
    groups[rows] = 0
    sample = np.sort(np.random.default_rng(0).permutation(rows)[:_SAMPLE])
    best, kept = 0.01, None
    for number in range(2, min(most, len(sample) // max(least, 1)) + 1):
        model = _model(number, weights[sample])
        score = _silhouette(weights[sample], model.labels_)
        if score > best + 1e-9:
            best, kept = score, model
    if kept is None:
        return groups, math.nan
    groups[rows] = kept.predict(weights[rows])
    return groups, best


def _model(number: int, weights: Any) -> Any:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # passages that repeat one another leave fewer groups than asked for; the silhouette judges what is left
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(number, n_init=5, random_state=0).fit(weights)


def _silhouette(weights: Any, labels: Any) -> float:
    from sklearn.metrics import silhouette_score

    if len(set(labels.tolist())) < 2:
        return -1.0
    size = min(len(labels), 2_000)
    return float(silhouette_score(weights, labels, metric="cosine", sample_size=size, random_state=0))


def _top(centre: NDArray[np.float64], names: Sequence[str], most: int = 8) -> tuple[str, ...]:
    """The heaviest words; a word inside a pair that is named is not named again, nor a pair whose words are."""
    chosen: list[str] = []
    for place in np.argsort(-centre, kind="stable"):
        if len(chosen) == most or centre[place] <= 0:
            break
        said = {word for term in chosen for word in term.split(" ")}
        if not said & set(names[place].split(" ")):
            chosen.append(names[place])
    return tuple(chosen)


def _quotes(
    order: list[int], texts: Sequence[str], documents: Sequence[str], sources: Sequence[str], keep: tuple[str, ...]
) -> tuple[Excerpt, ...]:
    """Three quotes from different sources, and from the same one only where there are no more."""
    chosen: list[int] = []
    bags: list[set[str]] = []
    for fresh in (True, False):
        for place in order[:500]:
            bag = set(terms_of(texts[place]))
            new = place not in chosen and sources[place] not in {sources[i] for i in chosen if fresh}
            if len(chosen) < 3 and new and not any(_alike(bag, other) for other in bags):
                chosen.append(place)
                bags.append(bag)
    return tuple(Excerpt(documents[i], sources[i], _shortened(redacted(texts[i], keep).text)) for i in chosen)


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTE else text[:_QUOTE].rsplit(" ", 1)[0] + "…"
