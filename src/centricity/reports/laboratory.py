"""The coefficient laboratory drawn: places of the subjects that may be shown, over a range of one coefficient."""

import numpy as np

from centricity.index.sweep import Sweep
from centricity.language import Language, number
from centricity.reports.charts import draw
from centricity.reports.context import Context
from centricity.reports.document import Chart
from centricity.studies.result import Result

DRAWN = 12


def sweep_chart(result: Result, done: Sweep, language: Language) -> Chart:
    """Lines of places; of many subjects those that move most."""
    at = Context(result, language)
    shown = [i for i in result.order if result.shows_subject(i) and not np.isnan(done.ranks[:, i]).any()]
    moved = sorted(shown, key=lambda i: -float(np.ptp(done.ranks[:, i])))[:DRAWN]
    order = {i: place for place, i in enumerate(sorted(moved, key=lambda i: float(done.ranks[-1, i])))}
    rows = [
        {"series": at.subject(i), "order": k, "name": number(float(c), language, 2), "value": -float(done.ranks[k, i])}
        for i in order
        for k, c in enumerate(done.coefficients)
    ]
    places = [float(place) for i in order for place in done.ranks[:, i]]
    last = int(max(places, default=1))
    step = max(1, round(last / 8))
    ticks = [(-float(place), str(place)) for place in (1, *range(step, last + 1, step))]
    titles = (at.say(f"коэффициент {done.group}", f"coefficient {done.group}"), at.say("место", "place"))
    svg = draw("series", rows, span=(-last - 0.5, -0.5), height=340, width=460, ticks=ticks, titles=titles,
               language=language)  # fmt: skip
    caption = at.say(f"Места при разных коэффициентах {done.group}", f"Places over the coefficient of {done.group}")
    alt = at.say(f"Линии — места; показаны {len(order)} объектов, места которых меняются сильнее всего.",
                 f"Lines are places; shown are the {len(order)} subjects whose places move most.")  # fmt: skip
    return Chart(svg, caption, alt)
