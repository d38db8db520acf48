import Foundation
import Testing
import Tokenization
import Words

@Suite struct TokenizerFilesTests {
  private let tokenizer = Tokenizer.train(
    on: ["the \"cat\" sat\\on the mat, \"the\" \u{1}\u{1}\u{1} 고양이 고양이\nend\nend"],
    vocabularySize: 300)

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `a tokenizer read from its files is the one written`() throws {
    try withFolder { folder in
      try tokenizer.write(to: folder)
      #expect(try Tokenizer(readingFrom: folder) == tokenizer)
    }
  }

  @Test func `files are written as GPT-2 writes them`() throws {
    try withFolder { folder in
      // (h, e) and (t, h) 3 times each, so the smaller ids; then (t, he) 3 times; then ( , the) twice.
      try Tokenizer.train(on: ["the the the"], vocabularySize: 999).write(to: folder)
      let merges = try String(contentsOf: folder.appending(path: "merges.txt"), encoding: .utf8)
      #expect(merges == "#version: 0.2\nh e\nt he\nĠ the\n")
      let vocabulary = try String(contentsOf: folder.appending(path: "vocab.json"), encoding: .utf8)
      #expect(vocabulary.hasPrefix("{\"<eos>\":0,\"<mask>\":1,\"Ā\":2,\"ā\":3,"))
      #expect(vocabulary.contains(",\"Ċ\":12,"))
      #expect(vocabulary.contains(",\"\\\"\":36,"))
      #expect(vocabulary.hasSuffix(",\"ÿ\":257,\"he\":258,\"the\":259,\"Ġthe\":260}\n"))
    }
  }

  @Test(arguments: [
    (
      "merges.txt", "#version: 0.2\nh e\nt x e\n",
      "line 3: \"t x e\" is not two earlier"
    ),
    (
      "merges.txt", "#version: 0.2\nth e\n",
      "line 2: \"th e\" is not two earlier tokens"
    ),
    ("merges.txt", "t h\n\nh e\n", "line 2: \"\" is not two earlier tokens"),
    ("merges.txt", "t h\nt h\n", "line 2: \"t h\" makes a token that exists already"),
    ("merges.txt", "#version: 0.2\n", "but merges.txt makes 258"),
    ("vocab.json", "{", "it is not a JSON object of tokens and their ids"),
    ("vocab.json", "{\"a\": 1}", "the token for byte 0 is missing"),
    ("vocab.json", "{\"Ā\": 5, \"a\": 1}", "are not 0, 1, 2"),
  ])
  func `a damaged file is reported with what is wrong`(
    name: String, contents: String, message: String
  ) throws {
    try withFolder { folder in
      try tokenizer.write(to: folder)
      try Data(contents.utf8).write(to: folder.appending(path: name))
      let error = #expect(throws: Failure.self) { try Tokenizer(readingFrom: folder) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "none")")
    }
  }

  @Test func `an id that the merges do not give is reported`() throws {
    try withFolder { folder in
      try tokenizer.write(to: folder)
      let file = folder.appending(path: "vocab.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("\"b\":100", with: "\"b\":400").utf8).write(to: file)
      let error = #expect(throws: Failure.self) { try Tokenizer(readingFrom: folder) }
      #expect(error?.description.contains("\"b\" should have the id 100") == true)
    }
  }

  @Test func `a missing file is reported by its path`() throws {
    try withFolder { folder in
      let error = #expect(throws: Failure.self) { try Tokenizer(readingFrom: folder) }
      #expect(error?.description.contains("vocab.json: there is no such file") == true)
    }
  }
}
