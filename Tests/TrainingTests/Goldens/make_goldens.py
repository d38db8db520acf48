"""Makes goldens.json: what `Optimizer` must do to weights, step by step, by NumPy.

    python3 Tests/TrainingTests/Goldens/make_goldens.py

It needs NumPy only, and writes the same file each time. AdamW is written as in algorithm 2 of
Loshchilov and Hutter (2019), in double precision, with the gradient's norm bounded before it.

Each case is a JSON object:
  name          which test reads it
  options       of AdamW; learningRates: one for each step
  matrix, bias  the weights at the start: [2, 3], which decays, and [3], which does not
  gradients     of each step: of the matrix, then of the bias, 9 numbers
  norms         of each step's gradient, before it is bounded
  weights       after each step, in the same order
"""

import json
from pathlib import Path

import numpy as np

random = np.random.default_rng(2019)
STEPS = 8


def single(array):
    """Rounded to single precision, so that both sides start from the same numbers."""
    return np.float32(array).astype(np.float64)


def rounded(array):
    return [float(f"{value:.10g}") for value in np.ravel(array)]


def adamw(w, gradients, rates, decays, b1, b2, epsilon, decay, bound):
    m, v = np.zeros_like(w), np.zeros_like(w)
    norms, path = [], []
    for t, (g, rate) in enumerate(zip(gradients, rates), start=1):
        norms.append(np.linalg.norm(g))
        g = g * min(1, bound / norms[-1])
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
        w = w - rate * (m_hat / (np.sqrt(v_hat) + epsilon) + decays * decay * w)
        path.append(w)
    return norms, path


cases = []
for name, (b1, b2, epsilon, decay, bound) in {
    "defaults": (0.9, 0.99, 1e-8, 0.01, 1.0),
    "other": (0.5, 0.95, 0.25, 0.5, 2.0),
}.items():
    weights = single(random.standard_normal(9))
    # From well below the bound to well above it.
    scales = np.array([0.05, 0.2, 3, 0.1, 8, 0.3, 1, 0.02])[:, None]
    gradients = single(scales * random.standard_normal((STEPS, 9)))
    rates = single(np.linspace(0.1, 0.02, STEPS))
    decays = np.array([1.0] * 6 + [0.0] * 3)
    norms, path = adamw(weights, gradients, rates, decays, b1, b2, epsilon, decay, bound)
    assert min(norms) < bound < max(norms)
    cases.append(
        {
            "name": name,
            "options": {
                "firstDecay": b1,
                "secondDecay": b2,
                "epsilon": epsilon,
                "weightDecay": decay,
                "maximumGradientNorm": bound,
            },
            "learningRates": rounded(rates),
            "matrix": rounded(weights[:6]),
            "bias": rounded(weights[6:]),
            "gradients": [rounded(g) for g in gradients],
            "norms": rounded(norms),
            "weights": [rounded(w) for w in path],
        }
    )

Path(__file__).with_name("goldens.json").write_text(json.dumps(cases, indent=1) + "\n")
