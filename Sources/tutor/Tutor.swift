import ArgumentParser

/// `tutor`: the course.
struct Tutor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tutor",
    abstract: "How ChatGPT was trained, by training it small.",
    discussion: """
      Lessons train a toy but complete transformer on this computer, in seconds, and show what \
      happens. Without a command, the contents of the course are shown.

      EXAMPLES
        tutor                          the contents, and the next command to type
        tutor run 0                    the first lesson
        tutor run 5 --set ppo.klCoefficient=0.4
        tutor params 5                 what can be changed in lesson 5
        tutor plot latest --figure loss --size 1280x720
        tutor glossary KL              what a term means
        tutor sample --model ppo --prompt "what does the dax eat ?"
      """,
    version: "0.1.0",
    subcommands: [
      Contents.self, List.self, Run.self, Params.self, Runs.self, Plot.self, Sample.self,
      Summary.self, Glossary.self, WriteData.self, Cache.self, Doctor.self,
    ],
    defaultSubcommand: Contents.self)
}
