"""Makes goldens.json: what the operations of `Tensors` must give, by another implementation.

    python3 Tests/TensorsTests/Goldens/make_goldens.py

It needs NumPy only, and writes the same file each time. Values are computed in double precision.
Gradients come from the complex step, f'(x) = Im f(x + ih) / h (Squire and Trapp, 1998): nothing is
subtracted, so h can be tiny and the derivative is exact to the last digits. It uses none of the
formulas that it tests. In return, every function below must accept complex numbers, and must
choose (a maximum, a clamp) by the real part.

Each case is a JSON object:
  name       which test reads it
  inputs     tensors by name: shape, values; the gradient is taken by all of them
  integers   token ids, positions, lengths: lists by name
  result     the operation's values, row after row
  weights    the loss is Σ weightᵢ · resultᵢ
  loss       its value
  gradients  d loss / d input, by the input's name, row after row
"""

import json
from pathlib import Path

import numpy as np

random = np.random.default_rng(2022)


def normal(*shape, mean=0.0, deviation=1.0):
    """Inputs are rounded to single precision, so that both sides start from the same numbers."""
    return np.float32(mean + deviation * random.standard_normal(shape)).astype(np.float64)


def layer_norm(x, gain, bias):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + 1e-5) + bias


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def log_softmax(x):
    shifted = x - x.real.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def attention(packed, lengths, heads, causal):
    """Each head of each sequence by itself, with a mask: the textbook's way, not the fast one."""
    width = packed.shape[1] // 3
    size = width // heads
    result = np.zeros((packed.shape[0], width), dtype=packed.dtype)
    start = 0
    for length in lengths:
        rows = slice(start, start + length)
        for head in range(heads):
            first = head * size
            q = packed[rows, first : first + size]
            k = packed[rows, width + first : width + first + size]
            v = packed[rows, 2 * width + first : 2 * width + first + size]
            scores = q @ k.T / np.sqrt(size)
            if causal:
                scores = scores + np.triu(np.full((length, length), -1e9), 1)
            result[rows, first : first + size] = np.exp(log_softmax(scores)) @ v
        start += length
    return result


def choose(condition, a, b):
    return np.where(condition, a, b)


def transformer(p, ids, positions, lengths, targets, heads, causal):
    """One pre-norm block, a final norm and tied logits; the targets' log-probabilities."""
    x = p["tokens"][ids] + p["positions"][positions]
    h = layer_norm(x, p["norm1.gain"], p["norm1.bias"])
    h = attention(h @ p["qkv.weight"] + p["qkv.bias"], lengths, heads, causal)
    x = x + h @ p["projection.weight"] + p["projection.bias"]
    h = layer_norm(x, p["norm2.gain"], p["norm2.bias"])
    x = x + gelu(h @ p["up.weight"] + p["up.bias"]) @ p["down.weight"] + p["down.bias"]
    x = layer_norm(x, p["norm3.gain"], p["norm3.bias"])
    return log_softmax(x @ p["tokens"].T)[np.arange(len(targets)), targets]


def gradients(loss, inputs):
    step = 1e-30
    result = {}
    for name, array in inputs.items():
        gradient = np.zeros(array.size)
        for index in range(array.size):
            moved = {key: value.astype(np.complex128) for key, value in inputs.items()}
            moved[name].flat[index] += 1j * step
            gradient[index] = loss(moved).imag / step
        result[name] = gradient
    return result


def rounded(array):
    return [float(f"{value:.10g}") for value in np.ravel(array)]


cases = []


def case(name, inputs, function, weights=None, **integers):
    """Adds a case; `function` maps the named inputs to the result."""
    result = function({key: value.astype(np.complex128) for key, value in inputs.items()}).real
    if weights is None:
        weights = normal(*result.shape)
    cases.append(
        {
            "name": name,
            "inputs": {
                key: {"shape": list(value.shape), "values": rounded(value)}
                for key, value in inputs.items()
            },
            "integers": {key: [int(i) for i in value] for key, value in integers.items()},
            "result": rounded(result),
            "weights": rounded(weights),
            "loss": float(f"{np.sum(weights * result):.10g}"),
            "gradients": {
                key: rounded(value)
                for key, value in gradients(
                    lambda moved: np.sum(weights * function(moved)), inputs
                ).items()
            },
        }
    )


# A token and a position that come twice; others that never come.
ids, positions = [4, 0, 4, 2, 1], [0, 1, 2, 0, 1]
case(
    "embedding",
    {"tokens": normal(6, 3), "positions": normal(4, 3)},
    lambda p: p["tokens"][ids] + p["positions"][positions],
    ids=ids,
    positions=positions,
)
# 19 columns: one vector of sixteen and a rest of three.
case(
    "layerNorm",
    {"x": normal(4, 19, mean=0.5, deviation=2), "gain": normal(19, mean=1), "bias": normal(19)},
    lambda p: layer_norm(p["x"], p["gain"], p["bias"]),
)
case(
    "linear",
    {"x": normal(5, 4), "weight": normal(4, 3), "bias": normal(3)},
    lambda p: p["x"] @ p["weight"] + p["bias"],
)
case(
    "linearWithResidual",
    {"x": normal(5, 4), "weight": normal(4, 3), "bias": normal(3), "residual": normal(5, 3)},
    lambda p: p["residual"] + p["x"] @ p["weight"] + p["bias"],
)
case(
    "logits",
    {"x": normal(4, 3), "table": normal(7, 3)},
    lambda p: p["x"] @ p["table"].T / np.float32(0.7),
)
case("gelu", {"x": normal(3, 13, deviation=2)}, lambda p: gelu(p["x"]))
lengths = [3, 1, 5]
for name, causal in (("causalAttention", True), ("bidirectionalAttention", False)):
    case(
        name,
        {"packed": normal(9, 12)},
        lambda p: attention(p["packed"], lengths, 2, causal),
        lengths=lengths,
    )
indices = [3, 0, 3]
case("rows", {"x": normal(4, 3)}, lambda p: p["x"][indices], indices=indices)
ids = [18, 0, 7, 7]
case(
    "logProbabilities",
    {"logits": normal(4, 19, deviation=3)},
    lambda p: log_softmax(p["logits"])[np.arange(4), ids],
    ids=ids,
)

pair = {"x": normal(17), "y": normal(17)}
case("add", pair, lambda p: p["x"] + p["y"])
case("subtract", pair, lambda p: p["x"] - p["y"])
case("multiply", pair, lambda p: p["x"] * p["y"])
case("maximum", pair, lambda p: choose(p["x"].real >= p["y"].real, p["x"], p["y"]))
single = {"x": normal(17, deviation=2)}
case("exponential", single, lambda p: np.exp(p["x"]))
case("logSigmoid", single, lambda p: -np.log(1 + np.exp(-p["x"])))
case("squared", single, lambda p: p["x"] ** 2)
case("scaled", single, lambda p: -2.5 * p["x"])
case("negated", single, lambda p: -p["x"])
case(
    "clamped",
    single,
    lambda p: choose(p["x"].real < -1, -1, choose(p["x"].real > 1.5, 1.5, p["x"])),
)
factors = np.array([0.5, 0, -1, 2, 0, 3])
case("weightedSum", {"x": normal(6)}, lambda p: 0.25 * np.sum(factors * p["x"], keepdims=True))
case("mean", {"x": normal(2, 5)}, lambda p: np.mean(p["x"], keepdims=True))

width, hidden, vocabulary, context = 8, 32, 11, 6
weights = {
    "tokens": normal(vocabulary, width),
    "positions": normal(context, width),
    "qkv.weight": normal(width, 3 * width, deviation=0.5),
    "qkv.bias": normal(3 * width),
    "projection.weight": normal(width, width, deviation=0.5),
    "projection.bias": normal(width),
    "up.weight": normal(width, hidden, deviation=0.5),
    "up.bias": normal(hidden),
    "down.weight": normal(hidden, width, deviation=0.5),
    "down.bias": normal(width),
}
for norm in ("norm1", "norm2", "norm3"):
    weights[f"{norm}.gain"] = normal(width, mean=1, deviation=0.3)
    weights[f"{norm}.bias"] = normal(width, deviation=0.3)
lengths = [4, 1, 6]
ids = random.integers(vocabulary, size=sum(lengths))
targets = random.integers(vocabulary, size=sum(lengths))
positions = np.concatenate([np.arange(length) for length in lengths])
for name, causal in (("causalBlock", True), ("bidirectionalBlock", False)):
    case(
        name,
        weights,
        lambda p: transformer(p, ids, positions, lengths, targets, 2, causal),
        weights=np.full(len(ids), -1 / len(ids)),  # the mean cross-entropy
        ids=ids,
        positions=positions,
        lengths=lengths,
        targets=targets,
    )

if __name__ == "__main__":
    path = Path(__file__).with_name("goldens.json")
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases)
    path.write_text(f"[\n{lines}\n]\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size // 1024} kB")
