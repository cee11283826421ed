"""People at the doors of the platform, in a browser: second factors, keys, invitations, the lock."""

import re

from browser_kit import (
    MARKS,
    PASSWORD,
    at,
    begin_to_sign_in,
    code_of,
    confirm,
    headed,
    opened,
    sign_in,
    sign_out,
    tells,
    virtual_key,
)

pytestmark = MARKS


def second_factor(page, code):
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_second_factor_is_set_up_asked_for_and_lost_once(page, site):
    site.administrator("totp")
    sign_in(page, site, "totp")
    page.goto("/people/me/")
    page.get_by_role("link", name="Second factor and keys").click()
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    secret = page.locator("code.secret").inner_text()
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    headed(page, "Recovery codes")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10
    sign_out(page)

    begin_to_sign_in(page, site, "totp")
    second_factor(page, f"{(int(code_of(secret, 1)) + 1) % 1_000_000:06}")
    tells(page, "Incorrect code")
    second_factor(page, code_of(secret, 1))
    at(page, "/")
    page.get_by_role("link", name="Audit log").wait_for()
    sign_out(page)

    begin_to_sign_in(page, site, "totp")
    second_factor(page, codes[0])
    at(page, "/")
    sign_out(page)
    begin_to_sign_in(page, site, "totp")
    second_factor(page, codes[0])
    tells(page, "Incorrect code")
    page.get_by_role("button", name="Cancel").click()
    at(page, "/accounts/login/")


def test_a_passkey_is_made_and_opens_the_door(browser, site):
    site.administrator("key")
    with opened(browser, site.url.replace("127.0.0.1", "localhost")) as page:
        virtual_key(page)
        sign_in(page, site, "key")
        page.goto("/accounts/2fa/")
        page.get_by_role("link", name="Add a key").click()
        confirm(page)
        page.locator("input[name=name]").fill("My laptop")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add", exact=True).click()
        headed(page, "Recovery codes")
        page.goto("/accounts/2fa/webauthn/")
        assert "My laptop passkey" in page.locator(".rows").inner_text()
        sign_out(page)
        page.goto("/accounts/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        at(page, "/")
        page.get_by_role("link", name="key@example.org").wait_for()


def test_where_an_address_is_of_digits_it_is_told_that_keys_need_a_name(page):
    page.goto("/accounts/login/")
    page.get_by_text("Keys work only where the platform is opened by its name").wait_for()
    assert page.get_by_role("button", name="Sign in with a passkey").is_disabled()


def test_an_invitation_is_sent_read_taken_up_once_and_told_in_the_log(browser, page, site):
    sign_in(page, site, "admin")
    page.goto("/people/")
    page.get_by_role("link", name="Invite").click()
    page.locator("input[name=email]").fill("new@example.org")
    page.locator("select[name=role]").select_option("executive")
    page.locator("select[name=place]").select_option("organisation:examples")
    page.locator("select[name=language]").select_option("ru")
    page.get_by_role("button", name="Send the invitation").click()
    tells(page, "The letter is sent.")
    letter = site.letter("new@example.org")
    assert "в роли: Руководитель" in letter
    link = re.search(r"http\S+/people/join/\S+", letter)[0]

    with opened(browser, site.url) as other:
        other.goto(link)
        other.locator("input[name=name]").fill("Newcomer")
        for field in ("password", "again"):
            other.locator(f"input[name={field}]").fill(PASSWORD)
        other.locator("main button.main").click()
        at(other, "/")
        assert other.locator("html").get_attribute("lang") == "ru"
        assert other.get_by_role("navigation", name="Платформа").get_by_role("link").all_inner_texts() == [
            "Исследования", "Панель", "Опросы", "Отзывы"
        ]  # fmt: skip
        other.goto("/people/me/")
        assert "Руководитель" in other.locator("main").inner_text()
        inside, outside = "/studies/it-market-2025-published/editions/", "/people/"
        assert other.goto(inside).status == 200
        assert other.goto(outside).status == 404
        sign_out(other)
        assert other.goto(link).status == 404
        headed(other, "The invitation does not work")

    page.goto("/audit/")
    log = page.locator("main table").inner_text()
    assert all(action in log for action in ("invitation.sent", "invitation.accepted", "user.created", "grant.given"))


def test_too_many_failures_lock_the_account_and_say_so(page, site):
    site.administrator("locked")
    right, site.passwords["locked@example.org"] = PASSWORD, "no no no no no"
    for _ in range(5):
        begin_to_sign_in(page, site, "locked")
        tells(page, "are not correct")
    site.passwords["locked@example.org"] = right
    begin_to_sign_in(page, site, "locked")
    tells(page, "Too many failed attempts for this account from your address. Wait 15 minutes")
