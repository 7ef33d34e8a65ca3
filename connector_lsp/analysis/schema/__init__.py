"""The JSON Schema as a model: one engine for diagnostics, completion and hover."""

from connector_lsp.analysis.schema.annotations import Annotations, Status
from connector_lsp.analysis.schema.model import Schema, SchemaViolation, UnusableSchemaError

__all__ = ["Annotations", "Schema", "SchemaViolation", "Status", "UnusableSchemaError"]
