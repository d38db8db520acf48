import Tensors
import Testing

/// Values and gradients against NumPy in double precision: Goldens/make_goldens.py.
@Suite struct GoldenTests {
  @Test func `embedding gives NumPy's values and gradients`() throws {
    try expectGolden("embedding") { tape, golden in
      tape.embedding(
        tape.parameter("tokens"), tape.parameter("positions"), ids: try golden.integers("ids"),
        at: try golden.integers("positions"))
    }
  }

  @Test func `layer norm gives NumPy's values and gradients`() throws {
    try expectGolden("layerNorm") { tape, _ in
      tape["x"].layerNorm(gain: tape.parameter("gain"), bias: tape.parameter("bias"))
    }
  }

  @Test func `linear gives NumPy's values and gradients`() throws {
    try expectGolden("linear") { tape, _ in
      tape["x"].linear(weight: tape.parameter("weight"), bias: tape.parameter("bias"))
    }
    try expectGolden("linearWithResidual") { tape, _ in
      tape["x"].linear(
        weight: tape.parameter("weight"), bias: tape.parameter("bias"),
        addedTo: tape["residual"])
    }
  }

  @Test func `logits give NumPy's values and gradients`() throws {
    try expectGolden("logits") { tape, _ in
      tape["x"].logits(table: tape.parameter("table"), temperature: 0.7)
    }
  }

  @Test func `GELU gives NumPy's values and gradients`() throws {
    try expectGolden("gelu") { tape, _ in tape["x"].gelu }
  }

  @Test(arguments: [(name: "causalAttention", isCausal: true), ("bidirectionalAttention", false)])
  func `attention gives NumPy's values and gradients`(name: String, isCausal: Bool) throws {
    try expectGolden(name) { tape, golden in
      let layout = SequenceLayout(lengths: try golden.integers("lengths"), on: tape)
      return tape["packed"].attention(layout: layout, heads: 2, isCausal: isCausal).result
    }
  }

  @Test func `row selection gives NumPy's values and gradients`() throws {
    try expectGolden("rows") { tape, golden in
      tape["x"].rows(at: try golden.integers("indices"))
    }
  }

  @Test func `log-probabilities are NumPy's, values and gradients`() throws {
    try expectGolden("logProbabilities") { tape, golden in
      tape["logits"].consumeForLogProbabilities(of: try golden.integers("ids")).tokens
    }
  }

  @Test func `arithmetic gives NumPy's values and gradients`() throws {
    try expectGolden("add") { tape, _ in tape["x"] + tape["y"] }
    try expectGolden("subtract") { tape, _ in tape["x"] - tape["y"] }
    try expectGolden("multiply") { tape, _ in tape["x"] * tape["y"] }
    try expectGolden("maximum") { tape, _ in max(tape["x"], tape["y"]) }
    try expectGolden("exponential") { tape, _ in tape["x"].exponential }
    try expectGolden("logSigmoid") { tape, _ in tape["x"].logSigmoid }
    try expectGolden("squared") { tape, _ in tape["x"].squared }
    try expectGolden("scaled") { tape, _ in -2.5 * tape["x"] }
    try expectGolden("negated") { tape, _ in -tape["x"] }
    try expectGolden("clamped") { tape, _ in tape["x"].clamped(to: -1...1.5) }
  }

  @Test func `sums and means are NumPy's, values and gradients`() throws {
    try expectGolden("weightedSum") { tape, _ in
      tape["x"].sum(weights: [0.5, 0, -1, 2, 0, 3], scale: 0.25)
    }
    try expectGolden("mean") { tape, _ in tape["x"].mean }
  }

  @Test(arguments: [(name: "causalBlock", isCausal: true), ("bidirectionalBlock", false)])
  func `a transformer block gives NumPy's values and gradients`(
    name: String, isCausal: Bool
  ) throws {
    try expectGolden(name) { tape, golden in
      try transformer(tape, golden, isCausal: isCausal)
    }
  }
}

/// One pre-norm block of two heads, a final norm and tied logits: the targets' log-probabilities.
private func transformer(_ tape: Tape, _ golden: Golden, isCausal: Bool) throws -> Variable {
  func norm(_ x: Variable, _ name: String) -> Variable {
    x.layerNorm(gain: tape.parameter("\(name).gain"), bias: tape.parameter("\(name).bias"))
  }
  func linear(_ x: Variable, _ name: String, addedTo residual: Variable? = nil) -> Variable {
    x.linear(
      weight: tape.parameter("\(name).weight"), bias: tape.parameter("\(name).bias"),
      addedTo: residual)
  }
  let layout = SequenceLayout(lengths: try golden.integers("lengths"), on: tape)
  var x = tape.embedding(
    tape.parameter("tokens"), tape.parameter("positions"), ids: try golden.integers("ids"),
    at: try golden.integers("positions"))
  let packed = linear(norm(x, "norm1"), "qkv")
  let mixed = packed.attention(layout: layout, heads: 2, isCausal: isCausal).result
  x = linear(mixed, "projection", addedTo: x)
  x = linear(linear(norm(x, "norm2"), "up").gelu, "down", addedTo: x)
  let logits = norm(x, "norm3").logits(table: tape.parameter("tokens"))
  return logits.consumeForLogProbabilities(of: try golden.integers("targets")).tokens
}
