import Alignment
import Metrics
import Models
import Tensors
import ToyWorld
import Training
import Words

/// A model that is smaller than the course's, and what it learns from: the keys `student.*`.
package struct StudentSettings: Codable, Equatable, Sendable {
  package var width: Int
  package var layers: Int
  package var heads: Int
  /// Iterations of on-policy distillation; all else is as in `verifiable.*`.
  package var iterations: Int
  /// The peak.
  package var learningRate: Double
}

extension StudentSettings {
  /// The size of a model that reads the same tokens, and as many.
  package func size(like teacher: BaseSettings.ModelSize) -> BaseSettings.ModelSize {
    var size = teacher
    (size.width, size.layers, size.heads) = (width, layers, heads)
    return size
  }
}

extension Course {
  /// A smaller model, trained as the course's supervised model is: on the web, and on demonstrations.
  package func student() throws -> Stage<LanguageModel, NoSnapshot> {
    var base = settings.base
    base.size = settings.student.size(like: base.size)
    let pretrained = try pretrain(base, name: "student-base", title: "student-base")
    let demonstrations = data.demonstrations(settings.sft).map(tokenizer.labeled)
    return try trained(
      pretrained.writer, on: demonstrations, settings.sft.training, name: "student-sft",
      title: "student-sft")
  }

  /// The student, taught by the policy that learned from the verifier.
  package func distilledStudent() throws -> Stage<LanguageModel, [DistillationPoint]> {
    try distilled(
      student().writer, teacher: verifiedPolicy().writer, iterations: settings.student.iterations,
      title: "student-distilled")
  }

  /// A student that a teacher has taught by what it thinks of the student's own answers.
  package func distilled(
    _ student: Writer, teacher: Writer, iterations: Int, title: Label
  ) throws -> Stage<LanguageModel, [DistillationPoint]> {
    var ppo = verifiableOptions
    (ppo.iterations, ppo.learningRate) = (iterations, settings.student.learningRate)
    let options = DistillationOptions(ppo)
    let key = try StageKey(
      "distillation", recipe: 1, settings: options, seed: settings.seed,
      parents: [student.key, teacher.key])
    let model = student.model.copy()
    return try runner.stage(
      key, title: title, total: iterations, snapshot: [DistillationPoint](), restoring: model
    ) { run in
      var random = random("ppo")
      var asked: [Prompt] = []
      let trainer = OnPolicyDistillation(
        model, teacher: teacher.model, options: options, endOfText: tokenizer.endOfText,
        workers: workers)
      try run.untilStopped {
        try trainer.train(
          prompts: { count, random in
            asked = practicePrompts(count, using: &random)
            return asked.map { tokenizer.prompt($0.text) }
          }, using: &random, keeper: run
        ) { report in
          let answers = judged(report.episodes, to: asked)
          let point = DistillationPoint(
            iteration: report.iteration, kl: report["teacher_kl"], gold: answers.gold.value)
          run.metrics.record(report.metrics, step: report.iteration)
          run.metrics.record(point.gold, as: "gold/score", step: report.iteration)
          run.check("ratio", 1 + report.firstRatioError, expected: 1, tolerance: 1e-3)
          run.snapshot.append(point)
          try run.update(
            report.iteration, .loss(point.kl),
            Moment([("curve-teacher", point.kl), ("curve-gold", point.gold)]))
        }
      }
      return (model, .none)
    }
  }
}

/// How a student did in the middle of distillation.
package struct DistillationPoint: Codable, Sendable {
  package var iteration: Int
  /// Sampled KL(student ‖ teacher), in nats per answer.
  package var kl: Double
  /// Mean of the iteration's answers.
  package var gold: Double
}
