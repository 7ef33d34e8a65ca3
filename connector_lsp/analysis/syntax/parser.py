"""A JSON parser that is total: any text gives a tree, and each mistake is said once, in its place.

Bad text is the normal state of a text that is being typed.  Tokens come from `tokens.py`, matched
brackets from `brackets.py`; what is left to go wrong here are commas, colons, keys and values.
The grammar is that of RFC 8259; of its liberties (section 9) none is taken.
"""

from __future__ import annotations

import json
import re

from connector_lsp.analysis.syntax.brackets import balance
from connector_lsp.analysis.syntax.nodes import Node, NodeKind, Parse, SyntaxFault
from connector_lsp.analysis.syntax.tokens import (
    END,
    SCALAR,
    STRING,
    WORD,
    Token,
    is_number_like,
    tokenize,
)
from connector_lsp.analysis.text import Edit

DEEPEST = 128
"""How many brackets may stand inside each other; no connector needs a tenth of it."""

_LITERAL_SPELLINGS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}


def parse(text: str) -> Parse:
    """Parse `text`.

    Args:
        text: any text.

    Returns:
        the tree, whose root is None where there is nothing at all, and the faults in order.

    """
    tokens, faults = tokenize(text)
    tokens, bracket_faults = balance(text, tokens)
    parser = _Parser(text, tokens)
    root = parser.document()
    return Parse(root, _once_each(text, [*faults, *bracket_faults, *parser.faults]))


def _once_each(text: str, faults: list[SyntaxFault]) -> tuple[SyntaxFault, ...]:
    """`faults` in order, without those that only follow from the one that they touch."""
    kept: list[SyntaxFault] = []
    reach = -1
    for fault in sorted(faults, key=lambda fault: (fault.start, fault.end)):
        follows = kept and not text[reach : fault.start].strip() and fault.code not in _LEXICAL
        if not follows or kept[-1].code in _LEXICAL:
            kept.append(fault)
        else:
            kept[-1] = _with_fix_of(text, kept[-1], fault)
        reach = max(reach, fault.end)
    return tuple(kept)


def _with_fix_of(text: str, fault: SyntaxFault, follower: SyntaxFault) -> SyntaxFault:
    """`fault`; where it adds what the follower takes away another for, one fix does both.

    So a bracket that was typed for a comma does not stay behind the comma.
    """
    added, removed = fault.fix, follower.fix
    if added is None or removed is None or added.start < added.end or removed.text:
        return fault
    if added.end > removed.start or text[added.end : removed.start].strip():
        return fault
    if text[removed.start : removed.end] == added.text:
        return fault
    return fault._replace(fix=Edit(removed.start, removed.end, added.text))


_LEXICAL = {"invalid-escape", "control-character", "single-quotes", "comment", "duplicate-key"}
"""Faults inside one token: they neither hide another nor follow from one."""


_PLAIN_MEMBERS = frozenset({"s:s,", "s:s}", "s:v,", "s:v}"})
"""The kinds of the tokens of most members; what follows tells that nothing is amiss."""

_LOOKAHEAD = 3
"""How many tokens are looked at before it is decided what the next one is."""


class _Parser:
    """Recursive descent over balanced tokens."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.kinds = "".join([token.kind for token in tokens]) + END * _LOOKAHEAD
        self.faults: list[SyntaxFault] = []
        self.at = 0

    def document(self) -> Node | None:
        """The whole text's value."""
        first = self.tokens[0]
        if first.kind == END:
            end = len(self.text.rstrip())
            why = ": the text is empty" if not end else ""
            self._fault("missing-value", end, end, f"Expected a value{why}")
            return None
        while self.tokens[self.at].kind in ":,":
            stray = self.tokens[self.at]
            self._fault("extra-comma", stray.start, stray.end, f"Unexpected {stray.kind}", "")
            self.at += 1
        root = self._value(None, 0)
        rest = self.tokens[self.at]
        if root is not None and rest.kind != END:
            last = self.tokens[-2]
            self._fault("text-after-end", rest.start, last.end, "Text after the end of the value")
        return root

    def _fault(self, code: str, start: int, end: int, message: str, fix: str | None = None) -> None:
        edit = None if fix is None else Edit(start, end, fix)
        self.faults.append(SyntaxFault(code, start, end, message, edit))

    def _insertion(self, code: str, at: int, message: str, inserted: str) -> None:
        """A fault of something missing behind the character before `at`."""
        start = max(at - 1, 0)
        self.faults.append(SyntaxFault(code, start, at, message, Edit(at, at, inserted)))

    def _value(self, parent: Node | None, depth: int) -> Node | None:
        token = self.tokens[self.at]
        kind = token.kind
        if kind in (STRING, SCALAR):
            self.at += 1
            return _scalar_node(token, parent)
        if kind in "{[":
            if depth >= DEEPEST:
                return self._too_deep(token, parent)
            return self._object(parent, depth) if kind == "{" else self._array(parent, depth)
        if kind == WORD:
            return self._words(parent)
        return None

    def _too_deep(self, token: Token, parent: Node | None) -> Node:
        """Step over a bracket that lies too deep, with all that it holds."""
        level = 0
        while True:
            kind = self.tokens[self.at].kind
            level += (kind in "{[") - (kind in "}]")
            self.at += 1
            if level == 0:
                break
        end = self.tokens[self.at - 1].end
        self._fault(
            "nested-too-deeply",
            token.start,
            token.start + 1,
            f"More than {DEEPEST} brackets inside each other",
        )
        return Node(NodeKind.INVALID, token.start, end, parent, self.text[token.start : end])

    def _words(self, parent: Node | None) -> Node:
        """Words where a value belongs, up to what may follow a value."""
        first = last = self._next()
        while self._goes_on(last):
            last = self._next()
        written = self.text[first.start : last.end]
        code, message, fix = _judge_words(written)
        self._fault(code, first.start, last.end, message, fix)
        return Node(NodeKind.INVALID, first.start, last.end, parent, written)

    def _goes_on(self, last: Token) -> bool:
        """Whether the next token belongs to the words up to `last`: a colon only in a URL."""
        token = self.tokens[self.at]
        if token.kind == ":":
            return token.start == last.end and self.text.startswith("://", token.start)
        return token.kind in (WORD, SCALAR) and self._same_line(last, token)

    def _same_line(self, before: Token, after: Token) -> bool:
        between = self.text[before.end : after.start]
        return "\n" not in between and "\r" not in between

    def _array(self, parent: Node | None, depth: int) -> Node:
        opening = self.tokens[self.at]
        self.at += 1
        node = Node(NodeKind.ARRAY, opening.start, opening.end, parent)
        separated = True
        while (token := self.tokens[self.at]).kind not in "]}$":
            if token.kind == ",":
                self._comma(token, separated=separated, closing="]")
                separated = True
                continue
            if token.kind == ":":
                self.at += 1
                if separated or self.tokens[self.at].kind in ",]":
                    self._extra_colon(token)
                    continue
                message = "Expected , between the items of an array, found :"
                self._fault("missing-comma", token.start, token.end, message, ",")
                separated = True
                continue
            if not separated:
                self._missing_comma(node.children[-1].end, "items")
            item = self._value(node, depth + 1)
            if item is not None:
                node.children.append(item)
            separated = False
        self._finish(node)
        return node

    def _object(self, parent: Node | None, depth: int) -> Node:
        opening = self.tokens[self.at]
        self.at += 1
        node = Node(NodeKind.OBJECT, opening.start, opening.end, parent)
        seen: dict[str, Node] = {}
        separated = True
        while (token := self.tokens[self.at]).kind not in "]}$":
            if token.kind == ",":
                self._comma(token, separated=separated, closing="}")
                separated = True
                continue
            if not separated and token.kind == ":":
                self._second_colon(token, depth)
                separated = (
                    self.tokens[self.at - 1] is token and self.tokens[self.at].kind == STRING
                )
                continue
            if not separated:
                self._missing_comma(self.tokens[self.at - 1].end, "properties")
            separated = token.kind == ":"
            self._member(node, seen, depth)
        self._finish(node)
        return node

    def _second_colon(self, token: Token, depth: int) -> None:
        """A colon behind a property's value: a comma's place, or one colon too many."""
        self.at += 1
        following = self.tokens[self.at]
        if following.kind in ",}":
            self._extra_colon(token)
            return
        if following.kind == STRING and self.tokens[self.at + 1].kind == ":":
            message = "Expected , before the next property, found :"
            self._fault("missing-comma", token.start, token.end, message, ",")
            return
        message = "Expected , or } behind a property, found :"
        self._fault("missing-comma", token.start, token.end, message)
        self._value(None, depth + 1)

    def _member(self, node: Node, seen: dict[str, Node], depth: int) -> None:
        token = self.tokens[self.at]
        if self.kinds[self.at : self.at + 4] in _PLAIN_MEMBERS:
            member, _ = self._named(token, token.scalar, node, seen)
            member.value = _scalar_node(self.tokens[self.at + 2], member)
            member.end = member.value.end
            self.at += 3
            return
        if token.kind == ":" and self._kinds(3)[1:] == "s:":
            self._extra_colon(self._next())
            return
        if token.kind in "{[:":
            message = 'Missing name: an object holds "name": value'
            self._fault("missing-key", token.start, token.end, message)
            if token.kind == ":":
                self.at += 1
            self._value(None, depth + 1)
            return
        self.at += 1
        if token.kind == STRING:
            name = token.scalar
        else:
            name = self.text[token.start : token.end]
            self._fault(
                "unquoted-key",
                token.start,
                token.end,
                f"Property name {name} without double quotes",
                json.dumps(name, ensure_ascii=False),
            )
        member, key = self._named(token, name, node, seen)
        self._member_value(member, key, depth)
        if member.value is not None:
            member.end = member.value.end

    def _named(
        self, token: Token, name: str, node: Node, seen: dict[str, Node]
    ) -> tuple[Node, Node]:
        """A new member of an object, and the node of its name."""
        key = Node(NodeKind.STRING, token.start, token.end, None, name)
        member = Node(NodeKind.PROPERTY, token.start, token.end, node, key=key)
        key.parent = member
        node.children.append(member)
        first = seen.setdefault(name, member)
        if first is not member and name and first.key is not None:
            self.faults.append(
                SyntaxFault(
                    "duplicate-key", member.start, member.end, f'Duplicate property "{name}"',
                    related=(first.key.start, first.key.end),
                )
            )  # fmt: skip
        return member, key

    def _member_value(self, member: Node, key: Node, depth: int) -> None:
        """What follows a property's name: a colon and a value, or what stands in their place."""
        if self._kinds(2) == ",:":
            self._extra_comma(self._next())
        token = self.tokens[self.at]
        if token.kind == ":":
            self._behind_colon(member, key, depth)
            return
        kinds = self._kinds(3)
        found = self.text[token.start : token.end]
        is_typed_for_colon = found in ("=", "=>") or (found == "," and self._value_follows(token))
        if is_typed_for_colon:
            self._next()
            message = f'Expected : behind "{key.scalar}", found {found}'
            self._fault("missing-colon", token.start, token.end, message, ":")
            member.value = self._value(member, depth + 1)
            return
        value_follows = kinds[0] in "svw{[" and kinds[1] != ":"
        wanted = ":" if value_follows else ": and a value"
        self._insertion("missing-colon", key.end, f'Expected {wanted} behind "{key.scalar}"', ":")
        if value_follows:
            member.value = self._value(member, depth + 1)

    def _value_follows(self, comma: Token) -> bool:
        """Whether behind the next token, a comma, a value follows and no property."""
        kinds = self._kinds(3)[1:]
        is_value = kinds[0] in "sv{[" and kinds != "s:"
        return is_value and self._same_line(comma, self.tokens[self.at + 1])

    def _behind_colon(self, member: Node, key: Node, depth: int) -> None:
        """The value of a property whose colon is next."""
        colon = self._next()
        member.end = colon.end
        if self._kinds(1) == ":":
            self._extra_colon(self._next())
        kinds = self._kinds(3)
        token, following = self.tokens[self.at : self.at + 2] if kinds[0] != END else [colon, colon]
        if kinds[0] == "," and kinds[1] in "svw{[" and self._same_line(token, following):
            if kinds[1:] != "s:":
                self._extra_comma(self._next())
        elif kinds[:2] == "s:" and not self._same_line(colon, token):
            kinds = ""  # The next property: this one has no value.
        if kinds:
            member.value = self._value(member, depth + 1)
        if member.value is None:
            message = f'Property "{key.scalar}" has no value'
            self._fault("missing-value", key.start, colon.end, message)

    def _next(self) -> Token:
        """Step over a token and return it."""
        self.at += 1
        return self.tokens[self.at - 1]

    def _kinds(self, count: int) -> str:
        """The kinds of the next tokens, `_LOOKAHEAD` at most; nothing follows the end."""
        return self.kinds[self.at : self.at + count]

    def _extra_colon(self, token: Token) -> None:
        self._fault("extra-colon", token.start, token.end, "One : too many", "")

    def _extra_comma(self, token: Token) -> None:
        self._fault("extra-comma", token.start, token.end, "One , too many", "")

    def _comma(self, token: Token, *, separated: bool, closing: str) -> None:
        """Step over a comma and judge it."""
        self.at += 1
        if separated:
            self._extra_comma(token)
        elif self.tokens[self.at].kind == closing:
            self._fault(
                "trailing-comma", token.start, token.end, f"Trailing , before {closing}", ""
            )

    def _missing_comma(self, at: int, things: str) -> None:
        self._insertion("missing-comma", at, f"Missing , between two {things}", ",")

    def _finish(self, node: Node) -> None:
        """Step over the closing bracket."""
        closing = self.tokens[self.at]
        node.end = max(closing.end, node.end)
        self.at += closing.kind != END


def _scalar_node(token: Token, parent: Node | None) -> Node:
    value = token.scalar
    if token.kind == STRING:
        kind = NodeKind.STRING
    elif value is None:
        kind = NodeKind.NULL
    else:
        kind = NodeKind.BOOLEAN if isinstance(value, bool) else NodeKind.NUMBER
    return Node(kind, token.start, token.end, parent, value)


def _judge_words(written: str) -> tuple[str, str, str | None]:
    """The code, message and repair of words that stand where a value belongs."""
    literal = _LITERAL_SPELLINGS.get(written.lower())
    if literal:
        return "unquoted-value", f"{written} is no JSON value: write {literal}", literal
    if is_number_like(written):
        return "invalid-number", f"{written} is no JSON number", _try_repair_number(written)
    quoted = json.dumps(written, ensure_ascii=False)
    return "unquoted-value", f"{written} without double quotes", quoted


_SLOPPY_NUMBER = re.compile(r"(?:\+|(-))?0*(?=\.?[0-9])([0-9]*)(?:(\.)([0-9]*))?([eE][+-]?[0-9]+)?")


def _try_repair_number(written: str) -> str | None:
    """The JSON number that `written` means, or None."""
    match = _SLOPPY_NUMBER.fullmatch(written)
    if match is None:
        return None
    sign, whole, point, fraction, exponent = match.groups("")
    return sign + (whole or "0") + (point and point + (fraction or "0")) + exponent
