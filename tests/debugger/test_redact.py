"""The redactor: no secret gets through, and what is no secret stays readable."""

import html
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response, Timing
from connector_lsp.debugger.failures import InputError, InputProblem, TimedOutError
from connector_lsp.debugger.occurrences import SHORTEST, forms_of
from connector_lsp.debugger.redact import Redactor
from tests.support.encodings import ESCAPINGS, find_traces, in_base64

KEY = 'sk-52f0/c1+ä &"x'
NAMED = {"authFields.api_key": KEY, "clientSecret": "hunter2 & <co>"}
REDACTOR = Redactor(NAMED)

secrets = st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=40)
hostile = st.text(alphabet="ab%\\&{}•4160;u+/= ", min_size=4, max_size=12)
contexts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize("escaping", ESCAPINGS)
@pytest.mark.parametrize("secret", [*NAMED.values(), "correct-horse", "пароль 🔑", 'a"b\\c\n/d'])
def test_escaped(escaping: str, secret: str) -> None:
    """A secret is hidden however its characters are escaped, and what stands around it is not."""
    shown = ESCAPINGS[escaping](secret)

    assert Redactor({"name": secret}).text(f"<{shown}>") == "<{{name}}>"
    assert Redactor({"name": secret}).data(f"<{shown}>".encode()) == b"<{{name}}>"


@pytest.mark.parametrize("is_url_safe", [False, True])
@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("behind", ["", "\n", "??", "???"])
def test_base64(before: str, behind: str, *, is_url_safe: bool) -> None:
    """A secret in Base64 is hidden wherever in the text it stands, and its neighbours' bits too."""
    for secret in (*NAMED.values(), "abcd", "???>>>~~~"):
        shown = in_base64(before + secret + behind, is_url_safe=is_url_safe)
        clean = Redactor({"name": secret}).text(f'"{shown}"')
        assert "{{name}}" in clean
        assert not find_traces(secret, clean.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_charsets(encoding: str) -> None:
    """A secret beyond ASCII is hidden in Latin-1, too, and where UTF-8 was taken for Latin-1."""
    redactor = Redactor({"name": "pässwörd"})

    assert redactor.data("a pässwörd b".encode(encoding)) == b"a {{name}} b"
    assert redactor.text("a pässwörd b".encode().decode("latin-1")) == "a {{name}} b"
    assert redactor.text("p%E4ssw%F6rd") == "{{name}}"


@pytest.mark.parametrize("escaping", ESCAPINGS)
def test_response_that_breaks_off(escaping: str) -> None:
    """Wherever in a secret that is, what came of it is hidden, but for a few bytes."""
    shown = ESCAPINGS[escaping](KEY).encode()
    before = b'{"next": "https://x.example/?key='
    for length in range(0, len(shown), 3):
        response = Response(200, "OK", (), before + shown[:length], is_cut=True)
        clean = REDACTOR.response(response).body
        assert clean.startswith(before)
        assert len(find_beginning(KEY, clean[len(before) :])) <= SHORTEST
    whole = Response(200, "OK", (), before + shown[:8])
    assert REDACTOR.response(whole) == whole
    failed = Exchange("t", Request("GET", ""), Timing(0.0), whole, TimedOutError("m", "n", "read"))
    cut = REDACTOR.response(replace(whole, is_cut=True))
    assert REDACTOR.exchange(failed).response == replace(cut, is_cut=False)


def find_beginning(secret: str, data: bytes) -> str:
    """The beginning of a secret that bytes consist of, with every escape undone."""
    text = unquote(html.unescape(data.decode("utf-8", "ignore")))
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    text = re.sub(r"\\(.)", r"\1", text)
    return next(secret[:n] for n in range(len(secret), -1, -1) if text.startswith(secret[:n]))


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-16", "application/json"),
        ("utf-16-le", "application/json"),
        ("utf-32-be", "application/json"),
        ("utf-16-be", "text/plain; charset=UTF-16BE"),
        ("windows-1251", 'text/html; charset="windows-1251"'),
        ("shift_jis", "text/plain;charset=Shift_JIS"),
    ],
)
def test_response_in_another_charset(encoding: str, content_type: str) -> None:
    """What its reader would see is looked through, and all else stays as it came."""
    redactor = Redactor({"name": "пароль-42"})
    headers = (("Content-Type", content_type),)
    said = '{"echo": "%s", "и": "\\u20ac"}'
    response = Response(200, "OK", headers, (said % "пароль-42").encode(encoding))

    clean = redactor.response(response)

    assert clean.body == (said % "{{name}}").encode(encoding)
    assert Redactor({"name": "other"}).response(response) == response


@given(
    st.lists(secrets | hostile, min_size=1, max_size=4),
    contexts | hostile,
    contexts,
    st.sampled_from([*ESCAPINGS.values()]),
    st.sampled_from([None, False, True]),
)
def test_no_secret_is_left(values, before, behind, escape, is_url_safe) -> None:
    """Whatever the secrets are and wherever they stand, none is found afterwards; nor twice done."""
    assume(all(not value.isspace() for value in values))
    text = before + behind.join(values) + behind
    text = escape(text if is_url_safe is None else in_base64(text, is_url_safe=is_url_safe))
    redactor = Redactor(dict(enumerate_names(values)))

    clean = redactor.text(text)

    for value in values:
        assert not find_traces(value, clean.encode()), clean
    assert redactor.text(clean) == clean
    assert redactor.data(text.encode()) == clean.encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"id": 4711, "n": 1}', '{"id": "{{id}}", "n": 1}'),
        ("[[4711,4711] ,-4711.5e3\n]", '[["{{id}}","{{id}}"] ,"-{{id}}.5e3"\n]'),
        ('{"47118": "a, 4711, \\"[4711]\\"\\\\"}', '{"{{id}}8": "a, {{id}}, \\"[{{id}}]\\"\\\\"}'),
        ('{"id":1234567}\n{"id":4711}', '{"id":"•••••"}\n{"id":"{{id}}"}'),
        ('[4711, "cut: 4711', '["{{id}}", "cut: {{id}}'),
        ("id: 4711, n: 1", "id: {{id}}, n: 1"),
    ],
)
def test_hidden_numbers(body: str, expected: str) -> None:
    """JSON stays JSON where a number in it is hidden, sent or received, and when done again."""
    redactor = Redactor({"id": "4711"}, ["1234567"])
    sent = redactor.request(Request("POST", "https://h/", body=body.encode()))
    came = redactor.response(Response(200, "OK", (), body.encode()))
    assert (sent.body.decode(), came.body.decode()) == (expected, expected)
    assert redactor.response(came) == came


def enumerate_names(values):
    """Names that are in no secret of this alphabet."""
    return ((f"authFields.Q{number}", value) for number, value in enumerate(values))


@given(st.text() | hostile, st.lists(st.text() | hostile))
def test_any_text(text, values) -> None:
    """Any text can be redacted by any values, and doing it twice is doing it once."""
    redactor = Redactor({}, values)
    clean = redactor.text(text)

    assert redactor.text(clean) == clean


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        ({"a": "secret", "b": "secret-key"}, "secret-key secret", "{{b}} {{a}}"),
        ({"a": "left-mid", "b": "mid-right-end"}, "left-mid-right-end", "{{b}}"),
        ({"a": "abcd", "b": "efgh"}, "abcdefgh", "{{a}}{{b}}"),
        ({"a": "abc"}, "abcabc", "abcabc"),
        ({"a": "{{abc"}, "x{{abcx", "x•••••x"),
        ({"a": "{•••"}, "x{•••x", "x■■■■■x"),
        ({"apikey": "apikey"}, "apikey=apikey", "•••••=•••••"),
        ({"first": "same", "second": "same"}, "same", "{{second}}"),
        ({"empty": "", "a": "abcd"}, "abcd", "{{a}}"),
        ({"a": "\udcff\udcfeab"}, "x\udcff\udcfeab", "x{{a}}"),
    ],
)
def test_marks(values: dict[str, str], text: str, expected: str) -> None:
    """The longest secret names the mark; a mark that would give a secret away has no name."""
    assert Redactor(values).text(text) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Authorization", "Bearer abc"), "Bearer •••••"),
        (("authorization", "Basic dTpw"), "Basic •••••"),
        (("Authorization", "my own words"), "•••••"),
        (("Authorization", f"Bearer {KEY}"), "Bearer {{authFields.api_key}}"),
        (("Authorization", "OAuth a=b, c=d"), "OAuth •••••"),
        (("Proxy-Authorization", "Basic dTpw"), "Basic •••••"),
        (("Cookie", "a=1; b=2"), "a=•••••; b=•••••"),
        (("Set-Cookie", "sid=1; Path=/; HttpOnly"), "sid=•••••; Path=/; HttpOnly"),
        (("Set-Cookie", "odd"), "•••••"),
        (("X-Api-Key", "ab"), "•••••"),
        (("Ocp-Apim-Subscription-Key", "ab"), "•••••"),
        (("X-Shopify-Access-Token", "ab"), "•••••"),
        (("X-Signature", "ab"), "•••••"),
        (("X-Anything", f"v={KEY}"), "v={{authFields.api_key}}"),
        (("Location", "/cb?code=abc&state=s"), "/cb?code=•••••&state=s"),
        (("Location", "https://u:p@h/?api_key=q"), "https://u:•••••@h/?api_key=•••••"),
        (("WWW-Authenticate", 'Bearer realm="x"'), 'Bearer realm="x"'),
        (("Idempotency-Key", "1"), "1"),
        (("X-Api-Version", "2"), "2"),
        (("Access-Control-Allow-Credentials", "true"), "true"),
        (("X-Credential", "abc"), "•••••"),
        (("Content-Type", "text/plain"), "text/plain"),
        (("ETag", '"abc"'), '"abc"'),
        (("X-Api-Key", ""), ""),
    ],
)
def test_headers(header: tuple[str, str], expected: str) -> None:
    """What stands in headers that carry credentials is hidden, their other words are not."""
    headers: Headers = (header,)
    clean = REDACTOR.headers(headers)

    assert clean == ((header[0], expected),)
    assert REDACTOR.headers(clean) == clean


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h/p?a=b#c", "https://h/p?a=b#c"),
        ("https://user:pw@h/p", "https://user:•••••@h/p"),
        ("https://h/p?key=1&q=2", "https://h/p?key=•••••&q=2"),
        ("https://h/p?access%5Ftoken=1", "https://h/p?access%5Ftoken=•••••"),
        ("https://h/cb?state=1&code=2", "https://h/cb?state=1&code=•••••"),
        ("https://h/zip?code=2", "https://h/zip?code=2"),
        ("https://h/cb#access_token=1", "https://h/cb#access_token=•••••"),
        ("https://h/hunter2+%26+%3Cco%3E/x", "https://h/{{clientSecret}}/x"),
        ("https://h/p?api_key=hunter2%20%26%20%3cco%3e", "https://h/p?api_key={{clientSecret}}"),
        ("https://h/p@1:2?x=a:b@c", "https://h/p@1:2?x=a:b@c"),
    ],
)
def test_urls(url: str, expected: str) -> None:
    """A URL's password and its parameters that are named like secrets are hidden."""
    assert REDACTOR.url(url) == expected
    assert REDACTOR.url(expected) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"access_token": "abc", "expires_in": 3}', '{"access_token": "•••••", "expires_in": 3}'),
        ('{"refresh_token":"a\\"b"}', '{"refresh_token":"•••••"}'),
        ('{"id_token": "cut o', '{"id_token": "•••••'),
        ('{"code": "not_found"}', '{"code": "not_found"}'),
        ('{"grant_type": "x", "code": "1"}', '{"grant_type": "x", "code": "•••••"}'),
        (
            "grant_type=authorization_code&code=a&code_verifier=b&client_id=c",
            "grant_type=authorization_code&code=•••••&code_verifier=•••••&client_id=c",
        ),
        ("client_secret=x", "client_secret=•••••"),
        ("my_access_tokens=x", "my_access_tokens=x"),
        ('{"next_page_token": "5"}', '{"next_page_token": "5"}'),
        ("country_code=CH&grant_type=x", "country_code=CH&grant_type=x"),
    ],
)
def test_well_known_keys(body: str, expected: str) -> None:
    """What stands under the keys of OAuth is hidden in JSON and in forms."""
    assert REDACTOR.text(body) == expected
    assert REDACTOR.text(expected) == expected


def test_exchange() -> None:
    """Every part of an exchange is clean, also of secrets that only its request knows."""
    own = "only-this-request"
    dirty = f"{KEY} {own}"
    exchange = Exchange(
        f"Run {dirty}",
        Request(
            "POST",
            f"https://h/{own}",
            ((f"X-{own}", dirty),),
            dirty.encode(),
            frozenset({own, KEY}),
        ),
        Timing(1.5),
        Response(200, dirty, (("X-Echo", dirty),), dirty.encode(), 9),
        TimedOutError(f"{dirty} is late", f"Call {dirty}", "read"),
    )

    clean = REDACTOR.exchange(exchange)

    assert clean.title == "Run {{authFields.api_key}} •••••"
    assert clean.request == Request(
        "POST",
        "https://h/•••••",
        (("X-•••••", "{{authFields.api_key}} •••••"),),
        "{{authFields.api_key}} •••••".encode(),
    )
    assert clean.request.secrets == frozenset()
    assert clean.response == Response(
        200,
        "{{authFields.api_key}} •••••",
        (("X-Echo", "{{authFields.api_key}} •••••"),),
        "{{authFields.api_key}} •••••".encode(),
        9,
    )
    assert isinstance(clean.failure, TimedOutError)
    assert clean.failure.phase == "read"
    assert str(clean.failure) == clean.failure.message == "{{authFields.api_key}} ••••• is late"
    assert clean.failure.next_step == "Call {{authFields.api_key}} •••••"
    second = replace(REDACTOR.exchange(clean), failure=None)
    assert second == replace(clean, failure=None)


def test_exchanges() -> None:
    """The secrets of one step are hidden in all the others."""
    first = Exchange("a", Request("GET", "https://h/", secrets=frozenset({"opaque"})), Timing(0))
    second = Exchange("b", Request("GET", "https://h/opaque"), Timing(0))

    assert REDACTOR.exchanges([first, second])[1].request.url == "https://h/•••••"


def test_failure() -> None:
    """A failure keeps its class and its fields; what caused it is left behind."""
    failure = InputError((InputProblem("authFields", "api_key", f"{KEY} is wrong"),))
    failure.__cause__ = ValueError(KEY)
    failure.add_note(KEY)

    clean = REDACTOR.failure(failure)

    assert type(clean) is InputError
    assert clean.problems[0].message == "{{authFields.api_key}} is wrong"
    assert clean.__cause__ is None
    assert not hasattr(clean, "__notes__")
    assert KEY not in f"{clean!r} {clean} {clean.message}"


def test_repr() -> None:
    """What holds the secrets does not show them."""
    assert repr(REDACTOR) == "Redactor(2 values)"
    assert KEY not in repr(forms_of([KEY]))


def test_ten_hostile_megabytes() -> None:
    """Ten megabytes that almost, or once, have a secret in them end, as nothing is quadratic."""
    redactor = Redactor(
        {f"Q{number}": f"{number:02}sk-{number * 7919:028}" for number in range(20)}
    )
    bodies = {
        "JSON": b'{"id": 123456, "name": "Some\\nname \\"quoted\\"", "url": "http:\\/\\/h"},'
        * 143_000,
        "all the same": b"0" * 10_000_000,
        "almost": b"00sk-0000000000000000000000000001 " * 294_000,
        "base64": b"c2stMDAwMDAw" * 833_000,
    }
    for name, body in bodies.items():
        assert redactor.data(body) == body, name
    for piece in (b"0", b"a.", b"[ ", b'"', b"{{", b", ", b"*" * 5):
        body = b"[000sk-0000000000000000000000000000," + piece * (3_000_000 // len(piece))
        assert redactor.content(body).startswith(b'["0{{Q0}}",'), piece
    headers = (("Cookie", "a" * 200_000 + "; b=1"), ("Location", "a://b:" * 50_000))
    cookie, location = redactor.headers(headers)
    assert cookie == ("Cookie", "a" * 200_000 + "; b=•••••")
    assert location == headers[1]
