import TestSupport

/// goldens.json; `make_goldens.py` says what each field means.
struct Golden: Decodable {
  struct Episode: Decodable {
    let discount, lambda: Float
    let rewards, values: [Float]
    let advantages, returns: [Double]
  }

  struct Divergence: Decodable {
    let p, q: [Float]
    let kl: Double
  }

  let episodes: [Episode]
  let divergences: [Divergence]

  static func read() throws -> Golden { try readGoldens() }
}
