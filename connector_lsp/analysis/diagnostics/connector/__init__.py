"""Rules about what a connector means, most of them across its sections."""

from connector_lsp.analysis.diagnostics.connector import (
    duplicate_action,
    undeclared_endpoint,
    unmasked_secret,
)

MODULES = (
    undeclared_endpoint,
    duplicate_action,
    unmasked_secret,
)
