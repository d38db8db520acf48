import ArgumentParser

/// `tutor export`: what the course has made, for people and for other programs.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    told: "export", subcommands: [ExportRun.self, ExportHuggingFace.self, ExportTRL.self],
    defaultSubcommand: ExportRun.self)
}
