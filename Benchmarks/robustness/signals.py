#!/usr/bin/env python3
"""Sends signals at random moments to a lesson in a terminal.

Whatever the lesson does, at a page, a question or in a training: the terminal must be as it was before, the exit code
must be the signal's (130, 143, 129), and the run and the place must be of use afterwards.

    swift build -c release --product tutor
    Benchmarks/robustness/signals.py --signals 100 --seed 1

Exit code 1 where anything is not so.
"""

import argparse
import fcntl
import json
import os
import pathlib
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
# Enter, the first answer, code, knobs, back, a text.
KEYS = [b"\r", b"\r", b"\r", b"1", b"c", b"k", b"b", b"moss .\r", b"\x1b[A", b"g"]


def drain(terminal, seconds):
    """Reads what is shown, so that the program can go on."""
    end = time.time() + seconds
    while (left := end - time.time()) > 0:
        if select.select([terminal], [], [], left)[0]:
            try:
                if not os.read(terminal, 65536):
                    return
            except OSError:
                return


def attempt(options, moments, lesson, number, home):
    """One lesson, one signal; gives what went wrong."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(slave)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    environment |= {"HOME": str(home), "TERM": "xterm-256color"}

    def take_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [str(options.tutor), "run", lesson, "--plots", "text", "--output", str(home / "Runs"),
         "--quick"] if number % 2 else
        [str(options.tutor), "run", lesson, "--plots", "text", "--output", str(home / "Runs")],
        stdin=slave, stdout=slave, stderr=slave, env=environment, preexec_fn=take_terminal)
    for _ in range(moments.randrange(12)):
        drain(master, moments.uniform(0.05, 0.6))
        try:
            os.write(master, moments.choice(KEYS))
        except OSError:
            break
    drain(master, moments.uniform(0.1, 1.5))
    sent = moments.choice(list(SIGNALS))
    wrong = []
    if process.poll() is None:
        process.send_signal(sent)
        end = time.time() + 10
        while process.poll() is None and time.time() < end:
            drain(master, 0.05)
            # In a training, Ctrl-C asks what is wanted; a second one leaves.
            if sent == signal.SIGINT and time.time() > end - 8 and process.poll() is None:
                process.send_signal(sent)
                drain(master, 0.5)
        if process.poll() is None:
            wrong.append("it did not end in 10 s")
            process.kill()
            process.wait()
        elif process.returncode not in (SIGNALS[sent], 0):
            wrong.append(f"it ended with {process.returncode}")
    drain(master, 0.05)
    if termios.tcgetattr(slave) != before:
        wrong.append("the terminal is not as before")
    os.close(slave)
    os.close(master)
    listing = subprocess.run(
        [str(options.tutor), "runs", "--output", str(home / "Runs")], env=environment,
        capture_output=True, text=True)
    if listing.returncode != 0:
        wrong.append(f"tutor runs: {listing.returncode} {listing.stderr.strip()[:200]}")
    for file in [*home.glob(".local/state/tutor/progress.json"), *home.glob("Runs/*/summary.json")]:
        try:
            json.loads(file.read_text())
        except ValueError as error:
            wrong.append(f"{file.name}: {error}")
    return [f"{number} lesson {lesson} {sent.name}: {text}" for text in wrong], sent.name


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", type=pathlib.Path, default=".build/release/tutor")
    parser.add_argument("--signals", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.tutor = options.tutor.resolve()
    home = pathlib.Path(tempfile.mkdtemp(prefix="tutor-signals-"))
    moments = random.Random(options.seed)
    wrong, sent = [], {}
    for number in range(options.signals):
        mistakes, name = attempt(options, moments, str(number % 7), number, home)
        sent[name] = sent.get(name, 0) + 1
        wrong += mistakes
        for mistake in mistakes:
            print(mistake, flush=True)
    print(", ".join(f"{name} {count}" for name, count in sorted(sent.items())) + f": {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
