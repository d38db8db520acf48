import Foundation
import Metrics
import Testing
import Words

@Suite struct RunSummaryTests {
  private let summary = RunSummary(
    lesson: "5-ppo-with-kl", seed: 7, date: Date(timeIntervalSince1970: 86_400.25),
    notes: ["quick smoke run"],
    results: [
      "ppo/gold": Estimate(value: 0.81, low: 0.78, high: 0.84, n: 96),
      "parameters": Estimate(117_504),
    ], isComplete: true, isQuick: true)

  @Test func `the file is indented JSON with sorted keys`() throws {
    try withFolder { folder in
      let file = folder.appending(path: "summary.json")
      try summary.write(to: file)
      let text = try String(contentsOf: file, encoding: .utf8)
      let checksum = #/  "checksums" : \{\n    "summary.json" : "[0-9a-f]{16}"\n  \},\n/#
      #expect(text.matches(of: checksum).count == 1)
      #expect(
        text.replacing(checksum, with: "") == """
          {
            "complete" : true,
            "date" : "1970-01-02T00:00:00Z",
            "lesson" : "5-ppo-with-kl",
            "notes" : [
              "quick smoke run"
            ],
            "quick" : true,
            "results" : {
              "parameters" : {
                "high" : null,
                "low" : null,
                "n" : null,
                "value" : 117504
              },
              "ppo/gold" : {
                "high" : 0.84,
                "low" : 0.78,
                "n" : 96,
                "value" : 0.81
              }
            },
            "seed" : 7
          }

          """)
      #expect(try RunSummary(readingFrom: file) == summary)
    }
  }

  @Test func `a summary that does not tell whether the run was quick is of one that was not`()
    throws
  {
    try withFolder { folder in
      let file = folder.appending(path: "summary.json")
      try summary.write(to: file)
      let text = try String(contentsOf: file, encoding: .utf8)
      try writeAtomically(
        text.replacing("  \"quick\" : true,\n", with: "")
          .replacing(#/  "checksums" : \{[^}]*\},\n/#, with: ""), to: file)
      #expect(try !RunSummary(readingFrom: file).isQuick)
    }
  }

  @Test func `a summary that was changed is refused by its checksum`() throws {
    try withFolder { folder in
      let file = folder.appending(path: "summary.json")
      try summary.write(to: file)
      let text = try String(contentsOf: file, encoding: .utf8)
      try writeAtomically(text.replacing("0.81", with: "0.91"), to: file)
      let error = #expect(throws: Failure.self) { try RunSummary(readingFrom: file) }
      #expect(error?.reason == "it is not as the run wrote it, by its checksum")
    }
  }

  @Test(arguments: [
    ("{", "line 1: found"), ("{}", "no field \"lesson\""),
    (#"{"lesson":"1","seed":"x"}"#, "the value of \"seed\" is of another kind"),
  ])
  func `a file that is not a summary is reported with what is wrong`(
    json: String, message: String
  ) throws {
    try withFolder { folder in
      let file = folder.appending(path: "summary.json")
      try writeAtomically(json, to: file)
      let error = #expect(throws: Failure.self) { try RunSummary(readingFrom: file) }
      #expect(error?.reason.contains(message) == true, "\(String(describing: error))")
      #expect(error?.path == file.path)
    }
  }

  @Test func `a file that cannot be written is reported with its path and a remedy`() throws {
    try withFolder { folder in
      let lost = folder.appending(path: "missing/summary.json")
      let error = #expect(throws: Failure.self) { try summary.write(to: lost) }
      #expect(error?.reason == "its folder does not exist")
      #expect(error?.remedy == "Make it with: mkdir -p \"\(folder.path)/missing\"")
      // Under a file, as if it were a folder.
      try writeAtomically("", to: folder.appending(path: "file"))
      let under = folder.appending(path: "file/summary.json")
      #expect(throws: Failure.self) { try summary.write(to: under) }
      let unread = #expect(throws: Failure.self) { try RunSummary(readingFrom: lost) }
      #expect(unread?.reason == "there is no such file")
    }
  }
}
