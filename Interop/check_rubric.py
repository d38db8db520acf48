#!/usr/bin/env python3
"""Holds the rubric in Python against the course's own, on all answers of an exported folder.

    Interop/check_rubric.py exported

compares the four scores of each answer in data/gold: demonstrations, ranked answers, what models said, web texts, and words
in no order. Needs nothing but Python. Exit code 1 where one differs by more than 1e-9.
"""

import collections
import json
import pathlib
import sys


def check(folder):
    sys.path.insert(0, str(folder))
    import rubric

    counts, wrong = collections.Counter(), []
    with open(folder / "data/gold/test.jsonl", encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            found = rubric.judge(
                rubric.plain(answer["prompt"]), answer["completion"], answer["ended"])
            counts[answer["source"]] += 1
            if any(abs(found[name] - answer[name]) > 1e-9 for name in found):
                wrong.append((answer, found))
    for source, count in counts.items():
        print(f"rubric: {count} answers, {source}")
    for answer, found in wrong[:5]:
        print(f"rubric: {answer}, but in Python {found}")
    print(f"rubric: {len(wrong)} of {counts.total()} answers differ")
    return bool(counts) and not wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(0 if check(pathlib.Path(sys.argv[1]).resolve()) else 1)
