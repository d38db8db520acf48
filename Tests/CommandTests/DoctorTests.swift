import Foundation
import Testing

struct DoctorTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private struct Finding: Decodable {
    var name, state, found: String
    var remedy: String?
  }

  private func findings(_ ending: Ending) throws -> [String: Finding] {
    let list = try JSONDecoder().decode([Finding].self, from: Data(ending.output.utf8))
    return Dictionary(list.map { ($0.name, $0) }) { $1 }
  }

  /// What one check says in a changed environment.
  private func finding(
    _ name: String, _ arguments: [String] = [], _ environment: [String: String] = [:],
    status: Int32
  ) throws -> Finding {
    let ending = try sandbox.bash(
      "tutor doctor --json \(arguments.joined(separator: " "))", environment: environment)
    #expect(ending.status == status)
    return try #require(try findings(ending)[name])
  }

  @Test func `where all is there, lessons can run, and nothing is changed`() throws {
    let ending = try sandbox.tutor("doctor")
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    #expect(ending.lines.last == "Lessons can run.")
    #expect(!ending.output.contains("\u{1b}"))
    // Every check has its name in the messages.
    #expect(!ending.output.contains("doctor-check."))
    #expect(!FileManager.default.fileExists(atPath: sandbox.home.appending(path: "cache").path))
    #expect(sandbox.names(".") == [])
  }

  @Test(arguments: [("C", "note"), ("POSIX", "note"), ("en_US.utf8", "ok"), ("ko_KR.UTF-8", "ok")])
  func `a locale without UTF-8 is told`(locale: String, state: String) throws {
    let found = try finding("locale", [], ["LC_ALL": locale], status: 0)
    #expect(found.state == state)
    #expect((found.remedy?.contains("export LC_ALL=C.UTF-8") ?? false) == (state == "note"))
  }

  @Test func `the JSON has a fixed list of checks`() throws {
    let ending = try sandbox.tutor("doctor", "--json")
    #expect(ending.status == 0)
    let list = try JSONDecoder().decode([Finding].self, from: Data(ending.output.utf8))
    #expect(
      list.map(\.name) == [
        "processor", "program", "memory", "openblas", "products", "gnuplot", "fonts", "terminal",
        "locale",
        "lessons",
        "languages", "settings", "data", "rankings", "cache", "runs", "temporary",
      ])
    #expect(list.allSatisfy { ["ok", "note", "problem"].contains($0.state) })
    // Where something is wrong, and only there, it is said what helps.
    #expect(list.allSatisfy { ($0.state == "ok") == ($0.remedy == nil) })
    #expect(ending.output.components(separatedBy: "\"remedy\"").count == list.count + 1)
  }

  @Test func `how matrices are multiplied may be chosen, from what there is`() throws {
    for (name, words) in [("tiles", "by the course's own tiles"), ("sgemm", "by OpenBLAS")] {
      let environment = ["TUTOR_MATRIX_PRODUCT": name]
      #expect(try finding("products", [], environment, status: 0).found.contains(words))
    }
    let other = try sandbox.tutor("list", environment: ["TUTOR_MATRIX_PRODUCT": "mkl"])
    #expect(other.status == 64)
    #expect(other.errors.contains("sgemm, tiles") && other.errors.contains("\"mkl\""))
  }

  @Test(arguments: [40, 60]) func `only paths are wider than a narrow window`(columns: Int) throws {
    let ending = try sandbox.tutor("doctor", environment: ["COLUMNS": "\(columns)"])
    #expect(ending.lines.filter { $0.count > columns && !$0.contains("/") } == [])
    #expect(ending.lines.count > 14)
  }

  @Test func `without gnuplot lessons run, and it is said what is missing`() throws {
    let empty = sandbox.home.appending(path: "empty").path
    let gnuplot = try finding("gnuplot", [], ["PATH": empty], status: 0)
    #expect(gnuplot.state == "note")
    #expect(gnuplot.found.contains("without pictures"))
    #expect(gnuplot.remedy?.hasSuffix("apt-get install gnuplot-nox") == true)
    #expect(try finding("fonts", [], ["PATH": empty], status: 0).state == "note")
  }

  @Test(arguments: [
    ("echo 5.4.4; echo png svg dumb pdfcairo sixelgd", "problem", "5.4.4", "cannot draw png"),
    ("echo 5.4.4; echo pngcairo svg dumb sixelgd", "note", "5.4.4", "cannot draw pdf"),
    ("echo oh dear >&2; exit 3", "problem", "fails", "oh dear"),
  ])
  func `a gnuplot that cannot draw is told`(
    script: String, state: String, word: String, other: String
  ) throws {
    let folder = sandbox.home.appending(path: "bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let program = folder.appending(path: "gnuplot").path
    try "#!/bin/sh\n\(script)\n".write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let gnuplot = try finding(
      "gnuplot", [], ["PATH": "\(folder.path):/usr/bin:/bin"], status: state == "problem" ? 1 : 0)
    #expect(gnuplot.state == state)
    #expect(gnuplot.found.contains(word) && gnuplot.found.contains(other))
  }

  @Test func `without a home, lessons run`() throws {
    let ending = try sandbox.bash(
      "unset HOME XDG_CACHE_HOME XDG_DATA_HOME; tutor doctor --json")
    #expect(ending.status == 0)
    #expect(try findings(ending)["cache"]?.found.hasPrefix("/tmp/.cache/tutor") == true)
  }

  @Test func `folders that cannot be written to are told`() throws {
    // A file in the folder's place stops the administrator, too.
    let file = sandbox.home.appending(path: "file")
    try Data().write(to: file)
    let cache = try finding("cache", [], ["XDG_CACHE_HOME": file.path], status: 0)
    #expect(cache.state == "note")
    #expect(cache.found.contains("\(file.path) is not a folder"))
    #expect(cache.remedy?.contains("export XDG_CACHE_HOME=") == true)

    let runs = try finding("runs", ["--output", "\(file.path)/Runs"], status: 1)
    #expect(runs.state == "problem")
    #expect(runs.remedy?.contains("--output") == true)

    let temporary = try finding("temporary", [], ["TMPDIR": "\(file.path)/tmp"], status: 1)
    #expect(temporary.state == "problem")
    #expect(temporary.remedy?.contains("export TMPDIR=") == true)
  }

  @Test func `a course that is not whole is told`() throws {
    let root = try sandbox.copyOfProject()
    let environment = ["TUTOR_ROOT": root.path]
    #expect(try finding("data", [], environment, status: 0).state == "ok")

    let own = root.appending(path: "Lessons/5-ppo-with-kl/hyperparameters.local.yaml")
    try "ppo:\n  klCoefficient: much\n".write(to: own, atomically: true, encoding: .utf8)
    let settings = try finding("settings", [], environment, status: 1)
    #expect(settings.found.contains("klCoefficient"))

    try FileManager.default.removeItem(at: root.appending(path: "Data/web.jsonl"))
    let data = try finding("data", [], environment, status: 1)
    #expect(data.state == "problem")
    #expect(data.remedy?.contains("checkout Data/web.jsonl") == true)

    let lesson = root.appending(path: "Lessons/5-ppo-with-kl/lesson.md")
    try FileManager.default.removeItem(at: lesson)
    #expect(try finding("lessons", [], environment, status: 1).found.contains("lesson.md"))

    let nowhere = try finding("lessons", [], ["TUTOR_ROOT": sandbox.home.path], status: 1)
    #expect(nowhere.remedy?.contains("./tutor") == true)
    let ending = try sandbox.tutor("doctor", environment: ["TUTOR_ROOT": sandbox.home.path])
    #expect(ending.lines.last == "Lessons cannot run until the problem is mended.")
  }
}
