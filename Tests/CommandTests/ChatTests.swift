import Foundation
import Testing

/// `tutor chat`, in a pipe and on a terminal. One training serves all tests.
@Suite(.serialized) struct ChatTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private let question = "where does the jorl live ?"

  @Test func `lines from a pipe are answered by all models, with the numbers of each`() throws {
    let ending = try sandbox.bash(
      "printf '\(question)\\n/best 4\\n/again\\n/score i do not know\\n/why\\n' | tutor chat --quick"
    )
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.lines.filter { $0.hasPrefix("base") && $0.contains("SFT") }.count == 2)
    for word in ["PPO", "gold ", "score ", "KL ", "log p", "Best of 4", "no proof"] {
      #expect(ending.words.contains(word), "\(word): \(ending.output)")
    }
    #expect(!ending.output.contains("\u{1b}"))

    let narrow = try sandbox.bash(
      "echo '\(question)' | COLUMNS=60 tutor chat --quick; echo '\(question)' | COLUMNS=120 tutor chat --quick"
    )
    let (wide, others) = (narrow.lines.filter { $0.count > 60 }, narrow.lines)
    #expect(others.filter { $0.trimmingCharacters(in: .whitespaces) == "PPO" }.count == 1)
    #expect(wide.allSatisfy { $0.count <= 120 } && !wide.isEmpty)

    let mistake = try sandbox.bash("echo /bogus | tutor chat --quick")
    #expect(mistake.status == 64)
    #expect(mistake.errors.contains("/temperature"))
    #expect(try sandbox.bash("echo | tutor chat --quick").errors.contains("no question"))
  }

  private struct Exchange: Decodable {
    struct Reply: Decodable {
      struct Token: Decodable { var logProbability, kl: Double }
      var model: String
      var tokens: [Token]
      var logProbability, kl: Double
    }
    var question: String
    var replies: [Reply]
  }

  private struct Sample: Decodable {
    var completion: String
    var tokens: [Int]
    var logProbabilities: [Double]
    var gold: Double?
  }

  @Test func `as JSON there is every number`() throws {
    let ending = try sandbox.bash(
      "echo '\(question)' | tutor chat --quick --json --model sft,ppo")
    let exchange = try JSONDecoder().decode(Exchange.self, from: Data(ending.output.utf8))
    #expect(exchange.question == question)
    #expect(exchange.replies.map(\.model) == ["sft", "ppo"])
    for reply in exchange.replies {
      let sum = reply.tokens.reduce(0) { $0 + $1.logProbability }
      #expect(abs(sum - reply.logProbability) < 1e-9)
      #expect(abs(reply.tokens.reduce(0) { $0 + $1.kl } - reply.kl) < 1e-9)
    }
    let again = try sandbox.bash(
      "echo '\(question)' | tutor chat --quick --json --model sft,ppo")
    #expect(again.output == ending.output)
  }

  @Test func `samples as JSON have a log-probability for each token`() throws {
    let ending = try sandbox.bash(
      "tutor sample --model sft \(tinySettings) --set sft.epochs=1 --set rewardModel.rankedPrompts=20"
        + " --prompt '\(question)' -n 3 --json")
    let samples = try JSONDecoder().decode([Sample].self, from: Data(ending.output.utf8))
    #expect(samples.count == 3)
    for sample in samples {
      #expect(sample.tokens.count == sample.logProbabilities.count)
      #expect(sample.gold != nil)
    }
  }

  @Test func `on a terminal a mistake is answered, and the chat goes on`() throws {
    let terminal = try PseudoTerminal(sandbox, ["chat", "--quick"])
    try terminal.waitFor("you> ")
    terminal.type("/bogus\n")
    try terminal.waitFor("There is no command /bogus")
    terminal.type("/score x\n")
    try terminal.waitFor("Nothing has been asked yet")
    terminal.type("what is a zyzzyva\n")
    try terminal.waitFor("has ever used: zyzzyva")
    try terminal.waitFor("log p")
    terminal.type("/models ppo\n/temperature 0\n/why sft\n")
    try terminal.waitFor("no proof")
    terminal.type("/help\n/quit\n")
    #expect(try terminal.ending() == 0)
    #expect(terminal.words.contains("The temperature is 0 now."))
    #expect(terminal.isSane)
  }
}
