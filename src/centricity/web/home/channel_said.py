"""What is said of channels, in both languages."""

from centricity.language import Language

Said = dict[Language, str]

NO_CONTACTS: Said = {
    "ru": "Обращений и оценок с каналом за этот период нет. Загрузите обращения или задайте вопросы клиентам.",
    "en": "There are neither contacts nor ratings with a channel in this period. Import contacts, or ask customers.",
}
KNOWN_DAYS: Said = {
    "ru": "Сократились ли обращения, сказать нельзя: сравнение охватывает дни с {begin} по {end}, а известны обращения "
    "с {first} по {last} включительно.",
    "en": "Whether contacts were cut cannot be told: they are known from {first} to {last}, and the comparison spans "
    "{begin} to {end}.",
}
NO_ANSWERS: Said = {
    "ru": "Обращений к людям стало меньше. Сохранилось ли качество, сказать нельзя: в одном из периодов нет оценок "
    "CSAT.",
    "en": "There are fewer contacts with a person. Whether quality was kept cannot be told: one of the periods has no "
    "ratings of CSAT.",
}
CAME: dict[str, Said] = {
    "cannot_tell": {
        "ru": "Сократились ли обращения к людям, сказать нельзя: разница с прошлым периодом в пределах случайного.",
        "en": "Whether contacts with a person were cut cannot be told: the difference from the period before is within "
        "noise.",
    },
    "rose": {
        "ru": "Обращений к людям стало больше: сокращения нет.",
        "en": "There are more contacts with a person: nothing was cut.",
    },
    "cut_with_loss": {
        "ru": "Обращений к людям стало меньше, но снизился и CSAT: сокращение шло вместе с потерей качества.",
        "en": "There are fewer contacts with a person, and CSAT fell too: the cut went with a loss of quality.",
    },
    "cut_without_loss": {
        "ru": "Обращений к людям стало меньше без потери качества: снижение CSAT на {loss} п. п. и больше исключено "
        "интервалом.",
        "en": "There are fewer contacts with a person without loss of quality: the interval rules out that CSAT fell "
        "by {loss} points or more.",
    },
    "cut_cannot_tell": {
        "ru": "Обращений к людям стало меньше. Сохранилось ли качество, сказать нельзя: интервал не исключает снижения "
        "CSAT на {loss} п. п. и больше.",
        "en": "There are fewer contacts with a person. Whether quality was kept cannot be told: the interval does not "
        "rule out that CSAT fell by {loss} points or more.",
    },
}
SAID: dict[str, Said] = {
    "by_person": {
        "ru": "Обращений к людям: {now}, было {before}; разница {by} ({ends}): {says}.",
        "en": "Contacts with a person: {now}, before {before}; difference {by} ({ends}): {says}.",
    },
    "self_service": {
        "ru": "Доля самообслуживания среди обращений с известным каналом: {now}, была {before}; разница {by} ({ends}): "
        "{says}.",
        "en": "Share of self-service in contacts whose channel is told: {now}, before {before}; difference {by} "
        "({ends}): {says}.",
    },
    "csat": {
        "ru": "CSAT по всем каналам: {now}, был {before}; разница {by} ({ends}): {says}.",
        "en": "CSAT of all channels: {now}, before {before}; difference {by} ({ends}): {says}.",
    },
}
VERDICTS: dict[str, Said] = {
    "up": {"ru": "больше", "en": "more"},
    "down": {"ru": "меньше", "en": "less"},
    "same": {"ru": "разницу не отличить от случайной", "en": "it cannot be told from chance"},
}
NOTES: dict[Language, dict[str, str]] = {
    "ru": {
        "before": "С {first} по {last} — прошлый период, той же длины.",
        "base": "Клиентов на {day}, на которых делятся обращения: {n}.",
        "undated": "Из них без даты прихода: {n}. Они считаются клиентами и на этот день.",
        "nobodys": "Сообщений, чей автор не найден среди клиентов: {n}. Обращениями клиентов они не считаются, а в "
        "часах до ответа учтены.",
        "young": "Обращений, у которых 14 дней ещё не прошли: {n}. В доле повторных их нет.",
        "too_many": "Повторные обращения не посчитаны: обращений больше, чем страница берёт за раз. Сузьте период.",
        "named": "CSAT и NPS посчитаны по оценкам, данным в этом канале за эти дни. Анонимных опросов среди них нет: "
        "часть их ответов выдала бы остальные.",
        "apart": "Самообслуживание — приложение и сайт. Это соседство во времени, а не причина: вместе с каналами "
        "менялось и другое.",
    },
    "en": {
        "before": "The period before, of equal length: {first} to {last}.",
        "base": "Customers of {day}, by whom contacts are divided: {n}.",
        "undated": "Of them without a day since which they are customers: {n}. They count as customers of that day "
        "too.",
        "nobodys": "Messages whose author is not found among customers: {n}. They are not contacts of customers, but "
        "count in the hours to the answer.",
        "young": "Contacts whose 14 days are not over yet: {n}. They are not in the share of repeats.",
        "too_many": "Repeats are not counted: there are more contacts than the page takes at once. Narrow the period.",
        "named": "CSAT and NPS are of ratings given in that channel on these days. Anonymous surveys are not among "
        "them: a part of their answers would give the rest away.",
        "apart": "Self-service is the app and the website. This is side by side in time and no cause: other things "
        "changed with the channels.",
    },
}
