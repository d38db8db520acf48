import ArgumentParser
import Foundation
import Lessons
import Notebook
import Words

/// `tutor export trl`: models, data and configurations for TRL.
struct ExportTRL: ParsableCommand {
  static let configuration = CommandConfiguration(told: "export-trl", command: "trl")

  @Option(
    name: .shortAndLong, help: .told("help-export-trl.output", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: .told("help-run.quick"))
  var quick = false

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    try requireEmptyFolder(folder)
    let terminal = Terminal()
    let root = try ProjectRoot.find()
    let settings = try hyperparameterOptions.hyperparameters(root: root, isQuick: quick)
    let course = try hyperparameterOptions.course(
      of: settings, for: "tutor export trl", root: root, terminal: terminal)
    try course.exportForTRL(to: folder, root: root, settings: settings)
    terminal.write("\(folder.path(percentEncoded: false))\n")
  }
}
