"""``python -m tests.bench [precision|debugger|vscode]``: see `tests.bench`.

Exits with 0 when all bars are met, 1 when not, 2 when the benchmark can't be run.
"""

from __future__ import annotations

import argparse
import sys

from . import debugger, precision, runs, table, view, vscode
from .client import ServerError
from .plan import Plan
from .scenarios import Row
from .servers import SCHEMA, SetUpError, servers

_SIZES = (100, 1_000, 10_000, 100_000)


def main() -> int:
    """Run what the command line asks for."""
    options = _parser().parse_args()
    try:
        if options.report == "precision":
            return _run_precision(options)
        if options.report == "debugger":
            return _show("the debugger", debugger.measure())
        if options.report == "vscode":
            return _show("VS Code", [*vscode.measure(), *view.measure()])
        return _run_speed(options)
    except (SetUpError, ServerError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


def _show(title: str, figures: list[debugger.Figure]) -> int:
    print(debugger.markdown(title, figures))
    return 0 if all(each.is_met for each in figures) else 1


def _run_speed(options: argparse.Namespace) -> int:
    plan = Plan(
        servers=servers(options.server, SCHEMA),
        sizes=options.sizes,
        rows=options.rows,
        seed=options.seed,
        quick=options.quick,
        warm_ups=options.warm_ups,
        result_ids=not options.no_result_ids,
    )
    outcome = runs.run(plan)
    print(table.markdown(outcome, plan))
    return 0 if all(map(table.is_met, outcome.results)) else 1


def _run_precision(options: argparse.Namespace) -> int:
    count = 60 if options.quick else options.count
    report = precision.measure(servers(options.server, None), count, options.seed)
    print(precision.markdown(report))
    if options.show:
        print(precision.worst_cases(report, options.show))
    return 0 if precision.is_met(report) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Compare our server with VS Code's JSON server.",
    )
    add = parser.add_argument
    add(
        "report",
        nargs="?",
        choices=["speed", "precision", "debugger", "vscode"],
        default="speed",
        help="times and memory, how well errors in broken text are placed, what a run costs, or VS Code's start",
    )
    add("--quick", action="store_true", help="a fast look: few repeats")
    add("--seed", type=int, default=1, help="of the connectors and faults")
    add("--server", metavar="CMD", help="a command in place of our server's")
    speed = parser.add_argument_group("speed")
    speed.add_argument(
        "--sizes",
        type=_sizes,
        default=_SIZES,
        help="lines of the connectors, for example 100,1000",
    )
    speed.add_argument(
        "--rows",
        type=_rows,
        default=tuple(Row),
        help="some of " + ",".join(Row),
    )
    speed.add_argument(
        "--warm-ups",
        type=int,
        metavar="N",
        help="untimed repeats of each row before the timed ones; few favour us, as V8 "
        "takes dozens to compile what small files need",
    )
    speed.add_argument(
        "--no-result-ids",
        action="store_true",
        help="never tell a server which report we hold, so that all come in full",
    )
    places = parser.add_argument_group("precision")
    places.add_argument("--count", type=int, default=300, help="of faults")
    places.add_argument(
        "--show",
        type=int,
        nargs="?",
        const=10,
        default=0,
        metavar="N",
        help="the worst cases, with excerpts",
    )
    return parser


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _rows(text: str) -> list[Row]:
    return [Row(row) for row in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
