import ArgumentParser
import Foundation
import Lessons
import Notebook
import Words

/// `tutor export hf`: a model as Hugging Face's transformers read it.
struct ExportHuggingFace: ParsableCommand {
  static let configuration = CommandConfiguration(told: "export-hf", command: "hf")

  @Option(help: .told("help-export-hf.model"))
  var model: ExportedModel

  @Option(
    name: .shortAndLong, help: .told("help-export-hf.output", valueName: "folder"),
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
      of: settings, for: "tutor export hf", root: root, terminal: terminal)
    try course.export(model, to: folder, settings: settings)
    terminal.write("\(folder.relativePathFromHere)\n")
  }
}

/// - Throws: `UsageError` where there is something in a folder that is to be written.
func requireEmptyFolder(_ folder: URL) throws {
  guard try namesInFolder(folder).isEmpty else {
    throw UsageError("export-folder", ["folder": folder.path])
  }
}
