"""Words for codes and days that observations and evidence are kept with."""

from collections.abc import Mapping
from datetime import date

from centricity.language import Language, long_date

Words = Mapping[str, Mapping[str, str]]


def word_of(words: Words, code: str, language: Language) -> str:
    """The word for a code; a code that is not known stands as it was written."""
    return words.get(code, {}).get(language, code)


def day_of(written: str, language: Language) -> str:
    """A day in words, parted by no line but before its year; what is no day stands as it was written."""
    try:
        day, month, *year = long_date(date.fromisoformat(written), language).split(" ")
    except ValueError:
        return written
    return f"{day}\u00a0{month} " + "\u00a0".join(year)


STATES: Words = {
    "assessed": {"ru": "оценено", "en": "assessed"},
    "not_assessed": {"ru": "не оценено", "en": "not assessed"},
    "not_applicable": {"ru": "не применимо", "en": "not applicable"},
    "imputed": {"ru": "восполнено", "en": "imputed"},
    "given": {"ru": "взято как опубликовано", "en": "taken as published"},
    "computed": {"ru": "рассчитано", "en": "computed"},
    "scored": {"ru": "вычислено", "en": "scored"},
    "withheld": {"ru": "скрыто", "en": "withheld"},
}
SOURCES: Words = {
    "open_source": {"ru": "открытые источники", "en": "open sources"},
    "text_mining": {"ru": "анализ текстов", "en": "text mining"},
    "mystery_shopping": {"ru": "тайный покупатель", "en": "mystery shopping"},
    "reviews": {"ru": "отзывы", "en": "reviews"},
    "interview": {"ru": "интервью", "en": "interview"},
    "survey": {"ru": "опрос", "en": "survey"},
    "official_statistics": {"ru": "официальная статистика", "en": "official statistics"},
    "internal_records": {"ru": "внутренние данные", "en": "internal records"},
    "expert": {"ru": "экспертная оценка", "en": "expert rating"},
}
KINDS: Words = {
    "page": {"ru": "страница", "en": "page"},
    "document": {"ru": "документ", "en": "document"},
    "visit": {"ru": "визит", "en": "visit"},
    "review_set": {"ru": "отзывы", "en": "reviews"},
    "mention_set": {"ru": "упоминания", "en": "mentions"},
    "ranking": {"ru": "рейтинг", "en": "ranking"},
    "reference": {"ru": "рекомендация", "en": "reference"},
    "registry": {"ru": "реестр", "en": "registry"},
    "interview": {"ru": "интервью", "en": "interview"},
    "survey": {"ru": "опрос", "en": "survey"},
    "call": {"ru": "звонок", "en": "call"},
    "dataset": {"ru": "набор данных", "en": "dataset"},
}
ACCESS: Words = {
    "public": {"ru": "открытый", "en": "public"},
    "restricted": {"ru": "ограниченный", "en": "restricted"},
    "confidential": {"ru": "конфиденциальный", "en": "confidential"},
}
