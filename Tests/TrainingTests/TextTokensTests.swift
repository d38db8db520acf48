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
    #expect(tokenizer.text(Array(tokens.dropFirst())) == "the dax eats moss .")
    #expect(!tokens.dropFirst().dropLast().contains(tokenizer.endOfText))
  }

  @Test func `a prompt ends with a line break, and what completes it with an end marker`() {
    let prompt = tokenizer.prompt("the dax ?")
    #expect(prompt.first == tokenizer.endOfText)
    #expect(tokenizer.text(Array(prompt.dropFirst())) == "the dax ?\n")
    let completion = tokenizer.completion("moss .")
    #expect(completion.last == tokenizer.endOfText)
    #expect(tokenizer.text(completion) == "moss .")
  }

  @Test func `a word is one token wherever it stands`() {
    let tokens = tokenizer.document("moss\nthe moss")
    let moss = tokenizer.completion("moss").dropLast()
    #expect(tokens.dropFirst().starts(with: moss))
    #expect(tokens.dropLast().suffix(moss.count) == moss)
  }

  @Test(arguments: ["", "a", " a", "a\nb", "\n", "a\n", "\n\na", "두 줄\n🙂", "a\r\nb"])
  func `spaces before lines are put and taken`(text: String) {
    #expect(text.withSpacedLines.withoutSpacedLines == text)
    #expect(tokenizer.text(tokenizer.completion(text)) == text)
  }

  @Test func `prompt and completion are the document of both`() {
    #expect(
      tokenizer.prompt("the dax ?") + tokenizer.completion("moss .")
        == tokenizer.document("the dax ?\nmoss ."))
  }
}
