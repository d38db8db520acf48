import Course
import Foundation
import TestSupport
import Testing
import Words

/// Files of a learner's own in the formats of others.
struct OwnFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ text: String, for key: OwnKey, name: String = "own.jsonl"
  ) throws -> [OwnExample] {
    try OwnFile(readingFrom: folder.write(text, to: name).path, for: key).examples
  }

  private static let asked = "what is red ?"
  private static let demonstration = OwnExample(prompt: asked, answers: ["a rose ."], ranks: [1])

  /// The same demonstration in each format.
  @Test(arguments: [
    #"{"prompt": "what is red ?", "completion": " a rose ."}"#,
    #"{"prompt": [{"role": "user", "content": "what is red ?"}], "completion": [{"role": "assistant", "content": "a rose ."}]}"#,
    #"{"messages": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "a rose ."}]}"#,
    #"{"messages": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "a rose ."}, {"role": "user", "content": "thanks"}]}"#,
    #"{"conversations": [{"from": "human", "value": "what is red ?"}, {"from": "gpt", "value": "a rose ."}]}"#,
    #"{"instruction": "what is red ?", "output": "a rose ."}"#,
    #"{"instruction": "what is red ?", "input": "", "output": "a rose .", "source": 3}"#,
    #"{"prompt": "what is red ?", "chosen": "a rose .", "rejected": "grass ."}"#,
    #"{"prompt": "what is red ?", "completions": ["grass .", "a rose ."], "ranks": [2, 1], "labeler": "me"}"#,
  ])
  func `a demonstration is read in the formats of TRL, Alpaca and ShareGPT`(line: String) throws {
    let read = try read(line + "\n", for: .demonstrations)
    #expect(read.map(\.prompt) == [Self.asked])
    #expect(read.map(\.best) == ["a rose ."])
  }

  @Test func `an instruction's input stands below it`() throws {
    let line = #"{"instruction": "Translate.", "input": "rosa", "output": "rose"}"#
    #expect(try read(line, for: .demonstrations).map(\.prompt) == ["Translate.\nrosa"])
  }

  @Test func `of several turns the last answer counts, and the rest is the prompt`() throws {
    let line = """
      {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}, \
      {"role": "user", "content": "who are you ?"}, {"role": "assistant", "content": "a model"}]}
      """
    let read = try read(line, for: .demonstrations)
    #expect(read.map(\.prompt) == ["user: hi\nassistant: hello\nuser: who are you ?"])
    #expect(read.map(\.best) == ["a model"])
  }

  /// The same pair in each format.
  @Test(arguments: [
    #"{"prompt": "what is red ?", "chosen": "a rose .", "rejected": "grass ."}"#,
    #"{"prompt": "what is red ?", "chosen": "what is red ? a rose .", "rejected": "what is red ? grass ."}"#,
    #"{"chosen": "what is red ? a rose .", "rejected": "what is red ? grass ."}"#,
    #"{"chosen": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "a rose ."}], "rejected": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "grass ."}]}"#,
    #"{"prompt": [{"role": "user", "content": "what is red ?"}], "chosen": [{"role": "assistant", "content": "a rose ."}], "rejected": [{"role": "assistant", "content": "grass ."}]}"#,
    #"{"prompt": "what is red ?", "chosen": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "a rose ."}], "rejected": [{"role": "user", "content": "what is red ?"}, {"role": "assistant", "content": "grass ."}]}"#,
    #"{"prompt": "what is red ?", "completions": ["a rose .", "grass ."], "ranks": [1, 2]}"#,
  ])
  func `a pair is read with its prompt beside it or in it`(line: String) throws {
    #expect(
      try read(line, for: .rankings)
        == [OwnExample(prompt: Self.asked, answers: ["a rose .", "grass ."], ranks: [1, 2])])
  }

  @Test func `in HH-RLHF's form the last common Assistant begins the answers`() throws {
    let start = #"\n\nHuman: hi\n\nAssistant: Hello, you.\n\nHuman: what is red ?\n\nAssistant:"#
    let line = """
      {"chosen": "\(start) It is a rose.", "rejected": "\(start) It is grass."}
      """
    let read = try read(line, for: .rankings)
    #expect(
      read.map(\.prompt)
        == ["Human: hi\n\nAssistant: Hello, you.\n\nHuman: what is red ?\n\nAssistant:"])
    // "It is" is common to both, and yet no part of the prompt.
    #expect(read.map(\.answers) == [["It is a rose.", "It is grass."]])
  }

  @Test func `a common beginning ends with a word`() throws {
    let line = #"{"chosen": "is it so ? yes it is", "rejected": "is it so ? yesterday it was"}"#
    let read = try read(line, for: .rankings)
    #expect(read.map(\.prompt) == ["is it so ?"])
    #expect(read.map(\.answers) == [["yes it is", "yesterday it was"]])
  }

  @Test func `the prompts of any file are prompts`() throws {
    for line in [
      #"{"prompt": "what is red ?"}"#, #"{"text": "what is red ?"}"#,
      #"{"prompt": "what is red ?", "kind": "fact"}"#,
      #"{"prompt": "what is red ?", "completion": "a rose .", "label": false}"#,
      #"{"messages": [{"role": "user", "content": "what is red ?"}]}"#,
      #"{"chosen": "what is red ? a", "rejected": "what is red ? b"}"#,
    ] {
      #expect(try read(line, for: .prompts).map(\.prompt) == [Self.asked], "\(line)")
    }
    let open = """
      {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}, \
      {"role": "user", "content": "bye"}]}
      """
    let prompts = try read(open, for: .prompts).map(\.prompt)
    #expect(prompts == ["user: hi\nassistant: hello\nuser: bye"])
  }

  @Test func `one list of JSON is read as lines are`() throws {
    let text = """
      \u{FEFF}[
        {
          "prompt": "what is red ?",
          "completion": "a {\\"rose\\"} ."
        }, {"prompt": "한국어 ?", "completion": "네 ]"}
      ]

      """
    let read = try read(text, for: .demonstrations, name: "own.json")
    #expect(read.map(\.prompt) == [Self.asked, "한국어 ?"])
    #expect(read.map(\.best) == ["a {\"rose\"} .", "네 ]"])
  }

  /// What a file holds, its line, and what the message must say.
  @Test(
    arguments: [
      (#"{"question": "a ?", "answer": "b"}"#, 1, ["answer, question", "prompt + completion"]),
      (#"{"text": "a"}"#, 1, ["its columns are text", "demonstrations needs"]),
      (
        "{\"prompt\": \"a ?\", \"completion\": \"b\"}\n\n{\"instruction\": \"a\", \"output\": \"b\"}",
        3, ["instruction, output", "line 1 has prompt + completion"]
      ),
      (
        "{\"prompt\": \"a ?\", \"completion\": \"b\"}\n{\"prompt\": \"c ?\"}", 2,
        ["its columns are prompt,"]
      ),
      (#"{"prompt": 3, "completion": "b"}"#, 1, ["\"prompt\" is a number, and a text"]),
      (#"{"prompt": "a ?", "completion": null}"#, 1, ["\"completion\" is nothing"]),
      (#"{"prompt": "a ?", "completion": "b", "label": true}"#, 1, ["KTO"]),
      (#"{"messages": [{"role": "user", "content": "a ?"}]}"#, 1, ["an answer is needed"]),
      (
        #"{"messages": [{"role": "user"}]}"#, 1,
        ["a turn of \"messages\" has role", "content/value"]
      ),
      (#"{"messages": "a"}"#, 1, ["\"messages\" is a text, and a list"]),
      (#"{"chosen": ["a"], "rejected": "b"}"#, 1, ["\"rejected\" is a text, and a list"]),
      (#"{"chosen": "a", "rejected": "b"}"#, 1, ["do not begin alike", "add a column"]),
      (
        #"{"prompt": "a ?", "completions": ["b", "c"], "ranks": [1]}"#, 1,
        ["2 completions but 1 ranks"]
      ),
      (
        "{\"prompt\": \"a ?\", \"completion\": \"b\"}\n{\"prompt\": \"a", 2,
        ["column 12", "never closed"]
      ),
      (
        "[\n  {\"prompt\": \"a ?\",\n   \"completion\": 한}\n]", 3,
        ["column 18", "a value is needed"]
      ),
      (
        "[{\"prompt\": \"a ?\", \"completion\": \"b\"}\n {}]", 2,
        ["column 2", "a comma or ] is needed"]
      ),
      ("[{\"prompt\": \"a ?\", \"completion\": \"b\"},\n", 2, ["end of the file"]),
      ("[{\"prompt\": \"a ?\", \"completion\": \"b\"}]\n]", 2, ["column 1", "nothing may follow"]),
    ] as [(String, Int, [String])])
  func `a row that cannot be used is told, with its line and what is needed`(
    text: String, line: Int, words: [String]
  ) throws {
    #expect {
      try read(text, for: .demonstrations)
    } throws: { error in
      guard let failure = error as? Failure else { return false }
      return failure.line == line && words.allSatisfy { "\(failure)".contains($0) }
    }
  }

  @Test func `a byte that is no UTF-8 is told with line and column`() throws {
    let file = folder.url.appending(path: "own.jsonl")
    try (Data("{\"prompt\": \"a\",\n \"".utf8) + Data([0xE9])).write(to: file)
    #expect {
      try OwnFile(readingFrom: file.path, for: .demonstrations)
    } throws: {
      "\($0)".contains("line 2: column 3: the byte E9 is not UTF-8") && "\($0)".contains("iconv")
    }
  }

  /// The first bytes of a file, its name, and what the message must say.
  @Test(
    arguments: [
      (Data([0x1f, 0x8b, 8, 0]), "own.jsonl.gz", ["packed", "gzip -dc", "own.jsonl"]),
      (Data("PAR1....".utf8), "own.parquet", ["Parquet", "read_parquet", "own.jsonl"]),
      (Data("prompt,completion\n".utf8), "own.csv", ["CSV", "csv.DictReader", "own.jsonl"]),
      (Data(), "own.jsonl", ["the file is empty", "JSON lines"]),
      (Data("\n \n".utf8), "own.jsonl", ["there is nothing in it"]),
      (Data("[ ]".utf8), "own.json", ["there is nothing in it"]),
    ] as [(Data, String, [String])])
  func `what is no file of JSON is told, with what to type`(
    content: Data, name: String, words: [String]
  ) throws {
    let file = folder.url.appending(path: name)
    try content.write(to: file)
    #expect {
      try OwnFile(readingFrom: file.path, for: .rankings)
    } throws: { error in words.allSatisfy { "\(error)".contains($0) } }
  }

  @Test func `a gigabyte is refused before it is read`() throws {
    let file = try folder.write("{", to: "large.jsonl")
    // A hole of 1 GB, which takes no room.
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 1_000_000_000)
    try handle.close()
    let clock = ContinuousClock()
    let took = clock.measure {
      #expect {
        try OwnFile(readingFrom: file.path, for: .rankings)
      } throws: {
        "\($0)".contains("it has 1000 MB") && "\($0)".contains("head -n 10000")
      }
    }
    #expect(took < .seconds(0.5))
  }

  @Test(arguments: ["nowhere.jsonl", "/", "/dev/zero"])
  func `a path that leads to no file is told`(path: String) {
    #expect {
      try OwnFile(readingFrom: path, for: .prompts)
    } throws: {
      $0 is UsageError && "\($0)".contains("prompts=\(path)")
    }
  }
}
