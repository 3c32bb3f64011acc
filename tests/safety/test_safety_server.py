"""A real server, by raw HTTP and WebSocket: cold, the first request a deep link to a person; then sign-in, headers, doors."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lib import casebook
from lib.audit import database
from lib.errors import NotAllowed
from lib.grant import local_operator
from lib.settings import PROJECT

PERSON = "K7Q20-4XMPA"


class Server:
    """The app as `streamlit run app.py` starts it, on a free port and a fresh home."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.home, self.host = home, f"127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.port",
            str(self.port),
            "--server.headless",
            "true",
        ]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env={**kept, "EVENHAND_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def rerun(self, page: str, query: str = "", cookie: str = "", host: str | None = None) -> list[ForwardMsg]:
        """Every message of one run of the script."""
        headers = {"Cookie": f"evenhand_session={cookie}"} if cookie else {}
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        told: list[ForwardMsg] = []
        with connect(
            f"ws://{host or self.host}/_stcore/stream", subprotocols=["streamlit"], additional_headers=headers, max_size=None,  # type: ignore[list-item]
        ) as socket_:  # fmt: skip
            socket_.send(asked.SerializeToString())
            while not told or told[-1].WhichOneof("type") != "script_finished":
                message = ForwardMsg()
                message.ParseFromString(socket_.recv(timeout=60))  # type: ignore[arg-type]
                told.append(message)
        return told

    def sign_in(self, role: str) -> str:
        answer = httpx.post(self.url("/sign-in"), data={"role": role}, headers={"Origin": f"http://{self.host}"})
        assert answer.status_code == 303, answer.text
        return answer.cookies["evenhand_session"]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A cold server; the lock on its home is held, so that the sample is not loaded beside the tests."""
    home = tmp_path_factory.mktemp("home")
    with (home / "loading.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = Server(home)
        yield started
        started.stop()


def words(messages: list[ForwardMsg]) -> str:
    return " ".join(str(message.delta) for message in messages if message.WhichOneof("type") == "delta")


def kinds(messages: list[ForwardMsg]) -> set[str | None]:
    return {message.WhichOneof("type") for message in messages}


def test_the_first_request_to_a_cold_server_is_a_person_and_no_page_runs(server: Server) -> None:
    told = server.rerun("person", f"person={PERSON}")
    said = words(told)
    assert "How to read the one picture" in said, "the start page"
    assert NotAllowed().text not in said, "the page's file would have met the guard"
    assert PERSON not in said
    assert "page_not_found" not in kinds(told)
    hidden = [message.navigation for message in told if message.WhichOneof("type") == "navigation"]
    assert [each.position for each in hidden] == [hidden[0].Position.HIDDEN]


@pytest.mark.parametrize("address", ["", "brief", "explore", "person", "data_methods", "start", "pages/person", "shell"])
@pytest.mark.parametrize("cookie", ["", "made-up"])
def test_warm_no_page_runs_for_nobody(server: Server, address: str, cookie: str) -> None:
    said = words(server.rerun(address, f"person={PERSON}&role=analyst&grant=analyst", cookie))
    assert "How to read the one picture" in said
    assert NotAllowed().text not in said


@pytest.mark.parametrize("role", ["leader", "auditor", "loader"])
def test_a_role_without_the_view_gets_the_words_for_nothing(server: Server, role: str) -> None:
    said = words(server.rerun("person", f"person={PERSON}", server.sign_in(role)))
    assert PERSON not in said
    assert "How to read the one picture" not in said


def test_signing_out_ends_the_session_and_a_replayed_cookie_is_nobody(server: Server) -> None:
    cookie = server.sign_in("analyst")
    assert "How to read the one picture" not in words(server.rerun("brief", "", cookie))
    ours = {"Origin": f"http://{server.host}", "Cookie": f"evenhand_session={cookie}"}
    assert httpx.post(server.url("/sign-out"), headers={**ours, "Origin": "http://evil.example"}).status_code == 403
    assert httpx.post(server.url("/sign-out"), headers=ours).status_code == 303
    assert "How to read the one picture" in words(server.rerun("brief", "", cookie))


def test_the_cookie_is_opaque_and_shut_to_scripts_and_the_address_survives(server: Server) -> None:
    answer = httpx.post(
        server.url("/sign-in"), data={"role": "analyst", "back": "/person?person=x"}, headers={"Origin": f"http://{server.host}"}
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert answer.headers["location"] == "/person?person=x"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="from nowhere"),
        pytest.param({"Origin": "http://evil.example"}, id="from elsewhere"),
        pytest.param({"Origin": "http://evil.example", "Host": "evil.example"}, id="a host that is not this machine"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a link elsewhere"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "127.0.0.1"}, id="through a proxy"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Forwarded": "for=127.0.0.1"}, id="through a proxy, by the standard"),
    ],
)
def test_the_demonstration_is_refused(server: Server, headers: dict[str, str]) -> None:
    answer = httpx.post(server.url("/sign-in"), data={"role": "analyst"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("data", [{"role": "chief"}, {"link": "unknown"}, {}])
def test_what_is_not_known_is_refused(server: Server, data: dict[str, str]) -> None:
    answer = httpx.post(server.url("/sign-in"), data=data, headers={"Origin": f"http://{server.host}"})
    assert answer.status_code == 403


def test_a_local_link_opens_once_where_it_is_pasted(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(server.home))  # this process writes the casebook that the server reads
    user = casebook.add(local_operator(), "local", "kim", "analyst")
    link = f"?link={casebook.one_time_link(local_operator(), user)}"
    database.close()
    pasted = {"Sec-Fetch-Site": "none"}
    assert httpx.get(server.url(f"/sign-in{link}"), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert httpx.get(server.url(f"/sign-in{link}"), headers=pasted).status_code == 303
    assert httpx.get(server.url(f"/sign-in{link}"), headers=pasted).status_code == 403


@pytest.mark.parametrize("path", ["/", "/person", "/_stcore/health", "/_stcore/host-config", "/media/x", "/sign-in", "/no/such"])
def test_every_answer_carries_the_headers(server: Server, path: str) -> None:
    headers = httpx.get(server.url(path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "frame-ancestors 'none'" in policy and "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in headers, "only behind TLS"
    assert "strict-transport-security" in httpx.get(server.url(path), headers={"X-Forwarded-Proto": "https"}).headers


def test_files_and_uploads_need_a_session_and_metrics_and_agents_are_shut(server: Server) -> None:
    assert httpx.get(server.url("/media/x.csv")).status_code == 401
    assert httpx.put(server.url("/_stcore/upload_file/s/f")).status_code == 401
    known = {"Cookie": f"evenhand_session={server.sign_in('analyst')}"}
    assert httpx.get(server.url("/media/x.csv"), headers=known).status_code == 404
    assert httpx.get(server.url("/_stcore/metrics")).status_code == 404
    assert httpx.post(server.url("/_stcore/agent/interact")).status_code == 404


def test_a_rebound_host_and_a_foreign_origin_get_no_socket(server: Server) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{server.host}/_stcore/stream", origin="http://evil.example"):  # type: ignore[arg-type]
        pass
    with (
        socket.create_connection(("127.0.0.1", server.port)) as plain,
        pytest.raises(InvalidStatus, match="403"),
        connect(f"ws://evil.example:{server.port}/_stcore/stream", sock=plain),
    ):
        pass
