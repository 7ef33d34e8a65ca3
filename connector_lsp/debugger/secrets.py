"""Where secrets come from, and the store that holds those of one connector in memory.

A secret is known by its name: ``authFields.api_key`` for an auth field, ``clientSecret`` for a name
in double braces in ``auth_components``. Its value is looked for where the nearest intention is:

1. what was entered in this session,
2. the environment, ``CONNECTOR_<NAME>_<KEY>`` (see `environment_name`),
3. the keyring of the operating system, where it is only after the user asked to remember it.

What the keyring holds belongs to one file, not to a connector's name: another connector of the same
name, with another host, never gets it.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from typing import TYPE_CHECKING, Protocol, TypeVar

from connector_lsp.debugger.failures import SecretError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keyring.backend import KeyringBackend

T = TypeVar("T")

_SERVICE = "connector-lsp"
_ENTER = "Enter the value when asked, or set the environment variable"


def environment_name(connector: str, key: str) -> str:
    """The environment variable for a secret: ``CONNECTOR_OPENAI_API_KEY``.

    Letters become upper-case and lose their accents; a letter or digit that is not ASCII then
    becomes its code point, as in ``U65E5``; each run of other characters becomes one underscore.

    Args:
        connector: the connector's ``name``, or without one the name of its file.
        key: the secret's name; ``authFields.`` in front of it is left out.

    """
    return f"CONNECTOR_{_word(connector)}_{_word(key.removeprefix('authFields.'))}"


def _word(text: str) -> str:
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )
    if not any(map(str.isalnum, plain)):
        return "_".join(f"U{ord(each):X}" for each in text)
    words = "".join(_letter(each) if each.isalnum() else " " for each in plain)
    return "_".join(words.split())


def _letter(letter: str) -> str:
    return letter.upper() if letter.isascii() else f"U{ord(letter):X}"


class Remembers(Protocol):
    """A place where the user's secrets are kept for longer than a session.

    What belongs to one owner is never given to another. Each method may wait, so it is called in a
    thread; it raises `SecretError` if the place cannot be used or does not answer.
    """

    def try_find(self, owner: str, key: str) -> str | None:
        """The value of a key, or None if it is not remembered."""

    def remember(self, owner: str, key: str, value: str) -> None:
        """Keep a value."""

    def forget(self, owner: str, key: str) -> None:
        """Keep a value no longer, if it is kept."""


class Keyring:
    """The keyring of the operating system, if there is one; one object serves all connectors.

    Each method waits for at most `patience` and then raises `SecretError`; so it does for whatever
    else goes wrong. Call it in a thread where waiting is not allowed.
    """

    __slots__ = ("_is_stuck", "_patience")

    def __init__(self, patience: float = 20.0) -> None:
        """Take how long an answer may take, in seconds: the user may have to unlock it."""
        self._patience = patience
        self._is_stuck = False

    def try_find(self, owner: str, key: str) -> str | None:
        """The value of a key, or None if it is not remembered.

        Raises:
            SecretError: there is no keyring, or it does not answer.

        """
        if self._is_stuck:  # Asking again at every run would take as long each time.
            raise _unanswered(self._patience)
        return self._ask(lambda: _backend().get_password(_service(owner), key))

    def remember(self, owner: str, key: str, value: str) -> None:
        """Put a value into the keyring.

        Raises:
            SecretError: there is no keyring, it does not answer, or it does not keep the value.

        """

        def put() -> str | None:
            _backend().set_password(_service(owner), key, value)
            return _backend().get_password(_service(owner), key)

        if self._ask(put) != value:
            raise SecretError("The keyring does not keep what it is given", _ENTER)

    def forget(self, owner: str, key: str) -> None:
        """Take a value out of the keyring, if it is there.

        Raises:
            SecretError: there is no keyring, or it does not answer.

        """

        def take() -> None:
            if _backend().get_password(_service(owner), key) is not None:
                _backend().delete_password(_service(owner), key)

        self._ask(take)

    def _ask(self, question: Callable[[], T]) -> T:
        """The answer to a question; asked in a thread that nobody waits for at exit."""
        answers: list[T] = []
        failures: list[Exception] = []

        def ask() -> None:
            try:
                answers.append(question())
            except Exception as error:  # noqa: BLE001 - A backend raises whatever it likes.
                failures.append(error)

        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        self._is_stuck = thread.is_alive()
        if failures:
            # The text of the error might have the value in it.
            raise SecretError(f"The keyring cannot be used ({type(failures[0]).__name__})", _ENTER)
        if not answers:
            raise _unanswered(self._patience)
        return answers[0]


def _unanswered(patience: float) -> SecretError:
    return SecretError(
        f"The keyring did not answer within {patience:g} seconds",
        "Unlock it and start the debugger again, or set the environment variable",
    )


def _backend() -> KeyringBackend:
    import keyring

    return keyring.get_keyring()


def _service(owner: str) -> str:
    return f"{_SERVICE}:{owner}"


class SecretStore:
    """The secrets of one connector; in memory, until asked to remember.

    Attributes:
        signed_in_at: when the sign-in worked, in seconds since the epoch; None when signed out.

    """

    __slots__ = (
        "_entered",
        "_environment",
        "_found",
        "_keyring",
        "_name",
        "_owner",
        "signed_in_at",
    )

    def __init__(
        self,
        name: str,
        owner: str,
        keyring: Remembers | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Begin with no secrets.

        Args:
            name: the connector's ``name``, or without one the name of its file.
            owner: the path or URI of its file, to which remembered secrets belong.
            keyring: where to look and to remember; None for nowhere.
            environment: the environment variables.

        """
        self._name = name
        self._owner = owner
        self._keyring = keyring
        self._environment = environment
        self._entered: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self.signed_in_at: float | None = None

    def __repr__(self) -> str:
        return f"SecretStore({self._name!r}, {len(self.known())} values)"

    def enter(self, values: Mapping[str, str]) -> None:
        """Hold values that the user entered or a sign-in gave; an empty one is none."""
        for key, value in values.items():
            self._entered.pop(key, None)
            if value:
                self._entered[key] = value

    def sign_in(self, values: Mapping[str, str], at: float) -> None:
        """Hold the values of a sign-in that worked at that time, in seconds since the epoch."""
        self.enter(values)
        self.signed_in_at = at

    def sign_out(self) -> None:
        """Drop everything from memory; what is remembered stays in the keyring."""
        self._entered.clear()
        self._found.clear()
        self.signed_in_at = None

    def known(self) -> dict[str, str]:
        """All values that were entered or found since the last sign-out: what must be redacted."""
        return self._found | self._entered

    def variables(self) -> dict[str, str]:
        """The known values by the name of their environment variable, as an export wants them."""
        return {environment_name(self._name, key): value for key, value in self.known().items()}

    def find(self, keys: Iterable[str]) -> dict[str, str]:
        """The values of all keys. Waits for the keyring, see `Keyring`.

        Raises:
            SecretError: some have no value, or two of them would share one that is in the
                environment.

        """
        keys = tuple(keys)
        values, reason = self._look_up(keys)
        missing = tuple(key for key in keys if key not in values)
        if missing:
            names = ", ".join(environment_name(self._name, key) for key in missing)
            what = ("it", "variable") if len(missing) == 1 else ("them", "variables")
            trouble = f"; {reason}" if reason else ""
            raise SecretError(
                f"No value for {', '.join(missing)}{trouble}",
                f"Enter {what[0]} at Sign In, or set the environment {what[1]} {names}",
                missing,
            )
        return values

    def find_some(self, keys: Iterable[str]) -> dict[str, str]:
        """The values of those keys that have one. Waits for the keyring, see `Keyring`.

        Raises:
            SecretError: two of the keys would share a value that is in the environment.

        """
        return self._look_up(tuple(keys))[0]

    def remember(self, keys: Iterable[str]) -> None:
        """Put the known values of keys into the keyring.

        Raises:
            SecretError: the keyring cannot be used, or does not keep them.

        """
        known = self.known()
        for key in keys:
            if key in known:
                self._required_keyring().remember(self._owner, key, known[key])

    def forget(self, keys: Iterable[str]) -> None:
        """Take keys out of the keyring and out of memory.

        Raises:
            SecretError: the keyring cannot be used; they are out of memory all the same.

        """
        keys = tuple(keys)
        for key in keys:
            self._entered.pop(key, None)
            self._found.pop(key, None)
        for key in keys:
            self._required_keyring().forget(self._owner, key)

    def _look_up(self, keys: tuple[str, ...]) -> tuple[dict[str, str], str]:
        """The values that were found, and why the keyring could not help, if it could not."""
        values: dict[str, str] = {}
        reason = ""
        readers: dict[str, str] = {}
        for key in keys:
            value = self._entered.get(key) or self._of_environment(key, readers)
            if not value and self._keyring and not reason:
                try:
                    value = self._keyring.try_find(self._owner, key)
                except SecretError as error:
                    reason = error.message
            if value:
                values[key] = value
        self._found.update(values)
        return values, reason

    def _of_environment(self, key: str, readers: dict[str, str]) -> str | None:
        name = environment_name(self._name, key)
        value = self._environment.get(name)
        other = readers.setdefault(name, key)
        if value and other != key:
            raise SecretError(
                f"{other} and {key} would both be read from the environment variable {name}",
                f"Unset {name} and enter them at Sign In, or rename one of them",
            )
        return value

    def _required_keyring(self) -> Remembers:
        if self._keyring is None:
            raise SecretError("There is no keyring to remember secrets in", _ENTER)
        return self._keyring
