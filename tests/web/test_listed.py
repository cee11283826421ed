"""Files that list providers, warehouses and mailboxes of the platform: one reader, all faults at once."""

import pytest

from centricity.errors import MisuseError
from centricity.web.feedback.mailboxes import read_mailboxes
from centricity.web.providers import read_providers
from centricity.web.warehouse.connections import read_warehouses

PROVIDERS = """providers:
  - {kind: oidc, code: hse, name: HSE, server_url: "https://idp.example.org", client_id: cx, secret_env: LISTED_SECRET}
"""
WAREHOUSES = """warehouses:
  - {code: lake, title: {ru: Озеро, en: Lake}, organisations: [acme], engine: "duckdb://", secret_env: LISTED_SECRET}
"""
MAILBOXES = """mailboxes:
  - {organisation: acme, host: mail.example.org, user: cx@example.org, secret_env: LISTED_SECRET}
"""
KINDS = [
    pytest.param(read_providers, "providers", PROVIDERS, id="providers"),
    pytest.param(read_warehouses, "warehouses", WAREHOUSES, id="warehouses"),
    pytest.param(read_mailboxes, "mailboxes", MAILBOXES, id="mailboxes"),
]


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("LISTED_SECRET", "s3cret")


def faults(read, path):
    with pytest.raises(MisuseError) as caught:
        read(path)
    assert all(fault.text("ru") and fault.text("en") for fault in caught.value.faults)
    assert "s3cret" not in caught.value.text("en")
    return caught.value.faults


@pytest.mark.parametrize(("read", "name", "text"), KINDS)
def test_a_sound_file_is_read(tmp_path, read, name, text):
    path = tmp_path / "list.yaml"
    path.write_text(text, "utf-8")
    assert len(read(path)) == 1


@pytest.mark.parametrize(("read", "name", "text"), KINDS)
def test_a_file_that_is_none_is_told(tmp_path, read, name, text):
    assert [fault.code for fault in faults(read, tmp_path / "none.yaml")] == ["file.missing"]
    assert [fault.code for fault in faults(read, tmp_path)] == ["file.missing"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _text, _name: "", "yaml.empty"),
        (lambda _text, _name: "- 1\n", "yaml.not_mapping"),
        (lambda text, _name: text.replace("}", "", 1) + "[", "yaml."),
        (lambda _text, name: f"{name}: []\n", "settings."),
        (lambda text, name: text.replace(name, "others", 1), "settings."),
        (lambda text, _name: text.replace("secret_env", "secret"), "settings."),
    ],
)
@pytest.mark.parametrize(("read", "name", "text"), KINDS)
def test_a_file_of_another_shape_is_refused_in_its_words(tmp_path, read, name, text, change, code):
    path = tmp_path / "list.yaml"
    path.write_text(change(text, name), "utf-8")
    assert any(fault.code.startswith(code) for fault in faults(read, path))


@pytest.mark.parametrize(("read", "name", "text"), KINDS)
def test_a_secret_that_is_not_there_is_told_in_its_place_for_each(tmp_path, monkeypatch, read, name, text):
    monkeypatch.delenv("LISTED_SECRET")
    path = tmp_path / "list.yaml"
    path.write_text(text, "utf-8")
    (fault,) = faults(read, path)
    assert fault.code in {"web.provider_secret", "warehouse.no_secret", "web.mailbox_secret"}
    assert (fault.place.file, fault.place.line) == ("list.yaml", 2)
    assert fault.place.key == f"{name}[0].secret_env"
