"""What processes of tests do about answers that are kept under keys: see `web_scripts`."""

import json
import time
from datetime import timedelta
from unittest.mock import patch

from web_kit import person

from centricity.web.api.models import Answer, Webhook
from centricity.web.api.tokens import token_create
from centricity.web.audit.services import SYSTEM
from centricity.web.serving import serve


def token():
    """The secret of a token of somebody who may keep webhooks."""
    user = person("cx_director", "acme")
    print(json.dumps(token_create(user, "cut off", ["read", "admin"], 1, SYSTEM)[1]))


def serving(port, step):
    """The platform, which stops for ever at a step of a request: the server is forked from this process."""

    def stopped(*_):
        print("there", flush=True)
        time.sleep(600)

    with patch(step, stopped):
        serve(f"127.0.0.1:{port}", 1, examples=False, worker=False)


def older(minutes):
    """Time goes by for what is kept under keys."""
    for kept in Answer.objects.all():
        Answer.objects.filter(pk=kept.pk).update(at=kept.at - timedelta(minutes=float(minutes)))


def made():
    """How many webhooks there are, and the statuses of what is kept."""
    print(json.dumps([Webhook.objects.count(), list(Answer.objects.values_list("status", flat=True))]))
