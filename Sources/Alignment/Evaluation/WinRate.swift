/// How each answer compares with another model's answer to the same prompt, by the gold rubric: 1 where
/// it is better, 0 where it is worse, ½ for a tie. The mean is the win rate.
package func wins(of answers: [Answer], against others: [Answer]) -> [Double] {
  guard answers.count == others.count else {
    fatalError("\(answers.count) answers cannot be paired with \(others.count)")
  }
  return zip(answers, others).map { answer, other in
    answer.gold > other.gold ? 1 : answer.gold < other.gold ? 0 : 0.5
  }
}
