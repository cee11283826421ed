"""What tests of analyses share: complete answers as rows of ratings, and who reads them."""

import datetime as dt
import uuid

from centricity.web.voice.models import Rating, Response

AT = dt.datetime(2026, 10, 15, 12, tzinfo=dt.UTC)


def executive_of(client, people):
    client.force_login(people["executive"])
    client.cookies["language"] = "en"
    return client


def answers(survey, rows, metrics, at=AT, **more):
    """Complete answers of {series or series:row: score}; what has no metric is a plain rating.

    A row may hold columns of its ratings too, under names that begin with @.
    """
    made = [
        Response(survey=survey, version=survey.current, key_hash=uuid.uuid4().hex, state="whole", language="en",
                 begun_at=at, ended_at=at)
        for _ in rows
    ]  # fmt: skip
    Response.objects.bulk_create(made)
    Rating.objects.bulk_create(
        Rating(response=response, organisation=survey.organisation, survey=survey, series=name.partition(":")[0],
               row=name.partition(":")[2], metric=metrics.get(name.partition(":")[0], "mean_score"), score=int(score),
               at=at, month=f"{at:%Y-%m}", version=1,
               **more | {key[1:]: value for key, value in row.items() if key.startswith("@")})
        for response, row in zip(made, rows, strict=True)
        for name, score in row.items() if not name.startswith("@")
    )  # fmt: skip
