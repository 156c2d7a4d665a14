"""Many worlds: `python -m tests.agreement --worlds 10000`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path


def main() -> int:
    """Compare so many worlds; exit with 1 where any disagree."""
    words = argparse.ArgumentParser(prog="python -m tests.agreement")
    words.add_argument("--worlds", type=int, default=10_000)
    words.add_argument("--first", type=int, default=0, help="seed of the first")
    words.add_argument("--audit-every", type=int, default=10, help="audit the written plan of every so manieth world")
    asks = words.parse_args()
    # Read by polars when it is loaded; tables as small as these gain nothing from more threads.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from tests.agreement.compare import Asked, disagreements, told
    from tests.agreement.worlds import make_world

    asked, num_wrong, began = Asked(), 0, time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asks.first, asks.first + asks.worlds):
            try:
                found = disagreements(make_world(seed), Path(folder), asked, whole=seed % asks.audit_every == 0)
            except Exception:
                found = [traceback.format_exc()]
            if found:
                num_wrong += 1
                print(told(make_world(seed), found), flush=True)
            if (seed - asks.first) % 500 == 499:
                print(f"{seed + 1 - asks.first} worlds, {num_wrong} of them disagree", file=sys.stderr, flush=True)
    seconds = time.process_time() - began
    print(f"{num_wrong} worlds disagree; {seconds:.0f} s of CPU, {seconds / max(1, asks.worlds):.3f} s a world")
    print(", ".join(f"{what}: {number}" for what, number in sorted(asked.counts.items())))
    return int(num_wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
