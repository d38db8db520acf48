import ArgumentParser
import Foundation
import Notebook
import Words

/// `tutor doctor`: whether lessons can run here.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(told: "doctor")

  @Flag(help: .told("help-doctor.json"))
  var json = false

  @Option(help: .told("help.output", valueName: "folder"))
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
      terminal.write(lines)
    }
    let problems = findings.count { $0.state == .problem }
    if json {
      terminal.write(try findings.json())
    } else {
      let end =
        switch problems {
        case 0: "doctor.all-is-well"
        case 1: "doctor.one-problem"
        default: "doctor.problems"
        }
      terminal.write(prose: "\n\(Messages.text(end))\n")
    }
    if problems > 0 { throw ExitCode.failure }
  }

  private func checks(_ terminal: Terminal) -> [() -> [Finding]] {
    [
      { [MachineChecks.processor(), MachineChecks.program(), MachineChecks.memory()] },
      { [MachineChecks.openBLAS(), MachineChecks.matrixProduct()] },
      { [PictureChecks.gnuplot(), PictureChecks.fonts(), PictureChecks.terminal(terminal)] },
      { [PictureChecks.locale()] },
      CourseChecks.findings,
      {
        [FolderChecks.cache(), FolderChecks.runs(URL(filePath: output)), FolderChecks.temporary()]
      },
    ]
  }
}
