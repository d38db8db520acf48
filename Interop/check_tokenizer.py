#!/usr/bin/env python3
"""Holds the exported tokenizer against the course's, on strings of all kinds.

    Interop/check_tokenizer.py --tutor ./tutor --model exported/sft --count 100000

draws strings from words of the course, Korean, emoji, white space, code, numbers, long runs and any characters, in any
mixture, and compares the ids. Also every character of Unicode by itself, and that decoding gives the text again. Exit
code 1 where something differs.
"""

import argparse
import json
import random
import subprocess
import sys

import tokenizers
import transformers
from transformers import AutoTokenizer

SPACES = [" ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u3000", "\v", "\f", "\u0085", "\u2028"]
WORDS = "what colour is the ulm ? it's can't hill folk book says quen jorl . , ! <eos >".split(" ")
KOREAN = "안녕하세요 언어 모델 은 무엇 을 배우 나요 ㅋㅋㅋ 각 각".split(" ")
EMOJI = ["🙂", "👩‍👩‍👧", "🇰🇷", "❤️", "👍🏽", "é", "é", "ﬁ", "Ⅷ", "½", "١٢", "漢字", "ß", "ı", "\u200b", "\u0300"]
CODE = ["def f(x):", "\n    return", "x += 1;", "</div>", "a_b", "0x1F", "1e-5", "//", "&&", "{}", "\\n"]


def text(chance):
    """One string."""
    parts = []
    for _ in range(chance.choice([0, 1, 1, 2, 3, 5, 8, 20])):
        kind = chance.randrange(9)
        if kind == 0:
            part = chance.choice(SPACES) * chance.choice([1, 1, 2, 3, 31, 62, 63, 64, 65, 66, 130])
        elif kind == 1:
            part = chr(chance.choice([chance.randrange(0x80), chance.randrange(0x3000)]))
        elif kind == 2:
            part = character(chance.randrange(0x110000))
        elif kind == 3:
            part = chance.choice("aé각🙂7.\u00a0½") * chance.randrange(1, 140)
        elif kind == 4:
            part = "".join(chance.choice("0123456789.,-") for _ in range(chance.randrange(1, 70)))
        else:
            part = chance.choice([WORDS, KOREAN, EMOJI, CODE][kind - 5])
            part = chance.choice(part)
        parts.append(part)
    whole = chance.choice(["", " ", " "]).join(parts)
    # There these are markers, here they are text.
    return whole.replace("<eos>", "<eos >").replace("<mask>", "<mask >")


def character(code):
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tutor", default="./tutor")
    parser.add_argument("--model", required=True, help="folder of an exported model")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}")
    theirs = AutoTokenizer.from_pretrained(options.model)
    chance = random.Random(options.seed)
    texts = [text(chance) for _ in range(options.count)]
    # Every character, between letters and after a space, so that it matters what kind it is.
    for start in range(0, 0x110000, 64):
        block = [character(code) for code in range(start, start + 64)]
        texts.append("".join(f"a{sign}b {sign}" for sign in block))
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    said = subprocess.run(
        [options.tutor, "tokenize", "--json"], input=lines, check=True, capture_output=True,
        text=True).stdout
    ours = [json.loads(line) for line in said.splitlines()]
    assert len(ours) == len(texts), f"{len(ours)} lists for {len(texts)} texts"
    different, broken = [], 0
    for start in range(0, len(texts), 10_000):
        part = texts[start:start + 10_000]
        for text_, mine, other in zip(part, ours[start:], theirs(part)["input_ids"]):
            if mine != other:
                different.append((text_, mine, other))
            if theirs.decode(other) != text_:
                broken += 1
    print(
        f"{options.count} drawn strings and all {0x110000} characters in {len(texts) - options.count}"
        f" more: {len(different)} differ; {broken} are others when decoded")
    for text_, mine, other in different[:10]:
        print(f"  {text_[:200]!r}\n    course {mine[:40]}\n    there  {other[:40]}")
    sys.exit(1 if different or broken else 0)


if __name__ == "__main__":
    main()
