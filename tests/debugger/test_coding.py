"""Content codings: what comes out does not depend on how it comes in, and never exceeds its limit."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.coding import CodingError, Decoder, is_known

ENCODERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:]),
    "deflate": zlib.compress,
    "Deflate": lambda data: zlib.compress(data, wbits=-15),
}


def decode(coding: str, encoded: bytes, step: int, limit: int) -> bytes:
    """The content as `Decoder` gives it, fed with `step` bytes at a time."""
    decoder = Decoder(coding)
    content = b""
    for start in range(0, len(encoded), step):
        content += decoder.decode(encoded[start : start + step], limit - len(content))
        if len(content) > limit:
            return content
    decoder.finish()
    return content


@given(
    st.sampled_from(sorted(ENCODERS)),
    st.binary(max_size=200) | st.integers(0, 20_000).map(bytes),
    st.integers(1, 10_000),
)
def test_round_trip(coding: str, content: bytes, step: int) -> None:
    """In whatever pieces it comes, the content is what was encoded."""
    assert decode(coding, ENCODERS[coding](content), step, len(content)) == content


@given(st.sampled_from(sorted(ENCODERS)), st.integers(1, 20_000), st.integers(1, 10_000))
def test_limit(coding: str, size: int, step: int) -> None:
    """Of what is longer than the limit, one byte more than the limit comes out."""
    content = decode(coding, ENCODERS[coding](bytes(size)), step, size - 1)

    assert content == bytes(size)


@given(st.sampled_from(sorted(ENCODERS)), st.binary(max_size=300), st.integers(1, 300))
def test_any_bytes(coding: str, encoded: bytes, step: int) -> None:
    """Any bytes give content or a CodingError."""
    try:
        content = decode(coding, encoded, step, 1000)
    except CodingError:
        return
    assert len(content) <= 1001


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_end_in_the_middle(coding: str) -> None:
    """Content that ends in the middle is told from content that is complete."""
    with pytest.raises(CodingError):
        decode(coding, ENCODERS[coding](b"content")[:-1], 100, 1000)


@pytest.mark.parametrize(
    ("coding", "known"), [(" GZip ", True), ("br", False), ("zstd", False), ("gzip, br", False)]
)
def test_is_known(coding: str, *, known: bool) -> None:
    """Only what is asked for is known, one coding at a time."""
    assert is_known(coding) == known
