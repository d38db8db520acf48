import ArgumentParser
import Course
import Foundation
import Lessons
import Notebook
import ToyWorld
import Words

/// `tutor data`: the toy world's files.
struct WriteData: ParsableCommand {
  static let configuration = CommandConfiguration(told: "data")

  @Option(help: .told("help-data.write", valueName: "folder"))
  var write: String

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let root = try ProjectRoot.find()
    let settings = try CourseSettings(
      checking: hyperparameterOptions.hyperparameters(root: root).forToyWorld(of: "tutor data"))
    let folder = URL(filePath: write, directoryHint: .isDirectory)
    let terminal = Terminal()
    try WorldFiles.write(World(settings.world), to: folder) { file, aside in
      let note = Messages.text("data-written.set-aside", ["file": file, "aside": aside])
      terminal.message(prose: Messages.text("report.note", ["note": note]) + "\n")
    }
    terminal.write(WorldFiles.names.map { "\(folder.appending(path: $0).path)\n" }.joined())
  }
}
