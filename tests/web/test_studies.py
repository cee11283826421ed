"""The first room: a study is uploaded, checked, computed and read by those who may."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_kit import EXAMPLES, files_of

from centricity.web.audit.selectors import verify
from centricity.web.research.models import Study, View

pytestmark = pytest.mark.django_db


def test_a_folder_becomes_a_study_with_results(client, people, organisation):
    client.force_login(people["analyst"])
    uploads = files_of(EXAMPLES / "it-market-2025-published")
    sent = client.post(reverse("study_new"), {"code": "market", "organisation": "acme", "files": uploads})
    assert sent.status_code == 302, sent.content.decode()
    page = client.get(sent.url).content.decode()
    assert "The folder is sound." in page
    asked = client.post(reverse("study_compute", args=["market", 1]))
    assert asked.url.startswith("/jobs/")
    assert client.get(asked.url).status_code == 200
    assert "Nothing is computed yet" in client.get(reverse("study", args=["market"])).content.decode()
    assert verify().broken is None


@pytest.mark.parametrize("code", ["small", "wide"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_pages_of_a_computed_study_open(client, people, code, language):
    people["analyst"].language = language
    people["analyst"].save()
    client.force_login(people["analyst"])
    for name in ("study", "study_ranking", "study_heatmap", "study_segments", "study_downloads", "study_editions"):
        assert client.get(reverse(name, args=[code])).status_code == 200, name
    view = View.objects.get(run__edition__study__code=code, audience="internal")
    for anchor in view.sections.filter(language=language).values_list("anchor", flat=True):
        assert client.get(reverse("study_section", args=[code, anchor])).status_code == 200, anchor


def test_every_number_opens_its_explanation(client, people, small):
    client.force_login(people["analyst"])
    view = View.objects.get(run=small.current_id, audience="internal")
    for row in view.subjects.all()[:3]:
        for part in view.parts:
            answer = client.get(reverse("study_explanation", args=["small", row.subject, part["code"]]))
            assert answer.status_code == 200
    assert client.get(reverse("study_explanation", args=["small", row.subject, "nothing"])).status_code == 404


def test_faults_stand_in_their_place_and_nothing_is_computed(client, people, organisation):
    client.force_login(people["analyst"])
    uploads = files_of(EXAMPLES / "it-market-2025-published")
    spoiled = [
        SimpleUploadedFile(each.name, each.read().replace(b",", b",x", 40)) if each.name == "observations.csv" else each
        for each in uploads
    ]
    sent = client.post(reverse("study_new"), {"code": "market", "organisation": "acme", "files": spoiled})
    page = client.get(sent.url).content.decode()
    assert "observations.csv" in page
    assert "has faults" in client.get(reverse("study_editions", args=["market"])).content.decode()
    client.post(reverse("study_compute", args=["market", 1]))
    assert Study.objects.get(code="market").current is None


@pytest.mark.parametrize(("language", "sentence"), [("ru", "Файлы такого вида"), ("en", "Files of this kind")])
def test_what_is_no_folder_is_refused_in_words(client, people, small, language, sentence):
    people["analyst"].language = language
    people["analyst"].save()
    client.force_login(people["analyst"])
    for page, more in (
        (reverse("study_new"), {"code": "new", "organisation": "acme"}),
        (reverse("study_editions", args=["small"]), {}),
    ):
        told = client.post(page, more | {"files": SimpleUploadedFile("page.exe", b"x")})
        assert told.status_code == 422
        assert sentence in told.content.decode()


def test_a_round_trip_changes_nothing(client, people, small):
    client.force_login(people["analyst"])
    first = client.get(reverse("study_export", args=["small", 1])).getvalue()
    again = SimpleUploadedFile("again.zip", first)
    client.post(reverse("study_editions", args=["small"]), {"files": again})
    assert client.get(reverse("study_export", args=["small", 2])).getvalue() == first
    numbers = [edition.digest for edition in small.editions.all()]
    assert len(numbers) == 2
    assert numbers[0] == numbers[1]
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        folder = EXAMPLES / "it-market-2025-published"
        assert {n: archive.read(n) for n in archive.namelist()} == {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.mark.parametrize(("language", "first"), [("ru", "public/ru/report.html"), ("en", "public/en/report.html")])
def test_reports_in_the_readers_own_language_come_first(client, wide, language, first):
    Study.objects.filter(pk=wide.pk).update(openness="public")
    page = client.get("/studies/wide/downloads/", headers={"Accept-Language": language}).content.decode()
    assert re.findall(r"/studies/wide/downloads/(public/[^\"]+)", page)[0] == first


def test_the_public_sees_the_public_edition_alone(client, wide):
    assert client.get(reverse("study", args=["wide"])).status_code == 404
    Study.objects.filter(pk=wide.pk).update(openness="public")
    page = client.get(reverse("study", args=["wide"]), headers={"Accept-Language": "en"}).content.decode()
    assert "Public edition" in page
    views = {view.audience: set(view.subjects.values_list("subject", flat=True)) for view in wide.current.views.all()}
    hidden = views["internal"] - views["public"]
    assert hidden
    for subject in hidden:
        assert client.get(reverse("study_company", args=["wide", subject])).status_code == 404
    assert client.get(reverse("study_download", args=["wide", "internal/ru/report.html"])).status_code == 404
    given = client.get(reverse("study_download", args=["wide", "public/ru/report.html"]))
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content).startswith(b"<!DOCTYPE html>")
    given.close()


def test_two_editors_do_not_overwrite_each_other(client, people, small):
    client.force_login(people["administrator"])
    address = reverse("study_openness", args=["small"])
    client.post(address, {"openness": "public", "version": 0})
    late = client.post(address, {"openness": "closed", "version": 0}, follow=True).content.decode()
    assert "Somebody else changed this" in late
    assert Study.objects.get(code="small").openness == "public"


MARKET = "/studies/small/"
SAID = [
    ("ranking/", "en", ["An interval holds 90% of the recomputations", "Rows without a place", "90%"]),
    ("ranking/", "ru", ["Интервал вмещает 90\u00a0% пересчётов", "Строки без места"]),
    ("segments/", "en", ["n is the number of companies", "withholds no group for being small", "Interval, 95%"]),
    ("heatmap/?metrics=1", "en", ["has no scores of single metrics"]),
    ("heatmap/?metrics=1", "ru", ["Баллов отдельных метрик"]),
    ("heatmap/", "ru", ["низкий балл", "высокий балл"]),
    ("companies/SEG02/", "en", ["smoothing coefficient 1.052", "Parts do not take it", "taken as published"]),
    ("downloads/", "en", ["Report, web page, in English", "Report, PDF, in Russian"]),
    ("downloads/", "ru", ["Отчёт, PDF, по-английски"]),
]


@pytest.mark.parametrize(("page", "language", "said"), SAID, ids=[f"{page}{lang}" for page, lang, _ in SAID])
def test_a_page_says_what_its_numbers_are(client, small, page, language, said):
    Study.objects.filter(pk=small.pk).update(openness="public")
    read = client.get(f"{MARKET}{page}", headers={"Accept-Language": language}).content.decode()
    assert [each for each in said if each not in read] == []


@pytest.mark.parametrize("page", ["", "ranking/", "segments/", "companies/SEG02/", "companies/SEG02/index/"])
def test_english_sets_no_percent_apart(client, small, page):
    Study.objects.filter(pk=small.pk).update(openness="public")
    read = client.get(f"{MARKET}{page}", headers={"Accept-Language": "en"}).content.decode()
    assert re.findall(r"\d[\s\u00a0]%", read) == []


def test_what_was_taken_as_published_has_no_interval(client, small):
    Study.objects.filter(pk=small.pk).update(openness="public")
    read = client.get(f"{MARKET}companies/SEG02/").content.decode()
    assert "62,0–62,0" not in read
    assert "62.0–62.0" not in read


@pytest.mark.parametrize(("code", "offered"), [("small", False), ("wide", True)])
def test_metrics_are_offered_where_there_are_any(client, people, code, offered):
    client.force_login(people["analyst"])
    assert ("?metrics=1" in client.get(reverse("study_heatmap", args=[code])).content.decode()) is offered


def test_downloads_name_no_folder_of_the_results(client, small):
    Study.objects.filter(pk=small.pk).update(openness="public")
    read = client.get(f"{MARKET}downloads/").content.decode()
    assert "public/" not in re.sub(r'href="[^"]*"', "", read)


def test_an_edition_is_marked_in_the_menu_of_its_study(client, people, small):
    client.force_login(people["analyst"])
    page = client.get("/studies/small/editions/1/").content.decode()
    assert 'href="/studies/small/editions/" aria-current="true"' in page
