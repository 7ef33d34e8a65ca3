"""The language server: the protocol's side of what `analysis` knows.  Only here is pygls used."""
