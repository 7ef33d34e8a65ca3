"""How ``connector-lsp check`` writes what it finds: one module for each format.

Each has ``render(reports, fail_on)``, which returns all of the output, its last line break
included.  `docs/check.md` describes the formats for people.
"""
