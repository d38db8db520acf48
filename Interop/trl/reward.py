"""The reward model of models/reward as a reward function for TRL's GRPO.

It reads the tokens that the policy wrote, with <eos>; an answer that never ends gets a fixed penalty.
"""

import functools
import os

import torch
from accelerate import PartialState
from transformers import AutoModelForSequenceClassification, AutoTokenizer

PENALTY = float(os.environ.get("MISSING_END_PENALTY", "-1"))


@functools.cache
def load():
    folder = os.environ.get("REWARD_MODEL", "models/reward")
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1)
    return model.to(PartialState().device).eval(), AutoTokenizer.from_pretrained(folder)


def reward_model(prompts, completions, completion_ids, **rest):
    """The score of each completion."""
    model, tokenizer = load()
    starts = tokenizer(prompts)["input_ids"]
    texts = [start + ids for start, ids in zip(starts, completion_ids)]
    batch = tokenizer.pad({"input_ids": texts}, return_tensors="pt").to(model.device)
    with torch.inference_mode():
        scores = model(**batch).logits[:, 0].tolist()
    return [
        score if ids[-1] == tokenizer.eos_token_id else PENALTY
        for score, ids in zip(scores, completion_ids)
    ]
