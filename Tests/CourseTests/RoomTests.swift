import Alignment
import Course
import Foundation
import Hyperparameters
import TestSupport
import Testing
import ToyWorld
import Training
import Words

/// Every text that a model reads fits into its context.
struct RoomTests {
  @Test func `no reply is longer than the longest`() throws {
    for seed: UInt64 in 0..<3 {
      let world = World(seed: seed)
      // As where each letter is a token, and where each word is one.
      for length in [{ (word: String) in word.utf8.count + 1 }, { _ in 1 }] {
        func total(_ text: String) -> Int {
          text.split(whereSeparator: \.isWhitespace).reduce(0) { $0 + length(String($1)) }
        }
        let most = world.longestReplies(length).map(total).max() ?? 0
        for flaws in [
          DemonstrationFlaws(), DemonstrationFlaws(noisyShare: 1),
          DemonstrationFlaws(prejudiced: true), DemonstrationFlaws(hastyShare: 1),
        ] {
          for stream in ["a", "b", "c"] {
            let written = world.demonstrations(
              answering: world.prompts, flaws: flaws, stream: stream)
            #expect(written.allSatisfy { total($0.completion) <= most })
          }
        }
      }
    }
  }

  @Test(arguments: ["258", "300", "400", "520"])
  func `the context that is advised is enough`(vocabularySize: String) throws {
    let small = ["base.vocabularySize": vocabularySize, "base.contextLength": "48"]
    let error = #expect(throws: UsageError.self) { try makeTinyCourse(small) }
    let advice = try #require(error?.remedy.firstMatch(of: /base\.contextLength=(\d+)/)?.1)
    #expect(Int(advice)! <= 512)
    let course = try makeTinyCourse(small.merging(["base.contextLength": String(advice)]) { $1 })
    // Answers are read again by the reward model, whatever they have become.
    _ = try course.policy()
    _ = try course.heldOutRankings()
  }

  @Test func `an answer that is too long when it is read again is cut`() throws {
    let course = try makeTinyCourse()
    let room = course.settings.base.size.contextLength
    let read = course.sequence("what does the dax eat ?", String(repeating: "zq ", count: 200))
    #expect(read.count == room)
    #expect(read.last == course.tokenizer.endOfText)
    let model = try course.rewardModel().product
    let scores = course.scores(of: [("a ?", String(repeating: "zq ", count: 200))], by: model)
    #expect(scores[0].isFinite)
  }

  @Test func `no context is advised that there is not`() throws {
    let folder = try TemporaryFolder()
    let data = folder.url.appending(path: "Data")
    try FileManager.default.copyItem(at: projectRoot.appending(path: "Data"), to: data)
    let file = data.appending(path: "demonstrations.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8)
    let long = String(repeating: "the dax eats moss . ", count: 200)
    try (#"{"prompt":"what does the dax eat ?","completion":"\#(long)"}"# + "\n" + lines)
      .write(to: file, atomically: true, encoding: .utf8)
    #expect {
      try Course(makeSettings(["sft.hastyShare=0.5"]), dataFolder: data, cache: nil)
    } throws: { error in
      error is UsageError && "\(error)".contains("Shorten the demonstration;")
        && !"\(error)".contains("--set base.contextLength=")
    }
  }
}
