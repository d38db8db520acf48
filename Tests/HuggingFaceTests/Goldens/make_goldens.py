#!/usr/bin/env python3
"""A tiny GPT-2 as transformers saves it, and what it computes: numbers that no code of the course has made.

    pip install -r Interop/requirements.txt
    Tests/HuggingFaceTests/Goldens/make_goldens.py EXPORTED

takes the tokenizer of a folder that `tutor export hf` wrote, shuffles its ids, and writes

- tiny/: the model in bfloat16, in several files with an index, as TRL writes large ones
- goldens.json: a text, its ids there, and the logits of the model's bfloat16 numbers, computed in float32
"""

import json
import pathlib
import random
import sys

import torch
from tokenizers import Tokenizer
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

TEXT = "<eos> what colour is the ulm ?\n"
here = pathlib.Path(__file__).parent


def shuffled(source):
    """The tokenizer with other ids, the markers' too, but for the first."""
    content = json.loads((pathlib.Path(source) / "tokenizer.json").read_text())
    vocabulary = content["model"]["vocab"]
    markers = {token["content"]: token for token in content["added_tokens"]}
    names = [name for name in vocabulary if name not in markers]
    merges = content["model"]["merges"][:40]
    known = {name for name in names if len(name) == 1} | {"".join(merge) for merge in merges}
    names = [name for name in names if name in known]
    ids = list(range(len(names) + len(markers)))
    random.Random(1).shuffle(ids)
    for token, place in zip(markers.values(), sorted(ids[-len(markers):])):
        token["id"] = place
    taken = {token["id"] for token in markers.values()}
    free = [place for place in ids if place not in taken]
    content["model"]["vocab"] = dict(zip(names, free)) | {
        name: token["id"] for name, token in markers.items()}
    content["model"]["merges"] = merges
    content["added_tokens"] = sorted(markers.values(), key=lambda token: token["id"])
    return Tokenizer.from_str(json.dumps(content))


def main():
    torch.manual_seed(1)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=shuffled(sys.argv[1]), eos_token="<eos>", pad_token="<mask>")
    end = tokenizer.eos_token_id
    model = GPT2LMHeadModel(GPT2Config(
        vocab_size=len(tokenizer), n_positions=32, n_embd=8, n_layer=2, n_head=2,
        initializer_range=0.4, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=end,
        eos_token_id=end)).to(torch.bfloat16)
    model.save_pretrained(here / "tiny", max_shard_size="4KB")
    tokenizer.save_pretrained(here / "tiny")
    ids = tokenizer(TEXT)["input_ids"]
    with torch.no_grad():
        logits = model.float().eval()(torch.tensor([ids])).logits[0]
    (here / "goldens.json").write_text(json.dumps({
        "text": TEXT.removeprefix("<eos>"),
        # In the order of the ids there.
        "names": tokenizer.convert_ids_to_tokens(range(len(tokenizer))),
        "ids": ids,
        "logits": [[round(number, 6) for number in row] for row in logits.tolist()],
    }) + "\n")


main()
