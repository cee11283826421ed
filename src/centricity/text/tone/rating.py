"""Stars speak before a model does."""

import math


def tone_of_rating(rating: float | None) -> int | None:
    """Tone of a rating from 1 to 5 stars: 4 and 5 praise, 3 is neutral, 1 and 2 blame; halves go to the neutral.

    None where there is no rating or it lies outside 1 to 5.
    """
    if rating is None or math.isnan(rating) or not 1 <= rating <= 5:
        return None
    return 1 if rating >= 4 else -1 if rating <= 2 else 0
