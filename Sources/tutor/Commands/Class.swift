import ArgumentParser

/// `tutor class`: a lesson for many, with other settings for each.
struct Class: ParsableCommand {
  static let configuration = CommandConfiguration(
    told: "class", subcommands: [ClassNew.self, ClassCollect.self])
}
