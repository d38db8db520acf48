import LessonKit

/// What the demonstrations bring to a model that has read nothing else.
struct WithoutPretraining: Measured {
  let answers: [Answer]
  /// The course's SFT model's, to the same prompts.
  let beside: [Answer]

  var results: Results {
    [
      "unread/gold": answers.gold,
      "unread/garbled_rate": answers.share { $0.judgement.malformedSentences > 0 },
      "unread/facts": answers.of(.fact).gold,
      "sft/facts": beside.of(.fact).gold,
      "gain/sft_vs_unread": beside.gain(over: answers),
    ]
  }
}
