from pathlib import Path

import pytest

METHOD = """\
schema: centricity/method-1
id: small
version: 1.0.0
title: {ru: Малая методика, en: A small method}
summary: {ru: Пять метрик, en: Five metrics}
source:
  citation: {ru: Проверка, en: A test}
provenance:
  published: {ru: Ничего, en: Nothing}
  proposed: {ru: Всё, en: Everything}
scale: {min: 0, max: 3}
index:
  code: index
  title: {ru: Индекс, en: Index}
  nodes:
    - code: s1
      title: {ru: Первый, en: First}
      weight: 0.6
      metrics:
        - code: "1.1"
          title: {ru: Статьи, en: Papers}
          weight: 0.5
          indicators:
            - {code: papers, title: {ru: Статьи, en: Papers}, minimum: 0, maximum: 1000}
          rubric:
            kind: percentile
            indicator: papers
            cuts: [40, 80]
            group: market
            zero: 0
        - code: "1.2"
          title: {ru: Впечатление, en: Impression}
          weight: 0.5
          rubric: {kind: rater}
    - code: s2
      title: {ru: Второй, en: Second}
      weight: 0.4
      metrics:
        - code: "2.1"
          title: {ru: Скорость, en: Speed}
          indicators:
            - {code: hours, title: {ru: Часы, en: Hours}, minimum: 0}
          direction: lower_is_better
          rubric:
            kind: absolute
            indicator: hours
            cuts: [24, 8, 1]
            by_group:
              column: market
              cuts: {B2C: [12, 4, 0.5]}
        - code: "2.2"
          title: {ru: Правила, en: Rules}
          rubric:
            kind: checklist
            items:
              - {code: written, text: {ru: Записаны, en: Written}}
              - {code: followed, text: {ru: Исполняются, en: Followed}}
            cuts: [0.5, 1, 2]
        - code: "2.3"
          title: {ru: Каналы, en: Channels}
          indicators:
            - {code: channels, title: {ru: Каналы, en: Channels}}
            - {code: handover, title: {ru: Переходы, en: Handovers}}
          rubric:
            kind: matrix
            rows: {indicator: channels, cuts: [2]}
            columns: {indicator: handover, cuts: [0.5]}
            table:
              - [0, 1]
              - [2, 3]
groupings:
  - code: market
    column: market
    title: {ru: Рынок, en: Market}
    values:
      - {code: B2B, title: {ru: Бизнес, en: Business}}
      - {code: B2C, title: {ru: Люди, en: People}}
  - code: segment
    column: segment
    title: {ru: Сегмент, en: Segment}
    values:
      - {code: CLOUD, title: {ru: Облака, en: Clouds}}
      - {code: SHOPS, title: {ru: Магазины, en: Shops}}
policies:
  normalisation: {kind: share_of_scale}
  weighting: {kind: stated}
  adjustment:
    column: market
    coefficients: {B2B: 1.1, B2C: 1.0}
    mix: {column: b2b_share, full: B2B, empty: B2C}
    status: {ru: Проверка, en: A test}
bands:
  bands:
    - code: low
      low: 0
      high: 49
      title: {ru: Низкий, en: Low}
      text: {ru: Мало, en: Little}
      next_step: {ru: Начните, en: Begin}
    - code: high
      low: 50
      high: 110
      title: {ru: Высокий, en: High}
      text: {ru: Много, en: Much}
      next_step: {ru: Продолжайте, en: Go on}
tiers:
  grouping: segment
  tiers:
    - {code: leaders, title: {ru: Лидеры, en: Leaders}, at_least: 60}
    - {code: middle, title: {ru: Середина, en: Middle}, at_least: 30}
    - {code: rest, title: {ru: Остальные, en: Others}}
recommendations:
  - code: write
    node: "2.2"
    gap: 5
    text: {ru: Правил нет, en: There are no rules}
    action: {ru: Запишите их, en: Write them down}
    markets: [B2B]
"""

STUDY = """\
schema: centricity/study-1
title: {ru: Проверка, en: A test}
method: method.yaml
wave: "2025"
waves:
  - {code: "2024", date: 2024-11-01}
  - {code: "2025", date: 2025-11-01}
audience: internal
goals:
  - {subject: S1, node: s1, target: 80, wave: "2026"}
claims:
  - kind: value
    text: {ru: Среднее 50, en: The mean is 50}
    nodes: [index]
    values: [50]
references:
  - {file: published.csv, title: {ru: Таблица, en: A table}}
"""

SUBJECTS = """\
subject,name_ru,name_en,segment,market,b2b_share,n,consent
S1,Облако,Cloud,CLOUD,B2B,,2,granted
S2,Туман,Fog,CLOUD,B2B,0.75,1,granted
S3,Лавка,Shop,SHOPS,B2C,,3,refused
S4,Рынок,Market,SHOPS,B2C,,1,pending
"""

OBSERVATIONS = """\
subject,metric,indicator,wave,value,level,status,rater,source,evidence,observed_at
S1,1.1,papers,2025,12.5,,,,registry,E1,2025-05-20
S2,1.1,papers,2025,0,,,,registry,E1,2025-05
S1,1.2,,2025,,2,,anna,visit,E2,2025
S1,1.2,,2025,,3,,boris,visit,E2,2025
S2,1.2,,2025,,1.5,assessed,,visit,E2,2025
S3,1.2,,,,0,,anna,visit,,
S4,1.2,,2025,,,not_applicable,anna,visit,,
S1,2.1,hours,2025,5,,,,log,,
S2,2.1,hours,2025,30,,,,log,,
S1,2.2,written,2025,1,,,,page,,
S1,2.2,followed,2025,0.5,,,,page,,
S1,2.3,channels,2025,3,,,,page,,
S1,2.3,handover,2025,0.6,,,,page,,
S3,s2,,2025,40,,,,registry,,
S4,1.1,papers,2024,7,,,,registry,,
"""

EVIDENCE = """\
evidence,kind,title,reference,captured_at,access,tool,human_checked
E1,registry,Register of papers,https://example.org/1,2025-05-20,public,,
E2,visit,Notes of a visit,,2025-06,confidential,transcriber,TRUE
"""

PUBLISHED = """\
group,node,value
market,index,51
S1,s1,70.5
"""

FILES = {
    "method.yaml": METHOD,
    "study.yaml": STUDY,
    "subjects.csv": SUBJECTS,
    "observations.csv": OBSERVATIONS,
    "evidence.csv": EVIDENCE,
    "published.csv": PUBLISHED,
}


@pytest.fixture
def sound_study(tmp_path: Path) -> Path:
    """A small sound study with everything a study may hold, ready to be broken."""
    folder = tmp_path / "study"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8")
    return folder
