"""The types of semantic tokens; apart from what finds them, as a server announces them at once."""

from __future__ import annotations

from enum import Enum


class TokenType(Enum):
    """What a token is; the values are the standard names of LSP 3.17, `SemanticTokenTypes`."""

    NAMESPACE = "namespace"
    """The scope of a template, and a secret's."""
    VARIABLE = "variable"
    """An auth field or a secret."""
    PARAMETER = "parameter"
    """An action field, a URL field or a path parameter."""
    FUNCTION = "function"
    """An endpoint or an action."""
    OPERATOR = "operator"
    """The braces."""
