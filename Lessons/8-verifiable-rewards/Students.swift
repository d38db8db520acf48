import LessonKit

/// A small model, as it was and as it became.
struct Student {
  /// In results, such as `distilled`.
  let name: String
  let label: Label
  let answers: [Answer]
  /// Answers that were drawn for its lessons, by it or by the teacher.
  let drawn: Int
}

/// What a small model learns from a large one.
struct Students: Measured {
  let teacher: [Answer]
  /// The first is the student before its lessons.
  let students: [Student]

  private subscript(name: String) -> Student? { students.first { $0.name == name } }

  var results: Results {
    var results: Results = [
      "student/teacher/gold": teacher.gold, "student/teacher/right": teacher.share(\.isRight),
    ]
    for student in students {
      results.add([
        "student/\(student.name)/gold": student.answers.gold,
        "student/\(student.name)/right": student.answers.share(\.isRight),
        "student/\(student.name)/drawn": student.drawn,
        "student/\(student.name)/gain": student.answers.gain(over: students[0].answers),
      ])
    }
    if let distilled = self["distilled"] {
      for other in students where other.name != "distilled" {
        results["student/distilled_minus_\(other.name)"] = distilled.answers.gain(
          over: other.answers)
      }
      results["student/teacher_minus_distilled"] = teacher.gain(over: distilled.answers)
    }
    return results
  }

  var table: Table {
    Table(
      "students",
      columns: ["student", .number("drawn"), .number("right"), .number("gold"), .number("gain")],
      rows: students.map { student in
        let isTaught = student.drawn > 0
        return [
          student.label, isTaught ? Double(student.drawn).grouped(places: 0) : "–",
          student.answers.share(\.isRight), student.answers.gold,
          isTaught ? student.answers.gain(over: students[0].answers) : "–",
        ] as [any TableCell]
      } + [[Label("teacher"), "–", teacher.share(\.isRight), teacher.gold, "–"]])
  }
}

extension Course {
  /// What is known of the student before it is trained.
  func studentSize(beside teacher: LanguageModel) -> Results {
    var random = random("size")
    let size = settings.student.size(like: settings.base.size)
      .configuration(vocabularySize: tokenizer.vocabularySize)
    return [
      "student/parameters": LanguageModel(size, using: &random).parameters.count,
      "student/teacher_parameters": teacher.parameters.count,
      "student/answers": settings.student.iterations * settings.verifiable.batchSize,
    ]
  }

  /// A small model before and after lessons of a teacher, by the teacher's answers and by its own.
  func students(of teacher: RewardedPolicy) throws -> Students {
    let start = try self.student()
    let drawn = settings.student.iterations * settings.verifiable.batchSize
    func student(_ name: String, _ model: LanguageModel, drawn: Int) -> Student {
      Student(name: name, label: Label(name), answers: examine(model), drawn: drawn)
    }
    var random = random("lessons")
    let prompts = (0..<drawn).map { _ in
      world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let spoken = answers(of: teacher.model.model, to: prompts, for: "lessons")
      .filter(\.hasEnded).map {
        LabeledSequence.completion(prompt: tokenizer.prompt($0.prompt.text), completion: $0.tokens)
      }
    let options = LanguageModelTrainingOptions(
      epochs: 1, batchSize: settings.sft.training.batchSize,
      learningRate: settings.sft.training.learningRate)
    let copying = try trained(
      start.writer, on: spoken, options, name: "student-copying", title: "student-copying")
    let rewarded = try groupPolicy(
      rewardedBy: .verifier(.truth), from: start.writer, title: "student-rewarded"
    ) { $0.iterations = settings.student.iterations }
    let longer = try groupPolicy(
      rewardedBy: .verifier(.truth), from: start.writer, title: "student-longer"
    ) { $0.iterations = 4 * settings.student.iterations }
    return Students(
      teacher: teacher.heldOut,
      students: [
        student("before", start.product, drawn: 0),
        student("copying", copying.product, drawn: drawn),
        student("rewarded", rewarded.product, drawn: drawn),
        student("longer", longer.product, drawn: 4 * drawn),
        student("distilled", try distilledStudent().product, drawn: drawn),
      ])
  }
}
