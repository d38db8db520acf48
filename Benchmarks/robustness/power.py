#!/usr/bin/python3
"""Cuts the power of the disk that the course writes to, again and again, and compares with a course with no cut.

Each lesson runs on the disk of `disk.py`, which keeps what was synced and loses, or tears, some of what was not. At a
random moment the program is killed and the power cut; then the lesson is started again on what is left. When all
lessons have come to their ends, each stage must hold the same bytes as that of the undisturbed course.

    swift build -c release --product tutor
    Benchmarks/robustness/power.py --cuts 50 --seed 1

Needs Debian's python3-fusepy, hence Debian's Python. The disk is mounted in a namespace of its own (`unshare`), which
needs no rights. Exit code 1 where anything differs, is left over, or is told in raw words.
"""

import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

import kill
import storage


class Disk:
    """A disk that is mounted where a course has its home."""

    def __init__(self, mount, seed, lies):
        self.mount = mount
        self.lies = lies
        self.seed = seed
        self.folder = mount.with_suffix(".disk")
        self.folder.mkdir()

    def start(self):
        program = pathlib.Path(__file__).with_name("disk.py")
        self.process = subprocess.Popen(
            [sys.executable, program, self.folder, self.mount], stdout=subprocess.PIPE, text=True,
            env=os.environ | {
                "TUTOR_DISK_SEED": str(self.seed), "TUTOR_DISK_LIES": "yes" if self.lies else "no"})
        while not os.path.ismount(self.mount):
            if self.process.poll() is not None:
                sys.exit("the disk cannot be mounted")
            time.sleep(0.01)

    def end(self, how):
        """What the disk says of its end: `off` or `cut`."""
        os.setxattr(self.mount, "user.power", how)
        subprocess.run(["umount", "--lazy", self.mount], check=True)
        self.seed += 1
        return self.process.communicate()[0].strip()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", type=pathlib.Path, default=".build/release/tutor")
    parser.add_argument("--cuts", type=int, default=50, help="at least; shared out to the lessons")
    parser.add_argument("--seed", type=int, default=1, help="of the moments and of what is lost")
    parser.add_argument("--lessons", nargs="+", default=["1", "2", "3", "4", "5", "6"])
    parser.add_argument(
        "--set", action="append", default=[], help="KEY=VALUE, as for tutor run")
    parser.add_argument(
        "--lies", action="store_true", help="a disk that only says that it has synced")
    parser.add_argument(
        "--longest", type=float, default=12, help="most seconds from a start to a cut")
    options = parser.parse_args()
    if "TUTOR_OWN_MOUNTS" not in os.environ:
        os.environ["TUTOR_OWN_MOUNTS"] = "yes"
        os.execvp("unshare", ["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv])
    options.tutor = options.tutor.resolve()
    options.folder = pathlib.Path(tempfile.mkdtemp(prefix="tutor-power-"))

    undisturbed = kill.Course(options, "undisturbed")
    for lesson in options.lessons:
        kill.finish(undisturbed, undisturbed.start(lesson))
    expected = undisturbed.stages()
    print(f"undisturbed: {len(expected)} files", flush=True)

    moments = random.Random(options.seed)
    cuts, rounds, wrong = 0, 0, []
    while cuts < options.cuts:
        rounds += 1
        course = kill.Course(options, f"round-{rounds}")
        disk = Disk(course.home, options.seed * 1000 + cuts, options.lies)
        disk.start()
        for lesson in options.lessons:
            # So that long lessons do not take all.
            for _ in range(options.cuts // len(options.lessons)):
                process = course.start(lesson)
                try:
                    process.wait(moments.uniform(0.5, options.longest))
                    break
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    cuts += 1
                    print(f"{cuts}: lesson {lesson}, {disk.end(b'cut')}", flush=True)
                    disk.start()
            else:
                process = course.start(lesson)
            kill.finish(course, process)
        # What such a disk has torn is found when it is read.
        for lesson in options.lessons if options.lies else []:
            kill.finish(course, course.start(lesson))
        found = course.stages()
        differing = sorted(
            name for name in expected.keys() | found.keys()
            if expected.get(name) != found.get(name))
        left = course.leftovers()
        log = (course.home / "log").read_text(errors="replace")
        raw = [match[0] for match in storage.RAW.finditer(log)]
        disk.end(b"off")
        wrong += differing + left + raw
        print(
            f"round {rounds}: {cuts} cuts so far, {len(found)} files, {len(differing)} differ,"
            f" {len(left)} left over, {len(raw)} raw words", *differing, *left, *raw, sep="\n  ",
            flush=True)
        told = re.findall(r"cannot be used, so it (?:is made again|begins anew)", " ".join(log.split()))
        print(f"damage was told {len(told)} times", flush=True)
    if wrong:
        sys.exit(1)
    shutil.rmtree(options.folder)


if __name__ == "__main__":
    main()
