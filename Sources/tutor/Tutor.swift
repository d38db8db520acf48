import ArgumentParser

/// `tutor`: the course.
struct Tutor: ParsableCommand {
  static let configuration = CommandConfiguration(
    told: "tutor", version: "0.1.0",
    subcommands: [
      Contents.self, List.self, Run.self, Params.self, Runs.self, Plot.self, Sample.self,
      ChatCommand.self, LabelCommand.self, Summary.self, Compare.self, Sweep.self, Watch.self,
      Glossary.self, Papers.self, WriteData.self, Cache.self, Doctor.self, Reset.self, Export.self,
      Import.self, Tokenize.self, Class.self, LessonCommand.self, Completions.self,
    ],
    defaultSubcommand: Contents.self)

  /// For the help alone: `LanguageOption` takes it out of the command line before that is parsed.
  @Option(help: .told("help.language", valueName: "code"))
  var language: String?
}
