"""What can be wrong with a connector: one module per rule, see `rule.py`."""
