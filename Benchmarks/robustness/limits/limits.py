#!/usr/bin/env python3
"""Runs every numeric hyperparameter at the ends of its range and at each value that its comment suggests.

For each value the lesson that owns the key is run once, small (`--quick`), under a limit of memory and of time. It
must succeed, or refuse clearly before anything is trained. See ../README.md.
"""
import argparse, collections, csv, os, pathlib, re, resource, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Values that the ends of some ranges cannot do without.
COMPANIONS = {
    "base.vocabularySize": ["base.contextLength=512"],
    "base.width": ["base.heads=1"],
    "bias.width": ["base.heads=1"],
    "rewardModel.minimumOutputs": ["rewardModel.maximumOutputs=16"],
    "rewardModel.maximumOutputs": ["rewardModel.minimumOutputs=2"],
    "ppo.minibatches": ["ppo.batchSize=64", "overOptimization.batchSize=64", "limits.batchSize=64"],
    "ppo.batchSize": ["ppo.minibatches=1"],
}


def keys():
    """(lesson, key, values): numbers that the files allow and suggest."""
    for file in [ROOT / "Data/world.yaml"] + sorted(ROOT.glob("Lessons/*/hyperparameters.yaml")):
        lesson = file.parent.name[0] if file.parent.name[0].isdigit() else "1"
        group, comment = [], []
        for line in file.read_text().splitlines():
            if not line.strip():
                comment = []
            elif line.strip().startswith("#"):
                comment.append(line.strip("# "))
            elif match := re.fullmatch(r"( *)([\w]+):(?: (.*?)(?:  # (.*))?)?", line):
                indent, name, value, allowed = match.groups()
                group = group[: len(indent) // 2] + [name]
                if value is None:
                    comment = []
                    continue
                low_high = re.search(r"from (\S+) to (\S+?),?(?: |$)", allowed or "")
                is_list = value.startswith("[")
                if low_high:
                    ends = list(low_high.groups())
                    tried = re.findall(r"[Tt]ry ([^:.;(]*(?:\.\d[^:.;(]*)*)", " ".join(comment))
                    numbers = [n for text in tried for n in re.findall(r"(?<![\w.=/-])-?\d+(?:\.\d+)?(?![\w/])", text)]
                    low, high = map(float, ends)
                    values = dict.fromkeys(ends + [n for n in numbers if low <= float(n) <= high])
                    yield lesson, ".".join(group), [f"[{v}, {value.strip('[]').split(', ')[-1] or v}]" if is_list else v for v in values]
                comment = []


def run(program, lesson, key, value, options, cache):
    with tempfile.TemporaryDirectory() as home:
        command = [program, "run", lesson, "--quick", "--no-input", "--plots", "none", "--output", home]
        own_text = [f"corpus={ROOT / 'README.md'}"] if key.startswith("ownText.") else []
        for setting in own_text + COMPANIONS.get(key, []) + [f"{key}={value}"]:
            command += ["--set", setting]
        environment = dict(os.environ, HOME=home, XDG_CACHE_HOME=cache, XDG_DATA_HOME=home + "/data",
                           TUTOR_ROOT=str(ROOT), SWIFT_BACKTRACE="enable=no", COLUMNS="200")

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (options.memory << 20,) * 2)

        start = time.time()
        process = subprocess.Popen(command, env=environment, cwd=home, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)
        try:
            out, err = (part.decode(errors="replace") for part in process.communicate(timeout=options.seconds))
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = (part.decode(errors="replace") for part in process.communicate())
            code = None
        last = next((line for line in err.splitlines() if "Error" in line or "Fatal" in line), "")
        if code is None:
            kind = "too slow, and said so" if "hours on this computer" in err else "too slow"
        elif code == 0:
            bad = re.search(r"not a number|(?<!\w)-?nan(?!\w)", out)
            kind = "not a number" if bad else "success"
        elif code in (64, 1) and not out:
            kind = "refusal"
        elif code in (64, 1):
            kind = "late failure"
        else:
            kind = "crash"
        return kind, round(time.time() - start, 1), last[:160]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(ROOT / ".build/release/tutor"))
    parser.add_argument("--memory", type=int, default=8192, help="megabytes of addresses")
    parser.add_argument("--seconds", type=float, default=60, help="of one run")
    parser.add_argument("--only", default="", help="keys that have this in their names")
    parser.add_argument("--output", default="limits.csv")
    options = parser.parse_args()
    counts = collections.Counter()
    # What is trained once serves all; a key that a stage does not depend on trains nothing.
    with tempfile.TemporaryDirectory() as cache, open(options.output, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["lesson", "key", "value", "outcome", "seconds", "message"])
        for lesson, key, values in keys():
            for value in values if options.only in key else []:
                kind, seconds, message = run(options.program, lesson, key, value, options, cache)
                counts[kind] += 1
                table.writerow([lesson, key, value, kind, seconds, message])
                file.flush()
                if kind not in ("success", "refusal"):
                    print(f"{kind}: run {lesson} --set {key}={value}  {message}", flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{count:5} {kind}")
    sys.exit(1 if counts["crash"] or counts["late failure"] else 0)


if __name__ == "__main__":
    main()
