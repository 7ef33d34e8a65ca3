"""``python -m connector_lsp``: the command line, for a Python that has no script folder."""

from connector_lsp.cli import main

if __name__ == "__main__":
    main()
