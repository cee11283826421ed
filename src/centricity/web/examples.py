"""The bundled examples as studies, and demonstration accounts: marked as such, with passwords told once."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.demo.company import company_laid, company_lay
from centricity.web.demo.plans import us_lay
from centricity.web.demo.rated import rated_laid, rated_lay
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant, organisation_create, user_create
from centricity.web.research.models import Study
from centricity.web.research.services import computation_ask, openness_set, study_create

CODE = "examples"
STUDY = "it-companies-2025"
COMPANY = "SYN01"
PEOPLE = {
    "admin@example.org": Scope(Role.ADMINISTRATOR),
    "director@example.org": Scope(Role.CX_DIRECTOR),
    "expert@example.org": Scope(Role.CX_EXPERT),
    "analyst@example.org": Scope(Role.ANALYST),
    "rater@example.org": Scope(Role.RATER),
    "shopper@example.org": Scope(Role.MYSTERY_SHOPPER),
    "contact@example.org": Scope(Role.COMPANY_CONTACT, Reach.STUDY, STUDY, COMPANY),
    "owner@example.org": Scope(Role.SERVICE_OWNER),
    "agent@example.org": Scope(Role.AGENT),
    "employee@example.org": Scope(Role.EMPLOYEE),
    "customer@example.org": Scope(Role.CUSTOMER),
    "executive@example.org": Scope(Role.EXECUTIVE),
    "reader@example.org": Scope(Role.PUBLIC_READER),
}
"""An account of every role, on the whole platform; a contact's is of a company of one study."""
_NAMES = {
    Role.ADMINISTRATOR: ("Администратор", "Administrator"),
    Role.CX_DIRECTOR: ("CX-директор", "CX director"),
    Role.CX_EXPERT: ("CX-эксперт", "CX expert"),
    Role.ANALYST: ("Аналитик", "Analyst"),
    Role.RATER: ("Эксперт", "Rater"),
    Role.MYSTERY_SHOPPER: ("Тайный покупатель", "Mystery shopper"),
    Role.COMPANY_CONTACT: ("Контакт компании", "Company contact"),
    Role.SERVICE_OWNER: ("Владелец услуги", "Service owner"),
    Role.AGENT: ("Оператор", "Agent"),
    Role.EMPLOYEE: ("Сотрудник", "Employee"),
    Role.CUSTOMER: ("Клиент", "Customer"),
    Role.EXECUTIVE: ("Руководитель", "Executive"),
    Role.PUBLIC_READER: ("Читатель", "Reader"),
}


class _Upload:
    """A file on the disk as an upload."""

    def __init__(self, path: Path) -> None:
        self.name, self.size, self._file = path.name, path.stat().st_size, path.open("rb")

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, at: int) -> int:
        return self._file.seek(at)

    def close(self) -> None:
        self._file.close()


def missing() -> bool:
    """Whether anything is to be loaded."""
    codes = {folder.name for folder in _folders()}
    return (
        not codes
        or Study.objects.filter(code__in=codes).count() < len(codes)
        or User.objects.filter(email__in=PEOPLE).count() < len(PEOPLE)
        or not any(company_laid(each) and rated_laid(each, STUDY) for each in Organisation.objects.filter(code=CODE))
    )


def load() -> list[tuple[str, str]]:
    """Load what is not there yet; give the accounts made with their passwords.

    Raises
    ------
    MisuseError
        Where the program was installed without them.
    """
    if not _folders():
        raise MisuseError([Fault("web.no_examples")])
    known = Organisation.objects.filter(code=CODE).first()
    organisation = known or organisation_create(CODE, "Примеры", "Examples")
    for folder in _folders():
        if not Study.objects.filter(code=folder.name).exists():
            _study(folder, organisation)
    made = list(_accounts())
    if not company_laid(organisation):
        click.echo(say("Загружаю клиентов, опросы и отзывы примера ...",
                       "Loading customers, surveys and feedback of the example ..."))  # fmt: skip
    company_lay(organisation)
    us_lay(organisation, STUDY, COMPANY)
    rated_lay(organisation, STUDY, COMPANY)
    if made:
        click.echo(say("Показательные учётные записи (пароли больше не покажутся):",
                       "Demonstration accounts (the passwords are shown once):"))  # fmt: skip
    return made


def _folders() -> list[Path]:
    root = Path(__file__).parents[3] / "examples"
    return sorted(path.parent for path in root.glob("*/study.yaml"))


def _study(folder: Path, organisation: Organisation) -> None:
    uploads: list[Any] = [_Upload(path) for path in sorted(folder.iterdir()) if path.is_file()]
    try:
        edition = study_create(folder.name, organisation, uploads, SYSTEM)
    finally:
        for upload in uploads:
            upload.close()
    study = Study.objects.get(pk=edition.study_id)
    openness_set(study, "public", study.version, SYSTEM)
    computation_ask(edition, SYSTEM)


def _accounts() -> Iterator[tuple[str, str]]:
    for email, scope in PEOPLE.items():
        if not User.objects.filter(email=email).exists():
            password = secrets.token_urlsafe(15)
            user = user_create(email, password, name=say(*_NAMES[Role(scope.role)]), is_demonstration=True)
            grant(user, scope)
            yield email, password
