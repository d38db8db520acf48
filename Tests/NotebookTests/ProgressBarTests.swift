import Foundation
import Notebook
import Testing
import Words

struct ProgressTests {
  private func makeProgress(
    _ title: String = "β = 0.1", total: Int = 100
  ) -> ProgressBar {
    ProgressBar(
      title: title, total: total,
      terminal: Terminal(output: open("/dev/null", O_WRONLY), error: open("/dev/null", O_WRONLY)))
  }

  @Test func `off a terminal only the last line is written`() throws {
    let sandbox = try Sandbox(text: "")
    let progress = sandbox.notebook.progress(.verbatim("β = 0"), total: 200)
    for step in 1...200 { try progress.update(step, .verbatim("loss \(200 - step)")) }
    #expect(try sandbox.messages == "")
    progress.finish(.verbatim("score 2.48"))
    progress.finish(.verbatim("twice"))
    #expect(
      try sandbox.messages
        == "β = 0      ████████████████████  200/200  score 2.48  0:00\n")
    #expect(try sandbox.output == "")
  }

  @Test(arguments: [
    (90, "β = 0.1    █████░░░░░░░░░░░░░░░   25/100  loss 1.23  25/s  0:03 left"),
    (64, "β = 0.1    █████░░░░░░░░░░░░░░░   25/100  loss 1.23  0:03 left"),
    (60, "β = 0.1    ██░░░░░░░░   25/100  loss 1.23  0:03 left"),
    (45, "β = 0.1     25/100  loss 1.23  0:03 left"),
    (40, "β = 0.1     25/100  loss 1.23"),
    (20, "β = 0.1     25/100…"),
  ])
  func `a narrow terminal leaves out what matters least`(columns: Int, expected: String) throws {
    let progress = makeProgress()
    try progress.update(25, .verbatim("loss 1.23"))
    let line = progress.line(elapsed: .seconds(1), columns: columns)
    #expect(line == expected)
    #expect(line.displayWidth < columns)
  }

  @Test func `steps outside the total do not break the bar`() throws {
    let progress = makeProgress("x", total: 0)
    try progress.update(-5)
    #expect(progress.line(elapsed: .zero, columns: 80).contains("0/1"))
    try progress.update(7)
    #expect(progress.line(elapsed: .seconds(7200), columns: 80).contains("1/1"))
  }

  @Test func `an interruption ends the program as a shell expects`() {
    #expect(Interrupted().exitCode == 130)
    #expect(Interrupted(signal: SIGTERM).exitCode == 143)
  }
}
