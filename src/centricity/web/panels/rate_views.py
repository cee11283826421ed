"""Rating a department, item by item: what will do is kept, what will not stands there with what is wrong."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from centricity.methods import Metric
from centricity.methods.tree import Node
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.panels.forms import ItemForm
from centricity.web.panels.judging import judge
from centricity.web.panels.level_keeping import keep_changed
from centricity.web.panels.models import Assessor, Panel
from centricity.web.panels.selectors import Looked, own_judgements, rating_for, records_at


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rate(request: HttpRequest, organisation: str, panel: str, department: str) -> HttpResponse:
    """The items of a department as one has rated them."""
    looked, found = rating_for(request.user, organisation, panel, department)
    assert looked.assessor is not None  # noqa: S101  the selector lets nobody else pass
    parts = _parts(looked.panel, looked.assessor, department, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        kept, wrong = _kept(request, looked.assessor, department, [form for _title, forms in parts for form in forms])
        if not wrong:
            messages.success(request, ngettext("%(n)d item is kept.", "%(n)d items are kept.", kept) % {"n": kept})
            return redirect("panel", organisation, panel)
        return _shown(request, looked, found, parts, wrong=wrong, kept=kept, status=422)
    return _shown(request, looked, found, parts)


def _parts(panel: Panel, assessor: Assessor, department: str, data: Any) -> list[tuple[str, list[ItemForm]]]:
    """Forms of the items under the parts of the method."""
    method, language = panel.rated_by, language_now()
    mine, records = own_judgements(assessor, department), records_at(panel, department)
    scale = method.scale
    assert scale is not None  # noqa: S101  only methods with a scale are rated

    def forms_of(metrics: tuple[Metric, ...]) -> list[ItemForm]:
        return [ItemForm(m, scale, records.get(m.code, []), mine.get(m.code), language, data) for m in metrics]

    nodes = [node for node in method.index.nodes if isinstance(node, Node)]
    if not nodes:
        return [("", forms_of(method.index.metrics))]
    return [(node.title[language], forms_of(node.metrics)) for node in nodes]


def _kept(request: HttpRequest, assessor: Assessor, department: str, forms: list[ItemForm]) -> tuple[int, int]:
    """Keep what was changed and will do; how many were kept, and how many would not do."""
    return keep_changed(
        forms, lambda form: judge(assessor, department, form.metric.code, form.given(), actor_of(request))
    )


def _shown(
    request: HttpRequest, looked: Looked, department: dict[str, Any], parts: Any, status: int = 200, **more: Any
) -> HttpResponse:
    panel = looked.panel
    told = {
        "panel": panel, "place": panel.organisation, "title": panel.title(language_now()), "parts": parts,
        "department": department[language_now()], "open": panel.state == Panel.State.OPEN,
    }  # fmt: skip
    return render(request, "panels/rate.html", told | more, status=status)
