"""``result.json``: what was computed, from what, by which rules, and what was found."""

from typing import Any

from centricity.index import Step
from centricity.language import Text
from centricity.studies.goals import Progress, next_due
from centricity.studies.judge import Judgement
from centricity.studies.result import Result
from centricity.studies.robust import Robust
from centricity.studies.wave import WaveResult

FORMAT = "centricity/result-1"


def summary(result: Result) -> dict[str, Any]:
    """Plain content of ``result.json``, guarded for the audience; no clock, no path, no machine in it."""
    study, method = result.study, result.method
    due = next_due(study.settings, method)
    return {
        "format": FORMAT,
        "version": result.version,
        "study": {"name": study.name, "title": _text(study.settings.title), "synthetic": study.settings.synthetic},
        "audience": result.audience,
        "wave": study.settings.wave,
        "next_wave_due": due.isoformat() if due else None,
        "method": {
            "id": method.id,
            "version": method.version,
            "hash": method.hash,
            "title": _text(method.title),
            "overrides": study.settings.overrides,
        },
        "data_hash": study.data_hash,
        "waves": {code: _wave(result, wave) for code, wave in result.waves.items()},
        "groups": {
            f"{grouping}:{group}": _judgement(judgement)
            for (grouping, group), judgement in result.groups.items()
            if result.shows_group(grouping, group)
        },
        "robustness": _robust(result.robust),
        "goals": [_goal(goal) for goal in result.goals if _goal_shown(result, goal)],
        "warnings": [
            {"code": fault.code, "ru": fault.text("ru"), "en": fault.text("en")}
            for fault in [*result.warnings, *(finding.fault for finding in result.findings)]
        ],
    }


def _wave(result: Result, wave: WaveResult) -> dict[str, Any]:
    build, disclosure = wave.build, wave.disclosure
    guarded = wave.market_members
    return {
        "subjects": len(guarded),
        "steps": [{"name": step.name, "arguments": _arguments(result, step)} for step in build.log],
        "weights": build.weights,
        "effective_weights": build.effective,
        "cuts": {} if result.hides_rows else build.cuts,
        "disclosure": {
            "rows_shown": sum(result.shows_subject(i, wave) for i in guarded),
            "rows_without_consent": int(disclosure.no_consent[guarded].sum()),
            "rows_with_too_few_respondents": int(disclosure.too_few[guarded].sum()),
            "rows_withheld_to_protect_others": int(disclosure.complementary[guarded].sum()),
            "groups_too_small": sorted(f"{a}:{b}" for a, b in disclosure.small),
            "groups_withheld_to_protect_others": sorted(f"{a}:{b}" for a, b in disclosure.differencing),
        },
        "scores": {
            str(build.frame.subjects[i]): float(build.scores[build.tree.root][i])
            for i in guarded
            if result.shows_subject(i, wave)
        },
    }


def _robust(drawn: Robust) -> dict[str, Any]:
    """What was varied and how sure places are; the intervals themselves stand in scores.csv."""
    made = drawn.uncertainty
    root = next(iter(made.spreads.values())) if made else None
    return {
        "stated": drawn.stated,
        "assumptions": [choice.model_dump(mode="json", exclude_none=True) for choice in drawn.choices],
        "idle": [fault.fields["choice"] for fault in drawn.idle],
        "failed": [{"code": fault.code, "ru": fault.text("ru"), "en": fault.text("en")} for fault in drawn.failed],
        "draws": made.draws if made else 0,
        "seed": drawn.asked.seed,
        "interval": drawn.asked.interval,
        "within": drawn.asked.within,
        "narrow": root.narrow(drawn.asked.within) if root else None,
        "tiers": int(made.tiers.max(initial=0)) if made else 0,
    }


def _arguments(result: Result, step: Step) -> Any:
    """Arguments of a step; cut points taken from all rows stay back where some of the rows do."""
    return "withheld" if result.hides_rows and step.name == "score" and result.wave.build.cuts else step.arguments


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "tier": judgement.tier.code if judgement.tier else None,
        "band": judgement.band.code if judgement.band else None,
        "strengths": [gap.node for gap in judgement.strengths],
        "weaknesses": [gap.node for gap in judgement.weaknesses],
        "gaps": {gap.node: gap.points for gap in judgement.gaps},
        "diagnoses": [diagnosis.code for diagnosis in judgement.diagnoses],
        "recommendations": [item.recommendation.code for item in judgement.advice],
    }


def _goal(progress: Progress) -> dict[str, Any]:
    goal = progress.goal
    return {
        "subject": goal.subject,
        "node": goal.node,
        "wave": goal.wave,
        "owner": _text(goal.owner) if goal.owner else None,
        "base": progress.base,
        "now": progress.now,
        "target": progress.target,
        "progress": progress.share,
        "without_owned_dated_action": progress.unowned,
    }


def _goal_shown(result: Result, progress: Progress) -> bool:
    """Goals are a company's own business; the public edition shows those of the whole field only."""
    return not result.public or progress.goal.subject is None


def _text(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}
