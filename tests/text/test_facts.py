"""Facts of companies against sums done by hand."""

import math
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from centricity.text.facts import Material, Period, facts

END = date(2025, 7, 1)
MOMENT = datetime(2025, 6, 1, tzinfo=UTC)
LATE = datetime(2025, 7, 1, tzinfo=UTC)

NAMED = {
    "document": pl.String, "company": pl.String, "role": pl.String, "tone": pl.Int8, "source": pl.String,
    "source_kind": pl.String, "published_at": pl.Datetime("us", "UTC"), "story": pl.String, "rating": pl.Float64,
    "paid": pl.Boolean, "own": pl.Boolean,
}  # fmt: skip
POSTS = {name: NAMED[name] for name in ("document", "company", "source", "published_at")}


def row(number, **more):
    plain = {"company": "a", "role": "main", "tone": 0, "source": "n.ru", "source_kind": "news",
             "published_at": MOMENT, "story": f"s{number}", "rating": None, "paid": None, "own": False}  # fmt: skip
    return plain | {"document": f"d{number:03}"} | more


def told(rows, posts=(), companies=("a", "b"), **more):
    material = Material(pl.DataFrame(list(rows), NAMED), pl.DataFrame(list(posts), POSTS), companies, **more)
    return {(fact.company, fact.indicator): fact for fact in facts(material, Period(END))}


def toned(positive, negative, start=0, **more):
    tones = [1] * positive + [-1] * negative
    return [row(start + i, tone=tone, **more) for i, tone in enumerate(tones)]


def test_r17_tone_is_the_balance_of_praise_and_blame_drawn_in_below_thirty():
    known = told([*toned(24, 16), *toned(6, 4, 100, company="b")])
    assert known["a", "mcsi"].estimate.value == pytest.approx((24 - 16) / 40)
    assert known["b", "mcsi"].estimate.value == pytest.approx((6 - 4) / 30)
    assert known["a", "n_eff"].estimate.value == 40
    estimate = known["a", "mcsi"].estimate
    assert -1 < estimate.low < estimate.value < estimate.high < 1
    assert len(known["a", "mcsi"].documents) == 40


def test_r17_a_story_counts_once_for_tone_and_once_per_outlet_for_mentions():
    rows = [
        row(1, tone=1, story="x", published_at=MOMENT), row(2, tone=-1, story="x", source="m.ru"),
        row(3, tone=-1, story="x", published_at=MOMENT + timedelta(days=1)),
    ]  # fmt: skip
    known = told([*rows, *toned(3, 1, 10)])
    assert dict(known["a", "mcsi"].parts) == {"positive": 4, "negative": 1, "neutral": 0}
    assert known["a", "mentions_log"].parts["mentions"] == 2 + 4
    assert known["a", "mentions_log"].estimate.value == pytest.approx(math.log10(7))


def test_own_and_paid_items_and_those_out_of_the_window_do_not_count():
    old = MOMENT - timedelta(days=400)
    rows = [*toned(5, 0), row(20, tone=-1, own=True), row(21, tone=-1, paid=True), row(22, tone=-1, published_at=old),
            row(23, tone=-1, published_at=LATE), row(24, tone=-1, published_at=None)]  # fmt: skip
    assert told(rows)["a", "n_eff"].estimate.value == 5


def test_below_five_clear_mentions_tone_is_withheld_and_says_why():
    known = told(toned(3, 1))["a", "mcsi"]
    assert known.estimate is None
    assert dict(known.withheld.fields) == {"n": 4, "least": 5}
    assert told([])["b", "n_eff"].estimate.value == 0


def test_reviews_do_not_speak_for_the_media():
    assert told(toned(9, 0, source_kind="review"))["a", "n_eff"].estimate.value == 0


def test_share_of_voice_and_the_media_index():
    rows = [row(1, tone=1), row(2, tone=-1, role="passing"), row(3, company="b"), row(4, tone=1, source="big.ru")]
    known = told(rows, weights={"big.ru": 3.0})
    assert known["a", "share_of_voice"].estimate.value == 0.75
    assert known["b", "share_of_voice"].estimate.n == 4
    assert known["a", "media_index"].estimate.value == 1 - 0.5 + 3


def rated(n, stars, start=0, **more):
    return [row(start + i, source_kind="review", rating=stars, source="shop.ru", **more) for i in range(n)]


def test_r18_a_rating_is_drawn_to_that_of_its_market():
    rows = [*rated(20, 5.0), *rated(60, 3.0, 100, company="b")]
    market = (20 * 5 + 60 * 3) / 80
    assert told(rows)["a", "rating_shrunk"].estimate.value == pytest.approx((20 * 5 + 50 * market) / 70)
    apart = told(rows, markets={"a": "B2B", "b": "B2C"})
    assert apart["a", "rating_shrunk"].estimate.value == pytest.approx(5.0)
    assert told(rated(14, 5.0))["a", "rating_shrunk"].estimate is None


def test_the_worst_channel_needs_ten_ratings():
    rows = [*rated(15, 4.0), *rated(10, 2.0, 100) , *rated(9, 1.0, 200)]  # fmt: skip
    for i, each in enumerate(rows):
        each["source"] = "shop.ru" if i < 15 else "app" if i < 25 else "few"
    worst = told(rows)["a", "channel_min"]
    assert (worst.estimate.value, worst.estimate.n) == (2.0, 10)


def employed(stars, start=0, **more):
    return [row(start + i, source_kind="employer_review", rating=star, **more) for i, star in enumerate(stars)]


def test_recommendation_by_employer_reviews_is_drawn_in_below_thirty():
    stars = [5.0] * 6 + [4.0] * 2 + [3.0] * 2
    rows = [*employed(stars), *employed([5.0] * 30, 100, company="b")]
    own, market = 40.0, 100 * (36 - 2) / 40
    assert told(rows)["a", "enps_proxy"].estimate.value == pytest.approx((10 * own + 20 * market) / 30)
    assert told(rows)["b", "enps_proxy"].estimate.value == 100
    assert told(employed(stars[:9]))["a", "enps_proxy"].estimate is None


def test_accounts_are_alive_with_four_posts_in_sixty_days():
    posts = [
        {"document": f"p{i}", "company": "a", "source": source, "published_at": MOMENT - timedelta(days=days)}
        for i, (source, days) in enumerate([("vk", 1)] * 4 + [("tg", 1)] * 3 + [("old", 80)] * 9)
    ]
    known = told([], posts)
    assert known["a", "active_accounts"].estimate.value == 1
    assert ("b", "active_accounts") not in known


def test_nothing_read_gives_no_invented_numbers():
    known = told([])
    assert {fact.indicator for fact in known.values() if fact.estimate is not None} == {
        "n_eff", "mentions_log", "media_index",
    }  # fmt: skip


def test_r21_items_of_a_page_are_told_with_their_passages():
    body = "О нас\nПринципы работы с клиентами открыты. Индекс NPS составил 41. Пишите нам."
    pages = pl.DataFrame([{"document": "p", "company": "a", "published_at": None, "body": body}])
    known = told([], pages=pages)
    found = {indicator for company, indicator in known if company == "a" and known[company, indicator].spans}
    assert found == {"charter", "customer_metric"}
    start, end = known["a", "customer_metric"].spans["p"]
    assert body[start:end] == "Индекс NPS составил 41."


def test_an_item_without_its_number_is_not_found():
    pages = pl.DataFrame([{"document": "p", "company": "a", "published_at": None, "body": "Мы любим NPS."}])
    assert ("a", "customer_metric") not in told([], pages=pages)


def test_reports_of_incidents_are_counted_by_story_and_are_no_proof():
    rows = [row(1, story="x"), row(2, story="x", source="m.ru"), row(3), row(4)]
    said = ("Утечка данных клиентов", "Утечка данных клиентов", "Сервис был недоступен три часа", "Всё хорошо")
    windows = pl.DataFrame([
        {"document": f"d{i:03}", "company": "a", "start": 10, "window": text} for i, text in enumerate(said, start=1)
    ])  # fmt: skip
    fact = told(rows, windows=windows)["a", "incident_reports"]
    assert (fact.estimate.value, fact.documents) == (2, ("d001", "d003"))
    assert fact.spans["d001"] == (10, 32)
