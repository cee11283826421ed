"""Sentences in which «Лента» is a shop, and others in which it is a ribbon, a belt or a feed; files and a model."""

from text_kit import judge, lines, news

from centricity.text.scan import Wishes
from centricity.text.sense_labels import seen_in
from centricity.text.sense_learning import learn

WISHES = Wishes(judge=judge(), workers=1)
RULE = "{name: Лента, model: models/lenta.bin}"

SHOP = (
    ("В {город} открылся гипермаркет [Лента], покупатели довольны ценами.", ("Омске", "Туле", "Перми", "Томске")),
    ("Сеть [Лента] снизила цены на {товар} в своих магазинах.", ("молоко", "сыр", "кофе", "овощи")),
    ("Вчера в «[Ленте]» купили {товар} со скидкой по карте.", ("хлеб", "рыбу", "чай", "фрукты")),
    ("Ритейлер [Лента] отчитался о выручке за {время}.", ("год", "квартал", "полугодие", "месяц")),
    ("На кассе [Ленты] очередь, продавцов не хватает {время}.", ("вечером", "утром", "днём", "в субботу")),
    ("Акции [Ленты] выросли, сеть магазинов купила {кого}.", ("конкурента", "склад", "пекарню", "аптеки")),
    ("Доставка продуктов из [Ленты] приехала {время}.", ("быстро", "к обеду", "за час", "поздно")),
    ("В магазине [Лента] на улице {где} просрочка на полке.", ("Мира", "Ленина", "Садовой", "Полевой")),
)
OTHER = (
    ("Упаковала коробку, [лента] липкая, клеит {как}.", ("хорошо", "плохо", "намертво", "слабо")),
    ("Красная [лента] в косе у {кого} развязалась.", ("девочки", "сестры", "внучки", "невесты")),
    ("Новостная [лента] в телефоне обновилась {время}.", ("утром", "ночью", "сразу", "снова")),
    ("Мэр перерезал [ленту] на открытии {чего}.", ("моста", "школы", "парка", "дороги")),
    ("[Лента] конвейера на заводе встала из-за {чего}.", ("поломки", "аварии", "ремонта", "грязи")),
    ("Листаю [ленту] соцсети, одни котики и {кто}.", ("реклама", "мемы", "друзья", "рецепты")),
    ("Светодиодная [лента] под шкафом перегорела, взял {что}.", ("новую", "другую", "ярче", "дешевле")),
    ("Пулемётная [лента] на {сколько} патронов лежит в музее.", ("сто", "двести", "триста", "сорок")),
)


def sentences(templates):
    """Sentence and number of its template."""
    for number, (template, words) in enumerate(templates):
        slot = template[template.index("{") : template.index("}") + 1]
        yield from ((template.replace(slot, word), number) for word in words)


PLACES = [(*each, kind) for kind, templates in ((1, SHOP), (0, OTHER)) for each in sentences(templates)]


def learned(places=PLACES):
    seen = [seen_in({"sentence": sentence}) for sentence, _, _ in places]
    return learn("Лента", seen, [kind for *_, kind in places], [f"d{i}" for i in range(len(places))])


def file_of(tmp_path, rule=RULE, content=None):
    path = tmp_path / "companies.yaml"
    rules = f"  rules: [{rule}]\n" if rule else ""
    path.write_text(f"companies:\n- company: shop\n  name: {{ru: Лента, en: Lenta}}\n{rules}", "utf-8")
    if content is not None:
        (tmp_path / "models").mkdir(exist_ok=True)
        (tmp_path / "models" / "lenta.bin").write_bytes(content)
    return path


def documents(tmp_path):
    docs = tmp_path / "docs"
    said = [sentence.replace("[", "").replace("]", "") for sentence, _, _ in PLACES]
    lines(docs / "news.jsonl", [news(i, f"{text} Дело {i} {f'слово{i} ' * 4}") for i, text in enumerate(said)])
    return docs
