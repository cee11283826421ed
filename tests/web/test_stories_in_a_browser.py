"""What a CX director does, by clicks alone: asks by letter, comes back to the unhappy, sets a target with a plan."""

import re
from urllib.parse import urlsplit

import pytest
from browser_kit import MARKS, PATIENCE, at, headed, opened, sign_in, sign_out, tells

pytestmark = MARKS
PHONE = {"width": 320, "height": 640}
SOON = PATIENCE * 1_000


def organisation(page, site, code, name):
    """An organisation of its own, which no other test counts in."""
    sign_in(page, site, "admin")
    page.goto("/people/organisations/")
    for field, text in (("code", code), ("name_ru", name), ("name_en", name)):
        page.locator(f"input[name={field}]").fill(text)
    page.get_by_role("button", name="Add", exact=True).click()
    tells(page, "added")
    sign_out(page)


def customer(page, place, name, email, consent="given"):
    page.goto(f"/customers/{place}/add/")
    page.locator("input[name=name]").fill(name)
    page.get_by_label("E-mails").fill(email)
    page.locator("select[name=language]").select_option("ru")
    page.locator("select[name=consent]").select_option(consent)
    if consent != "unknown":
        page.get_by_label("Where the consent is from").fill("contract")
    page.get_by_role("button", name="Save").click()
    headed(page, name)


def asking(page, place):
    """A survey of the pattern, published and open."""
    page.goto(f"/surveys/{place}/new/")
    page.get_by_label("Code").fill("loyal")
    page.locator("select[name=template]").select_option("relationship_nps")
    page.get_by_role("button", name="Make the survey").click()
    at(page, f"/surveys/{place}/loyal/build/")
    page.goto(f"/surveys/{place}/loyal/")
    page.get_by_role("button", name="Publish the draft").click()
    tells(page, "The version is published.")
    page.get_by_role("button", name="Open the survey").click()
    tells(page, "The survey is open.")


def sent_to_all(page, letters):
    """The director looks whom a letter would reach, and sends it."""
    page.get_by_role("link", name="Invitations").click()
    page.get_by_role("button", name="Count").click()
    page.get_by_role("button", name=f"Send {letters} letter").click()
    tells(page, "on " if letters == 1 else "are on their way")


@pytest.fixture
def phone(browser, site):
    """A phone that speaks Russian and runs no scripts."""
    with opened(browser, site.url, "ru-RU", viewport=PHONE, java_script_enabled=False) as one:
        yield one


def answered(phone, letter, score, words=""):
    """Follow the letter's link of a level, and go through the pages as who was asked does."""
    phone.goto(re.search(rf"^{score}\b.*: (\S+)$", letter, re.MULTILINE)[1])
    assert phone.locator("html").get_attribute("lang") == "ru"
    assert phone.locator(f"input[name=recommend][value='{score}']").is_checked()
    phone.wait_for_timeout(1_200)  # nobody answers quicker
    phone.get_by_role("button", name="Дальше").click()
    phone.locator("input[name=recommend]").wait_for(state="detached")
    if words:
        phone.get_by_label("Что изменить в первую очередь?").fill(words)
    phone.get_by_role("button", name="Дальше").click()
    phone.get_by_text("Будете ли вы покупать у нас дальше?").first.wait_for()
    phone.get_by_role("button", name=re.compile("Дальше|Отправить")).click()
    if score <= 6:
        phone.get_by_label("Свяжитесь со мной по поводу этого ответа.").check()
        phone.get_by_role("button", name="Отправить").click()
    phone.get_by_text("Спасибо! Мы читаем каждый ответ.").wait_for()


def test_customers_are_asked_by_letter_answer_on_a_phone_and_are_counted(page, phone, site):
    organisation(page, site, "posted", "Posted")
    sign_in(page, site, "director")
    scores = {"anna": 10, "boris": 9, "vera": 10, "gleb": 8, "dina": 3}
    for name in scores:
        customer(page, "posted", name.title(), f"{name}@posted.example.org")
    customer(page, "posted", "Silent", "silent@posted.example.org", consent="unknown")
    asking(page, "posted")
    sent_to_all(page, 5)
    for name, score in scores.items():
        letter = site.letter(f"{name}@posted.example.org")
        assert "Порекомендуете ли вы нас друзьям или коллегам?" in letter
        answered(phone, letter, score)
    assert site.letters("silent@posted.example.org") == []
    used = re.search(r"^9\b.*: (\S+)$", site.letter("anna@posted.example.org"), re.MULTILINE)[1]
    phone.goto(used)
    assert phone.locator("input[name=recommend]").count() == 0
    page.goto("/surveys/posted/loyal/results/")
    first = page.locator("section.result").first
    assert first.locator(".value").inner_text() == "40.0"
    assert "n = 5" in first.inner_text()
    assert first.locator(".figures .note").inner_text().startswith("between ")
    page.goto("/surveys/posted/loyal/invites/")
    began = page.get_by_text("Began, of those sent").locator("..").inner_text()
    assert began.split("\n")[-1].startswith("100.0%, between")
    on_the_board(page, site)


def on_the_board(page, site):
    """The tile of NPS, a minute later at most, leads to its answers."""

    def told():
        page.goto("/dashboard/posted/")
        return page.locator(".board div").filter(has_text="n = 5").count()

    site.minute_passes("survey.tally")
    site.wait(told)
    tile = page.locator(".board > div").filter(has=page.get_by_role("link", name="NPS", exact=True))
    assert tile.locator(".value").inner_text() == "40.0"
    assert "between −29.8 and 79.8, n\u00a0=\u00a05" in tile.inner_text()
    tile.get_by_role("link", name="NPS", exact=True).click()
    headed(page, "Net Promoter Score")


def time_passes(site, place):
    """What was due in two days is due."""
    done = site.written(
        "UPDATE feedback_followup SET due = datetime('now', '-1 minute') WHERE organisation_id ="
        " (SELECT id FROM people_organisation WHERE code = ?)", place,
    )  # fmt: skip
    assert done == 2


def closed_loops(page):
    """What the dashboard says of follow-ups that were due."""
    page.goto("/dashboard/looped/")
    tile = page.locator(".board > div").filter(has=page.get_by_text("Closed loops"))
    return tile.locator(".value").inner_text()


def test_an_unhappy_answer_is_followed_up_answered_and_closed(page, phone, browser, site):
    organisation(page, site, "looped", "Looped")
    sign_in(page, site, "director")
    for name in ("maria", "nikita"):
        customer(page, "looped", name.title(), f"{name}@looped.example.org")
    page.goto("/feedback/looped/settings/")
    asking(page, "looped")
    sent_to_all(page, 2)
    answered(phone, site.letter("maria@looped.example.org"), 2, "Чтобы перезванивали")
    answered(phone, site.letter("nikita@looped.example.org"), 4, "Цены")

    def heard():
        page.goto("/feedback/looped/follow-ups/")
        return page.locator("tbody a").count() == 2

    site.minute_passes("survey.hear")
    site.wait(heard)
    time_passes(site, "looped")
    assert closed_loops(page).startswith("0.0")
    with opened(browser, site.url) as agents:
        sign_in(agents, site, "agent")
        answer_and_close(agents, site)
    assert closed_loops(page).startswith("50.0")
    page.goto("/feedback/looped/follow-ups/?tab=closed")
    row = page.get_by_role("row").filter(has_text="Чтобы перезванивали")
    assert row.locator("td").last.inner_text() != ""


def answer_and_close(page, site):
    """The agent opens the follow-up, answers by e-mail from the message, and closes with outcome and cause."""
    page.goto("/feedback/looped/follow-ups/")
    page.get_by_role("link", name="Чтобы перезванивали").click()
    follow_up = urlsplit(page.url).path
    page.get_by_role("button", name="Close", exact=True).click()
    page.wait_for_load_state()
    at(page, follow_up)
    assert page.get_by_role("heading", name="What came of it").count() == 0
    page.get_by_role("link", name="the message").click()
    page.locator("textarea[name=text]").fill("Перезвоним сегодня до шести.")
    page.locator("select[name=channel]").select_option("email")
    page.get_by_label("Send it by e-mail now").check()
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_text("Перезвоним сегодня до шести.").wait_for()
    site.wait(lambda: len(site.letters("maria@looped.example.org")) == 2)
    assert "Перезвоним сегодня до шести." in site.letter("maria@looped.example.org")
    page.goto(follow_up)
    page.get_by_label("Cause").select_option(index=1)
    page.get_by_label("What came of it").fill("Позвонили, извинились, ввели обратный звонок")
    page.get_by_role("button", name="Close", exact=True).click()
    tells(page, "The follow-up is closed.")
    headed(page, "What came of it")


def test_a_target_is_set_and_an_owned_dated_action_makes_it_a_plan(page, site):
    sign_in(page, site, "director")
    page.goto("/studies/six-questions/goals/")
    before = set(page.locator("section.callout h2 a").evaluate_all("all => all.map(each => each.href)"))
    page.get_by_label("What is to change").select_option(index=0)
    page.locator("input[name=target]").first.fill("23")
    page.get_by_label("By which wave").fill("2027")
    page.get_by_label("By which day").fill("2027-12-01")
    page.get_by_role("button", name="Set the target").click()
    tells(page, "The target is set")
    (fresh,) = set(page.locator("section.callout h2 a").evaluate_all("all => all.map(each => each.href)")) - before
    page.goto(urlsplit(fresh).path)
    page.get_by_text("No action stands behind this target: it is a wish, not a plan.").wait_for()

    def computed():
        page.reload()
        facts = page.locator(".facts").inner_text()
        return "–" not in facts and "once the study is computed" not in page.content()

    site.wait(computed)
    facts = page.locator(".facts").inner_text()
    assert re.search(r"Wanted\s+23\.0", facts)
    planned(page, urlsplit(fresh).path)
    page.goto("/studies/six-questions/goals/")
    card = page.locator("section.callout").filter(has=page.locator(f"a[href='{urlsplit(fresh).path}']"))
    assert "1 open action" in card.inner_text()
    assert "of the way" in card.inner_text()
    assert "warning" not in card.get_attribute("class")


def planned(page, target):
    """An action without an owner is no plan; with an owner and a day it is."""
    form = page.locator("form").filter(has=page.get_by_role("button", name="Create", exact=True))
    form.get_by_label("What is to be done").fill("Teach the front desk to decide")
    form.get_by_label("Owner").select_option("")
    form.get_by_role("button", name="Create", exact=True).click()
    tells(page, "The action is made.")
    page.get_by_text("No action with an owner and a day stands behind this target").wait_for()
    page.get_by_role("link", name="Teach the front desk to decide").click()
    change = page.locator("form").filter(has=page.get_by_role("button", name="Save"))
    change.get_by_label("Owner").select_option(index=1)
    change.get_by_label("By when").fill("2027-09-01")
    change.get_by_role("button", name="Save").click()
    tells(page, "The action is changed.")
    page.goto(target)
    page.get_by_role("link", name="Teach the front desk to decide").wait_for()
    assert page.get_by_text("it is a wish, not a plan").count() == 0
