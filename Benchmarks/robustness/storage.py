#!/usr/bin/env python3
"""Five runs at once on one empty cache, a cache that is deleted while runs train, and disks that get full.

Whatever happens to the files, a run must end well or say in words why it can't; what was kept before must still be
there; and the next run must give the same numbers as one that nobody disturbed.

    swift build -c release --product tutor
    Benchmarks/robustness/storage.py --sizes 100 --seed 1

The disks are file systems in memory, from empty ones to those on which everything fits: each size fails at another
write. They are mounted in a namespace of their own (`unshare`), which needs no rights. Exit code 1 where anything is
wrong.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

# What no message may show: words of a library, and the program's own end.
RAW = re.compile(r"Error Domain|NSCocoa|NSPOSIX|DecodingError|Fatal error|CodingKeys|errno")


class Home:
    """A home in which runs keep their files."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder

    @property
    def cache(self):
        return self.folder / ".cache/tutor"

    def start(self, lesson):
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("XDG_")
        }
        environment |= {"HOME": str(self.folder), "TMPDIR": str(self.folder / "tmp")}
        return subprocess.Popen(
            [str(self.options.tutor), "run", lesson, "--quick", "--no-input", "--plots", "files",
             "--output", str(self.folder / "Runs")],
            env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)

    def run(self, lesson):
        """The exit code, and what was said."""
        process = self.start(lesson)
        said = process.communicate(timeout=120)[1]
        return process.returncode, said

    def make(self):
        # Where even this does not fit, the program must say so.
        try:
            (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        except OSError:
            pass

    def metrics(self, runs="*"):
        return [file.read_bytes() for file in sorted(self.folder.glob(f"Runs/{runs}/metrics.csv"))
                if not file.parent.is_symlink()]

    def newest_metrics(self):
        return (self.folder / "Runs/latest/metrics.csv").read_bytes()

    def wrong(self, code, said, allowed=(0,)):
        """What should not be, after a run."""
        found = []
        if code not in allowed:
            found.append(f"exit code {code}: {said[-300:]}")
        if RAW.search(said):
            found.append(f"raw words: {said[-300:]}")
        if code == 1 and "Error:" not in said:
            found.append(f"no words for exit code 1: {said[-300:]}")
        for file in self.folder.rglob("*"):
            if file.name.endswith(".tmp") or file.suffix == ".checkpoint" and code == 0:
                found.append(f"left over: {file.relative_to(self.folder)}")
            if file.suffix == ".json" and not file.is_symlink():
                try:
                    json.loads(file.read_text())
                except ValueError as error:
                    found.append(f"{file.relative_to(self.folder)}: {error}")
        return found


def together(options, folder):
    """Five runs at once on an empty cache."""
    home = Home(options, folder / "together")
    home.make()
    processes = [home.start("3") for _ in range(5)]
    # What one of them still uses is not left over.
    said = [process.communicate(timeout=600)[1] for process in processes]
    wrong = []
    for process, text in zip(processes, said):
        wrong += home.wrong(process.returncode, text)
    metrics = home.metrics()
    if len(metrics) != 5 or len(set(metrics)) != 1:
        wrong.append(f"{len(metrics)} runs, {len(set(metrics))} different metrics.csv")
    return wrong


def deleted(options, folder, expected, moments):
    """The cache is deleted again and again while runs train."""
    wrong, deletions = [], 0
    for number in range(options.deletions):
        home = Home(options, folder / f"deleted-{number}")
        home.make()
        process = home.start("3")
        while process.poll() is None:
            time.sleep(moments.uniform(0.05, 0.8))
            for place in list(home.cache.glob("*")):
                # By half, too: a folder of which some files are gone.
                if moments.random() < 0.5:
                    shutil.rmtree(place, ignore_errors=True)
                    deletions += 1
            if moments.random() < 0.3:
                shutil.rmtree(home.cache, ignore_errors=True)
        wrong += home.wrong(process.returncode, process.communicate()[1])
        if home.newest_metrics() != expected:
            wrong.append(f"deleted-{number}: other metrics.csv")
        code, said = home.run("3")
        wrong += home.wrong(code, said)
        if home.newest_metrics() != expected:
            wrong.append(f"deleted-{number}: other metrics.csv in the next run")
    return wrong, deletions


def full(options, folder, expected, size):
    """A disk of so many bytes; gives what is wrong, and how the run on it ended."""
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    try:
        home = Home(options, disk)
        home.make()
        code, said = home.run("3")
        wrong = home.wrong(code, said, allowed=(0, 1))
        if code == 1 and "full" not in said and "space" not in said:
            wrong.append(f"does not say that the disk is full: {said[-300:]}")
        # Somebody makes room.
        subprocess.run(
            ["mount", "-o", f"remount,size={200_000_000}", "tmpfs", str(disk)], check=True)
        home.make()
        again, said = home.run("3")
        wrong += home.wrong(again, said)
        if again == 0 and home.newest_metrics() != expected:
            wrong.append("other metrics.csv when there was room")
        return [f"{size} bytes: {text}" for text in wrong], code
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", type=pathlib.Path, default=".build/release/tutor")
    parser.add_argument("--sizes", type=int, default=100, help="how many full disks")
    parser.add_argument("--deletions", type=int, default=10, help="runs whose cache is deleted")
    parser.add_argument("--seed", type=int, default=1, help="of sizes and moments")
    options = parser.parse_args()
    if "TUTOR_OWN_MOUNTS" not in os.environ:
        os.environ["TUTOR_OWN_MOUNTS"] = "yes"
        os.execvp("unshare", ["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv])
    options.tutor = options.tutor.resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tutor-storage-"))
    moments = random.Random(options.seed)

    home = Home(options, folder / "undisturbed")
    home.make()
    wrong = home.wrong(*home.run("3"))
    expected = home.newest_metrics()
    needed = sum(
        (file.lstat().st_size + 4095) // 4096 * 4096 for file in home.folder.rglob("*"))
    print(f"undisturbed: {needed / 1e6:.1f} MB, {len(wrong)} wrong", flush=True)

    found = together(options, folder)
    print(f"five at once: {len(found)} wrong", *found, sep="\n  ", flush=True)
    wrong += found
    found, deletions = deleted(options, folder, expected, moments)
    print(f"{deletions} stages deleted in {options.deletions} runs: {len(found)} wrong", *found,
          sep="\n  ", flush=True)
    wrong += found

    # The first pages one by one, where the run's folder is made, then anywhere.
    pages = list(range(1, options.sizes // 4 + 1))
    pages += [moments.randint(1, needed // 4096 + 50) for _ in range(options.sizes - len(pages))]
    ends = {0: 0, 1: 0}
    for count in pages:
        found, code = full(options, folder, expected, 4096 * count)
        ends[code] = ends.get(code, 0) + 1
        for text in found:
            print(text, flush=True)
        wrong += found
    print(f"{len(pages)} full disks: {ends.get(1, 0)} runs ended with words, {ends.get(0, 0)} went on")
    if not wrong:
        shutil.rmtree(folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
