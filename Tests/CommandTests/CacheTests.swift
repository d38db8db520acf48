import Foundation
import Testing

struct CacheTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private struct Listing: Decodable {
    struct Stage: Decodable {
      var name, folder: String
      var bytes: Int
      var date: Date
      var seconds: Double?
      var unfinished: Bool
    }

    var folder: String
    var cleared: Bool
    var bytes: Int
    var stages: [Stage]
  }

  private func listing(_ arguments: String = "") throws -> Listing {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(
      Listing.self, from: Data(sandbox.bash("tutor cache --json \(arguments)").output.utf8))
  }

  /// Makes stages as if they had been trained.
  private func makeStages(_ count: Int) throws {
    for number in 0..<count {
      let digits = String(number, radix: 16)
      let name = "base-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
      let place = cacheFolder.appending(path: name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(count: 100).write(to: place.appending(path: "key.txt"))
    }
  }

  @Test func `two that clear the cache at once both come to their ends`() throws {
    try makeStages(200)
    let both = try sandbox.bash(
      "(tutor cache --clear; echo one $?) & (tutor cache --clear; echo other $?) & wait")
    #expect(both.output.contains("one 0") && both.output.contains("other 0"), "\(both.errors)")
    #expect(both.errors.isEmpty)
    #expect(try names() == [])
  }

  @Test func `a cache that cannot be read or cleared is told, and not said to be empty`() throws {
    try makeStages(1)
    // Root may read everything, unless it gives up what makes it root.
    let ending = try sandbox.bash(
      """
      asPerson() { if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-all "$@"; else "$@"; fi; }
      chmod a-w '\(cacheFolder.path)'; asPerson '\(program.path)' cache --clear; echo clear $?
      chmod a-r '\(cacheFolder.path)'; asPerson '\(program.path)' cache; echo list $?
      chmod u+rwx '\(cacheFolder.path)'
      """)
    #expect(ending.output == "clear 1\nlist 1\n")
    #expect(ending.errors.components(separatedBy: "permission denied").count == 3)
    #expect(!ending.errors.contains("NSCocoa"))
  }

  private var cacheFolder: URL { sandbox.home.appending(path: "cache/tutor") }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: cacheFolder.path).sorted()
  }

  /// Trains a base model and fine-tunes it.
  private func train() throws -> Ending {
    try sandbox.bash(
      "tutor sample --model sft \(tinySettings) --set sft.epochs=1 --prompt 'what does the dax eat ?'"
    )
  }

  @Test func `where nothing is kept, that is said`() throws {
    let ending = try sandbox.tutor("cache")
    #expect(ending.status == 0)
    #expect(ending.output == "Nothing is kept in \(cacheFolder.path).\n")
    #expect(try listing().stages.isEmpty)
    #expect(try sandbox.tutor("cache", "--clear").status == 0)
    let unknown = try sandbox.tutor("cache", "--clear", "ppo")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("No stage \"ppo\" is kept."))
  }

  @Test func `what was trained is listed, and deleted by name or as a whole`() throws {
    #expect(try train().status == 0)
    try Data().write(to: cacheFolder.appending(path: "thesis.txt"))
    let listed = try listing()
    #expect(listed.folder == cacheFolder.path)
    #expect(listed.stages.map(\.name) == ["sft", "base"])
    #expect(listed.bytes == listed.stages.reduce(0) { $0 + $1.bytes })
    #expect(listed.stages.map(\.unfinished) == [false, false])
    #expect(try listing("base").stages.map(\.name) == ["base"])
    let text = try sandbox.tutor("cache")
    #expect(text.words.contains("2 stages, "))
    #expect(text.lines.filter { $0.hasPrefix("base ") && $0.contains(" s") }.count == 1)

    let unknown = try sandbox.tutor("cache", "--clear", "bass")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("Did you mean \"base\"? There are base, sft."))

    let first = try sandbox.tutor("cache", "--clear", "sft")
    #expect(first.status == 0)
    #expect(first.output.hasPrefix("Deleted: 1 stage, "))
    #expect(try listing().stages.map(\.name) == ["base"])
    #expect(try listing("--clear").cleared)
    #expect(try names() == ["thesis.txt"])
    // What is missing is trained again.
    #expect(try train().status == 0)
    #expect(try listing().stages.map(\.name) == ["sft", "base"])
  }

  @Test func `what a killed program left behind is listed, and deleted`() throws {
    let left = cacheFolder.appending(path: ".ppo-0123456789abcdef.999999999")
    try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
    try Data([1, 2, 3]).write(to: left.appending(path: "key.txt"))
    #expect(try sandbox.tutor("cache").words.contains("ppo 3 B 0 minutes unfinished"))
    #expect(try listing("--clear ppo").stages.map(\.unfinished) == [true])
    #expect(try names() == [])
  }
}
