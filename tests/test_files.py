"""The user's files: nothing of them is lost."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.files import decode, decode_foreign, encode, has_mark, write_whole


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_text_and_back(text, with_mark):
    """A byte order mark is part of the file, not of its text."""
    data = encode(text, with_mark=with_mark)
    assert has_mark(data) is (with_mark or text.startswith("\ufeff"))
    if with_mark or not text.startswith("\ufeff"):
        assert decode(data) == text


def refuse(*_):
    """What a full disk says."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["shutil.copymode", "Path.replace"])
def test_what_cannot_be_written_stays_whole(tmp_path: Path, monkeypatch, step):
    """Whatever step fails; no half file is left, under any name."""
    path = tmp_path / "a.json"
    path.write_text("before")
    monkeypatch.setattr(f"connector_lsp.files.{step}", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on Windows")
def test_a_pipe_stays_one(tmp_path: Path):
    """Nor would `/dev/stdout` be a pipe any more, or `/dev/null` a device, once replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=2),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]),
)
def test_what_somebody_else_wrote(text, mark, encoding):
    """Its encoding is seen by its mark or, as it begins as JSON, YAML and commands do, without one."""
    assert decode_foreign(f"{mark}a{text}".encode(encoding)) == f"a{text}"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: ü".encode("latin-1"), "not UTF-8: byte 0xFC at line 1, column 4; save it in UTF-8"),
        (b"\xff\xfea\0b", "not UTF-8: it looks like UTF-16; save it in UTF-8"),
        (b"\0\0\0\xff\xff", "not UTF-8: it looks like a binary file; save it in UTF-8"),
        (b"PK\x03\x04\xff", "not UTF-8: it looks like ZIP; save it in UTF-8"),
    ],
)
def test_what_nobody_can_read(data, message):
    """What is wrong is said, and what would help."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        decode_foreign(data)
