"""OpenAPI 2.0 (Swagger), 3.0 and 3.1: https://spec.openapis.org/oas/.

`read` turns a description into an `Api`. A fault in one operation, such as a reference that leads
nowhere, costs that operation or the part that it is in, and nothing else.
"""

from connector_lsp.importers.openapi.description import read, recognizes

__all__ = ["read", "recognizes"]
