"""The authoring environment for Claris Connect custom connectors.

Layers, top to bottom: `cli` > `server` > `analysis`.  Each imports only what lies below it.
"""

__version__ = "0.1.0"
