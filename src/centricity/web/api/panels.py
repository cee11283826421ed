"""Panels: made, rated by whoever is of them, laid open, closed and made a study, with the rights of the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import comparing_schemas as compared_told
from centricity.web.api import panels_schemas as told
from centricity.web.api import shapes
from centricity.web.api.comparing import agreed, compared_shape
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.survey_schemas import Cycle
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.panels import services
from centricity.web.panels.comparing import Compared
from centricity.web.panels.cycle import next_due_set
from centricity.web.panels.judging import Given, Seen, judge
from centricity.web.panels.models import Assessor, Judgement, Panel
from centricity.web.panels.selectors import Looked, panel_for, panels_of
from centricity.web.panels.waves import panel_wave
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders, organisation_for

router = Router(tags=["panels"])
ROOT = "/organisations/{slug:organisation}/panels"
ONE = ROOT + "/{slug:panel}"
_NO_PANEL = {"ru": "такой панели в организации нет", "en": "the organisation has no such panel"}
_NOT_OF_IT = {"ru": "оценивают только люди панели", "en": "only the people of the panel rate"}


@router.get(ROOT, **read(told.Panels))
def list_panels(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Panels of an organisation: all to whoever sees results, to others those they are of."""
    place, _right, found = panels_of(request.user, organisation)
    return shapes.page(request, found.select_related("follows"), window, lambda row: _plain(row, place.code))


@router.post(ROOT, **write("write", 201, told.Whole))
def create_panel(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewPanel) -> Any:
    """Make a panel, whose people are told by e-mail."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    known = {user.email: user for user in holders(place.code).filter(email__in=wanted.people)}
    strange = [n for n, each in enumerate(wanted.people) if each not in known]
    if strange:
        raise Refused(422, [Fault("web.owner_without_role", Place(key=f"people.{n}")) for n in strange])
    departments = [{"code": each.code, "ru": each.title.ru, "en": each.title.en} for each in wanted.departments]
    people = [known[each] for each in dict.fromkeys(wanted.people)]
    before = _before(place, wanted.follows)
    asked = services.Wanted(wanted.code, wanted.title.dict(), wanted.method, departments, people, wanted.due, before)
    made = services.panel_create(place, asked, actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/panels/{made.code}"
    return Status(201, get_panel(request, response, organisation, made.code))


def _before(place: Organisation, code: str) -> Panel | None:
    """The panel that a new one follows."""
    found = place.panels.filter(code=code).first() if code else None
    if code and found is None:
        raise Refused(422, [Fault("web.value_unfit", Place(key="follows"), {"problem": _NO_PANEL})])
    return found


@router.put(f"{ONE}/cycle", **write("write", 200, told.Whole, conditional=True))
def set_panel_cycle(request: HttpRequest, response: HttpResponse, organisation: str, panel: str, wanted: Cycle) -> Any:
    """Say when the next panel is due; ``If-Match`` names this one as you read it."""
    looked = panel_for(request.user, organisation, panel, VoiceRight.EDIT)
    as_it_was_read(request, _whole(looked))
    next_due_set(looked.panel, wanted.next_due, looked.panel.version, actor_of(request))
    return get_panel(request, response, organisation, panel)


@router.get(ONE, **read(told.Whole))
def get_panel(request: HttpRequest, response: HttpResponse, organisation: str, panel: str) -> Any:
    """One panel with the ratings that may be seen; its ETag is what its next step needs."""
    content = _whole(panel_for(request.user, organisation, panel))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.post(f"{ONE}/ratings", **write("write", 200, told.Rating))
def rate_item(request: HttpRequest, organisation: str, panel: str, rating: told.NewRating) -> Any:
    """Give one's own level of an item of a department; what was given before is replaced."""
    assessor = _own(request, organisation, panel)
    seen = Seen(**rating.seen.dict()) if rating.seen is not None else None
    given = Given(rating.level, rating.record, seen, rating.note)
    return _rating(judge(assessor, rating.department, rating.item, given, actor_of(request)), assessor.number)


@router.get(f"{ONE}/ratings", **read(compared_told.Compared))
def compare_panel(request: HttpRequest, organisation: str, panel: str) -> Any:
    """All ratings side by side once they lie open: where they lie apart, and how far the panel agrees."""
    looked = panel_for(request.user, organisation, panel)
    if not looked.compares:
        raise PermissionDenied
    return compared_shape(looked)


@router.post(f"{ONE}/hand-in", **write("write", 200, told.Whole))
def hand_in_ratings(request: HttpRequest, response: HttpResponse, organisation: str, panel: str) -> Any:
    """Hand in one's own ratings, all of them."""
    services.hand_in(_own(request, organisation, panel), actor_of(request))
    return get_panel(request, response, organisation, panel)


@router.patch(ONE, **write("admin", 200, told.Whole, conditional=True))
def step_panel(request: HttpRequest, response: HttpResponse, organisation: str, panel: str, step: told.Step) -> Any:
    """Lay the ratings open, or close the panel; ``If-Match`` names it as you read it."""
    looked = panel_for(request.user, organisation, panel, VoiceRight.MANAGE)
    as_it_was_read(request, _whole(looked))
    work = services.panel_close if step.state == "closed" else services.panel_open
    work(looked.panel, looked.panel.version, actor_of(request))
    return get_panel(request, response, organisation, panel)


@router.post(f"{ONE}/waves", **write("write", 201, told.Made))
def make_panel_wave(request: HttpRequest, organisation: str, panel: str, wave: told.NewWave) -> Any:
    """Make a study of a closed panel, or a further wave of a study of panels."""
    looked = panel_for(request.user, organisation, panel, VoiceRight.EDIT)
    edition, job = panel_wave(looked.panel, wave.study, wave.wave, wave.date, actor_of(request))
    made = {"study": wave.study, "edition": edition.number, "sound": edition.sound}
    return Status(201, made | {"job": str(job.pk) if job else None})


def _own(request: HttpRequest, organisation: str, panel: str) -> Assessor:
    looked = panel_for(request.user, organisation, panel)
    if looked.assessor is None:
        raise Refused(403, [Fault("web.value_unfit", Place(key="panel"), {"problem": _NOT_OF_IT})])
    return looked.assessor


def _plain(row: Panel, organisation: str) -> shapes.Shape:
    names = ("code", "method", "state", "due", "created_at", "opened_at", "closed_at", "next_due")
    more = {"organisation": organisation, "title": shapes.both(row, "title"), "revision": row.version}
    return {name: getattr(row, name) for name in names} | more | {
        "study": row.study or None, "follows": row.follows.code if row.follows else None,
    }  # fmt: skip


def _whole(looked: Looked) -> shapes.Shape:
    panel = looked.panel
    named = looked.assessor is not None or looked.right >= VoiceRight.MANAGE
    compared = Compared(panel, "en") if looked.compares else None
    mine = (
        Judgement.objects.filter(assessor=looked.assessor) if looked.assessor is not None else Judgement.objects.none()
    )
    seen = compared.given.values() if compared is not None else mine
    numbers = {each.pk: each.number for each in panel.assessors.all()}
    ratings = sorted((_rating(each, numbers[each.assessor_id]) for each in seen), key=_place)
    records = panel.records.all() if compared is not None or looked.assessor is not None else []
    return _plain(panel, panel.organisation.code) | {
        "departments": [{"code": d["code"], "title": {"ru": d["ru"], "en": d["en"]}} for d in panel.departments],
        "items": list(panel.rated_by.metrics),
        "people": [_person(each, named=named) for each in panel.assessors.select_related("user")],
        "ratings": ratings, "records": [_record(each) for each in records],
        "agreement_blind": agreed(compared.agreement(blind=True)) if compared else None,
        "agreement": agreed(compared.agreement(blind=False)) if compared else None,
    }  # fmt: skip


def _place(rating: shapes.Shape) -> tuple[Any, ...]:
    return rating["department"], rating["item"], rating["assessor"]


def _person(row: Assessor, *, named: bool) -> shapes.Shape:
    person = row.user.email if named and row.user else None
    return {"number": row.number, "person": person, "handed_in_at": row.handed_in_at}


def _rating(row: Judgement, number: int) -> shapes.Shape:
    names = ("department", "item", "level", "blind", "note")
    return {name: getattr(row, name) for name in names} | {"assessor": number, "record": row.record_id}


def _record(row: Any) -> shapes.Shape:
    names = ("department", "item", "kind", "title", "reference", "seen_on")
    return {name: getattr(row, name) for name in names} | {"number": row.pk}
