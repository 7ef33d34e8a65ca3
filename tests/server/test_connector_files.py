"""Connectors as files: what a file is, places in it, samples, the text for Claris Connect."""

import json

import pytest

from tests.support.debugger import bench, connector, position

API = "https://api.example.com"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("b.connector.json", "{}", "connector"),
        ("b.json", json.dumps(connector(API)), "connector"),
        ("b.json", "{}", None),
        ("b.json", None, None),
        ("a.tests.json", "nonsense", "cases"),  # A connector is beside it.
        ("b.tests.json", '{"cases": [{"action": "x/y"}]}', "cases"),
        ("b.tests.json", '{"tests": 1}', None),
    ],
)
def test_kind_of_a_file_on_disk_and_open(tmp_path, name, content, kind):
    """The server's rule holds for both; what is open counts as it is in the editor."""
    with bench(tmp_path, connector(API)) as b:
        path = b.path.with_name(name)
        if content is not None:
            path.write_text(content)
        ask = {"uri": path.as_uri()}
        assert b.editor.result("connector/kind", ask) == {"kind": kind}
        if content is not None:
            path.unlink()
            b.editor.open(path.as_uri(), content)
            assert b.editor.result("connector/kind", ask) == {"kind": kind}


def test_kind_of_a_text_that_has_no_file(tmp_path):
    """Such as one that was pasted into an editor that shows JSON."""
    with bench(tmp_path, connector(API)) as b:
        ask = {"uri": "untitled:Untitled-1", "text": json.dumps(connector(API))}
        assert b.editor.result("connector/kind", ask) == {"kind": "connector"}
        assert b.editor.result("connector/kind", {**ask, "text": "{}"}) == {"kind": None}


def test_a_language_of_the_editor_makes_a_connector(tmp_path):
    """As soon as the user says that it is one."""
    with bench(tmp_path, connector(API)) as b:
        uri = b.path.with_name("new.json").as_uri()
        b.editor.open(uri, "{}", language="claris-connector")
        assert b.editor.result("connector/kind", {"uri": uri}) == {"kind": "connector"}


def test_a_place_is_located_in_a_connector_and_in_test_cases(tmp_path):
    """Where a run was at fault, or an action stands; a file of somebody else has no place."""
    with bench(tmp_path, connector(API)) as b:
        b.write_cases({"name": "one", "action": "thing/list"})
        text = b.path.read_text()

        def start(uri, *path):
            found = b.editor.result("connector/locate", {"uri": uri, "path": path})
            return found and found["start"]

        assert start(b.uri, "actions", 1) == position(text, '"Create a thing"')
        assert start(b.uri, "actions", 1, "actionFields", 9) == position(text, '"actionFields"')
        cases = b.cases_path.as_uri()
        assert start(cases, "cases", 0, "name") == position(b.cases_path.read_text(), '"one"')
        assert start("file:///nowhere.json", "a") is None


def test_samples_say_what_they_are(tmp_path):
    """From themselves; the default one is first, and an empty one last. Each is a connector."""
    with bench(tmp_path, connector(API)) as b:
        samples = b.editor.result("connector/samples", {})
        assert [each["name"] for each in samples][:1] == ["default"]
        assert {each["name"]: each["title"] for each in samples}["bearer-token"] == "OpenAI"
        assert samples[-1]["name"] == "empty"
        assert json.loads(samples[-1]["text"]) == {}
        assert all(each["title"] and each["description"] for each in samples)
        for each in samples[:-1]:
            uri = b.path.with_name(f"{each['name']}.json").as_uri()
            b.editor.open(uri, each["text"])
            found = b.editor.result("connector/canonicalJson", {"uri": uri})
            assert (found["errors"], json.loads(found["text"])) == ([], json.loads(each["text"]))


def test_the_text_for_claris_connect(tmp_path):
    """Two spaces a level, whatever the file looks like; warnings are counted."""
    document = connector(API, auth_componnents=1)
    with bench(tmp_path, document) as b:
        b.editor.change(b.uri, 2, {"text": json.dumps(document)})
        found = b.editor.result("connector/canonicalJson", {"uri": b.uri})
        assert found == {
            "text": json.dumps(document, indent=2) + "\n",
            "errors": [],
            "warnings": 1,
            "ways": [],
        }
        assert b.editor.result("connector/canonicalJson", {"uri": "file:///x.json"}) is None


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('"schema": "10.0"', '"schema": 10', "invalid-version", "10"),
        ('"schema": "10.0",', '"schema": "10.0"', "missing-comma", '"'),
    ],
)
def test_errors_stand_in_the_way_of_the_text(tmp_path, old, new, code, place):
    """Each with its place; nothing that Claris Connect would refuse is handed out."""
    with bench(tmp_path, connector(API)) as b:
        text = b.path.read_text().replace(old, new)
        b.editor.change(b.uri, 2, {"text": text})
        found = b.editor.result("connector/canonicalJson", {"uri": b.uri})
        assert (found["text"], [each["code"] for each in found["errors"]]) == (None, [code])
        start = found["errors"][0]["range"]["start"]
        assert text.splitlines()[start["line"]][start["character"] :].startswith(place)


def test_a_setting_makes_no_json_of_what_is_none(tmp_path):
    """The user may switch off what is said of a connector, but not what JSON is."""
    with bench(tmp_path, connector(API)) as b:
        ask = {"uri": b.uri}
        severity = {"missing-comma": "off", "invalid-version": "off"}
        b.editor.notify(
            "workspace/didChangeConfiguration",
            {"settings": {"connectorLsp": {"severity": severity}}},
        )
        text = b.path.read_text()
        b.editor.change(b.uri, 2, {"text": text.replace('"10.0"', "10")})
        assert b.editor.result("connector/canonicalJson", ask)["text"] is not None
        b.editor.change(b.uri, 3, {"text": text.replace('"10.0",', '"10.0"')})
        (error,) = b.editor.result("connector/canonicalJson", ask)["errors"]
        assert error["code"] == "missing-comma"


def test_a_number_beyond_all_others_is_refused_in_words(tmp_path):
    """JSON has no Infinity."""
    with bench(tmp_path, connector(API)) as b:
        field = '"key": "count",'
        text = b.path.read_text().replace(field, f'{field} "default": 1e999,')
        b.editor.change(b.uri, 2, {"text": text})
        error = b.editor.request("connector/canonicalJson", {"uri": b.uri})["error"]
        assert error["code"] == -32803
        assert "too large" in error["message"]
