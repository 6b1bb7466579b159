"""What alimon and its database survive. Prints a line of figures per ordeal; exit code 1 if one was
not survived.

    python bench/torture.py [--kills 200] [--only NAME]

kill        `alimon poll --once` is killed (SIGKILL) at random moments under load, each time on
            feeds that have grown: integrity, nothing committed lost, nothing doubled, everything
            found again, no alert sent twice, and the next start works
kill app    the same of the app in a terminal while its poller works and keys are pressed
crowd       two apps and one `alimon poll` on one file, all writing; the poller is killed half way
full        the file may not grow further (RLIMIT_FSIZE) in the middle of a poll: a clear message,
            nothing damaged, and the next poll completes
app full    the same under the app, which says so and goes on
locked      another program holds the write lock for ten seconds: the poll waits and completes
app locked  the same under the app: no key waits, no error shows, the star is kept
clock       the clock jumps a day back, and a day ahead: feeds are polled on, nothing is doubled
network     every connection breaks in the middle of the body: told per feed, nothing half stored
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import torture_app
from torture_bed import FEEDS, PER_ROUND, Bed, River


def kill(bed: Bed, kills: int) -> str:
    chance = random.Random(20_260_820)
    begun = time.monotonic()
    bed.poll()
    usual = time.monotonic() - begun
    committed, polls = bed.headlines(), bed.polls()
    lost = torn = writing = 0
    for number in range(kills):
        bed.river.round = 2 + number // 10
        process = bed.start()
        if number % 2:  # every other time surely in the middle of the writing
            while process.poll() is None and bed.polls() == polls:
                time.sleep(0.002)
            time.sleep(0.1 * chance.random())
        else:
            time.sleep(usual * chance.random())
        process.kill()
        process.communicate()
        now, polls_before = bed.headlines(), polls
        polls = bed.polls()
        writing += 0 < polls - polls_before < FEEDS
        lost += now < committed
        torn += now % PER_ROUND != 0  # every poll brings a multiple of three
        committed = now
    bed.expect(lost == 0, f"headlines lost {lost} times")
    bed.expect(torn == 0, f"a poll half written {torn} times")
    bed.expect_sound()
    bed.expect_complete()
    bed.expect_sound()
    bed.expect_told()
    return (
        f"{kills} kills, {writing} of them between two writes, {bed.headlines()} headlines kept, "
        f"{len(bed.told())} alerts sent"
    )


def full(bed: Bed, _kills: int) -> str:
    bed.river.round = 20
    size = bed.path.stat().st_size + 200_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code, errors = bed.poll(preexec_fn=limit)
    bed.expect(code == 1, f"exit code {code}, not 1")
    bed.expect("Traceback" not in errors, "a traceback")
    kept = bed.headlines()
    bed.expect_sound()
    bed.expect_complete()
    return f"stopped at {kept} headlines with: {errors.strip()[-160:]}"


def locked(bed: Bed, _kills: int) -> str:
    other = sqlite3.connect(bed.path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    release = threading.Timer(10, lambda: other.execute("rollback"))
    release.start()
    begun = time.monotonic()
    code, errors = bed.poll()
    took = time.monotonic() - begun
    release.join()
    bed.expect(code == 0, f"exit code {code}: {errors.strip()[-200:]}")
    bed.expect(took > 9, "it did not wait")
    bed.expect_complete()
    return f"waited {took:.1f} s and completed"


# A poller that believes what a file says of the time.
SHIFTED = """
import sys
from datetime import timedelta
from pathlib import Path
from feeds import poller
from feeds.polling.options import Audience, PollOptions
from store import times
from store.configuration_file import load_configuration
path, shift = map(Path, sys.argv[1:])
hours = ["0"]
def clock():
    hours[0] = shift.read_text() or hours[0]
    return times.now() + timedelta(hours=int(hours[0]))
audience = Audience(report=lambda _: None, complain=lambda words: sys.stderr.write(words + chr(10)))
poller.run(PollOptions(path, child=True), load_configuration, audience, clock)
"""


def clock(bed: Bed, _kills: int) -> str:
    shift = bed.folder / "shift"
    shift.write_text("0")
    poller = subprocess.Popen(
        [sys.executable, "-c", SHIFTED, str(bed.path), str(shift)],
        env=bed.environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    took = []
    for hours in (0, -24, 24):  # a day back, then two ahead: a day ahead of the truth
        shift.write_text(str(hours))
        bed.river.round += 1
        began = time.monotonic()
        wanted = FEEDS * PER_ROUND * bed.river.round
        bed.expect_within(60, lambda: bed.headlines() == wanted, f"{hours} h: not {wanted}")  # noqa: B023
        took.append(time.monotonic() - began)
    _, errors = poller.communicate("", timeout=30)
    bed.expect("Traceback" not in errors, f"a traceback: {errors[-300:]}")
    bed.expect_sound()
    bed.expect_complete()
    bed.expect_sound()
    return "new headlines of all feeds after {:.1f} s, a day back {:.1f} s, ahead {:.1f} s".format(
        *took
    )


def network(bed: Bed, _kills: int) -> str:
    bed.river.broken = True
    code, errors = bed.poll()
    bed.river.broken = False
    bed.expect(code == 1, f"exit code {code}, not 1")
    bed.expect("Traceback" not in errors, "a traceback")
    bed.expect(bed.headlines() == 0, "something was stored of half a document")
    told = bed.value("select count(*) from feeds where last_message like '%broke off%'")
    bed.expect(told == FEEDS, f"only {told} feeds say what happened")
    bed.expect_complete()
    return f"{told} feeds say that the answer broke off"


ORDEALS: dict[str, Callable[[Bed, int], str]] = {
    "kill": kill,
    "full": full,
    "locked": locked,
    "clock": clock,
    "network": network,
    **torture_app.ORDEALS,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", choices=ORDEALS)
    chosen = parser.parse_args()
    failed = False
    for name, ordeal in ORDEALS.items():
        if chosen.only not in (None, name):
            continue
        river = River()
        threading.Thread(target=river.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            bed = Bed(Path(folder), river)
            bed.make()
            words = ordeal(bed, chosen.kills)
        river.shutdown()
        river.server_close()
        failed = failed or bool(bed.problems)
        verdict = f"FAILED: {'; '.join(bed.problems)}" if bed.problems else "ok"
        print(f"{name:10} {verdict} — {words}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
