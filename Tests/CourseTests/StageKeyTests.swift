import Course
import Foundation
import Hyperparameters
import TestSupport
import Testing
import Words

struct StageKeyTests {
  private struct Settings: Encodable {
    var width = 64
    var epochs = 8
  }

  private func key(
    _ name: String = "base", recipe: Int = 3, settings: Settings = Settings(), seed: UInt64? = 7,
    data: [String] = ["00ff"], parents: [StageKey] = []
  ) throws -> StageKey {
    try StageKey(
      name, recipe: recipe, settings: settings, seed: seed, data: data, parents: parents)
  }

  @Test func `a key says in full what the result depends on`() throws {
    let parent = try key("web")
    #expect(
      try key(parents: [parent]).text == """
        base, recipe 3, format 3
        seed 7
        {"epochs":8,"width":64}
        data 00ff
        after \(parent.folder)

        """)
  }

  @Test func `the folder is named by the stage and the fingerprint of the text`() throws {
    // FNV-1a of "base, recipe 3, format 3\nseed 7\n{"epochs":8,"width":64}\ndata 00ff\n", by an
    // independent implementation.
    #expect(try key().folder == "base-d7d3d07d2815393b")
  }

  @Test func `fingerprints are those of FNV-1a`() {
    // The offset basis, and a test vector of draft-eastlake-fnv.
    #expect(fingerprint(of: Data()) == "cbf29ce484222325")
    #expect(fingerprint(of: Data("foobar".utf8)) == "85944171f73967e8")
  }

  @Test func `equal circumstances have equal keys`() throws {
    #expect(try key() == key())
    #expect(try key(parents: [key("web")]) == key(parents: [key("web")]))
  }

  @Test func `whatever changes the result changes the key`() throws {
    let keys = [
      try key(), try key("large-base"), try key(recipe: 4), try key(settings: Settings(width: 32)),
      try key(settings: Settings(epochs: 9)), try key(seed: 8), try key(seed: nil),
      try key(data: ["00fe"]), try key(data: []), try key(data: ["00ff", "00ff"]),
      try key(parents: [key("web")]), try key(parents: [key("web", seed: 8)]),
    ]
    #expect(Set(keys.map(\.folder)).count == keys.count)
  }
}
