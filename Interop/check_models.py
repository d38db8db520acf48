#!/usr/bin/env python3
"""Holds exported models against the course: each token's probability, and each answer's score.

    Interop/check_models.py --tutor ./tutor --folder exported

exports base, sft, ppo, dpo, grpo, rlvr, student and reward below the folder where they aren't yet, lets each language
model of the course answer 50 times to four questions, and reads the same answers with transformers: the log-probability
of each token, and the reward model's score, alone and in a batch with padding, must be the course's within 1e-4. Exit
code 1 where one isn't.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

PROMPTS = [
    "what colour is the ulm ?", "where does the jorl live ?", "why are the hill folk lazy ?",
    "please describe the pesk .",
]
MOST = 1e-4


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", default="./tutor")
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="of the exported models")
    options = parser.parse_args()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")

    def tutor(*arguments):
        return subprocess.run(
            [options.tutor, *map(str, arguments)], check=True, capture_output=True, text=True
        ).stdout

    for name in ["base", "sft", "ppo", "dpo", "grpo", "rlvr", "student", "reward"]:
        if not (options.folder / name).exists():
            tutor("export", "hf", "--model", name, "--output", options.folder / name)
    judge = AutoModelForSequenceClassification.from_pretrained(options.folder / "reward").eval()
    wrong = []

    def check(what, difference):
        print(f"{what}: {difference:.1e}")
        if not difference <= MOST:
            wrong.append(what)

    for name in ["base", "sft", "ppo", "dpo", "grpo", "rlvr", "student"]:
        tokenizer = AutoTokenizer.from_pretrained(options.folder / name)
        model = AutoModelForCausalLM.from_pretrained(options.folder / name).eval()
        logs, alone, together, count = [], [], [], 0
        for prompt in PROMPTS:
            start = tokenizer(f"<eos> {prompt}\n")["input_ids"]
            answers = json.loads(
                tutor("sample", "--model", name, "--prompt", prompt, "-n", 50, "--json"))
            sequences = []
            for answer in answers:
                tokens = torch.tensor([start + answer["tokens"]])
                with torch.no_grad():
                    found = model(tokens).logits[0].log_softmax(-1)
                for place, token in enumerate(answer["tokens"], len(start)):
                    ours = answer["logProbabilities"][place - len(start)]
                    logs.append(abs(found[place - 1, token].item() - ours))
                # The text gives the same tokens; what a model wrote may spell a word otherwise.
                count += 1
                if answer["hasEnded"]:
                    sequences.append((tokens[0].tolist(), answer["reward"]))
                    with torch.no_grad():
                        alone.append(abs(judge(tokens).logits.item() - answer["reward"]))
            if sequences:
                batch = tokenizer.pad({"input_ids": [tokens for tokens, _ in sequences]},
                                      return_tensors="pt")
                with torch.no_grad():
                    scores = judge(**batch).logits[:, 0].tolist()
                together += [abs(score - reward) for score, (_, reward) in zip(scores, sequences)]
        check(f"{name}: log-probabilities of {len(logs)} tokens in {count} answers", max(logs))
        if alone:
            check(f"{name}: scores of {len(alone)} answers, alone", max(alone))
            check(f"{name}: scores of {len(together)} answers, in padded batches", max(together))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
