import Foundation
import Testing

/// Files that somebody else may have written.
struct HostileFileTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// 13 lines that stand for 10¹² words.
  private static let bomb =
    "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + (0..<12).map { number in
      let (name, before) = (letter(number + 1), letter(number))
      return
        "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 10).joined(separator: ", "))]"
    }.joined(separator: "\n") + "\n"

  private static func letter(_ number: Int) -> String {
    String("abcdefghijklmnop".dropFirst(number).prefix(1))
  }

  @Test(arguments: [
    "tutor params --params bomb.yaml", "tutor run 5 --no-input --params bomb.yaml",
    "mkdir S; cp bomb.yaml S/sweep.yaml; tutor sweep --resume S",
    "mkdir -p Runs/a; cp bomb.yaml Runs/a/hyperparameters.yaml; echo '{}' > Runs/a/summary.json; tutor compare a a",
  ])
  func `aliases of YAML are refused before they are resolved`(command: String) throws {
    try Self.bomb.write(
      to: sandbox.folder.appending(path: "bomb.yaml"), atomically: true, encoding: .utf8)
    let start = ContinuousClock.now
    let ending = try sandbox.bash(command)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect([64, 1].contains(ending.status))
    #expect(
      ending.errors.contains("is an alias") || command.contains("compare"), "\(ending.errors)")
  }

  @Test func `a lesson's words with aliases are refused, too`() throws {
    let root = try sandbox.copyOfProject()
    let file = root.appending(path: "Lessons/0-toy-transformer/figures.yaml")
    try Self.bomb.write(to: file, atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor(
      "run", "0", "--quick", "--no-input", environment: ["TUTOR_ROOT": root.path])
    #expect(ending.status == 64)
    #expect(ending.errors.contains("figures.yaml, line 2"))
  }

  @Test(arguments: ["\r", "\n", "\r\n", "\u{85}", "\u{2028}"])
  func `lines of YAML end as on any system`(end: String) throws {
    let lines = ["ppo:", "  klCoefficient: 0.3", "# a comment", "seed: 4", ""]
    try lines.joined(separator: end).write(
      to: sandbox.folder.appending(path: "own.yaml"), atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor("params", "5", "--params", "own.yaml")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.words.contains("ppo.klCoefficient = 0.3"))
  }

  @Test(arguments: [
    ("'ppo:\\n  klCoefficient: 0.3\\033[31m'", "line 2, column 21: the control character U+001B"),
    ("\"$(printf 'a: '; printf '[%.0s' {1..9000})\"", "too deep to be read"),
  ])
  func `what YAML cannot hold is told in our words`(content: String, words: String) throws {
    let ending = try sandbox.bash(
      "printf \(content) > own.yaml; tutor params 5 --params own.yaml")
    #expect(ending.status == 64)
    #expect(ending.errors.contains(words), "\(ending.errors)")
    let pipe = try sandbox.bash("mkfifo pipe; tutor params 5 --params pipe")
    #expect(pipe.status == 64)
    #expect(pipe.errors.contains("no regular file"))
  }

  @Test(arguments: [
    ("head -c 50000 messages.yaml > x; mv x messages.yaml", "it was cut"),
    ("head -n 1200 messages.yaml > x; mv x messages.yaml", "it was cut"),
    ("rm messages.yaml", "messages.yaml"), ("echo 'a: [' > messages.yaml", "messages.yaml"),
    ("rm messages.yaml; mkfifo messages.yaml", "messages.yaml"),
  ])
  func `without its words the program says so, and how to bring them back`(
    change: String, words: String
  ) throws {
    let root = try sandbox.copyOfProject()
    let ending = try sandbox.bash(
      "cd '\(root.path)/Lessons'; \(change); TUTOR_ROOT='\(root.path)' tutor list")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("can't be used: "), "\(ending.errors)")
    #expect(ending.errors.contains(words))
    #expect(ending.errors.contains("checkout -- Lessons/messages.yaml"))
  }

  @Test(arguments: ["figures", "tables", "messages"])
  func `a lesson without its words says so, and one whose words cannot be read is refused`(
    name: String
  ) throws {
    let root = try sandbox.copyOfProject()
    func run(_ change: String) throws -> Ending {
      try sandbox.bash(
        "cd '\(root.path)'/Lessons/3-*/; \(change); cd - >/dev/null; TUTOR_ROOT='\(root.path)' tutor run 3 --quick --no-input --plots files"
      )
    }
    let without = try run("rm \(name).yaml")
    #expect(without.status == 0, "\(without.errors)")
    #expect(without.words.contains("\(name).yaml"))
    let pipe = try run("mkfifo \(name).yaml")
    #expect(pipe.status == 1)
    #expect(pipe.errors.contains("\(name).yaml: It is no regular file"), "\(pipe.errors)")
  }

  @Test func `ampersands and stars in texts are texts`() throws {
    try "sft:\n  # R&D, *deep* & &c *d\n  epochs: 4\n".write(
      to: sandbox.folder.appending(path: "own.yaml"), atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor("params", "3", "--params", "own.yaml")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.words.contains("sft.epochs = 4"))
  }
}
