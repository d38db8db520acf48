import Foundation
import Testing

/// Completion in shells, the topics of the help, and the manual page.
struct ShellTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `each shell gets a script with the commands`(shell: String) throws {
    let ending = try sandbox.tutor("completions", shell)
    #expect(ending.status == 0)
    for word in ["glossary", "export", "no-input"] { #expect(ending.output.contains(word)) }
  }

  /// What bash offers after a line.
  private func offers(_ line: String) throws -> [String] {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let ending = try sandbox.bash(
      """
      mkdir -p ../bin && ln -sf '\(program.path)' ../bin/tutor && PATH="$PWD/../bin:$PATH"
      unset -f tutor
      eval "$(tutor completions bash)"
      COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
      COMP_LINE='\(line)' COMP_POINT=\(line.count) COMP_TYPE=9 COMP_KEY=9
      _tutor tutor "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}" 2>/dev/null; printf '%s\\n' "${COMPREPLY[@]}"
      """)
    return ending.lines.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `bash completes lessons, settings, runs and figures`() throws {
    #expect(try offers("tutor expo").contains("export"))
    #expect(try offers("tutor run pp").contains("ppo-with-kl"))
    #expect(try offers("tutor run 5 --set ppo.kl").contains("ppo.klCoefficient="))
    let plots = sandbox.folder.appending(path: "Runs/5-mine/plots")
    try FileManager.default.createDirectory(at: plots, withIntermediateDirectories: true)
    try "".write(
      to: plots.appending(path: "../hyperparameters.yaml"), atomically: true, encoding: .utf8)
    try "".write(to: plots.appending(path: "loss.json"), atomically: true, encoding: .utf8)
    #expect(try offers("tutor plot 5-").contains("5-mine"))
    #expect(try offers("tutor plot 5-mine --figure l").contains("loss"))
  }

  @Test(arguments: [
    ("exit-codes", "130"), ("environment", "TUTOR_LANGUAGE"), ("run-folder", "metrics.csv"),
  ])
  func `a topic of the help is told, and named by the help`(topic: String, word: String) throws {
    let ending = try sandbox.tutor("help", topic)
    #expect(ending.status == 0)
    #expect(ending.output.contains(word))
    #expect(try sandbox.tutor("help").words.contains("tutor help \(topic)"))
  }

  @Test func `the exit codes are those that the help tells`() throws {
    let told = try sandbox.tutor("help", "exit-codes").lines.compactMap {
      Int32($0.prefix { $0 != " " })
    }
    #expect(told == [0, 1, 64, 129, 130, 143])
    #expect(try sandbox.tutor("lits").status == 64)
    #expect(try sandbox.tutor("sweep", "--resume", "nowhere").status == 64)
  }

  /// A command as the parser knows it.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { var name: String }
      var names: [Name]?
      var shouldDisplay: Bool
    }
    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Command]?

    var words: [String] {
      [commandName]
        + (arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }.map {
          $0.name.count == 1 ? "Fl \($0.name)" : "Fl -\($0.name)"
        }
        + (subcommands ?? []).flatMap(\.words)
    }
  }

  private struct Tool: Decodable { var command: Command }

  @Test func `the manual page has every command and every option`() throws {
    let dump = try sandbox.tutor("--experimental-dump-help").output
    let tool = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8))
    let page = try String(contentsOf: projectRoot.appending(path: "docs/tutor.1"), encoding: .utf8)
    let words = Set(tool.command.words)
    #expect(words.count > 40)
    for word in words {
      #expect(
        page.contains(word),
        "docs/tutor.1 lacks \(word): run `swift package generate-manual`, then copy its tutor.1.")
    }
  }
}
