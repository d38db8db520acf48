"""Makes goldens.json: advantages of random episodes, KL divergences, and the losses of methods without a value model,
with their gradients, by NumPy.

    python3 Tests/AlignmentTests/Goldens/make_goldens.py

It needs NumPy only, and writes the same file each time. Advantages are the sum that defines them
(Schulman et al. 2016, equation 16), Aₜ = Σₗ (γλ)ˡ δₜ₊ₗ, and not the recursion.

goldens.json:
  episodes   discount, lambda, rewards, values, advantages, returns of each
  divergences  p, q, kl: KL(p ‖ q) in nats
  preferences  logs, reference: log π and log π_ref of answers; ranks of each prompt's; β; loss and gradient by logs of DPO
             and of IPO, written pair by pair
  groups     rewards of the answers to one prompt, and their advantages by each method
  group_losses  method, lengths of the answers, log π of their tokens now (logs), when drawn (old) and by the reference,
             advantages, clip range, β, most tokens; loss and gradient by logs
  distillations  lengths of the answers, log π of their tokens by the student now (logs), when drawn (old) and by the
             teacher, clip range; loss and gradient by logs, written token by token

Gradients are central differences in double precision.
"""

import json
from pathlib import Path

import numpy as np

random = np.random.default_rng(1506)


def single(array):
    """Rounded to single precision, so that both sides start from the same numbers."""
    return np.float32(array).astype(np.float64)


def rounded(array):
    return [float(f"{value:.10g}") for value in np.ravel(array)]


def episode(length, discount, lam):
    rewards = single(0.3 * random.standard_normal(length))
    values = single(random.standard_normal(length))
    delta = rewards + discount * np.append(values[1:], 0) - values
    advantages = np.array(
        [
            sum((discount * lam) ** l * delta[t + l] for l in range(length - t))
            for t in range(length)
        ]
    )
    return {
        "discount": discount,
        "lambda": lam,
        "rewards": rounded(rewards),
        "values": rounded(values),
        "advantages": rounded(advantages),
        "returns": rounded(advantages + values),
    }


def divergence(size, sharpness):
    p, q = (np.exp(sharpness * random.standard_normal(size)) for _ in range(2))
    p, q = single(p / p.sum()), single(q / q.sum())
    return {"p": rounded(p), "q": rounded(q), "kl": float(f"{np.sum(p * np.log(p / q)):.10g}")}


def gradient(function, x, step=1e-6):
    slopes = []
    for index in range(len(x)):
        ahead, back = x.copy(), x.copy()
        ahead[index] += step
        back[index] -= step
        slopes.append((function(ahead) - function(back)) / (2 * step))
    return rounded(np.array(slopes))


def preference(ranks, beta):
    count = sum(map(len, ranks))
    logs = single(-6 - 2 * random.standard_normal(count))
    reference = single(logs + 0.7 * random.standard_normal(count))

    def loss(x, of_pair):
        total, start = 0, 0
        for of_prompt in ranks:
            pairs = [
                (start + w, start + l)
                for w in range(len(of_prompt))
                for l in range(len(of_prompt))
                if of_prompt[w] < of_prompt[l]
            ]
            h = [(x[w] - reference[w]) - (x[l] - reference[l]) for w, l in pairs]
            total += np.mean([of_pair(each) for each in h])
            start += len(of_prompt)
        return total / len(ranks)

    def dpo(h):
        return np.log1p(np.exp(-beta * h))

    def ipo(h):
        return (h - 1 / (2 * beta)) ** 2

    return {
        "logs": rounded(logs),
        "reference": rounded(reference),
        "ranks": ranks,
        "beta": beta,
        "dpo": float(f"{loss(logs, dpo):.10g}"),
        "dpo_gradient": gradient(lambda x: loss(x, dpo), logs),
        "ipo": float(f"{loss(logs, ipo):.10g}"),
        "ipo_gradient": gradient(lambda x: loss(x, ipo), logs),
    }


def advantages(method, rewards):
    if method == "rloo":
        return np.array([r - np.mean(np.delete(rewards, i)) for i, r in enumerate(rewards)])
    centred = rewards - rewards.mean()
    return centred / (rewards.std(ddof=1) + 1e-4) if method == "grpo" else centred


def group(rewards):
    rewards = single(np.array(rewards))
    return {
        "rewards": rounded(rewards),
        **{method: rounded(advantages(method, rewards)) for method in ("rloo", "grpo", "unbiased")},
    }


def group_loss(method, lengths, clip, beta, most):
    tokens = sum(lengths)
    old = single(-1 + 0.5 * random.standard_normal(tokens))
    logs = single(old + 0.25 * random.standard_normal(tokens))
    reference = single(old + 0.4 * random.standard_normal(tokens))
    advantage = single(random.standard_normal(len(lengths)))

    def loss(x):
        total, start = 0, 0
        for length, a in zip(lengths, advantage):
            here = slice(start, start + length)
            start += length
            if method == "rloo":
                ratio = np.exp(np.sum(x[here] - old[here]))
                total -= min(a * ratio, a * np.clip(ratio, 1 - clip, 1 + clip))
                continue
            ratio = np.exp(x[here] - old[here])
            gain = np.minimum(a * ratio, a * np.clip(ratio, 1 - clip, 1 + clip))
            log = reference[here] - x[here]
            k3 = np.exp(log) - log - 1
            total -= np.sum(gain - beta * k3) / (length if method == "grpo" else most)
        return total / len(lengths)

    return {
        "method": method,
        "lengths": lengths,
        "logs": rounded(logs),
        "old": rounded(old),
        "reference": rounded(reference),
        "advantages": rounded(advantage),
        "clip": clip,
        "beta": beta,
        "most": most,
        "loss": float(f"{loss(logs):.10g}"),
        "gradient": gradient(loss, logs),
    }


def distillation(lengths, clip):
    tokens = sum(lengths)
    old = single(-1.5 + 0.5 * random.standard_normal(tokens))
    logs = single(old + 0.25 * random.standard_normal(tokens))
    teacher = single(old + 0.8 * random.standard_normal(tokens))

    def loss(x):
        gain = 0
        for now, then, wanted in zip(x, old, teacher):
            advantage, ratio = wanted - then, np.exp(now - then)
            if advantage > 0:
                gain += advantage * min(ratio, 1 + clip)
            else:
                gain += advantage * max(ratio, 1 - clip)
        return -gain / tokens

    return {
        "lengths": lengths,
        "logs": rounded(logs),
        "old": rounded(old),
        "teacher": rounded(teacher),
        "clip": clip,
        "loss": float(f"{loss(logs):.10g}"),
        "gradient": gradient(loss, logs),
    }


golden = {
    "episodes": [
        episode(12, 1.0, 0.95),
        episode(9, 0.9, 0.8),
        episode(5, 1.0, 0.0),
        episode(1, 1.0, 0.95),
    ],
    "divergences": [divergence(3, 1.0), divergence(40, 0.5), divergence(200, 3.0)],
    "preferences": [
        preference([[1, 2]], 0.1),
        preference([[2, 1, 3, 3], [1, 2]], 0.5),
        preference([[4, 2, 3, 1], [2, 1, 2], [1, 3, 2]], 0.05),
    ],
    "groups": [
        group([1.0, 0.0, 0.0, 0.0]),
        group([0.3, -1.2, 0.8, 0.5, 2.0, -0.1, 0.0, 0.4]),
        group([0.5, 0.5, 0.5]),
    ],
    "group_losses": [
        group_loss(method, lengths, clip, 0 if method == "rloo" else beta, 8)
        for method in ("rloo", "grpo", "unbiased")
        for lengths, clip, beta in (([3, 1, 5, 2], 0.2, 0.3), ([2, 2, 7], 0.1, 0.0))
    ],
    "distillations": [distillation([3, 1, 5, 2], 0.2), distillation([4, 7], 0.1)],
}
Path(__file__).with_name("goldens.json").write_text(json.dumps(golden, indent=1) + "\n")
