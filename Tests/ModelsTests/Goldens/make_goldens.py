"""Makes model.safetensors and goldens.json: a small model, and what it must say, by NumPy.

    python3 Tests/ModelsTests/Goldens/make_goldens.py

It needs NumPy only, and writes the same files each time. The weights file is written and read
here by the description of the format, not by a library.

goldens.json:
  sequences    two token sequences
  causal       logits of the causal model, for each sequence [tokens, vocabulary]
  bidirectional  the same of the bidirectional one
  headWeight, headBias   a head that makes one number of each row
  scalars      its results on the causal stream, for each sequence [tokens]
"""

import json
import struct
from pathlib import Path

import numpy as np

VOCABULARY, WIDTH, LAYERS, HEADS, CONTEXT = 7, 4, 2, 2, 6
folder = Path(__file__).parent
random = np.random.default_rng(1906)


def write_safetensors(path, tensors):
    header, start = {}, 0
    for name, tensor in tensors.items():
        end = start + 4 * tensor.size
        header[name] = {"data_offsets": [start, end], "dtype": "F32", "shape": tensor.shape}
        start = end
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    body = b"".join(tensor.astype("<f4").tobytes() for tensor in tensors.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    return tensors


def make_weights():
    shapes = {
        "token_embedding.weight": (VOCABULARY, WIDTH),
        "position_embedding.weight": (CONTEXT, WIDTH),
    }
    for layer in range(LAYERS):
        for name, shape in {
            "attention_norm.weight": (WIDTH,),
            "attention_norm.bias": (WIDTH,),
            "attention.qkv.weight": (WIDTH, 3 * WIDTH),
            "attention.qkv.bias": (3 * WIDTH,),
            "attention.output.weight": (WIDTH, WIDTH),
            "attention.output.bias": (WIDTH,),
            "mlp_norm.weight": (WIDTH,),
            "mlp_norm.bias": (WIDTH,),
            "mlp.input.weight": (WIDTH, 4 * WIDTH),
            "mlp.input.bias": (4 * WIDTH,),
            "mlp.output.weight": (4 * WIDTH, WIDTH),
            "mlp.output.bias": (WIDTH,),
        }.items():
            shapes[f"blocks.{layer}.{name}"] = shape
    shapes["final_norm.weight"] = (WIDTH,)
    shapes["final_norm.bias"] = (WIDTH,)
    # Far from the initial weights, so that every bias, gain and position matters.
    return {
        name: np.float32(("norm.weight" in name) + 0.6 * random.standard_normal(shape))
        for name, shape in shapes.items()
    }


def layer_norm(x, w, name):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return w[name + ".weight"] * (x - mean) / np.sqrt(variance + 1e-5) + w[name + ".bias"]


def linear(x, w, name):
    return x @ w[name + ".weight"] + w[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def attention(packed, causal):
    length, size = len(packed), WIDTH // HEADS
    q, k, v = (
        part.reshape(length, HEADS, size).transpose(1, 0, 2)
        for part in np.split(packed, 3, axis=1)
    )
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(size)
    if causal:
        scores = np.where(np.tri(length, dtype=bool), scores, -np.inf)
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return (p @ v).transpose(1, 0, 2).reshape(length, WIDTH)


def stream(w, ids, causal):
    x = w["token_embedding.weight"][ids] + w["position_embedding.weight"][: len(ids)]
    for layer in range(LAYERS):
        block = f"blocks.{layer}."
        h = linear(layer_norm(x, w, block + "attention_norm"), w, block + "attention.qkv")
        x = x + linear(attention(h, causal), w, block + "attention.output")
        h = linear(layer_norm(x, w, block + "mlp_norm"), w, block + "mlp.input")
        x = x + linear(gelu(h), w, block + "mlp.output")
    return layer_norm(x, w, "final_norm")


def rounded(arrays):
    return [[float(f"{value:.9g}") for value in np.ravel(array)] for array in arrays]


write_safetensors(folder / "model.safetensors", make_weights())
weights = {
    name: tensor.astype(np.float64)
    for name, tensor in read_safetensors(folder / "model.safetensors").items()
}
sequences = [[0, 3, 3, 6, 1, 5], [2, 4, 0]]
causal = [stream(weights, ids, True) for ids in sequences]
bidirectional = [stream(weights, ids, False) for ids in sequences]
table = weights["token_embedding.weight"]
head_weight = np.float32(random.standard_normal(WIDTH)).astype(np.float64)
head_bias = -0.25
(folder / "goldens.json").write_text(
    json.dumps(
        {
            "sequences": sequences,
            "causal": rounded(x @ table.T for x in causal),
            "bidirectional": rounded(x @ table.T for x in bidirectional),
            "headWeight": rounded([head_weight])[0],
            "headBias": head_bias,
            "scalars": rounded(x @ head_weight + head_bias for x in causal),
        },
        indent=1,
    )
    + "\n"
)
