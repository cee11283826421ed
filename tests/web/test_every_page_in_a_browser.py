"""Every page of the platform in a browser, in both languages and themes: open to everybody, no wider than the screen.

The list of pages is held to the addresses of the platform; a page that nobody walks to fails the first test.
"""

import contextlib
import io
import re
from urllib.parse import urlsplit

import pytest
from access_kit import PAGES
from browser_kit import (
    MARKS,
    PASSWORD,
    PATIENCE,
    STUDY,
    at,
    begin_to_sign_in,
    code_of,
    confirm,
    headed,
    opened,
    sign_in,
    tells,
    virtual_key,
)
from django.urls import Resolver404, resolve
from openpyxl import Workbook

pytestmark = MARKS
INSIDE = f"/studies/{STUDY}/"
SURVEY = "/surveys/examples/walked/"
PLAN = "plan/?what=nps&goal=margin&size=5&promoters=50&detractors=20&confidence=0.95"
NO_PAGES = re.compile(
    r"\.<slug:kind>$|\.js$|\.css$|/logo$|/healthz|/api/|/\^api|\.jsonl?$|\.yaml$|\.zip$|\.csv$|\.pdf$"
    r"|<path:name>|<str:name>|/evidence-files/|/files/<uuid"
    r"|/recovery-codes/download/|/webauthn/login/"
)
UNREACHED = {"/accounts/password/set/"}
"""For people without a password: a platform without identity providers has none."""
CUSTOMERS = "/customers/examples/"
RATED = "/studies/it-companies-2025/"
EVIDENCE = f"{RATED}evidence/"
RATING = f"{RATED}rating/"
VOICE = "/feedback/examples/"
PANELS = "/panels/examples/"
ACTIONS = "/actions/examples/"
LAKE = "/warehouse/examples/walked/"
BOARD = "/dashboard/examples/"
MOVED_BY_WIDTH = [
    "aria-hidden-focus", "bypass", "button-name", "heading-order", "label", "link-name", "page-has-heading-one",
    "scrollable-region-focusable", "skip-link", "target-size",
]  # fmt: skip
"""Rules of axe-core that what a narrow screen hides, shows or makes scroll may break."""
COMBINATIONS = [
    ("ru", "dark"),
    pytest.param("en", "light", marks=pytest.mark.slow),
    pytest.param("ru", "light", marks=pytest.mark.slow),
    pytest.param("en", "dark", marks=pytest.mark.slow),
]


class Everything:
    """Who may be at which pages; the sessions of people are made once."""

    def __init__(self, browser, site):
        self.browser, self.site, self.states = browser, site, {}
        site.administrator("bare")
        site.administrator("keyed")
        self._strangers()
        self._keyed()
        self._signed_in("bare", "bare", self._told_by_pages)
        self._signed_in("reader", "reader")
        self._signed_in("rater", "rater")
        self._signed_in("contact", "contact", self._commented)

    def _strangers(self):
        with opened(self.browser, self.site.url) as page:
            page.goto("/accounts/password/reset/")
            page.locator("input[name=email]").fill("keyed@example.org")
            page.get_by_role("main").locator("button").click()
            at(page, "/accounts/password/reset/done/")
        letter = self.site.letter("keyed@example.org")
        self.reset = self._linked(letter)

    def _linked(self, letter):
        return re.search(re.escape(self.site.url) + r"(/\S+)", letter)[1]

    def _keyed(self):
        """An administrator with an app and a key, stopped at the second factor in one session, past it in another."""
        with opened(self.browser, self.site.url.replace("127.0.0.1", "localhost")) as page:
            virtual_key(page)
            sign_in(page, self.site, "keyed")
            page.goto("/accounts/2fa/webauthn/add/")
            confirm(page)
            page.get_by_role("button", name="Add", exact=True).click()
            headed(page, "Recovery codes")
            codes = page.locator(".codes li").all_inner_texts()
            page.goto("/accounts/2fa/totp/activate/")
            page.locator("input[name=code]").fill(code_of(page.locator("code.secret").inner_text()))
            page.get_by_role("button", name="Set up").click()
            at(page, "/accounts/2fa/")
            page.goto("/accounts/2fa/webauthn/")
            self.key = page.locator("a[href$='/edit/']").get_attribute("href")
        with opened(self.browser, self.site.url) as page:
            begin_to_sign_in(page, self.site, "keyed")
            at(page, "/accounts/2fa/authenticate/")
            self.states["halfway"] = page.context.storage_state()
        with opened(self.browser, self.site.url) as page:
            begin_to_sign_in(page, self.site, "keyed")
            page.locator("input[name=code]").fill(codes[0])
            page.get_by_role("button", name="Sign in", exact=True).click()
            at(page, "/")
            self.states["keyed"] = page.context.storage_state()

    def _signed_in(self, who, name, more=None):
        with opened(self.browser, self.site.url) as page:
            sign_in(page, self.site, name)
            if more:
                more(page)
            self.states[who] = page.context.storage_state()

    def _told_by_pages(self, page):
        """Addresses with numbers in them."""
        page.goto("/people/invite/")
        page.locator("input[name=email]").fill("guest@example.org")
        page.locator("select[name=language]").select_option("en")
        page.get_by_role("main").locator("button.main").click()
        at(page, "/people/")
        letter = self.site.letter("guest@example.org")
        self.join = self._linked(letter)
        self.person = page.get_by_role("link", name="analyst@example.org").get_attribute("href")
        page.goto("/webhooks/")
        page.get_by_label("Address").fill(f"{self.site.url}/healthz")
        page.get_by_label("Where it happens").select_option(f"study:{STUDY}")
        page.get_by_role("button", name="Add the webhook").click()
        tells(page, "shown this once")
        self.webhook = page.get_by_role("main").locator("th a").get_attribute("href")
        page.goto(f"{INSIDE}editions/1/")
        page.get_by_role("button", name="Compute").click()
        page.get_by_role("link", name="To the results").wait_for(timeout=PATIENCE * 1_000)
        self.job = urlsplit(page.url).path
        self.site.wait(lambda: page.goto(EVIDENCE).status == 200)
        self.record = page.get_by_role("main").locator("th a").first.get_attribute("href")
        self._voice(page)
        self._survey(page)
        self._board(page)
        self._lake(page)
        self._panels(page)
        self._rating(page)
        page.goto("/studies/six-questions/goals/")
        self.target = page.get_by_role("main").locator("section.callout h2 a").first.get_attribute("href")
        page.goto(f"{INSIDE}ranking/")
        self.number = page.locator("td a").first.get_attribute("href")
        self._customers(page)

    def _customers(self, page):
        """Two organisations, two customers, an import that is not begun."""
        page.goto("/people/organisations/")
        for name, text in (("code", "second"), ("name_ru", "Вторая"), ("name_en", "Second")):
            page.locator(f"input[name={name}]").fill(text)
        page.get_by_role("button", name="Add", exact=True).click()
        self.customers = []
        for name in ("Anna", "Boris"):
            page.goto(f"{CUSTOMERS}add/")
            page.locator("input[name=name]").fill(name)
            page.get_by_role("button", name="Save").click()
            page.get_by_role("heading", name=name).wait_for()
            self.customers.append(urlsplit(page.url).path)
        page.goto(f"{CUSTOMERS}segments/add/")
        for name, text in (("code", "walked"), ("title_ru", "Люди"), ("title_en", "People"), ("value-0", "person")):
            page.locator(f"input[name={name}]").fill(text)
        page.locator("select[name=field-0]").select_option("kind")
        page.locator("button.main", has_text="Save").click()
        headed(page, "People")
        page.goto(f"{CUSTOMERS}imports/")
        sent = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"name,email\nVera,v@example.org\n"}
        page.locator("input[type=file]").set_input_files(sent)
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("heading", name="people.csv").wait_for()
        self.importing = urlsplit(page.url).path

    def _voice(self, page):
        """Feedback of somebody, with what came of it."""
        page.goto(VOICE)
        page.get_by_label("Your message").fill("It is broken")
        page.wait_for_timeout(4_000)
        page.get_by_role("button", name="Send").click()
        headed(page, "Thank you, your message has been received")
        self.left = urlsplit(page.url).path
        page.goto(f"{VOICE}inbox/")
        self.item = page.locator(".items a").first.get_attribute("href")
        page.goto(f"{VOICE}follow-ups/")
        self.follow_up = page.locator("tbody a").first.get_attribute("href")
        page.goto(f"{VOICE}themes/")
        page.get_by_label("Title in Russian").fill("Двери")
        page.get_by_label("Title in English").fill("Doors")
        page.get_by_role("button", name="Add", exact=True).click()
        headed(page, "Doors")
        self.theme = urlsplit(page.url).path
        self._table(page)
        page.goto("/actions/examples/new/")
        page.get_by_label("What is to be done").fill("Mend the door")
        page.get_by_role("button", name="Create").click()
        headed(page, "Mend the door")
        self.action = urlsplit(page.url).path
        self._improvement(page)

    def _table(self, page):
        """A workbook of feedback with two sheets and faults, looked at and stopped."""
        book = Workbook()
        for row in (("Review", "Stars"), ("Fine", 9), ("", 4)):
            book.active.append(row)
        book.create_sheet("Notes").append(("about",))
        out = io.BytesIO()
        book.save(out)
        page.goto(f"{VOICE}import/")
        page.locator("input[type=file]").set_input_files(
            {"name": "stars.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
        )
        page.get_by_role("button", name="Upload").click()
        headed(page, "stars.xlsx")
        page.get_by_role("button", name="Check all and import").click()
        page.get_by_text("All faults as a table (CSV)").wait_for()
        self.brought = urlsplit(page.url).path

    def _improvement(self, page):
        """A ritual with a sitting that is to come, a barrier, and a scheme of rewards."""
        page.goto(f"{ACTIONS}rituals/new/")
        page.get_by_label("Title").fill("Voices of customers")
        page.get_by_role("button", name="Create").click()
        headed(page, "Voices of customers")
        self.ritual = urlsplit(page.url).path
        self.sitting = page.locator("tbody a").first.get_attribute("href")
        page.goto(f"{ACTIONS}barriers/new/")
        page.get_by_label("What stands in the way").fill("Departments blame each other")
        page.get_by_role("button", name="Add", exact=True).click()
        headed(page, "Departments blame each other")
        self.barrier = urlsplit(page.url).path
        page.goto(f"{ACTIONS}motivation/new/")
        for label, value in (("Title", "Desk"), ("Who is rewarded", "Service desk"), ("How many people", "8")):
            page.get_by_label(label).fill(value)
        page.locator("select[name=part0-metric]").select_option("nps")
        for name, value in (("share", "40"), ("floor", "0"), ("target", "50")):
            page.locator(f"input[name=part0-{name}]").fill(value)
        page.get_by_role("button", name="Create", exact=True).click()
        headed(page, "Desk")
        self.scheme = urlsplit(page.url).path

    def _board(self, page):
        """A view of the dashboard that is kept."""
        page.goto(BOARD)
        page.get_by_text("Save this view").click()
        page.get_by_label("Name of the view").fill("Quarter")
        page.get_by_role("button", name="Save", exact=True).click()
        tells(page, "The view is saved.")
        page.goto(f"{BOARD}views/")
        self.view = page.locator(".kept a.note").first.get_attribute("href")
        page.goto(f"{BOARD}watches/new/?metric=nps")
        page.get_by_label("this value").fill("20")
        page.get_by_role("button", name="Watch", exact=True).click()
        self.watch = page.locator(".watches a.more").first.get_attribute("href")

    def _survey(self, page):
        """A survey that takes answers, and an answer that is under way."""
        page.goto("/surveys/examples/new/")
        page.locator("input[name=code]").fill("walked")
        page.locator("select[name=template]").select_option("relationship_nps")
        page.get_by_role("button", name="Make the survey").click()
        at(page, f"{SURVEY}build/")
        page.goto(f"{SURVEY}build/pages/0/questions/1/")
        page.locator("select[name=kind]").select_option("rating")
        for name, told in (("text_ru", "Как?"), ("text_en", "How?"), ("code", "stay")):
            page.locator(f"[name={name}]").fill(told)
        page.get_by_role("button", name="Save", exact=True).click()
        at(page, f"{SURVEY}build/")
        page.goto(SURVEY)
        page.get_by_role("button", name="Publish the draft").click()
        tells(page, "The version is published.")
        page.get_by_role("button", name="Open the survey").click()
        tells(page, "The survey is open.")
        self.link = urlsplit(page.locator("#address").input_value()).path
        page.goto(self.link)
        page.wait_for_timeout(1_200)  # nobody answers quicker
        page.locator("label", has=page.locator("input[name=recommend][value='3']")).click()
        page.locator("p.go button").click()
        page.locator("#q-lacking").wait_for()
        self.begun = urlsplit(page.url).path

    def _lake(self, page):
        """A board over the warehouse, computed."""
        page.goto("/warehouse/examples/new/")
        page.get_by_label("Code").fill("walked")
        text = page.get_by_label("Dashboard file")
        text.fill(text.input_value().replace("table: answers", "table: answers.csv"))
        page.get_by_role("button", name="Check and compute").click()
        headed(page, "Loyalty")
        page.get_by_role("link", name="To the results").wait_for(timeout=PATIENCE * 1_000)
        page.goto(LAKE)
        self.section = page.locator("nav.side a").last.get_attribute("href")

    def _panels(self, page):
        """A panel that is rated blindly, and one whose ratings lie open."""
        for code in ("walked", "lying"):
            page.goto(f"{PANELS}new/")
            page.locator("input[name=code]").fill(code)
            for name in ("bare@", "reader@example"):
                page.locator("label", has_text=name).locator("input[name=people]").check()
            page.get_by_role("button", name="Create", exact=True).click()
            headed(page, "Who rates")
        with opened(self.browser, self.site.url) as other:
            sign_in(other, self.site, "reader")
            self._rated(other)
        self._rated(page)
        page.get_by_role("button", name="Lay the ratings open").click()
        page.get_by_role("link", name="All ratings side by side").wait_for()

    def _rating(self, page):
        """A rating of a study with a share that somebody is given."""
        page.goto(RATING)
        page.locator("summary", has_text="Begin a rating").click()
        page.get_by_role("button", name="Begin", exact=True).click()
        headed(page, "Rating 2, wave 2025")
        person = page.locator("select[name=person]")
        person.select_option(person.locator("option", has_text="rater@example.org").get_attribute("value"))
        page.locator("select[name=companies]").select_option("SYN01")
        page.get_by_role("button", name="Give them to rate").click()
        tells(page, "The share is given.")

    def _commented(self, page):
        """A comment of a company on a number of its own."""
        page.goto(f"{RATED}companies/SYN01/1.1/")
        page.get_by_label("Comment").fill("The registry is of another company.")
        page.get_by_role("button", name="Send the comment").click()
        tells(page, "The comment is sent.")

    def _rated(self, page):
        """Rate everything at the lowest, and hand in."""
        page.goto(f"{PANELS}lying/rate/everybody/")
        for item in page.locator("fieldset.item").all():
            item.locator("input[type=radio]").first.check()
            item.locator("textarea").fill("Looked for, and not found")
        page.get_by_role("button", name="Save").last.click()
        page.locator(".message").wait_for()
        page.get_by_role("button", name="Hand in").click()
        page.get_by_text("Your ratings are handed in.").first.wait_for()

    def pages(self):
        """Pages by who may be there."""
        company = self.number.rsplit("/", 2)[0] + "/"
        anna, boris = self.customers
        return {
            "": [
                "/", "/accounts/login/", "/accounts/inactive/", "/accounts/password/reset/",
                "/accounts/password/reset/done/", "/accounts/password/reset/key/done/",
                "/accounts/password/reset/key/1-abc/", self.reset, self.join, "/people/join/nothing/", "/nothing/",
                INSIDE, f"{INSIDE}ranking/", f"{INSIDE}ranking/?q=nothing", f"{INSIDE}heatmap/", f"{INSIDE}segments/",
                f"{INSIDE}heatmap/?metrics=1", f"{INSIDE}downloads/", f"{INSIDE}report/method/", company, self.number,
                EVIDENCE, self.record, VOICE, self.left, self.link, self.begun, "/s/p/nothing/", "/s/out/nothing/",
                "/digest/out/nothing/",
            ],
            "halfway": ["/accounts/2fa/authenticate/"],
            "reader": [
                "/", "/surveys/", "/people/me/", f"{INSIDE}editions/", "/accounts/logout/", "/api-tokens/",
                "/webhooks/",
            ],
            "rater": [RATING, f"{RATING}1/", f"{RATING}1/companies/SYN01/"],
            "contact": [f"{RATED}companies/SYN01/1.1/", f"{RATED}comments/", f"{RATED}consent/SYN01/"],
            "bare": [
                RATING, f"{RATING}1/", f"{RATED}comments/",
                "/accounts/reauthenticate/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
                "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/password/change/",
                "/people/", "/people/invite/", "/people/organisations/", self.person, self.join, "/audit/?verify=1",
                "/studies/new/", INSIDE, f"{INSIDE}editions/", f"{INSIDE}editions/1/", self.job,
                "/webhooks/", self.webhook, self.record,
                "/feedback/", f"{VOICE}inbox/", f"{VOICE}inbox/?tab=all&kind=praise", self.item,
                f"{VOICE}follow-ups/", self.follow_up, f"{VOICE}themes/", self.theme, f"{VOICE}figures/",
                f"{VOICE}import/", self.brought, f"{VOICE}settings/", f"{VOICE}settings/hours/",
                f"{VOICE}settings/channels/",
                "/actions/examples/", "/actions/examples/new/", self.action,
                f"{ACTIONS}rituals/", f"{ACTIONS}rituals/new/", self.ritual, self.sitting,
                f"{ACTIONS}barriers/", f"{ACTIONS}barriers/new/", self.barrier,
                f"{ACTIONS}motivation/", f"{ACTIONS}motivation/new/", self.scheme, f"{self.scheme}change/",
                "/customers/", CUSTOMERS, f"{CUSTOMERS}add/",
                f"{CUSTOMERS}imports/", self.importing, f"{CUSTOMERS}duplicates/", anna, f"{anna}edit/",
                *(f"{CUSTOMERS}{each}" for each in ("segments/", "segments/add/", "segments/of/walked/",
                  "segments/of/walked/edit/", "segments/of/walked/delete/", "value/", "value/forecast/", "churn/")),
                f"{anna}merge/", f"{anna}merge/{boris.rstrip('/').rpartition('/')[2]}/", f"{anna}erase/",
                "/surveys/", "/surveys/examples/", "/surveys/examples/new/", "/surveys/examples/pace/",
                "/surveys/examples/new/plan/", SURVEY,
                f"{INSIDE}goals/", self.target,
                "/panels/", PANELS, f"{PANELS}new/", f"{PANELS}walked/", f"{PANELS}walked/rate/everybody/",
                f"{PANELS}walked/wave/", f"{PANELS}lying/", f"{PANELS}lying/ratings/",
                "/warehouse/examples/", "/warehouse/examples/new/", LAKE, self.section, f"{LAKE}file/",
                "/dashboard/", "/dashboard/examples/", "/dashboard/examples/nps/", f"{BOARD}views/", self.view,
                f"{BOARD}alerts/", f"{BOARD}alerts/?ended=1", f"{BOARD}alerts/1000000/", f"{BOARD}hearing/",
                "/dashboard/examples/nps/answers/",
                *(f"{BOARD}questions/{each}" for each in ("", "walked/stay/", "walked/stay/answers/")),
                f"{BOARD}watches/", f"{BOARD}watches/new/", f"{BOARD}watches/new/?metric=nps", self.watch,
                f"{BOARD}targets/", f"{BOARD}targets/new/", f"{BOARD}targets/new/?metric=nps",
                f"{BOARD}targets/1000000/",
                f"{BOARD}executive/", f"{BOARD}executive/us/", f"{BOARD}executive/gap/",
                *(f"/dashboard/examples/analysis/{each}/" for each in (
                    "drivers", "cohorts", "funnels", "channels", "channels/contacts", "experience", "departments",
                    "gap", "maturity")),
                *(f"{SURVEY}{each}" for each in (
                    "results/", "results/act/", "answers/", "invites/", "poster/", "embed/", "rhythm/", "triggers/",
                    "look/", "next/", "wave/", "build/", "response/", "weights/", PLAN,
                    "build/settings/", "build/pages/0/", "build/pages/1/questions/0/", "build/ends/0/", "preview/1/")),
            ],
            "keyed": [
                "/accounts/2fa/", "/accounts/2fa/reauthenticate/", "/accounts/2fa/totp/deactivate/",
                "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/webauthn/",
                "/accounts/2fa/webauthn/reauthenticate/", self.key, self.key.replace("/edit/", "/remove/"),
                "/people/me/",
            ],
        }  # fmt: skip

    def refusals(self, language, theme):
        """Send forms with nothing in them, and stay at what is answered."""
        forms = {
            "": ["/accounts/login/", "/accounts/password/reset/", self.join],
            "reader": ["/api-tokens/", "/webhooks/", "/accounts/password/change/"],
            "bare": ["/people/invite/", "/people/organisations/", self.person, "/studies/new/", self.record],
        }
        for who, path, page in self.visit(forms, language, theme):
            page.locator("main form.form").last.evaluate("form => { form.reset(); form.submit(); }")
            if "/api-tokens/" in path:
                confirm(page, self.site.passwords["reader@example.org"])
            page.locator(".wrong:visible, .faults:visible, .message").first.wait_for()
            yield f"{who} {path}", page

    def walk(self, language, theme="light", every=1, first=0, **more):
        """Go to every page, or every so many of them from one on, in a language and a theme."""
        places = {who: paths[first::every] for who, paths in self.pages().items()}
        for who, path, page in self.visit(places, language, theme, **more):
            assert path == self.reset or page.url == self.site.url + path
            assert path == self.begun or page.locator("html").get_attribute("lang") == language
            yield f"{who} {path}", page

    def visit(self, places, language, theme, **more):
        """Go to pages by who may be there; what asks whether it is still you is told so."""
        for who, paths in places.items():
            with opened(self.browser, self.site.url, language, storage_state=self.states.get(who), **more) as page:
                self._look(page, language, theme)
                for path in paths:
                    page.goto(path)
                    if page.url.partition("?")[0].endswith("/reauthenticate/") and "reauthenticate" not in path:
                        page.locator("input[name=password]").fill(PASSWORD)
                        page.get_by_role("main").locator("button.main").click()
                        page.wait_for_url(f"**{path}")
                    yield who, path, page

    def _look(self, page, language, theme):
        cookies = (("language", language), ("theme", theme))
        page.context.add_cookies([{"name": name, "value": value, "url": self.site.url} for name, value in cookies])


@pytest.fixture(scope="module")
def everything(browser, site):
    return Everything(browser, site)


@contextlib.contextmanager
def as_wide_as(page, width):
    """The page as it stands, on a screen of so many pixels."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    yield page
    page.set_viewport_size(before)


def wider(page, width):
    """How wide the page is on a screen of so many pixels, where it does not fit in."""
    with as_wide_as(page, width):
        found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} px at {width}"] if found > width else []


def violations(page):
    """What axe-core finds on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    return _broken(Axe().run(page).response)


def violations_on_a_phone(page, *, whole):
    """What axe-core, which has looked at the page already, finds on a narrow screen: of all rules, or of some."""
    told = {} if whole else {"runOnly": MOVED_BY_WIDTH}
    with as_wide_as(page, 390):
        return _broken(page.evaluate("told => axe.run(told)", told | {"resultTypes": ["violations"]}))


def _broken(found):
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found["violations"]]


def test_no_page_is_left_out(everything):
    walked = set()
    for path in (path for paths in everything.pages().values() for path in paths):
        try:
            walked.add(f"/{resolve(path.partition('?')[0]).route}")
        except Resolver404:
            assert path == "/nothing/"
    shown = [address for address, page in PAGES.items() if page["GET"][0] != "nobody" and page["GET"][1] != 405]
    there = {address.replace("^", "") for address in shown if not NO_PAGES.search(address)}
    assert there - walked == UNREACHED


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize(("language", "theme"), COMBINATIONS)
def test_nothing_hinders_anybody(everything, language, theme, half):
    told = {}
    for where, page in everything.walk(language, theme, every=2, first=half):
        told[where] = violations(page)
        told[where] += violations_on_a_phone(page, whole=(language, theme) != ("ru", "dark"))
        told[where] += wider(page, 320)
    assert {where: found for where, found in told.items() if found} == {}


@pytest.mark.parametrize(("language", "theme"), [("ru", "dark"), pytest.param("en", "light", marks=pytest.mark.slow)])
def test_no_refusal_hinders_anybody(everything, language, theme):
    told = {
        where: [*violations(page), *violations_on_a_phone(page, whole=True), *wider(page, 320)]
        for where, page in everything.refusals(language, theme)
    }
    assert len(told) == 11
    assert {where: found for where, found in told.items() if found} == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [768, 1920])
def test_no_page_is_wider_than_its_screen(everything, width):
    told = {where: wider(page, width) for where, page in everything.walk("ru")}
    assert {where: found for where, found in told.items() if found} == {}
