import ArgumentParser
import Notebook

/// `tutor completions`: what lets a shell complete commands, lessons, runs and settings.
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(told: "completions")

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    var parsers: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: .told("help-completions.shell"))
  var shell: Shell

  func run() {
    Terminal().write(Tutor.completionScript(for: shell.parsers) + "\n")
  }
}
