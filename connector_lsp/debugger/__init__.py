"""The debugger: a request is built, authorized, sent and shown.

`request` builds it, purely; `send` alone speaks HTTP and gives an `Exchange`; `redact` stands in
front of everything that leaves memory.
"""
