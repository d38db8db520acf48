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

  @Test func `ampersands and stars in texts are texts`() throws {
    try "sft:\n  # R&D, *deep* & &c *d\n  epochs: 4\n".write(
      to: sandbox.folder.appending(path: "own.yaml"), atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor("params", "3", "--params", "own.yaml")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.words.contains("sft.epochs = 4"))
  }
}
