import Foundation
import Hyperparameters
import TestSupport
import Testing
import Words

private let committed = """
  # Where the random numbers start.
  seed: 0  # 0 or more

  # What the policy is trained with.

  ppo:
    # The length of the leash, β.
    # Try 0: the leash is off.
    klCoefficient: 0.1  # from 0 to 100
    iterations: 100  # from 1 to 10000
    # How advantages are made comparable.
    whitening: masked  # one of masked, none
    isAdaptive: false
    betas: [0, 0.1, 6.4]  # from 0 to 10, from 1 to 5 of them
    heads:
      count: 4  # 1 or more
  """

/// Words that mean the same, as a glossary has them.
private let synonyms = [["KL coefficient", "β", "beta", "KL penalty"], ["GAE", "λ", "advantage"]]

private enum Whitening: String, Decodable {
  case masked, none
}

/// Settings as a course has them.
private struct Settings: Decodable {
  let seed: UInt64
  let ppo: PPO

  struct PPO: Decodable {
    let klCoefficient: Double
    let iterations: Int
    let whitening: Whitening
    let isAdaptive: Bool
    let betas: [Double]
    let heads: Heads
  }

  struct Heads: Decodable {
    let count: Int
  }
}

/// Settings of three files, two of which share a name.
private struct ThreeFiles: Decodable {
  struct World: Decodable { let rumourShare: Double }
  struct PPO: Decodable { let klCoefficient, targetKL, lambda, learningRate: Double }
  struct Limits: Decodable { let klCoefficient: Double }

  let world: World
  let ppo: PPO
  let limits: Limits
}

private struct Fixture {
  let folder: TemporaryFolder
  let file: URL

  init(_ text: String = committed) throws {
    folder = try TemporaryFolder()
    file = try folder.write(text, to: "hyperparameters.yaml")
  }

  func load(
    _ overrides: [String] = [], parameters: URL? = nil, local: Bool = true, seed: UInt64? = nil
  ) throws -> (Settings, Hyperparameters) {
    let hyperparameters = try Hyperparameters(
      files: [file], readsLocalFiles: local, parametersFile: parameters, overrides: overrides,
      seed: seed)
    let settings = try hyperparameters.decode(Settings.self)
    try hyperparameters.finish()
    return (settings, hyperparameters)
  }

  func error(_ overrides: [String], parameters: URL? = nil) -> String {
    do {
      _ = try load(overrides, parameters: parameters)
      return "no error"
    } catch let error as UsageError {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }
}

struct HyperparameterTests {
  @Test func `committed values are read with their types`() throws {
    let (settings, hyperparameters) = try Fixture().load()
    #expect(settings.ppo.klCoefficient == 0.1)
    #expect(settings.ppo.iterations == 100)
    #expect(settings.ppo.whitening == .masked)
    #expect(!settings.ppo.isAdaptive)
    #expect(settings.ppo.betas == [0, 0.1, 6.4])
    #expect(settings.ppo.heads.count == 4)
    #expect(settings.seed == 0)
    #expect(hyperparameters.numbers["ppo.klCoefficient"] == 0.1)
  }

  @Test func `the stronger source wins`() throws {
    let fixture = try Fixture()
    func value(_ overrides: [String] = [], parameters: URL? = nil, local: Bool = true) throws
      -> Double
    {
      try fixture.load(overrides, parameters: parameters, local: local).0.ppo.klCoefficient
    }
    #expect(try value() == 0.1)
    _ = try fixture.folder.write("ppo:\n  klCoefficient: 2\n", to: "hyperparameters.local.yaml")
    #expect(try value() == 2)
    #expect(try value(local: false) == 0.1)
    let saved = try fixture.folder.write("seed: 5\nppo:\n  klCoefficient: 3\n", to: "saved.yaml")
    #expect(try value(parameters: saved) == 3)
    #expect(try value(["ppo.klCoefficient=4"], parameters: saved) == 4)
    #expect(try fixture.load(parameters: saved).0.seed == 5)
    #expect(try fixture.load(parameters: saved, seed: 6).0.seed == 6)
  }

  @Test(arguments: [
    ("ppo.klCoefficient=1e-3", 0.001), ("ppo.klCoefficient = 5", 5), ("ppo.klCoefficient=.5", 0.5),
    ("ppo.klCoefficient=+1", 1), ("ppo.klCoefficient=100", 100),
  ])
  func `a number may be written in any decimal way`(argument: String, value: Double) throws {
    #expect(try Fixture().load([argument]).0.ppo.klCoefficient == value)
  }

  @Test(arguments: ["ppo.betas=1,2", "ppo.betas=[1, 2]", "ppo.betas= 1 , 2 "])
  func `a list may be written with or without brackets`(argument: String) throws {
    #expect(try Fixture().load([argument]).0.ppo.betas == [1, 2])
  }

  @Test(arguments: [
    // Values that are not allowed: what was given, and the range.
    ("ppo.klCoefficient=-1", ["\"-1\"", "from 0 to 100", "ppo.klCoefficient=0.1"]),
    ("ppo.klCoefficient=100.5", ["\"100.5\"", "from 0 to 100"]),
    ("ppo.klCoefficient=nan", ["\"nan\"", "number"]), ("ppo.klCoefficient=inf", ["\"inf\""]),
    ("ppo.klCoefficient=1e999", ["\"1e999\""]), ("ppo.klCoefficient=0x10", ["\"0x10\""]),
    ("ppo.klCoefficient=1abc", ["\"1abc\""]), ("ppo.klCoefficient=1 2", ["\"1 2\""]),
    ("ppo.klCoefficient=", ["nothing", "from 0 to 100"]), ("ppo.klCoefficient=0,1", ["\"0,1\""]),
    ("ppo.klCoefficient=[1]", ["\"[1]\""]), ("ppo.klCoefficient=true", ["\"true\""]),
    ("ppo.iterations=1.5", ["whole number", "from 1 to 10000"]), ("ppo.iterations=0", ["\"0\""]),
    ("ppo.iterations=1e3", ["\"1e3\""]), ("ppo.iterations=99999999999999999999", ["10000"]),
    ("ppo.isAdaptive=yes", ["must be true or false"]), ("ppo.isAdaptive=1", ["true or false"]),
    ("ppo.whitening=all", ["one of masked, none"]), ("ppo.whitening=", ["nothing"]),
    ("ppo.betas=1,,2", ["list of numbers", "from 0 to 10"]), ("ppo.betas=[]", ["from 1 to 5"]),
    ("ppo.betas=1,2,3,4,5,6", ["from 1 to 5 of them"]), ("ppo.betas=1,11", ["from 0 to 10"]),
    ("ppo.heads.count=0", ["1 or more"]), ("seed=-1", ["0 or more"]),
    // Keys that do not exist: the nearest one.
    ("ppo.klCoefficent=1", ["no hyperparameter", "Did you mean ppo.klCoefficient?"]),
    ("klCoefficient=1", ["Did you mean ppo.klCoefficient?"]),
    ("sft.klCoefficient=1", ["Did you mean ppo.klCoefficient?"]),
    ("PPO.KLCOEFFICIENT=1", ["Did you mean ppo.klCoefficient?"]),
    ("ppo.head.count=1", ["Did you mean ppo.heads.count?"]),
    // Far as a whole, near in the last component.
    ("count=1", ["Did you mean ppo.heads.count?"]),
    ("sft.betas=1", ["Did you mean ppo.betas?"]),
    ("rewardModel.betas=1", ["Did you mean ppo.betas?"]),
    ("zzzzzzzz=1", ["no hyperparameter \"zzzzzzzz\"", "./tutor params"]),
    ("ppo=1", ["no hyperparameter \"ppo\""]),
    // Arguments that are not KEY=VALUE.
    ("ppo.klCoefficient", ["KEY=VALUE", "--set ppo.klCoefficient=0.1"]), ("=1", ["KEY=VALUE"]),
    ("", ["KEY=VALUE"]),
  ])
  func `an error says what was given, what is allowed, and what to type`(
    argument: String, parts: [String]
  ) throws {
    let message = try Fixture().error([argument])
    for part in parts { #expect(message.contains(part), "\(part) in: \(message)") }
    #expect(message.contains("--set \(argument)"))
  }

  @Test func `a far key has no suggestion`() throws {
    #expect(try !Fixture().error(["zzzzzzzz=1"]).contains("Did you mean"))
  }

  /// A course of three files, two of which share a name.
  private func course(_ overrides: [String] = []) throws -> (TemporaryFolder, Hyperparameters) {
    let folder = try TemporaryFolder()
    let files = [
      ("world", "world:\n  # Share of rumours.\n  rumourShare: 0.3  # from 0 to 1\n"),
      (
        "5-ppo",
        """
        ppo:
          # β: the price of straying from the reference.
          klCoefficient: 0.1  # from 0 to 1
          # Steers β towards this KL divergence.
          targetKL: 0  # from 0 to 1
          # λ: trust in the value model.
          lambda: 0.95  # from 0 to 1
          # The largest size of a step.
          learningRate: 0.001  # from 0 to 1
        """
      ),
      ("6-limits", "limits:\n  # β: the price of straying.\n  klCoefficient: 0.1  # from 0 to 1\n"),
    ]
    let hyperparameters = try Hyperparameters(
      files: files.map { try folder.write($1, to: "\($0)/hyperparameters.yaml") },
      overrides: overrides,
      synonyms: { synonyms })
    _ = try hyperparameters.decode(ThreeFiles.self)
    return (folder, hyperparameters)
  }

  @Test(arguments: [
    ("klCoefficient", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("klCoeficient", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("sft.klCoefficient", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("ppo.klCoeficient", "ppo.klCoefficient"), ("limits.KLCoefficient", "limits.klCoefficient"),
    ("beta", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("β", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("ppo.Beta", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("klPenalty", "ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)"),
    ("lambda", "ppo.lambda"), ("λ", "ppo.lambda"), ("advantage", "ppo.lambda"),
    ("learning_rate", "ppo.learningRate"), ("rumorShare", "world.rumourShare"),
  ])
  func `all keys that a word may mean are suggested`(word: String, keys: String) throws {
    let (_, hyperparameters) = try course(["\(word)=1"])
    let error = try #require(throws: UsageError.self) { try hyperparameters.finish() }
    #expect(error.remedy.hasPrefix("Did you mean \(keys)? "), "\(error.remedy)")
  }

  @Test(arguments: [
    ("beta", ["ppo.klCoefficient", "ppo.targetKL", "limits.klCoefficient"]),
    ("kl", ["ppo.klCoefficient", "ppo.targetKL", "limits.klCoefficient"]),
    ("learning rate", ["ppo.learningRate"]), ("Learning-Rate", ["ppo.learningRate"]),
    ("ppo.kl", ["ppo.klCoefficient", "ppo.targetKL"]), ("rumours", ["world.rumourShare"]),
    ("price straying", ["ppo.klCoefficient", "limits.klCoefficient"]),
    // Only the glossary knows these words.
    ("KL penalty", ["ppo.klCoefficient", "ppo.targetKL", "limits.klCoefficient"]),
    ("advantage", ["ppo.lambda"]),
  ])
  func `hyperparameters are found by their words`(text: String, keys: [String]) throws {
    let (_, hyperparameters) = try course()
    let found = try hyperparameters.search(text, in: hyperparameters.listing)
    #expect(found.map(\.key) == keys)
  }

  @Test func `words that are not found are an error with what is near`() throws {
    let (_, hyperparameters) = try course()
    func remedy(_ text: String, in listing: [Hyperparameter]) throws -> String {
      try #require(throws: UsageError.self) {
        try hyperparameters.search(text, in: listing)
      }.remedy
    }
    let listing = hyperparameters.listing
    #expect(try remedy("lerning rate", in: listing).hasPrefix("Did you mean ppo.learningRate? "))
    #expect(
      try remedy("straying", in: listing.filter { $0.key.hasPrefix("world.") })
        .hasPrefix("Did you mean ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)? "))
    for nothing in ["zzzzzzzz", "!"] {
      #expect(try remedy(nothing, in: listing) == "`./tutor params` lists them all.")
    }
  }

  @Test func `the same key twice is an error`() throws {
    #expect(
      try Fixture().error(["ppo.iterations=1", "ppo.iterations=2"])
        .hasPrefix("--set ppo.iterations is given twice."))
  }

  @Test(arguments: [
    ("ppo:\n  klCoefficient: [0.1\n", ["line 3", "YAML"]),
    ("ppo:\n\tklCoefficient: 0.1\n", ["line 2"]),
    ("ppo:\n  klCoefficient: 1\n  klCoefficient: 2\n", ["same key twice", "klCoefficient"]),
    ("- 1\n", ["line 1", "key: value"]), ("ppo.klCoefficient: 1\n", ["one word"]),
    ("ppo:\n  iterations: [[1]]\n", ["line 2", "plain values"]),
    ("ppo:\n  kl: 1\n", ["line 2", "no hyperparameter \"ppo.kl\""]),
    ("ppo:\n  klCoefficient: -1\n", ["line 2", "from 0 to 100"]),
    ("ppo:\n  klCoefficient:\n", ["nothing"]),
  ])
  func `a mistake in a file is reported with file and line`(text: String, parts: [String]) throws {
    let fixture = try Fixture()
    let file = try fixture.folder.write(text, to: "mine.yaml")
    let message = fixture.error([], parameters: file)
    for part in parts + [file.path] { #expect(message.contains(part), "\(part) in: \(message)") }
  }

  @Test func `a file that is missing or is not text is reported with its path`() throws {
    let fixture = try Fixture()
    let missing = fixture.folder.url.appending(path: "missing.yaml")
    #expect(fixture.error([], parameters: missing).hasPrefix("\(missing.path): there is no such"))
    try Data([0xFF, 0xFE, 0xFF]).write(to: missing)
    #expect(fixture.error([], parameters: missing).contains("UTF-8"))
    #expect(fixture.error([], parameters: fixture.folder.url).contains("a folder, not a file"))
  }

  @Test func `an empty file, or one of comments, changes nothing`() throws {
    let fixture = try Fixture()
    for text in ["", "# nothing\n", "---\n"] {
      let file = try fixture.folder.write(text, to: "mine.yaml")
      #expect(fixture.error([], parameters: file) == "no error", "\(text)")
    }
  }

  @Test func `a key that the code reads but no file has is an error`() throws {
    let fixture = try Fixture(committed.replacing("iterations", with: "iteration"))
    let message = fixture.error([])
    #expect(message.hasPrefix("The hyperparameter ppo.iterations is missing."))
    #expect(message.contains("ppo.iteration for it?"))
  }

  @Test func `two files do not share a key`() throws {
    let fixture = try Fixture()
    let other = try fixture.folder.write("ppo:\n  iterations: 1\n", to: "other.yaml")
    #expect {
      try Hyperparameters(files: [fixture.file, other])
    } throws: { ($0 as? UsageError)?.problem.contains("ppo.iterations") ?? false }
  }

  @Test func `the listing has value, default, range, documentation and origin`() throws {
    let (_, hyperparameters) = try Fixture().load(["ppo.klCoefficient=2"])
    let listing = hyperparameters.listing
    #expect(
      listing.map(\.key) == [
        "seed", "ppo.klCoefficient", "ppo.iterations", "ppo.whitening", "ppo.isAdaptive",
        "ppo.betas", "ppo.heads.count",
      ])
    #expect(listing[1].value == .number(2))
    #expect(listing[1].defaultText == "0.1")
    #expect(listing[1].type == "a number")
    #expect(listing[1].range == "from 0 to 100")
    #expect(listing[1].documentation == "The length of the leash, β. Try 0: the leash is off.")
    #expect(listing[1].origin == "--set ppo.klCoefficient=2")
    #expect(listing[2].documentation == "")
    #expect(listing[2].origin.hasSuffix("hyperparameters.yaml, line 10"))
    let json = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(listing)) as? [[String: Any]])
    #expect(json[1]["value"] as? Double == 2)
    #expect(json[4]["value"] as? Bool == false)
    #expect(json[5]["value"] as? [Double] == [0, 0.1, 6.4])
  }

  @Test func `the resolved values are a file that gives them again`() throws {
    let fixture = try Fixture()
    let (_, first) = try fixture.load(["ppo.klCoefficient=1e-3", "ppo.betas=1,2"], seed: 9)
    #expect(
      first.yaml == """
        seed: 9  # default 0
        ppo:
          klCoefficient: 0.001  # default 0.1
          iterations: 100
          whitening: masked
          isAdaptive: false
          betas: [1, 2]  # default [0, 0.1, 6.4]
          heads:
            count: 4

        """)
    let saved = try fixture.folder.write(first.yaml, to: "saved.yaml")
    let (settings, second) = try fixture.load(parameters: saved)
    #expect(settings.ppo.klCoefficient == 0.001)
    #expect(settings.ppo.betas == [1, 2])
    #expect(second.yaml == first.yaml)
  }

  @Test func `a number without a range is a mistake of the committed file`() throws {
    let fixture = try Fixture(committed.replacing("  # from 1 to 10000", with: ""))
    let message = fixture.error([])
    #expect(message.contains("ppo.iterations has no range"))
    #expect(message.contains("hyperparameters.yaml, line 10"))
  }

  @Test func `what is allowed does not depend on a learner's comments`() throws {
    let fixture = try Fixture()
    let mine = try fixture.folder.write(
      "ppo:\n  klCoefficient: 200  # from 0 to 1000\n", to: "mine.yaml")
    #expect(fixture.error([], parameters: mine).contains("from 0 to 100."))
  }

  @Test func `a quick run takes small values, unless one is asked for`() throws {
    let fixture = try Fixture()
    let quick = try fixture.folder.write("ppo:\n  iterations: 3\n", to: "quick.yaml")
    func iterations(_ overrides: [String]) throws -> Int {
      try Hyperparameters(files: [fixture.file], quickFile: quick, overrides: overrides)
        .decode(Settings.self).ppo.iterations
    }
    #expect(try iterations([]) == 3)
    #expect(try iterations(["ppo.iterations=5"]) == 5)
  }

  @Test func `one group can be read alone, and the others are then unknown`() throws {
    let fixture = try Fixture()
    let hyperparameters = try Hyperparameters(files: [fixture.file])
    #expect(try hyperparameters.decode(Settings.PPO.self, group: "ppo").iterations == 100)
    #expect(throws: UsageError.self) { try hyperparameters.finish() }
  }
}
