"""`python -m benchmarks [name…]`: all of them, or those that are named."""

import sys

from benchmarks import million, summary_scale, telegram, turns

BENCHMARKS = {
    "turn": turns.main,
    "summary": summary_scale.main,
    "million": million.main,
    "telegram": telegram.main,
}


def main(names: list[str]) -> None:
    """Run the benchmarks called `names`; exits with 2 for a name there is none of."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        known = ", ".join(BENCHMARKS)
        print(f"no benchmark {', '.join(unknown)}; there are {known}", file=sys.stderr)
        sys.exit(2)
    for name in names or BENCHMARKS:
        print(f"--- {name}", flush=True)
        BENCHMARKS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
