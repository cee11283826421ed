"""The file of nginx in deploy/: it is taken, tells the platform who asks, and keeps who answers unknown."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def locations():
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    return dict(re.findall(r"^    location (\S+) \{\n(.*?)^    \}", text, re.MULTILINE | re.DOTALL))


def test_nginx_keeps_no_log_of_those_who_answer():
    found = locations()
    assert [place for place, block in found.items() if "access_log off;" in block] == ["/s/", "/nginx/"]
    assert "error_log /var/log/nginx/error.log crit;" in found["/s/"]


def test_nginx_keeps_no_log_of_those_who_come_without_https():
    plain, _ = servers()
    assert "    access_log off;" in plain


def test_nginx_logs_no_page_from_which_a_request_comes():
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    assert "$http_referer" not in text
    assert "access_log /var/log/nginx/access.log centricity;" in servers()[1]


def servers():
    """The servers of nginx: that without HTTPS, and that with it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    found = re.split(r"^server \{$", text, flags=re.MULTILINE)[1:]
    return [next(each for each in found if f"listen {port}" in each) for port in ("80;", "443 ssl")]


def test_no_server_of_nginx_tells_its_version():
    assert all("    server_tokens off;" in each for each in servers())


def test_nginx_answers_in_words_with_pages_that_are_there():
    pages = re.findall(r"error_page [\d ]+/nginx/(\S+);", servers()[1])
    assert len(pages) == 3
    assert {each.name for each in (ROOT / "deploy" / "pages").iterdir()} == set(pages)
    for name in pages:
        page = (ROOT / "deploy" / "pages" / name).read_text("utf-8")
        assert '<html lang="ru">' in page
        assert '<div lang="en">' in page
        assert not re.search(r"https?://|<script|\bsrc=|\bhref=", page)
    assert "client_max_body_size 0;" in locations()["/nginx/"]


@pytest.mark.skipif(NGINX is None, reason="no nginx")
def test_nginx_takes_its_file(tmp_path):
    """As Debian includes it, on ports that any account may take and with a certificate made for the test."""
    whole = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    key, certificate = certificate_made(tmp_path)
    for was, is_ in {
        "/etc/ssl/centricity/fullchain.pem": certificate, "/etc/ssl/centricity/privkey.pem": key,
        "/var/log/nginx": tmp_path, "listen 80;": "listen 127.0.0.1:8080;", "listen 443": "listen 127.0.0.1:8443",
    }.items():  # fmt: skip
        assert was in whole
        whole = whole.replace(was, str(is_))
    whole = re.sub(r"^ +listen \[::\].*\n", "", whole, flags=re.MULTILINE)
    told = tmp_path / "nginx.conf"
    places = "".join(f"{each}_temp_path {tmp_path};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    told.write_text(f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ {places}\n{whole} }}")
    done = subprocess.run([NGINX, "-t", "-q", "-c", told], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[emerg]" not in done.stderr


def certificate_made(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cx.example.org")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    kept = folder / "key.pem", folder / "certificate.pem"
    kept[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    kept[1].write_bytes(made.public_bytes(Encoding.PEM))
    return kept


def test_every_location_of_nginx_tells_the_platform_the_same():
    """One that set a header of its own would lose those of the server."""
    whole = servers()[1]
    assert whole.count("proxy_pass ") == 3
    assert not any("proxy_set_header" in block for block in locations().values())
    told = dict(re.findall(r"^    proxy_set_header (\S+) (.+);$", whole, re.MULTILINE))
    assert told == {
        "Connection": '""', "Host": "$host", "X-Forwarded-For": "$remote_addr", "X-Forwarded-Proto": "$scheme",
        "X-Forwarded-Host": '""',
    }  # fmt: skip
