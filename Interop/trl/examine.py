#!/usr/bin/env python3
"""Examines models as the course does: one answer to each held-out question, judged by the rubric.

    ./examine.py models/sft trained/sft
"""

import json
import pathlib
import statistics
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed

import rubric

FOLDER = pathlib.Path(__file__).parent
# In tokens, as in the course.
LONGEST = 28


def answers(model, tokenizer, prompts):
    """What a model writes, and whether it came to an end."""
    batch = tokenizer(prompts, return_tensors="pt", padding=True, padding_side="left")
    with torch.inference_mode():
        written = model.generate(
            **batch, do_sample=True, temperature=1.0, top_k=0, max_new_tokens=LONGEST)
    written = written[:, batch["input_ids"].shape[1]:]
    texts = tokenizer.batch_decode(written, skip_special_tokens=True)
    return zip(texts, (written == tokenizer.eos_token_id).any(dim=1).tolist())


def main(folders):
    lines = (FOLDER / "data/prompt-only/test.jsonl").read_text(encoding="utf-8").splitlines()
    prompts = [json.loads(line)["prompt"] for line in lines]
    for folder in folders:
        set_seed(0)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = AutoModelForCausalLM.from_pretrained(folder).eval()
        found = [
            rubric.judge(rubric.plain(prompt), text, ended)
            for prompt, (text, ended) in zip(prompts, answers(model, tokenizer, prompts))
        ]
        means = {name: statistics.mean(scores[name] for scores in found) for name in found[0]}
        print(folder, *(f"{name} {mean:.2f}" for name, mean in means.items()), sep="  ")


if __name__ == "__main__":
    main(sys.argv[1:])
