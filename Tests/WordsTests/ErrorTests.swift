import Foundation
import TestSupport
import Testing
import Words

struct ErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `an error is told by the problem and the remedy of its block`() {
    let error = UsageError("set-twice", ["key": "seed"])
    #expect(error.problem == "--set seed is given twice.")
    #expect("\(error)" == "--set seed is given twice.\nGive each hyperparameter once.")
  }

  @Test func `several problems of a block share its remedy`() {
    let errors = ["loss", "gradient"].map { Failure("diverged.\($0)", ["step": "7"]) }
    #expect(errors[0].problem.contains("the loss was not a finite number at step 7."))
    #expect(errors[1].problem.contains("the gradient was"))
    #expect(errors[0].remedy == errors[1].remedy && errors[0].remedy.hasSuffix("a third of it."))
  }

  @Test func `who has no sudo is not told to type it`() {
    let advice = "Type: sudo apt-get install gnuplot-nox"
    #expect(Installing.told(advice, with: .sudo) == advice)
    #expect(Installing.told(advice, with: .root) == "Type: apt-get install gnuplot-nox")
    let asked = Installing.told(advice, with: .none)
    #expect(!asked.contains("sudo") && asked.contains("administrator"))
  }

  @Test func `a value in a command is one word for a shell`() {
    let label = Label("x", ["folder": "it's my course", "name": "Runs/a-1"])
    #expect(
      label.told(by: "{folder}: ./tutor x {folder:shell} {name:shell} {no:shell}").text
        == #"it's my course: ./tutor x 'it'\''s my course' Runs/a-1 {no:shell}"#)
  }

  @Test func `a failure names its file and line, and its reason stands alone`() {
    let failure = Failure("metrics", ["text": "1,2"], at: "m.csv", line: 3)
    #expect(failure.reason == #""1,2" is not such a line"#)
    #expect("\(failure)" == "m.csv, line 3: \(failure.reason)\nA line is: step,name,value")
    let other = failure.remedied(Label("set-twice.remedy"))
    #expect(other.problem == failure.problem)
    #expect(other.remedy == "Give each hyperparameter once.")
  }

  @Test func `of what the system refuses, the reason and the remedy are told`() throws {
    let file = try folder.write("", to: "file")
    let lost = folder.url.appending(path: "missing/file")
    func failure(_ body: () throws -> Void) throws -> Failure {
      try #require(throws: Failure.self) { try body() }
    }
    let unread = try failure { _ = try readFile(lost) }
    #expect("\(unread)" == "\(lost.path): there is no such file\nCheck the path.")
    let unwritten = try failure { try writeAtomically("", to: lost) }
    #expect(unwritten.reason == "its folder does not exist")
    #expect(unwritten.remedy == "Make it with: mkdir -p \"\(folder.url.path)/missing\"")
    let notMade = try failure { try makeFolder(file.appending(path: "below")) }
    #expect(notMade.reason == "it is a file, where a folder is needed")
    #expect("\(notMade)".contains(file.path))
    #expect(systemReason(ENOSPC) == "the disk is full")
    #expect(systemReason(EACCES) == "permission denied")
  }

  @Test(arguments: [
    ("{}", #"no field "a""#), (#"{"a": {"b": "x"}}"#, #"the value of "a → b" is of another kind"#),
    (#"{"a": {}}"#, #"no field "a → b""#),
    ("[1]", #"line 1: found "[", but an object is needed"#),
    ("{\n\"a\": 1,}", "line 2: nothing follows this comma; take it out"),
    ("{\"a\": 1, \"a\": 2}", #"line 1: the key "a" stands there twice"#),
  ])
  func `what is wrong with JSON is told by its field`(json: String, reason: String) throws {
    struct Strict: Decodable {
      struct Inner: Decodable { let b: Int }
      let a: Inner
    }
    let file = try folder.write(json, to: "a.json")
    let failure = try #require(throws: Failure.self) {
      let _: Strict = try readJSON(file, orFail: "run-summary")
    }
    #expect(failure.problem == "\(file.path): it is not a run's summary: \(reason)")
  }
}
