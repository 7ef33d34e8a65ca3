"""Rules about test cases: what they ask for must be there."""

from connector_lsp.analysis.diagnostics.cases import (
    duplicate_case,
    exposed_secret,
    invalid_pattern,
    missing_input,
    unknown_action,
    unknown_capture,
    unknown_input,
)

MODULES = (
    unknown_action,
    unknown_input,
    missing_input,
    unknown_capture,
    duplicate_case,
    invalid_pattern,
    exposed_secret,
)
