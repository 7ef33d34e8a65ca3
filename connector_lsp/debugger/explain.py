"""What went wrong on the wire, in words: from the errors of the standard library to `failures`.

No text of an error is passed on: a server's answer or a URL with a secret may be in it.
"""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING, Final

from connector_lsp.debugger.failures import (
    ClosedError,
    InvalidRequestError,
    MalformedError,
    RefusedError,
    SendError,
    TimedOutError,
    TLSError,
    UnknownHostError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.debugger.exchange import Request

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A method or the name of a header, RFC 9110 section 5.6.2."""

_ASK_FOR_CA = "If it is your own, add its certificate authority to the system's trust store"

# By the error codes of OpenSSL's X509_STORE_CTX_get_error.
_CERTIFICATES: Final = {
    9: ("is not valid yet", "Check this machine's clock"),
    10: ("has expired", "Whoever runs the server must renew it; check this machine's clock"),
    18: ("is self-signed", _ASK_FOR_CA),
    19: ("comes from a certificate authority that this machine does not know", _ASK_FOR_CA),
    20: ("comes from a certificate authority that this machine does not know", _ASK_FOR_CA),
    21: ("comes from a certificate authority that this machine does not know", _ASK_FOR_CA),
    23: ("was revoked", "Whoever runs the server must replace it"),
    62: ("is for another host", "Check the host in the endpoint's url"),
    64: ("is for another address", "Name the host in the endpoint's url instead of its address"),
}
_NO_TLS: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH")
_OLD_TLS: Final = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "HANDSHAKE_FAILURE")
_WANTS_CERTIFICATE: Final = ("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE")


def timed_out(phase: str, peer: str, seconds: float) -> TimedOutError:
    """A phase took too long.

    Arguments:
        phase: ``connect``, ``tls``, ``head`` or ``body``.
        peer: host and port.
        seconds: the limit that was reached.

    """
    message, next_step = {
        "connect": (
            f"{peer} did not accept a connection within {seconds:g} s",
            "Check host and port, and whether a firewall or proxy stands in between",
        ),
        "tls": (
            f"{peer} did not complete the TLS handshake within {seconds:g} s",
            "Check that the port is one for https",
        ),
        "head": (
            f"{peer} did not answer within {seconds:g} s",
            "Run it again; if the API is that slow, allow more time to read",
        ),
        "body": (
            f"{peer} began to answer, then sent nothing for {seconds:g} s",
            "Run it again; the part that came is in the response",
        ),
    }[phase]
    return TimedOutError(message, next_step, "connect" if phase in ("connect", "tls") else "read")


def disconnected(error: BaseException, phase: str, peer: str) -> SendError:
    """There is no connection: it could not be opened, or it ended.

    Arguments:
        error: what was raised; the errors behind it tell the reason.
        phase: ``connect``, ``tls``, ``head`` or ``body``.
        peer: host and port.

    """
    causes = list(_causes(error))
    for each in causes:
        if isinstance(each, socket.gaierror):
            return _unknown_host(each, peer)
        if isinstance(each, ssl.SSLError) and not isinstance(each, ssl.SSLEOFError):
            return _tls(each, peer)
    if phase == "connect":
        return _unreachable(causes, peer)
    if phase == "tls":
        return TLSError(
            f"{peer} closed the connection during the TLS handshake",
            "Check that the port is one for https",
        )
    if phase == "head":
        return ClosedError(
            f"{peer} closed the connection without an answer",
            "Run it again; if it happens each time, check the port and the request's size",
        )
    return ClosedError(
        f"{peer} closed the connection in the middle of the response",
        "Run it again; the part that came is in the response",
    )


def malformed(phase: str, peer: str) -> MalformedError:
    """What came is no HTTP."""
    if phase == "body":
        return MalformedError(
            f"{peer} does not send the content as its headers say, in size or chunks",
            "Tell whoever runs the server; the part that came is in the response",
        )
    return MalformedError(
        f"What {peer} answered is no HTTP response, or its headers are too long",
        "Check scheme and port in the endpoint's url: https may be spoken where http is asked for",
    )


def undecodable() -> MalformedError:
    """The content is not in the coding that its header names."""
    return MalformedError(
        "The content is not in the coding that its header Content-Encoding names, or not complete",
        "Tell whoever runs the server, or let the request's header Accept-Encoding be identity",
    )


def invalid_request(request: Request) -> InvalidRequestError:
    """The request is nothing that HTTP can send; the first reason that is found."""
    if _TOKEN.fullmatch(request.method) is None:
        return InvalidRequestError("The method is no name", "Use GET, POST or another method")
    for number, (name, value) in enumerate(request.headers, start=1):
        if _TOKEN.fullmatch(name) is None:
            return InvalidRequestError(
                f"The name of header {number} is empty or has a character that no name may have",
                "Use letters, digits and hyphens",
            )
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", value.replace("\t", " ")) or (
            value != value.strip(" \t")
        ):
            return InvalidRequestError(
                f"The value of header {number} of the request has a line break, a control character"
                " or white space around it",
                "Remove it from the connector or from the input that it comes from",
            )
    if any(name.lower() == "transfer-encoding" for name, _ in request.headers):
        return InvalidRequestError(
            "The request has a Transfer-Encoding that cannot be sent",
            "Leave this header out of the connector",
        )
    return InvalidRequestError(
        "The URL is too long, or its host is no name", "Correct the endpoint's url or the inputs"
    )


def unusable_proxy() -> InvalidRequestError:
    """The environment names a proxy that cannot be used."""
    return InvalidRequestError(
        "The environment names a proxy of a kind that cannot be used, or with a wrong URL",
        "Let HTTP_PROXY, HTTPS_PROXY and ALL_PROXY be http:// URLs, or unset them",
    )


def refused_by_proxy(peer: str) -> RefusedError:
    """A proxy opens no way to the host."""
    return RefusedError(
        f"The proxy {peer} opens no way to the host",
        "Check what the proxy asks for, or name the host in NO_PROXY",
    )


def unforeseen(error: BaseException) -> SendError:
    """Something that none of the above tells of."""
    return SendError(
        f"The request failed for a reason that is not known here ({type(error).__name__})",
        "Please report this as a fault of connector-lsp",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it was raised from."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _causes(cause)


def _unknown_host(error: socket.gaierror, peer: str) -> UnknownHostError:
    host = peer.rpartition(":")[0]
    if error.errno == socket.EAI_AGAIN:
        return UnknownHostError(
            f"No name server could be asked for the address of {host}",
            "Check this machine's network connection",
        )
    return UnknownHostError(
        f"The host {host} has no address", "Check its spelling in the endpoint's url"
    )


def _unreachable(causes: list[BaseException], peer: str) -> RefusedError:
    if any(isinstance(each, ConnectionRefusedError) for each in causes):
        return RefusedError(
            f"{peer} refuses the connection: nothing listens there",
            "Check host and port in the endpoint's url, and that the server is running",
        )
    return RefusedError(
        f"{peer} cannot be reached from here",
        "Check this machine's network connection, and whether a VPN or proxy is needed",
    )


def _tls(error: ssl.SSLError, peer: str) -> TLSError:
    if isinstance(error, ssl.SSLCertVerificationError):
        fault, next_step = _CERTIFICATES.get(
            error.verify_code, ("cannot be verified", "Open the URL in a browser to learn why")
        )
        return TLSError(f"The certificate of {peer} {fault}", next_step)
    reason = error.reason or ""
    if any(part in reason for part in _NO_TLS):
        return TLSError(
            f"{peer} does not speak TLS",
            "Check the port, or let the endpoint's url begin with http",
        )
    if any(part in reason for part in _OLD_TLS):
        return TLSError(
            f"{peer} and this machine have no version or cipher of TLS in common",
            "Whoever runs the server must offer TLS 1.2 or newer",
        )
    if any(part in reason for part in _WANTS_CERTIFICATE):
        return TLSError(
            f"{peer} asks for a client certificate, which connectors cannot give",
            "Ask whoever runs the API for another way to sign in",
        )
    return TLSError(
        f"The TLS connection to {peer} failed", "Open the URL in a browser to learn more"
    )
