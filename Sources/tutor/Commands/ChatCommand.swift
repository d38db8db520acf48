import ArgumentParser
import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor chat`: ask the models, and see what can be measured of their answers.
struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(told: "chat")

  @Option(help: .told("help-chat.model", valueName: "list"))
  var model = "base,sft,ppo"

  @Option(help: .told("help-sample.temperature"))
  var temperature = 1.0

  @Flag(help: .told("help-chat.json"))
  var json = false

  @Flag(help: .told("help-run.quick"))
  var quick = false

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let names = try chosenModels()
    try requireTemperature(temperature)
    let terminal = Terminal()
    let (course, _) = try hyperparameterOptions.course(
      for: "tutor chat", isQuick: quick, terminal: terminal)
    let models = try course.chatModels(names)
    guard json else {
      var chat = Chat(
        course: course, models: models, temperature: temperature, terminal: terminal)
      return try chat.run()
    }
    var session = ChatSession(course, models, temperature: temperature)
    while let line = try terminal.readLine(prompt: "") {
      terminal.write(try session.ask(line).json())
    }
  }

  private func chosenModels() throws -> [CourseModel] {
    try [CourseModel](typed: model)
  }
}
