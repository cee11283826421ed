"""Russian and English are equal: nothing is said in one language alone."""

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def translations():
    sys.path.insert(0, str(DOCS))
    import translations

    yield translations
    sys.path.remove(str(DOCS))


def test_every_text_is_translated_and_compiled(translations):
    catalogue = translations.whole(translations.known())
    assert list(translations.faults(catalogue)) == []
    assert len(catalogue) > 250
    assert translations.PO.with_suffix(".mo").read_bytes() == translations.compiled(catalogue)


def test_a_missing_a_fuzzy_and_a_damaged_text_are_told(translations):
    from babel.messages.catalog import Catalog

    wrong = Catalog(locale="ru")
    wrong.add("Add", "")
    wrong.add("Find", "Найти", flags=["fuzzy"])
    wrong.add("Page %(n)s", "Страница")
    wrong.add("Save", "Сохранить")
    told = list(translations.faults(wrong))
    assert len(told) == 3
    assert not any("Save" in each for each in told)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 замечание"), (3, "3 замечания"), (11, "11 замечаний"), (21, "21 замечание")]
)
def test_plurals_are_those_of_the_language(n, said):
    page = get_template("research/faults.html")
    fault = {"severity": "error", "where": "", "text": "-", "code": "x"}
    with translation.override("ru"):
        assert said in page.render({"faults": [fault] * n})


def test_both_languages_are_offered():
    assert [code for code, _ in settings.LANGUAGES] == ["ru", "en"]
