"""The pure core: a text goes in, plain results come out; no protocol, no I/O, no clock.

`Analysis.open(text, Checker(schema))` knows all about a connector, `with_edit` follows an edit, and
the functions of `features` answer with an analysis and an offset.
"""
