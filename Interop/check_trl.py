#!/usr/bin/env python3
"""Trains with TRL from an exported folder, a few steps of each kind, and checks what must hold.

    ./tutor export trl --output exported
    Interop/check_trl.py exported

* Each data set loads, with TRL's columns; its texts begin with <eos> and fit into the model.
* The rubric in Python gives the scores of the course's own; see check_rubric.py.
* SFT, Reward, DPO and GRPO (with the reward model, and with the rubric) train 20 steps, and so they do as two processes;
  losses are finite, weights move and stay finite.
* The first loss of DPO is ln 2, and the first ratio of GRPO 1.

Takes some minutes. Exit code 1 where something does not hold.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import torch
from datasets import load_dataset
from safetensors.torch import load_file
from transformers import AutoTokenizer

import check_rubric

# What each command trains.
RUNS = {"sft": "base", "reward": "sft", "dpo": "sft", "grpo": "sft", "grpo-rubric": "sft"}
COLUMNS = {
    "language-modeling": ["text"],
    "prompt-completion": ["prompt", "completion"],
    "preference": ["prompt", "chosen", "rejected"],
    "preference-implicit": ["chosen", "rejected"],
    "prompt-only": ["prompt"],
    "unpaired-preference": ["prompt", "completion", "label"],
}
# As on two GPUs, but for the last word.
TWO_PROCESSES = [
    "--accelerate_config", "multi_gpu", "--num_processes", "2", "--mixed_precision", "no",
    "--use_cpu", "true",
]
failures = []


def check(what, holds, found=""):
    print(f"{'ok' if holds else 'NOT OK'}  {what}{f': {found}' if found != '' else ''}", flush=True)
    if not holds:
        failures.append(what)


def check_data(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder / "models/sft")
    room = json.loads((folder / "models/sft/config.json").read_text())["n_positions"]
    for name, columns in COLUMNS.items():
        data = load_dataset(str(folder / "data" / name))
        check(f"{name}: splits", sorted(data) == ["test", "train"], sorted(data))
        check(f"{name}: columns", data["train"].column_names == columns, data["train"].column_names)
        for split, rows in data.items():
            starts = ["prompt"] if "prompt" in columns else columns
            begun = all(row[column].startswith("<eos> ") for row in rows for column in starts)
            check(f"{name}, {split}: {len(rows)} texts begin with <eos>", begun)
            if "prompt" in columns:
                ends = all(row["prompt"].endswith("\n") for row in rows)
                check(f"{name}, {split}: prompts end with a line break", ends)
            ends = [column for column in columns if column not in ("prompt", "label")] or [None]
            texts = sorted({
                row.get("prompt", "") + (row[end] if end else "") for row in rows for end in ends})
            longest = max(map(len, tokenizer(texts)["input_ids"]))
            # Another <eos> follows, which need not be read.
            check(f"{name}, {split}: fit into {room} tokens", longest <= room, longest)


def train(folder, place, name, steps, *options):
    """The log of a training, step by step."""
    output = place / (f"{name}-two" if options else name)
    command = [
        str(folder / "train"), name, "--max_steps", str(steps), "--output_dir", str(output),
        "--logging_steps", "1", "--save_strategy", "steps", "--save_steps", str(steps),
        "--eval_strategy", "no", *options,
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    label = f"./train {name}{', two processes' if options else ''}"
    check(label, run.returncode == 0, "" if run.returncode == 0 else run.stderr[-3000:])
    if run.returncode != 0:
        return None
    state = json.loads((output / f"checkpoint-{steps}/trainer_state.json").read_text())
    log = [entry for entry in state["log_history"] if "loss" in entry]
    losses = [entry["loss"] for entry in log]
    check(f"{label}: {len(losses)} losses are finite",
          len(losses) == steps and all(map(math.isfinite, losses)),
          f"{losses[0]:.4f} … {losses[-1]:.4f}")
    before = load_file(folder / "models" / RUNS[name] / "model.safetensors")
    after = load_file(output / "model.safetensors")
    shared = before.keys() & after.keys()
    moved = max((after[key] - before[key]).abs().max().item() for key in shared)
    check(f"{label}: weights move and are finite",
          bool(shared) and 0 < moved < math.inf
          and all(tensor.isfinite().all() for tensor in after.values()), f"by at most {moved:.1e}")
    return log


def first_ratios(folder, place):
    """π / π_old of each token that GRPO learns from first."""
    from trl import GRPOTrainer
    from trl.scripts import grpo

    os.chdir(folder)
    ratios = []
    compute_loss = GRPOTrainer._compute_loss

    def watched(self, model, inputs):
        if not ratios:
            texts = torch.cat([inputs["prompt_ids"], inputs["completion_ids"]], dim=1)
            seen = torch.cat([inputs["prompt_mask"], inputs["completion_mask"]], dim=1)
            with torch.no_grad():
                logs, *_ = self._get_per_token_logps_and_entropies(
                    model, texts, seen, inputs["completion_ids"].shape[1])
            ratio = (logs - inputs["old_per_token_logps"]).exp()
            ratios.extend(ratio[inputs["completion_mask"].bool()].tolist())
        return compute_loss(self, model, inputs)

    GRPOTrainer._compute_loss = watched
    arguments = ["--config", "grpo.yaml", "--max_steps", "1", "--use_cpu", "true",
                 "--output_dir", str(place / "ratio")]
    grpo.main(*grpo.make_parser().parse_args_and_config(arguments))
    return ratios


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="that ./tutor export trl has written")
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    folder = options.folder.resolve()
    # The programs beside this Python.
    os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"

    check_data(folder)
    check("the rubric agrees", check_rubric.check(folder))
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for name in RUNS:
            alone = train(folder, place, name, options.steps)
            two = train(folder, place, name, options.steps, *TWO_PROCESSES)
            if alone and two:
                # Two processes read twice as much a step.
                share = two[-1]["epoch"] / alone[-1]["epoch"]
                check(f"{name}: two processes read twice as much", abs(share - 2) < 0.1, share)
            if alone and name == "dpo":
                first = alone[0]["loss"]
                check("first loss of DPO is ln 2", abs(first - math.log(2)) < 1e-4, first)
        ratios = first_ratios(folder, place)
        error = max(abs(ratio - 1) for ratio in ratios)
        check(f"first ratios of GRPO, {len(ratios)} tokens, are 1", error < 1e-4, f"± {error:.1e}")
    print(f"{len(failures)} checks failed" if failures else "all checks passed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
