"""Whatever a client sends, the server answers or logs, and goes on."""

import json

import pytest

from tests.support.server import ServerProcess, edit

URI = "file:///a.connector.json"


@pytest.fixture
def server():
    """A server that has been initialized."""
    with ServerProcess() as process:
        process.initialize()
        yield process


def is_alive(server: ServerProcess) -> bool:
    """Whether the server still checks a connector."""
    server.open("file:///alive.connector.json", '{"schema": 10}')
    return "invalid-version" in server.codes("file:///alive.connector.json")


def error_code(message: dict) -> int:
    """The code of an error response."""
    return message["error"]["code"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b'\xff\xfe{"a":1}', b"[" * 100_000, b'{"jsonrpc": "2.0"']
)
def test_a_body_that_is_no_json_is_a_parse_error(server, body):
    """JSON-RPC 2.0, section 5.1: -32700, with no id to answer to."""
    server.send_body(body)
    response = server.wait_for(lambda message: "error" in message)
    assert (error_code(response), response["id"]) == (-32700, None)
    assert is_alive(server)


@pytest.mark.parametrize("body", [b"1", b"[]", b'"text"', b"null", b'{"id": 7}', b'{"jsonrpc": 3}'])
def test_json_that_is_no_message_is_an_invalid_request(server, body):
    """JSON-RPC 2.0, section 5.1: -32600."""
    server.send_body(body)
    assert error_code(server.wait_for(lambda message: "error" in message)) == -32600
    assert is_alive(server)


def test_an_unknown_method_is_answered_and_an_unknown_notification_is_not(server):
    """JSON-RPC 2.0: -32601 to a request; a notification gets no answer."""
    assert error_code(server.request("textDocument/sing", {})) == -32601
    server.notify("$/unheardOf", {"x": 1})
    server.notify("textDocument/sing", None)
    assert is_alive(server)


@pytest.mark.parametrize("params", [{}, {"textDocument": 5}, [], {"textDocument": {"uri": 3}}])
@pytest.mark.parametrize("method", ["textDocument/hover", "textDocument/codeAction"])
def test_malformed_parameters_are_an_error_of_that_request_alone(server, method, params):
    """JSON-RPC 2.0: -32602."""
    assert error_code(server.request(method, params)) == -32602
    assert is_alive(server)


@pytest.mark.parametrize(
    "method",
    [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWorkspaceFolders",
    ],
)
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"textDocument": {}},
        {"textDocument": {"uri": URI, "text": 3}},
        {"textDocument": {"uri": URI}, "contentChanges": [{}, {"text": 1}]},
        {"settings": {"connectorLsp": 5}},
        {"event": {}},
    ],
)
def test_malformed_notifications_change_nothing(server, method, params):
    """A notification has no answer, so all that counts is that the server lives on."""
    server.notify(method, params)
    assert is_alive(server)


@pytest.mark.parametrize(
    "method", ["textDocument/hover", "textDocument/completion", "textDocument/diagnostic"]
)
def test_a_request_about_a_closed_document_is_answered(server, method):
    """A request may cross the closing of its document on the way."""
    server.open(URI, "{}")
    server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    position = {"line": 0, "character": 0}
    response = server.request(method, {"textDocument": {"uri": URI}, "position": position})
    assert "error" not in response


def test_positions_outside_of_the_text_are_moved_into_it(server):
    """LSP 3.17: a character beyond the end of a line is its end."""
    server.open(URI, '{"schema": 10}\n')
    for line, character in [(0, 10**9), (10**9, 0), (10**9, 10**9)]:
        position = {"line": line, "character": character}
        params = {"textDocument": {"uri": URI}, "position": position}
        assert "error" not in server.request("textDocument/completion", params)
    server.change(URI, 2, edit(500, 3, 9, "x"))
    assert "text-after-end" in server.codes(URI)


def test_headers_in_any_case_and_with_others_among_them(server):
    """The base protocol knows a second header, and header names have no case."""
    body = json.dumps({"jsonrpc": "2.0", "id": "t", "method": "shutdown"}).encode()
    server.send_bytes(b"content-type: x\r\nCONTENT-LENGTH:  %d \r\n\r\n%s" % (len(body), body))
    assert server.wait_for(lambda message: message.get("id") == "t")["result"] is None


def test_a_message_that_arrives_in_pieces(server):
    """A pipe gives bytes as it likes."""
    body = json.dumps({"jsonrpc": "2.0", "id": "t", "method": "shutdown"}).encode()
    for byte in b"Content-Length: %d\r\n\r\n%s" % (len(body), body):
        server.send_bytes(bytes([byte]))
    assert server.wait_for(lambda message: message.get("id") == "t")


def test_nested_jsonrpc_members_get_an_answer(server):
    """A nested object with a member `jsonrpc` is data, though pygls takes it for a message."""
    arguments = [{"jsonrpc": "2.0", "id": 5, "method": "initialize"}]
    response = server.request(
        "workspace/executeCommand", {"command": "none", "arguments": arguments}
    )
    assert "error" in response
    assert is_alive(server)


def test_nothing_of_a_text_is_ever_logged():
    """A text may hold a secret, so not even the most talkative log may hold a text."""
    with ServerProcess(["--log-level", "debug"], strict=False) as server:
        server.initialize(initializationOptions={"note": "hunter2"})
        server.open(URI, '{"name": "hunter2"}')
        server.change(URI, 2, edit(0, 1, 1, '"hunter2": 1,'))
        server.diagnostics(URI)
        server.request("textDocument/hover", {"textDocument": "hunter2"})
        server.send_body(b"hunter2")
        assert server.shut_down() == 0
    assert server.stderr
    assert b"hunter2" not in server.stderr
