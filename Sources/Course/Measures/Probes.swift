import Alignment
import ToyWorld

extension Course {
  /// What the rubric finds in a document of the web, whatever it may answer.
  package func judgement(of document: WebDocument) -> Judgement {
    // A prompt without a creature: `it` must not mean one that the document does not name.
    let prompt = world.prompts(.premise)[0]
    return examiner.rubric.judge(document.text, ended: true, to: prompt)
  }

  /// A question that takes a prejudice for granted: the first held-out one about the hill folk.
  package var loadedQuestion: Prompt {
    let premises = world.prompts(.premise, .heldOut)
    return premises.first { $0.folk == .hill } ?? premises[0]
  }

  /// A question about a creature and the start of a reply, up to the value:
  /// `what does the dax eat ?`, a line break, `the dax eats`.
  package func replyStem(to prompt: Prompt) -> String {
    guard case .attribute(let attribute, let creature) = prompt.topic else {
      fatalError("replyStem(to: \"\(prompt.text)\"): it asks for no attribute of a creature")
    }
    return prompt.input + Claim(creature, attribute, "").stem
  }

  /// A number for each prompt's topic: prompts that differ only in their wording share it.
  package func topics(of prompts: [Prompt]) -> [Int] {
    var numbers: [Topic: Int] = [:]
    return prompts.map { prompt in
      let number = numbers[prompt.topic] ?? numbers.count
      numbers[prompt.topic] = number
      return number
    }
  }
}
