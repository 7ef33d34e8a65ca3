"""Where secrets come from: memory, the environment, the keyring."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from traceback import format_exception

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from connector_lsp.debugger.failures import SecretError
from connector_lsp.debugger.secrets import Keyring, SecretStore, environment_name

KEY = "authFields.api_key"
VARIABLE = "CONNECTOR_OPENAI_API_KEY"


class FakeKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        """As in memory."""
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        """As in memory."""
        self.held[service, username] = password

    def delete_password(self, service, username):
        """As in memory."""
        del self.held[service, username]


class BrokenKeyring(FakeKeyring):
    """A keyring that fails, and tells secrets while it does."""

    def get_password(self, *_: str):
        """Fail."""
        raise RuntimeError("hunter22 is refused")

    set_password = delete_password = lambda self, *_: self.get_password("", "")


class SilentKeyring(FakeKeyring):
    """A keyring that does not answer until it is released."""

    released = threading.Event()

    def get_password(self, *_: str):
        """Wait."""
        self.released.wait(10)

    set_password = delete_password = lambda self, *_: self.get_password("", "")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKeyring]:
    """A keyring in memory instead of the machine's."""
    used = FakeKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: used)
    yield used
    SilentKeyring.released.set()


def store(environment: dict[str, str] | None = None, owner: str = "/a.connector.json"):
    """A store with a keyring."""
    return SecretStore("OpenAI", owner, Keyring(patience=0.05), environment or {})


@pytest.mark.parametrize(
    ("connector", "key", "expected"),
    [
        ("OpenAI", "authFields.api_key", "CONNECTOR_OPENAI_API_KEY"),
        ("My API (v2)", "clientSecret", "CONNECTOR_MY_API_V2_CLIENTSECRET"),
        ("Übersicht", "authFields.Schlüssel", "CONNECTOR_UBERSICHT_SCHLUSSEL"),
        ("日本", "authFields.a.b", "CONNECTOR_U65E5U672C_A_B"),
        ("--", "authFields.x", "CONNECTOR_U2D_U2D_X"),
        ("a__b", "_x_", "CONNECTOR_A_B_X"),
        ("", "x", "CONNECTOR__X"),
    ],
)
def test_environment_name(connector: str, key: str, expected: str) -> None:
    """The name of a variable has only what every shell takes."""
    assert environment_name(connector, key) == expected


def test_order(backend: FakeKeyring) -> None:
    """What was entered comes before the environment, and that before the keyring."""
    backend.set_password("connector-lsp:/a.connector.json", KEY, "remembered")

    assert store().find([KEY]) == {KEY: "remembered"}
    asked = store({VARIABLE: "of environment"})
    assert asked.find([KEY]) == {KEY: "of environment"}
    asked.enter({KEY: "entered"})
    assert asked.find([KEY]) == {KEY: "entered"}
    asked.enter({KEY: ""})
    assert asked.find([KEY]) == {KEY: "of environment"}
    assert store({VARIABLE: ""}).find([KEY]) == {KEY: "remembered"}


def test_owner(backend: FakeKeyring) -> None:
    """What one file's connector remembers, another file of the same name does not get."""
    first = store()
    first.enter({KEY: "hunter22"})
    first.remember([KEY, "unknown"])

    assert list(backend.held.values()) == ["hunter22"]
    assert store().find([KEY]) == {KEY: "hunter22"}
    assert store(owner="/b.connector.json").find_some([KEY]) == {}


def test_remember_only_when_asked(backend: FakeKeyring) -> None:
    """Nothing gets into the keyring unasked, and nothing stays after it was forgotten."""
    used = store()
    used.sign_in({KEY: "hunter22"}, at=12.5)
    used.find([KEY])
    assert backend.held == {}

    used.remember([KEY])
    used.sign_out()
    assert used.signed_in_at is None
    assert used.known() == {}
    assert used.find([KEY]) == {KEY: "hunter22"}

    used.forget([KEY])
    used.forget([KEY])
    assert backend.held == {}
    assert used.find_some([KEY]) == {}


@pytest.mark.usefixtures("backend")
def test_missing() -> None:
    """All that is missing is named at once, with the variables that would help."""
    used = store()
    used.enter({"clientId": "x"})

    with pytest.raises(SecretError) as caught:
        used.find([KEY, "clientId", "clientSecret"])

    assert caught.value.message == "No value for authFields.api_key, clientSecret"
    assert caught.value.next_step == (
        "Enter them at Sign In, or set the environment variables "
        "CONNECTOR_OPENAI_API_KEY, CONNECTOR_OPENAI_CLIENTSECRET"
    )


def test_shared_variable() -> None:
    """A variable that two keys would share goes to neither, but only if it is set."""
    keys = [KEY, "authFields.api-key"]
    used = SecretStore("OpenAI", "/a", environment={VARIABLE: "hunter22"})

    with pytest.raises(SecretError, match="would both be read from the environment variable"):
        used.find(keys)
    used.enter(dict.fromkeys(keys, "entered"))
    assert used.find(keys) == dict.fromkeys(keys, "entered")
    assert SecretStore("OpenAI", "/a", environment={}).find_some(keys) == {}


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (fail.Keyring, "The keyring cannot be used (NoKeyringError)"),
        (BrokenKeyring, "The keyring cannot be used (RuntimeError)"),
        (SilentKeyring, "The keyring did not answer within 0.05 seconds"),
    ],
)
def test_unusable_keyring(monkeypatch, broken: type[KeyringBackend], message: str) -> None:
    """A keyring that is not there, fails or hangs is a clear message and hinders nothing else."""
    SilentKeyring.released.clear()
    monkeypatch.setattr(keyring, "get_keyring", broken)
    used = store({VARIABLE: "hunter22"})

    assert used.find([KEY]) == {KEY: "hunter22"}
    assert used.find_some(["other"]) == {}
    with pytest.raises(SecretError) as caught:
        used.find(["other"])
    assert caught.value.message == f"No value for other; {message}"
    for call in (used.remember, used.forget):
        with pytest.raises(SecretError) as caught:
            call([KEY])
        assert caught.value.message == message
        assert "hunter22" not in "".join(format_exception(caught.value))


def test_forgetful_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring that keeps nothing does not pass for one that does."""
    monkeypatch.setattr(keyring, "get_keyring", null.Keyring)
    used = store()
    used.enter({KEY: "hunter22"})

    with pytest.raises(SecretError, match="does not keep"):
        used.remember([KEY])


def test_no_keyring() -> None:
    """Without a keyring, asking to remember says so."""
    used = SecretStore("OpenAI", "/a", environment={})
    used.enter({KEY: "hunter22"})

    with pytest.raises(SecretError, match="no keyring"):
        used.remember([KEY])
    with pytest.raises(SecretError, match="no keyring"):
        used.forget([KEY])
    assert used.known() == {}


def test_repr() -> None:
    """A store shows how many values it holds, not which."""
    used = SecretStore("OpenAI", "/a", environment={VARIABLE: "hunter22"})
    used.sign_in({"access_token": "hunter23"}, at=1)
    used.find([KEY])

    assert repr(used) == "SecretStore('OpenAI', 2 values)"
    assert used.signed_in_at == 1
    assert used.variables() == {
        VARIABLE: "hunter22",
        "CONNECTOR_OPENAI_ACCESS_TOKEN": "hunter23",
    }


def test_lazy_import() -> None:
    """The keyring's package loads only when the keyring is asked."""
    code = (
        "import sys; from connector_lsp.debugger import secrets, redact, serialize;"
        "secrets.SecretStore('a', 'b', None).find_some(['c']);"
        "sys.exit(bool({'keyring', 'platformdirs', 'httpx'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
