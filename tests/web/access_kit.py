"""The table of access that people read, and how its addresses are asked."""

import uuid
from pathlib import Path

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.companies.models import Comment
from centricity.web.customers.models import Customer, Import, Segment, Valuation
from centricity.web.feedback.models import Import as FeedbackImport
from centricity.web.feedback.models import Theme
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.home.models import Goal, Watch
from centricity.web.home.watches import Limit, Number, watch_make
from centricity.web.improvement.barriers import Wall, barrier_create
from centricity.web.improvement.models import Barrier, Incentive, Ritual
from centricity.web.improvement.motivation.measures import Part
from centricity.web.improvement.motivation.services import Scheme, incentive_create
from centricity.web.improvement.rituals import Habit, ritual_create
from centricity.web.improvement.services import Plan, action_create
from centricity.web.jobs.models import Job
from centricity.web.panels.models import Panel
from centricity.web.people.models import Organisation
from centricity.web.rating.models import Assignment, Rater, Round
from centricity.web.research.goals import goal_add, goals_of, latest
from centricity.web.research.models import Evidence
from centricity.web.research.services import evidence_file_add
from centricity.web.voice.file_answers import Sent, files_take
from centricity.web.voice.models import Response, Survey
from centricity.web.warehouse.models import Board, Made

_HANDLER = ClientHandler(enforce_csrf_checks=False)
TABLE = yaml.safe_load((Path(__file__).parents[2] / "docs" / "access.yaml").read_text("utf-8"))
FORECAST = {
    "asked": {"until": None, "model": "bg_nbd", "horizon": 365}, "last": "2026-06-30",
    "ahead": {"estimate": {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}, "parts": {"customers": 1.0}},
}  # fmt: skip
RATED = {"code": "stay", "kind": "rating", "text": {"ru": "Как?", "en": "How?"}}
RULE = {"field": "market", "operator": "unknown", "values": [], "days": None}
PAGES = {page["address"]: page for group in TABLE["groups"] if "only" not in group for page in group["pages"]}


def target_of(study):
    """The code of a target of a study, which is set where there is none."""
    if not goals_of(latest(study)):
        node = study.current.views.get(audience="internal").parts[0]["code"]
        goal_add(study, {"node": node, "target": 90.0, "wave": "2030"}, latest(study).number, SYSTEM)
    return goals_of(latest(study))[0]["code"]


def parts_of(study):
    """What stands in the place of the parts of an address within a study."""
    target = target_of(study)
    view = study.current.views.get(audience="public")
    record, kept = _evidence(study)
    subject, job = view.subjects.first().subject, Job.objects.filter(target=study.target).first().pk
    return {
        "<slug:organisation>": "acme", **_customers(),
        "<str:goal>": target, "<target>": target,
        "<slug:code>": study.code, "<str:subject>": subject, "<str:node>": view.parts[0]["code"],
        "<slug:anchor>": view.sections.first().anchor, "<path:name>": "public/ru/report.html", "<int:number>": 1,
        "evidence-files/<uuid:pk>": f"evidence-files/{kept.pk}", "<path:record>": record.code,
        "<path:evidence>": record.code, "<uuidstr:file>": kept.pk,
        "<uuid:pk>": job, "<uuidstr:job>": job, "<subject>": subject, "<node>": view.parts[0]["code"],
        "<uuidstr:delivery>": uuid.uuid4(), "<int:webhook>": 1,
        "<slug:survey>": "asked", "<uuid:file>": _answered_with(study), "<str:link>": _asked(study).link,
        "<str:key>": "nothing", "<int:page>": 1, "<int:question>": 0, "<str:question>": "stay", "<slug:name>": "ends",
        "<slug:metric>": "nps", "<int:place>": 0, "<int:view>": 10**6, "<int:alert>": 10**6,
        "code.<slug:kind>": "code.svg", "answers.<slug:kind>": "answers.csv",
        "table.<slug:kind>": "table.csv", "sheet.<slug:kind>": "sheet.csv", "results.<slug:kind>": "results.csv",
        "<slug:event>": "order", "<uuidstr:answer_file>": _answered_with(study),
        "<kind>": "svg", "<slug:template>": "relationship_nps",
        "<int:person>": 1, "<int:invitation>": 1, "<int:token>": 1,
    } | voice_parts(study.organisation) | more_parts(study.organisation) | rating_parts(study, subject)  # fmt: skip


def rating_parts(study, subject):
    """A rating of a study with a share that somebody was given, and a comment of a company."""
    levels = [{"level": each, "ru": "у", "en": "l"} for each in range(4)]
    both = {"ru": "м", "en": "m"}
    metric = {"code": "1.1", "levels": levels, "lines": []} | dict.fromkeys(
        ("part", "title", "question", "definition", "minimum_evidence"), both
    )
    told = {"wave": "2025", "edition": 1, "companies": [{"code": subject, "ru": "к", "en": "c"}], "metrics": [metric]}
    made, _ = Round.objects.get_or_create(study=study, number=1, defaults=told)
    rater, _ = Rater.objects.get_or_create(round=made, number=1, defaults={"role": "rater"})
    share, _ = Assignment.objects.get_or_create(rater=rater)
    comment, _ = Comment.objects.get_or_create(study=study, subject=subject, node="1.1", wave="2025", text="x")
    return {
        "<int:rating>": made.number, "<int:assignment>": share.pk, "<int:share>": share.pk, "<str:company>": subject,
        "<int:comment>": comment.pk,
    }  # fmt: skip


def voice_parts(organisation):
    """A message with its follow-up, a theme and an action of an organisation."""
    item, _new = item_add(organisation, Said("x", "call", kind="complaint"), SYSTEM)
    theme = Theme.objects.get_or_create(organisation=organisation, title_ru="т", title_en="t")[0]
    action = action_create(organisation, Plan("x"), SYSTEM)
    return {
        "<slug:organisation>": organisation.code, "<uuid:item>": item.pk, "<uuidstr:item>": item.pk,
        "<int:follow_up>": item.follow_up.pk,
        "<int:theme>": theme.pk, "<uuid:action>": action.pk, "<uuidstr:action>": action.pk,
    } | _of_rooms(organisation)  # fmt: skip


def _of_rooms(organisation):
    """Parts of the addresses of single rooms."""
    kinds = (ritual_parts, panel_parts, watch_parts, goal_parts, incentive_parts, import_parts)
    return {name: part for kind in kinds for name, part in kind(organisation).items()}


def incentive_parts(organisation):
    """A scheme of rewards, and a period that is over."""
    known = Incentive.objects.filter(organisation=organisation).first()
    scheme = Scheme("x", "x", 8, "month", 60, (Part("nps", 40, 0.0, 50.0),))
    return {"<int:incentive>": (known or incentive_create(organisation, scheme, SYSTEM)).pk, "<slug:period>": "2026-01"}


def ritual_parts(organisation):
    """A ritual with a sitting that is to come, and a barrier."""
    ritual = Ritual.objects.filter(organisation=organisation).first()
    if ritual is None:
        ritual = ritual_create(organisation, Habit("x", "focus", "month", timezone.now().date()), SYSTEM)
    known = Barrier.objects.filter(organisation=organisation).first()
    barrier = known or barrier_create(organisation, Wall("culture", "x"), SYSTEM)
    sitting = ritual.sittings.first()
    return {"<int:ritual>": ritual.pk, "<int:sitting>": sitting.pk, "<int:barrier>": barrier.pk}


def watch_parts(organisation):
    """A number of the dashboard that is watched."""
    known = Watch.objects.filter(organisation=organisation).first()
    made = known or watch_make(organisation, Number("nps"), Limit("at_least", 20), None, SYSTEM)
    return {"<int:watch>": made.pk}


def goal_parts(organisation):
    """A target of a metric of the dashboard."""
    told = {"base": 40.0, "base_n": 100, "base_month": "2026-01", "stated": "points", "amount": 10.0, "value": 50.0,
            "due": "2030-01-01"}  # fmt: skip
    made, _ = Goal.objects.get_or_create(organisation=organisation, metric="nps", defaults=told)
    return {"<int:goal>": made.pk}


def panel_parts(organisation):
    """A panel whose ratings lie open."""
    departments = [{"code": "it", "ru": "ИТ", "en": "IT"}]
    told = {"method": "six_questions", "departments": departments, "state": "open", "title_ru": "п", "title_en": "p"}
    panel, _ = Panel.objects.get_or_create(organisation=organisation, code="rated", defaults=told)
    return {"<slug:panel>": panel.code, "<str:department>": "it"}


def more_parts(organisation):
    return board_parts(organisation) | import_parts(organisation)


def import_parts(organisation):
    """A table of feedback that was brought, with a fault, and a file of customers."""
    fault = {"row": 2, "column": "a", "code": "web.import_blank", "fields": {}}
    told = {
        "source": "review", "name": "a.csv", "size": 1, "by": "system", "content": b"a\n1\n", "columns": ["a"],
        "sample": [["1"]], "faults": [fault], "mapping": {"columns": [{"column": "a", "target": "", "name": ""}]},
    }  # fmt: skip
    brought, _ = FeedbackImport.objects.get_or_create(organisation=organisation, defaults=told)
    made = {"holds": "contacts", "name": "a.csv", "size": 1, "by": "system", "columns": ["a"], "sample": [["1"]]}
    source, _ = Import.objects.get_or_create(organisation=organisation, defaults=made | {"mapping": told["mapping"]})
    kept = {"brought": str(brought.pk), "source": str(source.pk)}
    return {f"<{kind}:{name}>": pk for kind in ("uuid", "uuidstr") for name, pk in kept.items()}


def board_parts(organisation):
    """A board over a warehouse, computed."""
    told = {"warehouse": "lake", "text": "x", "title_ru": "д", "title_en": "b"}
    board, _ = Board.objects.get_or_create(organisation=organisation, code="lake-board", defaults=told)
    if board.current is None:
        board.current = Made.objects.create(board=board, of_version=0, seconds=1, failed=0)
        board.save()
        for language in ("ru", "en"):
            board.current.sections.create(language=language, position=0, anchor="answers", title="t", html="<p>h</p>")
        for name in ("metrics.json", "en-report.pdf"):
            board.current.papers.create(name=name, content=b"[]", size=2)
    papers = {"papers/<language>/<name>": "papers/en/report.pdf", "<language>": "en", "<name>": "report.pdf"}
    return papers | {"<slug:board>": board.code, "<str:name>": "metrics.json", "<str:anchor>": "answers"}


def _customers():
    """What stands in addresses of customers of an organisation."""
    acme = Organisation.objects.get(code="acme")
    customer, _ = Customer.objects.get_or_create(organisation=acme, name="Anna")
    other, _ = Customer.objects.get_or_create(organisation=acme, name="Boris")
    titled = {"rules": [RULE], "title_ru": "с", "title_en": "s"}
    segment, _ = Segment.objects.get_or_create(organisation=acme, code="s", defaults=titled)
    Valuation.objects.get_or_create(organisation=acme, defaults={"figures": FORECAST, "computed_at": timezone.now()})
    return {
        "<uuid:customer>": customer.code, "<uuid:other>": other.code,
        "<uuidstr:customer>": customer.code, "<slug:segment>": segment.code, "<int:merge>": 10**6,
    }  # fmt: skip


def _evidence(study):
    """A record that everybody may know of who sees the study, with a file that everybody may have."""
    record, _ = Evidence.objects.get_or_create(run=study.current, code="E/1", access="public", position=10_000)
    record.uses.get_or_create(audience="public", subject="x", metric="1.1")
    return record, evidence_file_add(study, record, [SimpleUploadedFile("a.txt", b"seen")], "public", SYSTEM)[0]


def _asked(study):
    """A survey of the study's organisation that takes answers, files among them."""
    known = Survey.objects.filter(organisation=study.organisation, code="asked").first()
    content = content_of("relationship_nps")
    file = {"code": "proof", "kind": "file", "text": {"ru": "Файл", "en": "File"}}
    content["pages"].append({"code": "more", "questions": [file, RATED]})
    return known or opened(study.organisation, content, "asked")


def _answered_with(study):
    """The number of a file in a complete answer."""
    survey = _asked(study)
    sent = Sent({"proof": SimpleUploadedFile("a.txt", b"seen")})
    known = survey.responses.filter(state="whole", values__has_key="proof").first()
    if known is None:
        known = Response(survey=survey, version=survey.current, key_hash=f"{survey.pk:064}", language="en",
                         channel="web", state="whole", begun_at=timezone.now(), ended_at=timezone.now())  # fmt: skip
        known.values = files_take(survey, known, survey.current.questionnaire.questions, {}, sent)[0]
        known.save(force_insert=True)
    return known.values["proof"]["id"]


def nobody():
    """A client without a session; all of them have one handler, whose middleware is made once."""
    client = Client()
    client.handler = _HANDLER
    return client


def concrete(address, parts, numbers=None):
    """An address with its parts filled in; ``numbers`` are those of <int:pk> by how the address begins."""
    path = address
    for begin, number in (numbers or {}).items():
        if address.startswith(begin):
            path = path.replace("<int:pk>", str(number))
    for part, value in parts.items():
        path = path.replace(part, str(value))
    return path


def answer(client, method, path, *body, **more):
    """What an address answers, told as in the table; what it changed is taken back."""
    headers = {"Accept-Language": "en", **more.pop("headers", {})}
    with transaction.atomic():
        response = getattr(client, method.lower())(path, *body, headers=headers, **more)
        for close in response._resource_closers:
            close()
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    return "sign-in" if to.startswith("/accounts/login/?next=") else response.status_code


def cell(kind, code, who):
    """What a kind answers somebody, by the table."""
    cells = TABLE["kinds"][kind]["who"]
    said = cells.get(who, cells["others"])
    return code if said == "yes" else said


def narrowed(kind, role, reach, place):
    """Who somebody with a role on less is to a kind: the role where it holds, else a stranger."""
    of = TABLE["kinds"][kind].get("of", "")
    asked = place if of == "study" or (of == "organisation" and place == "elsewhere") else of
    return role if not asked or asked in TABLE["reaches"][reach]["holds"] else "stranger"
