import Foundation
import Testing

struct ListingTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// The folders of the lessons, in their order.
  private func lessons() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: projectRoot.appending(path: "Lessons").path
    ).filter { $0.first?.isNumber == true }.sorted()
  }

  @Test func `without a command the contents are shown, with what to type next`() throws {
    let ending = try sandbox.tutor()
    #expect(ending.status == 0)
    #expect(ending.output.contains("Next: ./tutor run 0"))
    #expect(try sandbox.tutor("contents").output == ending.output)
  }

  @Test func `every lesson is listed`() throws {
    let ending = try sandbox.tutor("list")
    #expect(ending.status == 0)
    let listed = ending.lines.map { $0.split(separator: " ").prefix(2).joined(separator: "-") }
    #expect(try listed == lessons())
  }

  @Test func `lessons are listed as JSON`() throws {
    struct Entry: Decodable {
      var number: Int
      var slug, title, question: String
      var minutes: Int
      var done: Bool
    }
    let entries = try JSONDecoder().decode(
      [Entry].self, from: Data(sandbox.tutor("list", "--json").output.utf8))
    #expect(try entries.map { "\($0.number)-\($0.slug)" } == lessons())
    #expect(entries.allSatisfy { !$0.done && $0.question.hasSuffix("?") })
  }

  @Test func `a lesson's hyperparameters are its own`() throws {
    let ending = try sandbox.tutor("params", "5")
    #expect(ending.status == 0)
    #expect(ending.output.contains("ppo.klCoefficient = 0.1\n"))
    #expect(ending.output.contains("number, from 0 to 100\n"))
    #expect(!ending.output.contains("sft.epochs"))
  }

  @Test func `hyperparameters are searched by words, in a lesson or in all`() throws {
    func keys(_ words: String) throws -> [String] {
      let ending = try sandbox.bash("tutor params \(words)")
      #expect(ending.status == 0, "\(ending.errors)")
      return ending.lines.filter { $0.contains(" = ") }.map { String($0.prefix { $0 != " " }) }
    }
    let beta = try keys("beta")
    #expect(beta.first == "ppo.klCoefficient")
    #expect(beta.contains("limits.klCoefficient"))
    #expect(try keys("β") == beta)
    let kl = try keys("5 kl")
    #expect(kl.contains("ppo.klCoefficient") && kl.contains("ppo.targetKL"))
    #expect(!kl.contains("limits.klCoefficient") && !kl.contains("ppo.minibatches"))
    let rates = try keys("learning rate")
    #expect(rates.contains("base.learningRate") && rates.contains("ppo.valueLearningRate"))
    #expect(
      try keys("world rumour") == ["world.seed", "world.rumourShare", "world.rumourRepetition"])
  }

  @Test func `a changed hyperparameter is shown with its default and where it comes from`() throws {
    let ending = try sandbox.tutor("params", "5", "--set", "ppo.klCoefficient=0.4")
    #expect(
      ending.words.contains(
        "ppo.klCoefficient = 0.4 (default 0.1; from --set ppo.klCoefficient=0.4)"))
  }

  @Test func `hyperparameters are listed as JSON`() throws {
    struct Entry: Decodable {
      var key, type, documentation: String
      var `default`: String
    }
    func entries(_ arguments: String...) throws -> [Entry] {
      try JSONDecoder().decode(
        [Entry].self,
        from: Data(sandbox.bash("tutor \(arguments.joined(separator: " "))").output.utf8))
    }
    let all = try entries("params", "--json")
    #expect(all.count > 50)
    #expect(all.allSatisfy { !$0.key.isEmpty && !$0.documentation.isEmpty && !$0.type.isEmpty })
    let world = try entries("params", "world", "--json")
    #expect(world.count >= 8)
    #expect(world.first?.key == "seed")
    #expect(world.dropFirst().allSatisfy { $0.key.hasPrefix("world.") && !$0.default.isEmpty })
  }

  @Test func `one's own hyperparameters count until --set overrides them`() throws {
    let root = try sandbox.copyOfProject()
    let own = root.appending(path: "Lessons/5-ppo-with-kl/hyperparameters.local.yaml")
    try "ppo:\n  klCoefficient: 0.7\n".write(to: own, atomically: true, encoding: .utf8)
    let environment = ["TUTOR_ROOT": root.path]
    let mine = try sandbox.tutor("params", "5", environment: environment)
    #expect(mine.words.contains("ppo.klCoefficient = 0.7 (default 0.1; from "))
    let set = try sandbox.tutor(
      "params", "5", "--set", "ppo.klCoefficient=0.2", environment: environment)
    #expect(set.words.contains("ppo.klCoefficient = 0.2 (default 0.1; from --set"))
  }

  @Test func `--edit makes one's own copy, and without an editor says where it is`() throws {
    let root = try sandbox.copyOfProject()
    let ending = try sandbox.tutor(
      "params", "5", "--edit", environment: ["TUTOR_ROOT": root.path])
    let folder = root.appending(path: "Lessons/5-ppo-with-kl")
    let own = folder.appending(path: "hyperparameters.local.yaml")
    #expect(ending.status == 0)
    #expect(ending.output.contains(own.path))
    #expect(
      try Data(contentsOf: own)
        == Data(contentsOf: folder.appending(path: "hyperparameters.yaml")))
  }

  @Test func `--reset sets one's own copy aside, and the committed values count`() throws {
    let root = try sandbox.copyOfProject()
    let folder = root.appending(path: "Lessons/5-ppo-with-kl")
    let own = "ppo:\n  klCoefficient: 0.7\n"
    try own.write(
      to: folder.appending(path: "hyperparameters.local.yaml"), atomically: true, encoding: .utf8)
    let environment = ["TUTOR_ROOT": root.path]
    let ending = try sandbox.tutor("params", "--reset", environment: environment)
    #expect(ending.status == 0)
    let aside = folder.appending(path: "old-hyperparameters.local.yaml")
    #expect(ending.output.contains(aside.path))
    #expect(try String(contentsOf: aside, encoding: .utf8) == own)
    let values = try sandbox.tutor("params", "5", environment: environment)
    #expect(values.output.contains("ppo.klCoefficient = 0.1\n"))
    let again = try sandbox.tutor("params", "5", "--reset", environment: environment)
    #expect(again.words.contains("there is no file of your own"))
  }

  @Test func `where nothing was run, the list of runs says how to start`() throws {
    let ending = try sandbox.tutor("runs")
    #expect(ending.status == 0)
    #expect(ending.output.contains("No runs in \(sandbox.folder.path)/Runs yet."))
    #expect(try sandbox.tutor("runs", "--json").output.filter { !$0.isWhitespace } == "[]")
  }

  @Test func `writing data sets a learner's own file aside`() throws {
    _ = try sandbox.bash("mkdir World && echo mine > World/prompts.jsonl")
    let ending = try sandbox.tutor("data", "--write", "World")
    #expect(ending.status == 0)
    #expect(ending.errors.contains("prompts.jsonl.old"))
    #expect(try sandbox.read("World/prompts.jsonl.old") == "mine\n")
    let again = try sandbox.tutor("data", "--write", "World")
    #expect(again.errors == "")
    #expect(sandbox.names("World").count == 6)
  }

  @Test func `the committed data are what the program writes`() throws {
    let ending = try sandbox.tutor("data", "--write", "World")
    #expect(ending.status == 0)
    #expect(sandbox.names("World").count == 5)
    for name in sandbox.names("World") {
      let committed = try Data(contentsOf: projectRoot.appending(path: "Data/\(name)"))
      #expect(
        try Data(contentsOf: sandbox.folder.appending(path: "World/\(name)")) == committed,
        "\(name)")
    }
  }
}
