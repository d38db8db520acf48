"""Makes goldens.json: advantages of random episodes, and KL divergences, by NumPy.

    python3 Tests/AlignmentTests/Goldens/make_goldens.py

It needs NumPy only, and writes the same file each time. Advantages are the sum that defines them
(Schulman et al. 2016, equation 16), Aₜ = Σₗ (γλ)ˡ δₜ₊ₗ, and not the recursion.

goldens.json:
  episodes   discount, lambda, rewards, values, advantages, returns of each
  divergences  p, q, kl: KL(p ‖ q) in nats
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


golden = {
    "episodes": [
        episode(12, 1.0, 0.95),
        episode(9, 0.9, 0.8),
        episode(5, 1.0, 0.0),
        episode(1, 1.0, 0.95),
    ],
    "divergences": [divergence(3, 1.0), divergence(40, 0.5), divergence(200, 3.0)],
}
Path(__file__).with_name("goldens.json").write_text(json.dumps(golden, indent=1) + "\n")
