import gc
from collections import Counter
from pathlib import Path

import pytest

THINNED = {
    "test_access_matrix.py::test_every_address_answers_as_the_table_says": 3,
    "test_access_reaches.py::test_a_role_on_less_opens_the_pages_within_its_reach_alone": 8,
    "test_access_reaches.py::test_a_token_of_a_role_on_less_opens_what_its_owner_may": 8,
    "test_access_reaches.py::test_a_token_with_one_scope_does_nothing_else": 3,
    "test_same_numbers.py::test_typed_tables": 6,
    "test_same_numbers.py::test_tables_of_texts": 6,
    "test_same_numbers.py::test_duckdb_in_memory_and_in_a_file": 4,
    "test_spark_on_this_machine.py::test_the_same_numbers_as_duckdb": 8,
    "test_api_schema.py::test_answers_are_as_described": 3,
    "test_goals.py::test_what_makes_no_target_is_refused_in_its_place": 3,
    "test_bad_tables.py::test_strictness_names_the_column_and_the_reason_in_every_metric": 3,
    "test_bad_tables.py::test_a_table_without_a_sound_row_is_refused_by_every_metric": 3,
    "test_bad_tables.py::test_a_table_without_rows_gives_no_number_in_any_metric": 3,
    "test_metric_cli.py::test_a_wrong_option_is_misuse": 3,
    "test_hostile_tables.py::test_a_column_of_the_source_may_have_any_name": 3,
    "test_public_edition.py::test_r189_no_two_withheld_companies_follow_from_the_means_shown_of_any_metric_or_node": 3,
    "test_in_memory.py::test_days_that_lie_beyond_all_data_are_refused_in_words_or_counted": 4,
    "test_redact.py::test_hostile_text_of_a_third_of_a_megabyte_is_only_text": 3,
}
"""Of how many cases of a test, or of a module, one is run at once; the others are run in the long run."""
LONG = {
    "test_backup.py::test_what_is_damaged_is_refused_and_nothing_is_half_restored": "many archives",
    "test_backup.py::test_a_place_where_somebody_lives_and_an_archive_that_exists_are_refused": "many places",
    "test_backup.py::test_an_archive_of_another_version_is_refused": "a platform of its own",
    "test_backup.py::test_files_removed_in_the_middle_stop_no_backup_and_are_told_after_a_restore": "many archives",
    "test_backup.py::test_imports_under_way_come_along_and_are_gone_on_with": "many archives",
    "test_differencing_everywhere.py::"
    "test_while_a_survey_is_open_nothing_tells_whether_the_last_one_met_a_quota": "all pages",
    "test_differencing_everywhere.py::test_a_question_that_few_answered_is_told_by_nothing": "all pages",
    "test_api_cut_off.py::test_a_write_whose_server_was_killed_is_not_done_again[before its work]": "as [after]",
    "test_survey_files.py::test_of_files_sent_at_one_instant_one_stays": "a race",
    "test_at_once.py::test_of_two_studies_with_one_code_the_second_is_told_that_it_is_taken": "a race",
    "test_at_once.py::test_an_answer_brought_many_times_at_once_counts_once": "a race",
    "test_at_once.py::test_an_invitation_taken_up_in_many_windows_makes_one_account": "a race",
    "test_at_once.py::test_editions_added_at_once_are_numbered_one_after_another": "a race",
    "test_at_once.py::test_a_role_given_by_many_is_given_once": "a race",
    "test_alerts.py::test_where_nothing_happens_alerts_are_rare": "many draws",
    "test_serving.py::test_a_database_held_by_another_is_said_with_a_remedy": "waits",
    "test_people_in_a_browser.py::test_too_many_failures_lock_the_account_and_say_so": "many tries",
    "test_asem.py::test_five_hundred_uncertain_replications_equal_coinr": "many draws",
    "test_hostile_files.py::test_a_value_that_would_grow_or_flood_is_refused[value2]": "a flood",
    "test_text_cli.py::test_the_report_is_written_in_one_language[ru]": "as [en]",
    "test_sources.py::test_a_pdf_that_asks_for_gigabytes_is_named_and_the_next_one_is_read": "gigabytes",
    "test_asking_by_letter.py::test_a_wrong_password_is_told_and_marks_nothing": "a mail server",
    "test_digest.py::test_the_letter_keeps_to_what_its_reader_may_see": "many readers",
}
"""Tests that are run in the long run alone, and why they take long."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what a change is held to within minutes; everything is run by `make test-slow`."""
    seen: Counter[str] = Counter()
    for item in items:
        path, _colons, test = item.nodeid.partition("::")
        name = f"{path.rpartition('/')[2]}::{test}"
        bare = name.partition("[")[0]
        known = bare if bare in THINNED else bare.partition("::")[0]
        thinned = known in THINNED and seen[known] % THINNED[known]
        seen[known] += 1
        if thinned or name in LONG:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded stays: looking through it for what is left over takes a twentieth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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
