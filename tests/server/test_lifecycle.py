"""How the server begins and ends."""

import os
import re
import socket
import subprocess
import sys

import pytest

from tests.support.server import TIMEOUT, ClientError, ServerProcess


def test_exit_after_shutdown_is_orderly():
    """LSP 3.17: exit code 0 after a shutdown request."""
    with ServerProcess() as server:
        server.initialize()
        assert server.shut_down() == 0


def test_after_shutdown_requests_are_refused():
    """LSP 3.17: they error with `InvalidRequest`, at once answered or not; notifications are lost."""
    with ServerProcess() as server:
        server.initialize()
        server.result("shutdown", None)
        for method in ("textDocument/hover", "workspace/symbol", "shutdown", "no/such"):
            assert server.request(method, {})["error"]["code"] == -32600
        server.open("file:///a.connector.json", "{}")
        server.notify("exit", None)
        assert server.process.wait(TIMEOUT) == 0


def test_what_never_ends_does_not_keep_it(tmp_path):
    """A thread waits for what nobody will write, such as one that waits for a keyring."""
    os.mkfifo(tmp_path / "pipe.json")
    with ServerProcess() as server:
        server.initialize()
        params = {"uri": (tmp_path / "pipe.json").as_uri()}
        server.send({"jsonrpc": "2.0", "id": 99, "method": "connector/kind", "params": params})
        assert server.shut_down() == 0


def test_a_client_that_refuses_is_no_obstacle():
    """Settings that cannot be had are the default ones, and nothing is logged of it."""

    def refuse(_):
        raise ClientError("no such section")

    capabilities = {"workspace": {"configuration": True}, "textDocument": {"diagnostic": {}}}
    answers = {"workspace/configuration": refuse}
    with ServerProcess(capabilities=capabilities, answers=answers) as server:
        server.initialize()
        server.open("file:///a.connector.json", "{}")
        assert "missing-property" in server.codes("file:///a.connector.json")
        assert server.shut_down() == 0
    assert server.stderr == b""


def test_exit_without_shutdown_is_not():
    """LSP 3.17: exit code 1 otherwise."""
    with ServerProcess() as server:
        server.initialize()
        server.notify("exit", None)
        assert server.process.wait(TIMEOUT) == 1


def test_the_end_of_stdin_is_the_end():
    """A client that is gone needs no server."""
    with ServerProcess() as server:
        server.initialize()
        server.process.stdin.close()
        assert server.process.wait(TIMEOUT) == 1


def test_it_ends_with_its_parent_though_stdin_stays_open():
    """`processId` names the parent; another process may hold the pipe open."""
    with (
        ServerProcess() as server,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as parent,
    ):
        server.initialize(processId=parent.pid)
        parent.communicate(b"\n", TIMEOUT)
        assert server.process.wait(TIMEOUT) == 1


def test_it_serves_a_socket():
    """An ephemeral port is named on stderr; the client's going ends the server."""
    with subprocess.Popen(
        [sys.executable, "-m", "connector_lsp", "serve", "--tcp", "127.0.0.1:0"],
        stderr=subprocess.PIPE,
    ) as process:
        port = int(re.search(rb":(\d+)$", process.stderr.readline().strip())[1])
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
            body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
            client.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            assert b'"capabilities"' in client.recv(1 << 16)
        assert process.wait(TIMEOUT) == 1


def test_nothing_but_the_protocol_reaches_stdout():
    """The first byte of stdout is a header's."""
    environment = os.environ | {"PYTHONVERBOSE": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "connector_lsp", "serve"],
        stdin=-1, stdout=-1, stderr=-1, env=environment,
    ) as process:  # fmt: skip
        body = b'{"jsonrpc":"2.0","id":1,"method":"shutdown"}'
        exit_body = b'{"jsonrpc":"2.0","method":"exit"}'
        out, _ = process.communicate(
            b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(b), b) for b in (body, exit_body)),
            TIMEOUT,
        )
    assert re.fullmatch(rb"Content-Length: \d+\r\n\r\n\{.*\}", out)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32"], "utf-32"),
        (["klingon", "utf-16"], "utf-16"),
        ("nonsense", "utf-16"),
    ],
)
def test_the_clients_first_known_encoding_is_taken(offered, chosen):
    """LSP 3.17: the client lists encodings in the order of its preference."""
    capabilities = {"general": {"positionEncodings": offered}} if offered else {}
    with ServerProcess(capabilities=capabilities) as server:
        assert server.initialize()["positionEncoding"] == chosen


def test_capabilities_that_no_library_knows_do_no_harm():
    """Clients announce values of later versions of the protocol."""
    strange = {
        "textDocument": {
            "completion": {"completionItemKind": {"valueSet": [1, 2, 99]}},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [5]}}},
            "diagnostic": {"unheardOf": 1},
        },
        "workspace": 7,
    }
    with ServerProcess(capabilities=strange) as server:
        assert server.initialize()["hoverProvider"]
