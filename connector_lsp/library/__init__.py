"""What a team has created: immutable records of connectors on disk, and what happened to them.

It reads and writes files and knows no protocol and no terminal; what a connector means is for
`analysis` to say.
"""
