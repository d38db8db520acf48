import ArgumentParser
import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor params`: what can be changed.
struct Params: ParsableCommand {
  static let configuration = CommandConfiguration(told: "params")

  @Argument(help: .told("help-params.lesson"), completion: .lessonsOrAll)
  var lesson: String = "all"

  @Argument(help: .told("help-params.words", valueName: "word"))
  var words: [String] = []

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  @Flag(help: .told("help.json"))
  var json = false

  @Flag(help: .told("help-params.edit"))
  var edit = false

  @Flag(help: .told("help-params.reset"))
  var reset = false

  func run() throws {
    let root = try ProjectRoot.find()
    let (file, search) = try scope(root: root)
    if reset {
      guard search.isEmpty, !edit else { throw UsageError("reset-what") }
      return try setAside(file.map { [$0] } ?? Hyperparameters.committedFiles(root: root))
    }
    if edit {
      guard let file, search.isEmpty else { throw UsageError("edit-what") }
      return try edit(file, root: root)
    }
    let hyperparameters = try hyperparameterOptions.hyperparameters(root: root)
    _ = try CourseSettings(checking: hyperparameters)
    var listing = hyperparameters.listing
    if let file {
      let keys = Set(try HyperparameterFile(contentsOf: file).entries.map(\.key))
      listing = listing.filter { keys.contains($0.key) }
    }
    if !search.isEmpty { listing = try hyperparameters.search(search, in: listing) }
    let terminal = Terminal()
    if json { return terminal.write(try listing.json()) }
    for parameter in listing { terminal.write(description(of: parameter, terminal)) }
    if listing.isEmpty { terminal.write(prose: Messages.text("params.none") + "\n") }
  }

  /// Opens the learner's copy of a file, and checks at once what was written into it.
  private func edit(_ file: URL, root: URL) throws {
    let editor = HyperparameterEditor(committed: file)
    guard try editor.open() else { return }
    do {
      _ = try CourseSettings(hyperparameterOptions.hyperparameters(root: root))
    } catch let error as UsageError {
      throw UsageError(
        "own-file-unusable",
        ["problem": error.problem, "remedy": error.remedy, "lesson": lesson])
    }
    Terminal().write(prose: Messages.text("params.taken", ["file": editor.file.path]) + "\n")
  }

  /// Sets the learner's own copies of some files aside.
  private func setAside(_ committed: [URL]) throws {
    let files = committed.map(Hyperparameters.localFile(beside:))
    let terminal = Terminal()
    var isNothing = true
    for file in files {
      let aside = file.deletingLastPathComponent()
        .appending(path: "old-\(file.lastPathComponent)")
      guard try moveItem(file, to: aside) else { continue }
      isNothing = false
      terminal.write(prose: Messages.text("params.reset", ["file": aside.path]) + "\n")
    }
    if isNothing { terminal.write(prose: Messages.text("params.nothing-to-reset") + "\n") }
  }

  /// The file that holds the defaults of what was asked for, nil for all; and the words to look for,
  /// which are all words where the first one is no lesson.
  private func scope(root: URL) throws -> (file: URL?, search: String) {
    let search = words.joined(separator: " ")
    switch lesson {
    case "all": return (nil, search)
    case "world": return (root.appending(path: "Data/world.yaml"), search)
    default:
      if isWord { return (nil, ([lesson] + words).joined(separator: " ")) }
      let folder = try Lesson.named(lesson).folder
      return (root.appending(path: "Lessons/\(folder)/hyperparameters.yaml"), search)
    }
  }

  /// Whether the first argument is a word to look for: no lesson, nor nearly the name of one.
  private var isWord: Bool {
    let names = Lesson.all.flatMap { [$0.slug, $0.folder] }
    return Int(lesson) == nil && NearestKey.match(for: lesson, in: names) == nil
  }

  private func description(of parameter: Hyperparameter, _ terminal: Terminal) -> String {
    var head = StyledText(parameter.key, .bold) + StyledText(" = \(parameter.text)")
    if parameter.text != parameter.defaultText {
      let origin = Messages.text(
        "params.changed", ["default": parameter.defaultText, "origin": parameter.origin])
      head += StyledText("  \(origin)", .yellow)
    }
    let allowed = [parameter.type, parameter.range].filter { !$0.isEmpty }.joined(separator: ", ")
    let lines =
      head.wrapped(to: terminal.pageWidth)
      + (StyledText(parameter.documentation).wrapped(to: terminal.pageWidth - 4)
      + StyledText(allowed, .dim).wrapped(to: terminal.pageWidth - 4))
      .map { StyledText("    ") + $0 } + [StyledText()]
    return terminal.rendered(lines)
  }
}
