"""How pages write months and counts, in either language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

WRITTEN = Template("{% load periods numbers %}{{ code|period }}; {{ code|shortly }}; {{ n|whole }}; {{ none|whole }}")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "ноябрь 2026; ноя\xa02026; 2\u202f098; –"),
        ("en", "November 2026; Nov\xa02026; 2,098; –"),
    ],
)
def test_a_month_is_told_in_words_and_a_count_with_its_thousands_apart(language, told):
    with override(language):
        assert WRITTEN.render(Context({"code": "2026-11", "n": 2_098, "none": None})) == told


def test_a_span_of_days_stands_as_it_is():
    assert Template("{% load periods %}{{ code|period }}").render(Context({"code": "1 Nov 2026 – 3 Nov 2026"})) == (
        "1 Nov 2026 – 3 Nov 2026"
    )
