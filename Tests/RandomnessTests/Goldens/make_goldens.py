"""Prints what `RandomSource` must give, by another implementation, for RandomSourceTests.swift.

    python3 Tests/RandomnessTests/Goldens/make_goldens.py

Written from the description of xoshiro256** and SplitMix64 (Blackman and Vigna, 2021) and of
FNV-1a; the published first numbers of both generators are asserted below. Standard library only.
"""

import math

MASK = 2**64 - 1


def split_mix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def rotate_left(value, bits):
    return ((value << bits) & MASK) | (value >> (64 - bits))


def xoshiro(s0, s1, s2, s3):
    while True:
        yield (rotate_left((s1 * 5) & MASK, 7) * 9) & MASK
        # The linear map of the paper's figure, all at once rather than step by step.
        s0, s1, s2, s3 = (
            s0 ^ s1 ^ s3,
            s0 ^ s1 ^ s2,
            s0 ^ s2 ^ ((s1 << 17) & MASK),
            rotate_left(s1 ^ s3, 45),
        )


def source(seed):
    mixer = split_mix(seed)
    return xoshiro(*(next(mixer) for _ in range(4)))


def stream(seed, name):
    fnv = 0xCBF29CE484222325
    for byte in name.encode():
        fnv = ((fnv ^ byte) * 0x100000001B3) & MASK
    return source(next(split_mix(seed)) ^ fnv)


def uniform(generator):
    return (next(generator) >> 11) / 2**53


def below(generator, bound):
    return next(generator) * bound >> 64


def normal(generator):
    radius = math.sqrt(-2 * math.log(1 - uniform(generator)))
    return radius * math.cos(2 * math.pi * uniform(generator))


# Reference outputs: Vigna's splitmix64.c from seed 0, xoshiro256starstar.c from state 1, 2, 3, 4.
mixer = split_mix(0)
assert [next(mixer) for _ in range(2)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]
known = xoshiro(1, 2, 3, 4)
assert [next(known) for _ in range(4)] == [11520, 0, 1509978240, 1215971899390074240]

for seed in (0, 1, 2022, MASK):
    generator = source(seed)
    print(f"next, seed {seed}:", [hex(next(generator)) for _ in range(4)])
for name in ("", "weights", "web text", "größe"):
    generator = stream(7, name)
    print(f"stream {name!r} of seed 7:", [hex(next(generator)) for _ in range(2)])
generator = source(3)
print("uniform, seed 3:", [uniform(generator) for _ in range(4)])
generator = source(3)
print("below 10, seed 3:", [below(generator, 10) for _ in range(12)])
generator = source(3)
print("normal, seed 3:", [normal(generator) for _ in range(4)])
generator = source(3)
letters = list("abcdefgh")
for last in range(len(letters) - 1, 0, -1):
    other = below(generator, last + 1)
    letters[last], letters[other] = letters[other], letters[last]
print("shuffled abcdefgh, seed 3:", "".join(letters))
generator = source(3)
fork = source(next(generator))
print("fork of seed 3:", hex(next(fork)), "then the parent:", hex(next(generator)))
