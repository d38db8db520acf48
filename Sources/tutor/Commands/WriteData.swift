import ArgumentParser
import Course
import Foundation
import Notebook
import ToyWorld

/// `tutor data`: the toy world's files.
struct WriteData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Write the toy world's files, those of Data/ or those of another world.",
    discussion: """
      EXAMPLES
        tutor data --write Data                          the committed files again
        tutor data --write World1 --set world.seed=1     another world, to look at
      """)

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var write: String

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let root = try ProjectRoot.find()
    let settings = try CourseSettings(hyperparameterOptions.hyperparameters(root: root))
    try settings.requireToyWorld(for: "`tutor data`")
    let folder = URL(filePath: write, directoryHint: .isDirectory)
    try WorldFiles.write(World(settings.world), to: folder)
    Terminal().write(WorldFiles.names.map { "\(folder.appending(path: $0).path)\n" }.joined())
  }
}
