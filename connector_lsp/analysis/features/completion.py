"""What can be typed at the cursor.

An item is an edit that leaves the text as a person would have typed it: quotation marks, colons
and commas come with it where they are missing, and only there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.features.edits import indent_unit, line_ending, on_one_line
from connector_lsp.analysis.features.json_context import Spot, find_spot
from connector_lsp.analysis.features.offers import CompletionKind, Offer
from connector_lsp.analysis.features.property_offers import property_offers
from connector_lsp.analysis.features.reference_offers import expression_offers, parameter_offers
from connector_lsp.analysis.features.skeletons import absolute_path
from connector_lsp.analysis.features.snippets import (
    Members,
    Stop,
    Template,
    as_plain,
    as_snippet,
    is_multiline,
    render,
    render_members,
)
from connector_lsp.analysis.features.value_offers import value_offers
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.analysis import Analysis

__all__ = ["Completion", "CompletionKind", "complete"]


class Completion(NamedTuple):
    """An item of the list.

    Attributes:
        label: what the list shows.
        kind: what sort of thing it is.
        edit: what accepting it does; on one line, the cursor in its range.
        is_snippet: whether the edit's text is an LSP snippet.
        detail: a few words beside the label.
        documentation: Markdown.
        sort_text: what the list is sorted by.
        filter_text: what is compared with the text in the edit's range up to the cursor.
        preselect: whether it is the likeliest of all.
        additional_edits: commas and colons that are missing elsewhere.
        indentation: what every line of the edit's text but the first begins with.  A client that
            indents such lines itself must be sent them without it.

    """

    label: str
    kind: CompletionKind
    edit: Edit
    is_snippet: bool
    detail: str
    documentation: str
    sort_text: str
    filter_text: str
    preselect: bool = False
    additional_edits: tuple[Edit, ...] = ()
    indentation: str = ""


def complete(analysis: Analysis, offset: int, *, snippets: bool) -> list[Completion]:
    """What can be typed at the cursor.

    Args:
        analysis: a connector, whole or broken.
        offset: the cursor.
        snippets: whether the client takes tab stops.

    Returns:
        the items, the likeliest first; empty where nothing belongs.

    """
    spot = find_spot(analysis.document, offset)
    if spot is None:
        return []
    if spot.is_key:
        return _placed(analysis, spot, offset, property_offers(analysis, spot), snippets=snippets)
    within: list[Completion] = []
    if spot.is_string and offset > spot.start:
        inside = _within_string(analysis, spot, offset, snippets=snippets)
        if inside is not None and not inside[1]:
            return inside[0]
        within = inside[0] if inside else []
    whole = _placed(analysis, spot, offset, value_offers(analysis, spot), snippets=snippets)
    return [*within, *whole]


# --- in a string ---------------------------------------------------------------------------------


def _within_string(
    analysis: Analysis, spot: Spot, offset: int, *, snippets: bool
) -> tuple[list[Completion], bool] | None:
    """The items that replace a part of a string, and whether the whole may be replaced, too."""
    text = analysis.text
    is_closed = spot.end - spot.start > 1 and text[spot.end - 1] == text[spot.start]
    content_end = spot.end - 1 if is_closed else spot.end
    if offset > content_end:
        return None
    before, behind = text[spot.start + 1 : offset], text[offset:content_end]
    path = absolute_path(analysis, spot)
    found = expression_offers(analysis, path, before, behind)
    is_parameter = found is None
    if found is None:
        found = parameter_offers(analysis, path, before, behind)
    if found is None:
        return None
    back, ahead, offers = found
    typed = before[len(before) - back :]
    items = [
        _item(
            offer, number, Edit(offset - back, offset + ahead, ""), _part(offer, snippets=snippets),
            filter_text=_filter(offer, typed), snippets=snippets,
        )
        for number, offer in enumerate(_sorted(offers))
    ]  # fmt: skip
    return items, is_parameter


def _part(offer: Offer, *, snippets: bool) -> Template:
    """The text of an offer for a part of a string."""
    template = render(offer.body)
    if snippets or Stop(number=0) not in template:
        return template
    return template[: template.index(Stop(number=0))]  # The cursor stays where more is to be typed.


def _filter(offer: Offer, typed: str) -> str:
    """A key alone is compared with what is typed of its scope, too."""
    scope, dot, _ = typed.partition(".")
    return f"{scope}.{offer.label}" if dot and "." not in offer.label else offer.label


# --- names and values ----------------------------------------------------------------------------


def _placed(
    analysis: Analysis, spot: Spot, offset: int, offers: Iterable[Offer], *, snippets: bool
) -> list[Completion]:
    """The items that put `offers` into a spot."""
    text = analysis.text
    newline, unit = line_ending(text), indent_unit(text)
    opening = text[spot.start : min(spot.start + 1, offset)]
    quote = opening if opening in ('"', "'") else ""
    items = []
    for number, offer in enumerate(_sorted(offers)):
        template, indentation = _text(spot, offer, newline, unit)
        items.append(
            _item(
                offer, number, Edit(spot.start, spot.end, ""), template,
                filter_text=quote + offer.label, snippets=snippets,
                additional_edits=spot.edits, indentation=indentation,
            )
        )  # fmt: skip
    return items


def _sorted(offers: Iterable[Offer]) -> Iterator[Offer]:
    """`offers` by rank, those that insert the same only once."""
    seen: set[tuple[str, object]] = set()
    for offer in sorted(offers, key=lambda offer: offer.rank):
        key = (offer.label, offer.name)
        if key not in seen:
            seen.add(key)
            yield offer


def _text(spot: Spot, offer: Offer, newline: str, unit: str) -> tuple[Template, str]:
    """What an offer puts into a spot, and the indentation of its lines."""
    if spot.is_key and not spot.needs_value and offer.name is not None:
        return (spot.prefix, *offer.name, spot.suffix), spot.indentation
    several = offer.name is None and spot.is_key
    opens = spot.opens_line and is_multiline(offer.body)
    base = spot.outer + unit if opens else spot.indentation
    if several and isinstance(offer.body, Members):
        template = render_members(offer.body, newline, unit, base)
    elif offer.name is not None:
        template = (*offer.name, ": ", *render(offer.body, newline, unit, base))
    else:
        template = render(offer.body, newline, unit, base)
    if spot.is_inline and not opens:
        template = tuple(on_one_line(part) if isinstance(part, str) else part for part in template)
    before = newline + base if opens else spot.prefix
    closes = spot.closes_line and is_multiline(offer.body)
    behind = newline + spot.outer if closes else ""
    return (before, *template, spot.suffix, behind), base


def _item(  # noqa: PLR0913 -- what an item is made of
    offer: Offer,
    number: int,
    place: Edit,
    template: Template,
    *,
    filter_text: str,
    snippets: bool,
    additional_edits: tuple[Edit, ...] = (),
    indentation: str = "",
) -> Completion:
    is_snippet = snippets and any(isinstance(part, Stop) for part in template)
    return Completion(
        offer.label,
        offer.kind,
        Edit(place.start, place.end, as_snippet(template) if is_snippet else as_plain(template)),
        is_snippet,
        offer.detail,
        offer.documentation,
        f"{offer.rank:02}{number:04}",
        filter_text,
        offer.preselect,
        additional_edits,
        indentation,
    )
