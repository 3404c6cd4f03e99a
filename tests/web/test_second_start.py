"""A desk that is opened by a double click: a second one finds the first, and what keeps it shut is shown."""

import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from demonstrated import demo_copied
from desks_run import PATIENCE_SECONDS, running, shown
from visited import Visitor

from ledger.cli.shortcut import shortcut_text, write_shortcut
from ledger.foundation import Refused
from ledger.web.access import AGAIN, Access, OwnGuard
from ledger.web.running import RunningDesk

PORT = 8000
ACCESS = Access(PORT, "first", "cookie", "key")


async def nothing(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def visitor(access=ACCESS):
    return Visitor(OwnGuard(nothing, access, reads_only=False), f"http://127.0.0.1:{PORT}")


def asked_with(nonce="n", proof=None):
    return {"X_Desk_Nonce": nonce, "X_Desk_Proof": ACCESS.proof("asked", nonce) if proof is None else proof}


def test_who_has_the_key_is_given_an_address_that_works_once():
    desk = visitor()
    answer = desk.post(AGAIN, **asked_with())
    token = answer.text.partition("token=")[2]

    assert answer.text == ACCESS.address_of(token)
    assert desk.get(f"/?token={token}").status_code == 303
    desk.cookies.clear()
    assert desk.get(f"/?token={token}").status_code == 403
    assert desk.get("/?token=first").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{}, asked_with(proof=""), asked_with(proof="key"), asked_with(nonce=""), asked_with() | {"X_Desk_Nonce": "m"}],
)
def test_without_the_key_there_is_no_address(headers):
    assert visitor().post(AGAIN, **headers).status_code == 403
    assert visitor().get(AGAIN, **headers).status_code == 403


def test_an_address_that_somebody_uses_who_was_let_in_before_is_used():
    desk = visitor()
    desk.get("/?token=first")
    again = desk.post(AGAIN, **asked_with()).text.partition("token=")[2]

    assert desk.get(f"/?token={again}").status_code == 303
    desk.cookies.clear()
    assert desk.get(f"/?token={again}").status_code == 403


def test_another_program_at_the_port_of_a_desk_that_is_gone_opens_nothing(tmp_path):
    """It answers as a desk would, but it has no key."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        desk = RunningDesk(tmp_path / "desk.json")
        desk.remember(Access(port, key="key"))

        def answers():
            connection, _ = taken.accept()
            asked.append(connection.recv(4000))
            body = f"http://127.0.0.1:{port}/?token=evil".encode()
            connection.sendall(
                b"HTTP/1.0 200 OK\r\nX-Desk-Proof: 0\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            connection.close()

        asked = []
        answering = threading.Thread(target=answers)
        answering.start()
        assert desk.address(0) is None
        answering.join()
    assert b"key" not in asked[0].partition(b"Host")[2].lower().replace(b"x-desk", b"")


def test_the_eight_newest_addresses_stay_open():
    desk = visitor()
    given = [desk.post(AGAIN, **asked_with()).text.partition("token=")[2] for _ in range(9)]
    statuses = []
    for token in given:
        desk.cookies.clear()
        statuses.append(desk.get(f"/?token={token}").status_code)

    assert statuses == [403, *[303] * 8]


def test_what_is_written_down_is_for_this_user_alone_and_goes_with_its_desk(tmp_path):
    desk = RunningDesk.of(tmp_path / "desks", tmp_path / "book.db", reads_only=False)
    desk.remember(ACCESS)

    assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600
    assert json.loads(desk.file.read_text()) == {"port": PORT, "key": "key"}
    desk.forget(Access(PORT, key="of another start"))
    assert desk.file.exists()
    desk.forget(ACCESS)
    assert list(desk.file.parent.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x", "key": "k"}', '{"port": 1}', '{"port": 1, "key": "k"}'])
def test_a_file_that_leads_nowhere_leads_to_a_desk_of_ones_own(tmp_path, text):
    desk = RunningDesk(tmp_path / "desk.json")
    desk.file.write_text(text, encoding="utf-8")

    assert desk.address(0) is None


@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_a_second_start_leads_to_the_desk_that_is_open_unless_it_is_another_kind(tmp_path):
    book = demo_copied(tmp_path).book.path
    with running(book) as (first, address), httpx.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as browser:
        origin = address.partition("/?")[0]
        with running(book) as (second, again):
            assert second.wait(PATIENCE_SECONDS) == 0
            assert again.startswith(f"{origin}/?token=")
            assert again != address
        assert "The desk was open already" in subprocess.run(
            [sys.executable, "-m", "ledger", "desk", "--book", str(book), "--no-browser"],
            capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS,
        ).stdout  # fmt: skip
        assert shown(browser, again).status_code == 200
        with running(book, "--read-only") as (_, reading):
            assert not reading.startswith(origin)
        browser.post(f"{origin}/close", headers={"Sec-Fetch-Site": "same-origin"})
        assert first.wait(PATIENCE_SECONDS) == 0
    with running(book) as (_, anew):
        assert anew != again


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.xdist_group("desk")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_session_that_ends_leaves_nothing_of_a_desk_behind(tmp_path, monkeypatch, number):
    monkeypatch.setenv("DEFENSE_LEDGER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with running(demo_copied(tmp_path).book.path) as (process, address):
        httpx.get(address, timeout=PATIENCE_SECONDS)
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert "Traceback" not in process.stderr.read()
    assert list((tmp_path / "state" / "desks").iterdir()) == []
    assert [it.name for it in (tmp_path / "temporary").iterdir() if it.name.startswith("defense-ledger")] == []


# Shortcuts

HOSTILE = ["plain.db", "two words.db", "50% $HOME `id` & co.db", 'it\'s "so".db', "back\\slash.db", "Київ;rm.db"]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_system_is_given_the_path_as_it_is(tmp_path, name):
    command = (sys.executable, "-c", "import sys; print(sys.argv[1])", str(tmp_path / name))
    script = tmp_path / "a.command"
    script.write_text(shortcut_text(command, "a", "macos"), encoding="utf-8")
    ran = subprocess.run(["sh", str(script)], capture_output=True, text=True, check=True)
    (line,) = [it for it in shortcut_text(command, "a", "linux").splitlines() if it.startswith("Exec=")]

    assert ran.stdout == f"{tmp_path / name}\n"
    assert arguments_of(line.removeprefix("Exec=")) == list(command)


def arguments_of(value):
    """A command line as a desktop reads it: first as a text with backslashes, then its quotes, then its codes."""
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', value.replace("\\\\", "\\"))
    return [re.sub(r"\\(.)", r"\1", it).replace("%%", "%") for it in quoted]


def test_windows_opens_no_window_of_its_own_and_reads_no_variable():
    text = shortcut_text(("C:\\Python\\pythonw.exe", "-m", "x", "C:\\50% a\\b.db"), "a", "windows")

    assert text.splitlines() == [
        "@echo off", "chcp 65001 >nul", 'start "" "C:\\Python\\pythonw.exe" "-m" "x" "C:\\50%% a\\b.db"',
    ]  # fmt: skip


def test_a_shortcut_is_made_once_and_may_be_run(tmp_path):
    path = write_shortcut(tmp_path / "book.db", tmp_path)

    assert path.name.startswith("Ledger book.")
    assert os.access(path, os.X_OK)
    with pytest.raises(Refused) as caught:
        write_shortcut(tmp_path / "book.db", tmp_path)
    assert caught.value.problems[0].found == "a file of that name"
    with pytest.raises(Refused):
        write_shortcut(tmp_path / "book.db", tmp_path / "nowhere")
    with pytest.raises(Refused):
        write_shortcut(tmp_path / "two\nlines.db", tmp_path)


def double_clicked(tmp_path, *arguments):
    """Run as from a desktop: without any standard stream, and with a browser that writes down what it is given."""
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\necho "$1" > "{tmp_path}/opened.part" && mv "{tmp_path}/opened.part" "{tmp_path}/opened"\n'
    )
    browser.chmod(0o755)
    line = shlex.join([sys.executable, "-m", "ledger.cli.double_click", *map(str, arguments)])
    environment = {**os.environ, "BROWSER": f"{browser} %s", "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(["sh", "-c", f"exec {line} <&- >&- 2>&-"], env=environment)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (tmp_path / "opened").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    return process, (tmp_path / "opened").read_text().strip()


@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_a_double_click_opens_the_desk_in_the_browser(tmp_path):
    process, address = double_clicked(tmp_path, demo_copied(tmp_path).book.path)
    try:
        with httpx.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as browser:
            assert shown(browser, address).status_code == 200
            origin = address.partition("/?")[0]
            browser.post(f"{origin}/close", headers={"Sec-Fetch-Site": "same-origin"})
        assert process.wait(PATIENCE_SECONDS) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["<b>absent.db"], "no such file"), ([], "Make a shortcut"), (["a.db", "b.db"], "Make a shortcut")],
)
def test_what_keeps_the_desk_shut_is_shown_in_the_browser(tmp_path, arguments, said):
    process, address = double_clicked(tmp_path, *arguments)
    page = Path(address.removeprefix("file://")).read_text(encoding="utf-8")

    assert process.wait(PATIENCE_SECONDS) == 1
    assert "<h1>The desk was not opened</h1>" in page
    assert said in page
    assert "<b>absent" not in page
