import Testing
import Tokenization
import Training

@Suite struct TextTokensTests {
  private let tokenizer = Tokenizer.train(
    on: ["the dax eats moss .\nthe dax eats moss .\n"], vocabularySize: 270)

  @Test func `a document stands between two end markers`() {
    let tokens = tokenizer.document("the dax eats moss .")
    #expect(tokens.first == tokenizer.endOfText)
    #expect(tokens.last == tokenizer.endOfText)
    #expect(tokenizer.decode(tokens.dropFirst().dropLast()) == "the dax eats moss .")
    #expect(!tokens.dropFirst().dropLast().contains(tokenizer.endOfText))
  }

  @Test func `a prompt ends with a line break, and what completes it with an end marker`() {
    let prompt = tokenizer.prompt("the dax ?")
    #expect(prompt.first == tokenizer.endOfText)
    #expect(tokenizer.decode(prompt.dropFirst()) == "the dax ?\n")
    let completion = tokenizer.completion("moss .")
    #expect(completion.last == tokenizer.endOfText)
    #expect(tokenizer.decode(completion.dropLast()) == "moss .")
  }

  @Test func `prompt and completion are the document of both`() {
    #expect(
      tokenizer.prompt("the dax ?") + tokenizer.completion("moss .")
        == tokenizer.document("the dax ?\nmoss ."))
  }
}
