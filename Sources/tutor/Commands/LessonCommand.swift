import ArgumentParser

/// `tutor lesson`: for those who write lessons.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    told: "lesson", subcommands: [LessonCheckCommand.self])
}
