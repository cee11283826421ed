"""Makes the documents of ``examples/open-texts``: what is said of invented companies, always the same."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent / "open-texts"

COMPANIES = {
    "SYN01": ("Северсофт", "Seversoft", 0.7),
    "SYN02": ("Вертикаль Облако", "Vertical Cloud", 0.5),
    "SYN05": ("Базарио", "Bazario", 0.35),
    "SYN08": ("Интеграл-Сервис", "Integral Service", 0.6),
    "SYN11": ("Горизонт", "Gorizont", 0.45),
    "SYN14": ("Домоконтроль", "Domocontrol", 0.55),
}
"""Codes of subjects of the study of IT companies, invented names, and how well each is spoken of."""

CASES = {
    "Северсофт": ("Северсофта", "Северсофту", "Северсофтом", "Северсофте"),
    "Вертикаль Облако": ("Вертикаль Облака", "Вертикаль Облаку", "Вертикаль Облаком", "Вертикаль Облаке"),
    "Базарио": ("Базарио",) * 4,
    "Интеграл-Сервис": ("Интеграл-Сервиса", "Интеграл-Сервису", "Интеграл-Сервисом", "Интеграл-Сервисе"),
    "Горизонт": ("Горизонта", "Горизонту", "Горизонтом", "Горизонте"),
    "Домоконтроль": ("Домоконтроля", "Домоконтролю", "Домоконтролем", "Домоконтроле"),
}

PRAISE = (
    "Поддержка {g} ответила за две минуты и всё решила, очень довольны.",
    "Перешли на сервис {g} и не жалеем: работает быстро и надёжно.",
    "Спасибо {d}! Доставили раньше срока, курьер вежливый.",
    "Клиенты хвалят приложение {g} за понятный интерфейс.",
    "{n} — приятно удивлены качеством и честными ценами.",
    "С {t} работать удобно, сотрудники знают своё дело.",
    "Отличная новость: {n} снизил тарифы и улучшил поддержку клиентов.",
    "{n} признан лучшим по удобству, пользователи довольны сервисом.",
)
BLAME = (
    "Третий день жду ответа поддержки {g}, ужасное отношение к клиентам.",
    "Сервис {g} снова не работает, сплошные сбои и никаких извинений.",
    "{n} задержал доставку на неделю, деньги не возвращает.",
    "Не советую связываться с {t}: обманули с ценой и нахамили.",
    "Приложение {g} тормозит и вылетает, обновление всё сломало.",
    "Клиенты жалуются на {n}: скрытые платежи и хамство сотрудников.",
    "У {g} произошла утечка данных клиентов, компания молчит.",
    "Разочарованы: {n} поднял цены, а качество стало хуже.",
)
PLAIN = (
    "{n} открыл представительство в Казани.",
    "В понедельник {n} представит отчёт за квартал.",
    "О {p} рассказали на отраслевой конференции.",
    "{n} и университет подписали соглашение о стажировках.",
    "Компания {n} опубликовала вакансии аналитиков.",
    "Совет директоров {g} соберётся в пятницу.",
)
ENGLISH = {
    1: ("{e} has great support, they solved my problem at once.", "Really happy with {e}: fast, reliable and fair."),
    -1: ("{e} support is terrible, no answer for three days.", "Do not trust {e}, the service is down again."),
    0: ("{e} will present its quarterly report on Monday.", "{e} opened an office in Kazan."),
}
IDLE = (
    "На горизонте показались облака, завтра обещают дождь.",
    "Победа сборной в матче порадовала болельщиков.",
    "В городе открылась выставка современного искусства.",
    "Учёные описали новый вид бабочек.",
)
MARKS = {1: "🙂", 0: "", -1: "😡"}
CONTEXT = ("Разработчик программ для защиты данных. ", "Компания по информационной безопасности. ")
OUTLETS = ("vestnik.example", "gazeta.example", "itnews.example", "portal.example")
SENTENCES = (
    "Подробности редакция уточняет.", "Ранее об этом сообщали местные издания.", "Комментарий получить не удалось.",
    "Эксперты ждут развития событий.", "Материал будет дополнен.", "Рынок отнёсся к новости спокойно.",
)  # fmt: skip


WHERE = ("В Самаре", "В Твери", "На севере города", "У нас на заводе", "В соседнем доме", "В нашем отделе", "На даче",
         "В Омске", "У родителей", "В школе", "В Туле", "На складе")  # fmt: skip
WHEN = ("вчера вечером", "в прошлую среду", "с самого утра", "под конец месяца", "после выходных", "уже второй раз",
        "перед праздником", "в первый день отпуска", "за час до закрытия", "третьего числа", "весной",
        "на днях")  # fmt: skip
WHAT = ("спросили про договор", "меняли тариф", "оформляли заказ", "продлевали подписку", "настраивали доступ",
        "ждали счёт", "искали инструкцию", "проверяли оплату", "звонили насчёт возврата",
        "сравнивали цены")  # fmt: skip


def scene(rng: np.random.Generator) -> str:
    """A sentence of circumstance, so that two people do not say the same."""
    return f"{rng.choice(WHERE)} {rng.choice(WHEN)} {rng.choice(WHAT)} и {rng.choice(WHAT)}."


def said(rng: np.random.Generator, code: str, tone: int, *, english: bool = False) -> str:
    """A sentence of a company in a tone."""
    name, latin, _ = COMPANIES[code]
    g, d, t, p = CASES[name]
    pool = ENGLISH[tone] if english else {1: PRAISE, 0: PLAIN, -1: BLAME}[tone]
    text = str(rng.choice(pool)).format(n=name, g=g, d=d, t=t, p=p, e=latin)
    return (str(rng.choice(CONTEXT)) if name == "Горизонт" and not english else "") + text


def tone_of(rng: np.random.Generator, code: str, month: int) -> int:
    """A tone by how well a company is spoken of; that of the third falls in autumn."""
    good = COMPANIES[code][2] - (0.25 if code == "SYN05" and month >= 9 else 0)
    return int(rng.choice([1, -1, 0], p=[0.6 * good, 0.6 * (1 - good), 0.4]))


def day(rng: np.random.Generator) -> dt.date:
    """A day of 2025, up to the end of October."""
    return dt.date(2025, 1, 1) + dt.timedelta(days=int(rng.integers(0, 304)))


def news(rng: np.random.Generator) -> None:
    """News with reprints by other outlets, some of which change a word or two."""
    rows = []
    for number in range(420):
        date, code = day(rng), str(rng.choice(list(COMPANIES)))
        tone = tone_of(rng, code, date.month)
        text = " ".join(
            [said(rng, code, tone), scene(rng), *rng.choice(SENTENCES, 2, replace=False), f"Сообщение {number}."]
        )
        if rng.random() < 0.15:
            text = f"{rng.choice(IDLE)} {rng.choice(SENTENCES)}"
        rows += [
            {
                "url": f"https://{outlet}/{number}", "published_at": f"{date}T{int(rng.integers(8, 20)):02}:00:00Z",
                "title": f"Новости дня, {date:%d.%m}", "text": text, "source_kind": "news",
                "paid": bool(rng.random() < 0.04),
            }
            for outlet in rng.choice(OUTLETS, int(rng.choice([1, 1, 1, 2, 3])), replace=False)
        ]  # fmt: skip
    lines(HERE / "docs" / "news.jsonl", rows)


def posts(rng: np.random.Generator) -> None:
    """Posts of people, in both languages, and those of a company's own account."""
    rows = []
    for number in range(500):
        date, code = day(rng), str(rng.choice(list(COMPANIES)))
        english = bool(rng.random() < 0.12)
        tone = tone_of(rng, code, date.month)
        text = said(rng, code, tone, english=english)
        text = text if english else f"{scene(rng)} {text}"
        if rng.random() < 0.1:
            text = f"RT @user{number}: {text}"
        rows.append({
            "url": f"https://social.example/{number}", "published_at": f"{date}T12:00:00Z", "source_kind": "social",
            "text": f"{text} {rng.choice(['', MARKS[tone], '#отзыв'])}".strip(), "author": f"user{number % 90}",
        })  # fmt: skip
    for number in range(12):
        date = dt.date(2025, 9, 5) + dt.timedelta(days=4 * number)
        rows.append({"url": f"https://social.example/sever/{number}", "published_at": f"{date}T09:00:00Z",
                     "source_kind": "social", "source": "social.example/seversoft", "about": "Северсофт",
                     "text": f"Рассказываем, что нового в Северсофте, выпуск {number}."})  # fmt: skip
    lines(HERE / "docs" / "posts.jsonl", rows)


def reviews(rng: np.random.Generator) -> None:
    """Reviews with stars on two platforms, by customers and by employees, whose text often names nobody.

    One of the platforms tells when a company answered a customer.
    """
    answers = np.random.default_rng(20251103)
    words = {5: "Всё отлично, рекомендую.", 4: "Хорошо, есть мелочи.", 3: "Средне.", 2: "Много проблем.", 1: "Кошмар."}
    for kind, file, n in (("review", "reviews.csv", 90), ("employer_review", "employers.csv", 34)):
        path = HERE / "docs" / file
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            told = ["answered_at"] if kind == "review" else []
            writer.writerow(["about", "source", "published_at", "rating", "text", *told])
            for code, (name, _, good) in COMPANIES.items():
                for number in range(n + (8 if code != "SYN11" else -24)):
                    stars = int(np.clip(np.round(rng.normal(2.2 + 2.6 * good, 1.1)), 1, 5))
                    platform = str(rng.choice(["otzyvy.example", "stars.example"]))
                    date, text = day(rng), f"{words[stars]} ({code}-{kind}-{number})"
                    answer = [answered(answers, date, good) if platform == "otzyvy.example" else ""] if told else []
                    writer.writerow([name, platform, date, stars, text, *answer])


def answered(rng: np.random.Generator, date: dt.date, good: float) -> str:
    """When a company answers, if it does and the year is not over by then."""
    moment = dt.datetime.combine(date, dt.time(9), dt.UTC) + dt.timedelta(hours=float(rng.exponential(60 / good)))
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if rng.random() < good and moment.date() < dt.date(2025, 11, 1) else ""


def pages() -> None:
    """A page of a company's own."""
    (HERE / "docs" / "seversoft.html").write_text(
        "<!doctype html><html lang='ru'><head><title>Северсофт: клиентам</title></head><body><article>"
        "<h1>Принципы работы с клиентами</h1><p>Северсофт отвечает на обращения в течение одного рабочего дня. Мы "
        "публикуем индекс лояльности NPS: в прошлом году он составил 41. Запрос на доработку можно подать через "
        "личный кабинет, порядок описан на этой странице. По вашим отзывам мы изменили форму оплаты и правила "
        "возврата.</p><p>Порядок рассмотрения жалоб: ответ даётся за три рабочих дня.</p></article></body></html>\n",
        "utf-8",
    )


HELLO = ("Компания {n}, здравствуйте! Меня зовут Анна, как к вам обращаться?", "{n}, слушаю вас.",
         "Добрый день, служба поддержки, {n}.")  # fmt: skip
TROUBLE = ("Третий день не работает личный кабинет, это ужасно.", "Заказ не привезли, а деньги списали, безобразие.",
           "После обновления всё тормозит, работать невозможно.", "Хочу узнать, как продлить подписку.",
           "Мне выставили чужой счёт, я очень недовольна.")  # fmt: skip
CARE = ("Приношу извинения за эту ситуацию. Если я правильно понял, это началось в понедельник?",
        "Понимаю вас, неприятная ситуация. Давайте уточню номер договора.", "Номер договора назовите.",
        "Подождите, я посмотрю.")  # fmt: skip
GIVEN = ("Договор на Смирнову Ольгу Петровну, телефон +7 912 345-67-89.", "Договор двадцать пять сорок.",
         "Сейчас найду.", "Я уже три раза его называла!")  # fmt: skip
FIXED = (("Спасибо за ожидание. Оформлю заявку, вам перезвонят в течение часа. Есть ли ещё вопросы?", 1),
         ("Всё исправили, проверьте, пожалуйста.", 1), ("Ничем помочь не могу, пишите в офис.", -1),
         ("Ждите, когда-нибудь починят.", -1))  # fmt: skip
PARTING = {1: ("Отлично, всё заработало, спасибо большое!", "Спасибо, очень быстро решили, я довольна."),
           -1: ("Ужасная поддержка, уйду от вас!", "Безобразие, вы опять ничего не сделали.")}  # fmt: skip
BYE = ("Всего доброго!", "Спасибо за звонок, до свидания.", "Угу.")


def calls(rng: np.random.Generator) -> None:
    """Transcripts of calls to two companies, and one in captions, whose company only the talk names."""
    rows = []
    for number in range(16):
        code = ("SYN05", "SYN01")[number % 2]
        turns = talk(rng, code, 0.75 if code == "SYN01" else 0.35)
        date = day(rng)
        rows.append({"source": "calls.example", "source_kind": "call", "about": COMPANIES[code][0],
                     "published_at": f"{date}T{10 + number % 8}:00:00Z", "url": f"https://calls.example/{number}",
                     "turns": turns})  # fmt: skip
    lines(HERE / "docs" / "calls.jsonl", rows)
    cues = [
        f"{clock(turn['start'])} --> {clock(turn['end'])}\n<v {turn['speaker']}>{turn['text']}"
        for turn in talk(rng, "SYN08", 0.6)
    ]
    (HERE / "docs" / "call.vtt").write_text("\n\n".join(["WEBVTT", *cues]) + "\n", "utf-8")


def talk(rng: np.random.Generator, code: str, good: float) -> list[dict[str, Any]]:
    """Turns of a call that ends well with some chance."""
    end = 1 if rng.random() < good else -1
    fixed = [said for said, tone in FIXED if tone == end]
    said = [
        ("Оператор", str(rng.choice(HELLO)).format(n=COMPANIES[code][0])), ("Клиент", str(rng.choice(TROUBLE))),
        ("Оператор", str(rng.choice(CARE))), ("Клиент", str(rng.choice(GIVEN))), ("Оператор", str(rng.choice(fixed))),
        ("Клиент", str(rng.choice(PARTING[end]))), ("Оператор", str(rng.choice(BYE))),
    ]  # fmt: skip
    turns, now = [], 0.0
    for place, (speaker, text) in enumerate(said):
        pause = rng.exponential(20 if place == 4 else 1.5) - (1.5 if place and rng.random() < 0.25 else 0)
        start = max(now + pause, 0.0)
        now = start + len(text) / 14
        turns.append({"speaker": speaker, "start": round(start, 1), "end": round(now, 1), "text": text})
    return turns


def clock(seconds: float) -> str:
    """Seconds as captions write them."""
    return f"00:{int(seconds // 60):02}:{seconds % 60:06.3f}"


BY_TEXTS = ("1.4", "1.5", "2.1", "3.3", "4.2")
"""Metrics that the texts observe; the others are levels of an invented rater."""
METRICS = [f"{i}.{j}" for i, n in enumerate((5, 4, 3, 4), start=1) for j in range(1, n + 1)]
STUDY = """\
schema: centricity/study-1
title: {ru: Шесть компаний и открытые тексты, en: Six companies and open texts}
subtitle: {ru: "Учебный пример, компании вымышлены", en: "A worked example, the companies are invented"}
method: hse_it_2025
wave: "2025"
waves:
  - {code: "2025", date: 2025-11-01}
audience: internal
synthetic: true
"""


def study(rng: np.random.Generator) -> None:
    """A study of the same companies that lacks what texts observe."""
    folder = HERE / "study"
    folder.mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    subjects = [
        [code, ru, en, "B2C" if code == "SYN05" else "B2B", "granted"] for code, (ru, en, _) in COMPANIES.items()
    ]
    levels = [
        [code, metric, int(np.clip(np.round(rng.normal(1 + 2 * good, 0.7)), 0, 3)), "rater A", "open_source"]
        for code, (_, _, good) in COMPANIES.items() for metric in METRICS if metric not in BY_TEXTS
    ]  # fmt: skip
    table(folder / "subjects.csv", ["subject", "name_ru", "name_en", "market", "consent"], subjects)
    table(folder / "observations.csv", ["subject", "metric", "level", "rater", "source"], levels)


def table(path: Path, head: list[str], rows: list[list[object]]) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([head, *rows])


def lines(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows as lines of JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def open_texts() -> None:
    """Make all documents."""
    rng = np.random.default_rng(20251101)
    news(rng)
    posts(rng)
    reviews(rng)
    pages()
    study(rng)
    calls(np.random.default_rng(20251102))
