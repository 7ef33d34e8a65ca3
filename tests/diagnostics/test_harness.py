"""The harness itself: annotated texts are read as they are written."""

import pytest

from tests.support.diagnostics import (
    Annotation,
    annotations_of,
    check,
    check_members,
    complete_connector,
    parse_annotated,
    render,
)


def test_annotations_are_taken_out_of_the_text() -> None:
    """The text loses annotations and indentation, and keeps comments that are no annotations."""
    text, annotations = parse_annotated(
        """
          {
        //^ error[a]: At the first column
            // ^^ no annotation
            "b": 1
        //  ^^^…2 note[b-c]: Goes on
        //     | warning[d]: Between two characters
          }
        """
    )
    assert text == '{\n  // ^^ no annotation\n  "b": 1\n}'
    assert annotations == [
        Annotation(0, 0, 1, 0, "error[a]: At the first column"),
        Annotation(2, 2, 5, 2, "note[b-c]: Goes on"),
        Annotation(2, 5, 5, 0, "warning[d]: Between two characters"),
    ]


def test_rendering_is_the_way_back() -> None:
    """A rendered text reads as the same text with the same annotations."""
    text = '{\n\n  "a": [1,\n  2]\n}'
    annotations = [
        Annotation(0, 0, 1, 0, "error[a]: A"),
        Annotation(2, 2, 2, 0, "hint[b]: B"),
        Annotation(2, 7, 10, 1, "error[c]: C"),
    ]
    assert parse_annotated(render(text, annotations)) == (text, annotations)


def test_the_minimal_connector_is_clean() -> None:
    """What completes a fragment has no fault, whatever the fragment brings."""
    assert annotations_of(complete_connector()) == []
    assert annotations_of(complete_connector('"endpoints": {}, "schema": "10.0"')) == []
    check(complete_connector())


def test_differences_are_told() -> None:
    """A wrong message, a wrong place and a missing annotation each fail."""
    for wrong in (
        '"schema": "10"',
        '"schema": "10"\n//        ^^^^ error[invalid-version]: Else',
        '"schema": "10.0"\n//        ^^^^ error[invalid-version]: Else',
    ):
        with pytest.raises(AssertionError, match="expected"):
            check_members(wrong, codes="invalid-version")
