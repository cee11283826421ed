"""What tests of surveys share: surveys that are open, and people who answer them without scripts."""

import re
from html import unescape

import yaml
from django.test import Client

from centricity.surveys import bundled_survey
from centricity.web.audit.services import SYSTEM
from centricity.web.voice import keys
from centricity.web.voice.models import Survey
from centricity.web.voice.services import publish, state_set, survey_create


def content_of(survey_id):
    """A bundled survey as plain content."""
    return bundled_survey(survey_id).model_dump(mode="json", by_alias=True, exclude_none=True)


def opened(organisation, content="relationship_nps", code="pulse"):
    """A survey that takes answers."""
    told = content_of(content) if isinstance(content, str) else content
    made = survey_create(organisation, code, told, SYSTEM)
    publish(made, 0, SYSTEM)
    return state_set(made, "open", 1, SYSTEM)


class Respondent:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, survey, path="", language="en", **client):
        self.client = Client(**client)
        self.path = path or f"/s/{survey.link}/"
        self.response = self.client.get(f"{self.path}?lang={language}")

    @property
    def text(self):
        return unescape(self.response.content.decode())

    @property
    def hidden(self):
        """Fields of the form that are sent along."""
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text))

    def send(self, **answers):
        """Send the page; a name with two underscores is that of a row."""
        sent = self.hidden | {name.replace("__", ":"): value for name, value in answers.items()}
        to = re.search(r'<form method="post" action="([^"?]*)([^"]*)"', self.text)
        self.response = self.client.post((to[1] or self.path) + to[2], sent)
        if self.response.status_code == 302:
            self.path = self.response.url.partition("?")[0]
            self.response = self.client.get(self.response.url)
        return self


def unhurried(monkeypatch):
    """People answer as quickly as they like."""
    monkeypatch.setattr(keys, "QUICKEST", -1.0)


def answered(survey, **answers):
    """Somebody who answers every page it is shown, with what is told of its questions."""
    someone = Respondent(survey)
    for _ in range(len(survey.current.questionnaire.pages)):
        shown = {n: v for n, v in answers.items() if f'name="{n.replace("__", ":")}"' in someone.text}
        if "<form" not in someone.text:
            break
        someone.send(**shown)
    return someone


def yaml_of(survey_id):
    """A bundled survey as a file."""
    return yaml.safe_dump(content_of(survey_id), allow_unicode=True, sort_keys=False)


__all__ = ["Respondent", "Survey", "answered", "content_of", "opened", "unhurried", "yaml_of"]
