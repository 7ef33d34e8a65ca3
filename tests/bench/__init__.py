"""The benchmark: our server against VS Code's JSON server, in one run.

Run by hand, never in CI: ``python -m tests.bench`` prints the table of times and
memory, ``python -m tests.bench precision`` how well errors in broken text are placed,
``… debugger`` what a run costs, and ``… vscode`` what VS Code takes to open a connector.

How it stays fair: both servers get the same schema, texts, edits and messages from the
same client, pull diagnostics without any delay, and are measured in turn: A B, B A, …
The clock runs from the first byte written to the last byte of the answer received;
encoding and decoding JSON on the client's side is left out.  Every text that is timed
is new to the server, but for the repair of a broken text, which is by nature an old
one.  Every answer is checked to hold what it should, so that a broken server can't win.

==============  ==============================================================
`servers`       what is compared: commands, settings; installs the peer by npm
`client`        an LSP client with a clock: bytes, frames, processes
`document`      an open document: edits, pulls, completions, each timed
`scenarios`     what a row of the table measures
`plan`          which servers and sizes are run, and how often
`runs`          runs a plan, both servers in turn
`table`         the bars to reach, and the report in Markdown
`precision`     the second report
`debugger`      the third
`vscode`        the fourth
==============  ==============================================================
"""
