"""Everything that can go wrong when a connector is run, one exception tree.

::

    DebuggerError
    ├── InputError              inputs are missing or wrong: all of them, by field
    ├── ConnectorError          the connector itself does not say what to send
    ├── SecretError             a secret that is needed is in none of its places
    ├── CaseError               the test cases are not there, or not those that are asked for
    ├── ReplayError             no recorded exchange answers a request
    ├── SendError
    │   ├── InvalidRequestError the URL, the method or a header is nothing that HTTP can send
    │   ├── UnknownHostError    the host has no address (DNS)
    │   ├── RefusedError        nothing listens there, or it cannot be reached
    │   ├── TLSError            the certificate or the handshake failed
    │   ├── TimedOutError       a phase, or all of it, took too long
    │   ├── RedirectError       too many redirects, a circle, or one that must not be followed
    │   ├── ClosedError         the server ended the connection in the middle
    │   └── MalformedError      what came is no HTTP
    ├── StatusError             the server answered, but not with success
    ├── SignInError             a step of OAuth did not give what it must
    ├── UntrustedError          the workspace is not trusted, so nothing is sent
    ├── ExportError             there is nothing to show or save, or it cannot be written
    └── StoppedError            the user stopped it

Each says what is wrong and what to do next; none has a secret in its text.
"""

from __future__ import annotations

from dataclasses import dataclass


class DebuggerError(Exception):
    """A run that cannot be completed.

    Attributes:
        message: what is wrong, a sentence without a full stop.
        next_step: what its reader can do, a sentence without a full stop.

    """

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class InputProblem:
    """What is wrong with the input of one field.

    Attributes:
        scope: ``authFields``, ``urlFields`` or ``actionFields``; ``expect`` in a test case.
        key: the field's key; what a test case expects something of.
        message: what is wrong; the field's ``errorText`` where it has one.

    """

    scope: str
    key: str
    message: str


class InputError(DebuggerError):
    """Inputs are missing or wrong."""

    def __init__(self, problems: tuple[InputProblem, ...]) -> None:
        fields = "; ".join(f"{each.scope}.{each.key}: {each.message}" for each in problems)
        super().__init__(fields, "Correct these inputs and run again; nothing was sent")
        self.problems = problems


class ConnectorError(DebuggerError):
    """The connector does not say what to send.

    Attributes:
        path: the way from the root to the value at fault.

    """

    def __init__(self, message: str, next_step: str, path: tuple[str | int, ...]) -> None:
        super().__init__(message, next_step)
        self.path = path


class SecretError(DebuggerError):
    """A secret is in none of its places.

    Attributes:
        missing: the names of those that have no value, such as ``authFields.api_key``.

    """

    def __init__(self, message: str, next_step: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message, next_step)
        self.missing = missing


class CaseError(DebuggerError):
    """The test cases, or those that are asked for, are not there."""


class ReplayError(DebuggerError):
    """No recorded exchange answers a request."""


class SendError(DebuggerError):
    """A request could not be sent, or its response not be received."""


class InvalidRequestError(SendError):
    """The URL, the method or a header is nothing that HTTP can send; nothing was sent."""


class UnknownHostError(SendError):
    """The host has no address."""


class RefusedError(SendError):
    """Nothing listens there, or it cannot be reached."""


class TLSError(SendError):
    """The certificate or the handshake failed."""


class TimedOutError(SendError):
    """A phase, or all of it, took too long.

    Attributes:
        phase: ``connect``, ``read`` or ``total``.

    """

    def __init__(self, message: str, next_step: str, phase: str) -> None:
        super().__init__(message, next_step)
        self.phase = phase


class RedirectError(SendError):
    """Too many redirects, or one that must not be followed."""


class ClosedError(SendError):
    """The server ended the connection in the middle."""


class MalformedError(SendError):
    """What came is no HTTP, or its content cannot be decoded."""


class StatusError(DebuggerError):
    """The server answered, but not with a status of success (2xx)."""


class SignInError(DebuggerError):
    """A step of the sign-in did not give what it must."""


class UntrustedError(DebuggerError):
    """The workspace is not trusted, so nothing is sent."""


class ExportError(DebuggerError):
    """There is nothing to show or save, or no file can be written."""


class StoppedError(DebuggerError):
    """The user stopped the run."""

    def __init__(self) -> None:
        super().__init__("Stopped", "Run it again when you like")
