import Course
import Models
import Notebook
import ToyWorld

/// The learner's own sentence with a `<mask>` in it, in tokens; the course's where there is none.
///
/// - Parameters:
///   - standard: the course's sentence, which fits into what the model can read.
///   - encode: makes tokens of a sentence, the mask among them.
func tokensWithGap(
  _ notebook: Notebook, _ model: LanguageModel, standard: String, encode: (String) -> [Int32]
) throws -> [Int32] {
  let room = model.configuration.contextLength
  let sentence = try notebook.askForText(default: standard) { sentence in
    problem(with: sentence, tokens: encode(sentence).count, room: room)
  }
  return encode(sentence)
}

/// What is wrong with a sentence, in Markdown; nil if a masked model can fill it in.
private func problem(with sentence: String, tokens: Int, room: Int) -> String? {
  guard sentence.contains("<mask>") else {
    return "There is no gap in it. Write `<mask>` where a word is hidden, for example:"
      + " `the <mask> is red .`"
  }
  guard tokens <= room else {
    return "That is \(tokens) tokens long, but the model can read \(room). Shorten it; an unknown"
      + " word can take a token for each letter."
  }
  return nil
}

/// A sentence about the first creature of a world, with two gaps.
func gappedSentence(_ world: World) -> String {
  "the book says the \(world.knownCreatures[0]) <mask> in the <mask> ."
}
