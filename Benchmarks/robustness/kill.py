#!/usr/bin/env python3
"""Kills the course at random moments, goes on with it, and compares with a course that nobody disturbed.

Every stage that trains is hit: each lesson is killed (SIGKILL) again and again, and started again, until it
comes to its end. When all have, each stage that it kept must hold the same bytes as that of the undisturbed course:
metrics, snapshot and weights. What is left over is told, and how much work was lost at each kill: the time since
anything was kept, a page was shown or a figure was drawn, or since the start of the program.

    swift build -c release --product tutor
    Benchmarks/robustness/kill.py --kills 200 --seed 1

Exit code 1 where anything differs or is left over.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

FILES = ["key.txt", "metrics.csv", "snapshot.json", "weights.safetensors"]


class Course:
    """A home of its own, in which the course runs."""

    def __init__(self, options, name):
        self.options = options
        self.home = options.folder / name
        self.home.mkdir(parents=True)

    @property
    def cache(self):
        return self.home / ".cache/tutor"

    def start(self, lesson):
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("XDG_")
        }
        temporary = self.home / "tmp"
        temporary.mkdir(exist_ok=True)
        environment |= {"HOME": str(self.home), "TMPDIR": str(temporary)}
        command = [
            self.options.tutor, "run", lesson, "--no-input", "--plots", "files",
            "--output", self.home / "Runs",
        ]
        for change in self.options.set:
            command += ["--set", change]
        log = open(self.home / "log", "ab")
        return subprocess.Popen(
            [str(part) for part in command], env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log)

    def newest(self):
        """When anything was kept or shown last; seconds since 1970."""
        paths = [self.home / "log"]
        # What is renamed meanwhile, `walk` passes over.
        for place in [self.cache, self.home / "Runs"]:
            for folder, _, files in os.walk(place):
                paths += [folder] + [os.path.join(folder, name) for name in files]
        times = [0.0]
        for path in paths:
            try:
                times.append(os.stat(path).st_mtime)
            except FileNotFoundError:
                pass
        return max(times)

    def stages(self):
        """The content of each file of each stage."""
        found = {}
        for folder in sorted(self.cache.glob("[a-z]*-*")):
            for name in FILES:
                if (folder / name).is_file():
                    found[f"{folder.name}/{name}"] = (folder / name).read_bytes()
        return found

    def leftovers(self):
        """What a run that came to its end should not have left."""
        places = [self.cache, self.home / "Runs", self.home / "tmp"]
        paths = [path for place in places if place.is_dir() for path in place.rglob("*")]
        return [
            str(path.relative_to(self.home)) for path in paths
            if path.name.startswith(".") or path.suffix == ".checkpoint"
            or path.parent.name == "tmp"
        ]


def finish(course, process):
    if process.wait() != 0:
        print((course.home / "log").read_text(errors="replace")[-2000:])
        sys.exit(f"the course ended with {process.returncode}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", type=pathlib.Path, default=".build/release/tutor")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--lessons", nargs="+", default=["1", "2", "3", "4", "5", "6"])
    parser.add_argument(
        "--set", action="append", default=[], help="KEY=VALUE, as for tutor run")
    parser.add_argument(
        "--longest", type=float, default=12, help="most seconds from a start to a kill")
    parser.add_argument("--folder", type=pathlib.Path, help="for what is made; kept")
    options = parser.parse_args()
    keeps = options.folder is not None
    options.folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="tutor-kill-"))
    options.tutor = options.tutor.resolve()

    undisturbed = Course(options, "undisturbed")
    start = time.time()
    for lesson in options.lessons:
        finish(undisturbed, undisturbed.start(lesson))
    print(
        f"undisturbed: {time.time() - start:.0f} s, {len(undisturbed.stages())} files", flush=True)

    moments = random.Random(options.seed)
    kills, rounds, lost, wrong = 0, 0, [], []
    hit = {}
    while kills < options.kills:
        rounds += 1
        course = Course(options, f"round-{rounds}")
        for lesson in options.lessons:
            while True:
                begun = time.time()
                process = course.start(lesson)
                if kills == options.kills:
                    finish(course, process)
                    break
                try:
                    process.wait(moments.uniform(0.5, options.longest))
                    finish(course, process)
                    break
                except subprocess.TimeoutExpired:
                    running = [path.name for path in course.cache.glob("*.checkpoint")]
                    since = time.time() - max(course.newest(), begun)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills += 1
                    stage = running[0].rsplit("-", 1)[0] if running else f"no stage of {lesson}"
                    lost.append(since)
                    hit.setdefault(stage, []).append(since)
        expected, found = undisturbed.stages(), course.stages()
        differing = sorted(
            name for name in expected.keys() | found.keys()
            if expected.get(name) != found.get(name))
        left = course.leftovers()
        wrong += differing + left
        print(
            f"round {rounds}: {kills} kills so far, {len(found)} files, {len(differing)} differ,"
            f" {len(left)} left over", *differing, *left, sep="\n  ", flush=True)
        if not keeps and not differing and not left:
            shutil.rmtree(course.home)
    lost.sort()
    for name, seconds in sorted(hit.items()):
        print(f"killed during {name}: {len(seconds)}, at most {max(seconds):.1f} s lost")
    print(
        f"work lost at a kill: median {lost[len(lost) // 2]:.1f} s,"
        f" 95 % ≤ {lost[int(0.95 * (len(lost) - 1))]:.1f} s, at most {lost[-1]:.1f} s")
    if not keeps and not wrong:
        shutil.rmtree(options.folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
