import ArgumentParser
import Foundation
import Notebook

/// `tutor doctor`: whether lessons can run here.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check whether this computer has all that lessons need.",
    discussion: """
      Each line is one check: "ok"; a "note" where lessons run but something is slower or less than \
      it could be; or a "problem" that keeps lessons from running, with the exit code 1. An arrow \
      says what helps. Nothing is changed.

      EXAMPLES
        tutor doctor
        tutor doctor --json
      """)

  @Flag(help: "As JSON: name, state, found and remedy of each check.")
  var json = false

  @Option(help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
  var output = "Runs"

  func run() throws {
    let terminal = Terminal()
    var findings: [Finding] = []
    for check in checks(terminal) {
      let new = check()
      findings += new
      guard !json else { continue }
      // At once: on another processor than the program's, a later check may be the last.
      let lines = new.flatMap { $0.lines(width: terminal.pageWidth) }
      terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
    }
    let problems = findings.count { $0.state == .problem }
    if json {
      terminal.write(try findings.json())
    } else {
      terminal.write(
        prose: problems == 0
          ? "\nLessons can run.\n"
          : "\nLessons cannot run until \(problems == 1 ? "the problem is" : "the problems are") "
            + "mended.\n")
    }
    if problems > 0 { throw ExitCode.failure }
  }

  private func checks(_ terminal: Terminal) -> [() -> [Finding]] {
    [
      { [MachineChecks.processor(), MachineChecks.program(), MachineChecks.memory()] },
      { [MachineChecks.openBLAS()] },
      { [PictureChecks.gnuplot(), PictureChecks.fonts(), PictureChecks.terminal(terminal)] },
      CourseChecks.findings,
      {
        [FolderChecks.cache(), FolderChecks.runs(URL(filePath: output)), FolderChecks.temporary()]
      },
    ]
  }
}
