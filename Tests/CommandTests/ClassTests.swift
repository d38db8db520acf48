import Foundation
import Testing

struct ClassTests {
  private let sandbox: Sandbox
  /// What makes a run small, in a form that `class new` takes.
  private let options = tinySettings

  init() throws { sandbox = try Sandbox() }

  private func expectRefused(_ typed: String, _ words: String...) throws {
    let ending = try sandbox.bash("tutor \(typed)")
    #expect(ending.status == 64, "\(typed)")
    for word in words { #expect(ending.errors.contains(word), "\(typed): \(ending.errors)") }
  }

  // MARK: New

  @Test func `a class gets what the lesson proposes, in turn, and a seed each`() throws {
    let ending = try sandbox.bash("tutor class new --students 7 --lesson 5")
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = try sandbox.read("class.csv").split(separator: "\n").map(String.init)
    #expect(lines.first == "student,name,seed,lesson,assignment,command")
    #expect(lines.count == 8)
    #expect(lines[1].hasPrefix("01,,1,5,ppo.klCoefficient=0,./tutor run 5 --no-input --seed 1 "))
    #expect(lines[5].hasPrefix("05,,5,5,ppo.klCoefficient=0,"))
    #expect(sandbox.names("class-sheets") == (1...7).map { "0\($0).md" })
    let sheet = try sandbox.read("class-sheets/02.md")
    #expect(sheet.contains("Seed: **2**") && sheet.contains("`ppo.targetKL=3`"))
  }

  @Test(arguments: 0...6)
  func `each lesson proposes what runs take`(lesson: Int) throws {
    #expect(try sandbox.bash("tutor class new --students 9 --lesson \(lesson)").status == 0)
  }

  @Test func `values are dealt out in all combinations, and single ones are for all`() throws {
    let ending = try sandbox.bash(
      "tutor class new --students 4 --set ppo.iterations=9 --set ppo.clipRange=0.1,0.2"
        + " --set 'bias.shares=[0, 1]' --set ppo.lambda=0,1")
    #expect(ending.status == 0, "\(ending.errors)")
    let text = try sandbox.read("class.csv")
    #expect(
      text.contains(
        "03,,3,5,\"ppo.iterations=9 ppo.clipRange=0.2 bias.shares=[0,1] ppo.lambda=0\","))
    let sheet = try sandbox.read("class-sheets/03.md")
    #expect(sheet.contains("Your change: `ppo.clipRange=0.2`, `ppo.lambda=0`\n"))
  }

  @Test func `what nobody can be given is refused, and no list is written over`() throws {
    try expectRefused("class new --students 0", "from 1 to 1000")
    try expectRefused("class new --students 2 --set ppo.lambda=1,2", "from 0 to 1")
    try expectRefused("class new --students 2 --set nothing=1,2", "nothing")
    #expect(sandbox.names(".") == [])
    #expect(try sandbox.bash("tutor class new --students 2").status == 0)
    try expectRefused("class new --students 2", "class.csv is there already")
  }

  // MARK: Collect

  private func makeClass() throws {
    let ending = try sandbox.bash(
      "tutor class new --students 4 --lesson 0 \(options) --set overfit.steps=3,4 && mkdir H")
    #expect(ending.status == 0, "\(ending.errors)")
  }

  private func run(_ name: String, seed: Int, _ more: String) throws {
    let ending = try sandbox.bash(
      "tutor run 0 --no-input --plots none --seed \(seed) \(options) \(more) --output H/\(name)")
    #expect(ending.status == 0, "\(ending.errors)")
  }

  private func collect(_ more: String = "") throws -> (ending: Ending, grades: [String: String]) {
    let ending = try sandbox.bash(
      "tutor class collect H --class class.csv --output grades.csv \(more)")
    let lines = try sandbox.read("grades.csv").split(separator: "\n").map(String.init)
    let grades = lines.map { (String($0.prefix { $0 != "," }), $0) }
    return (ending, Dictionary(uniqueKeysWithValues: grades))
  }

  @Test func `true runs are verified, as folders and as archives, and forged ones are not`() throws
  {
    try makeClass()
    try run("Ada", seed: 1, "--set overfit.steps=3")
    try run("Bo", seed: 2, "--set overfit.steps=4")
    try run("Cy", seed: 3, "--set overfit.steps=4")
    let ending = try sandbox.bash(
      """
      cd H && tar -czhf Bo.tar.gz -C Bo latest && rm -r Bo
      cp -r Ada Eve && cd Eve && rm latest && cd *
      sed -i '/"checksums"/,/}/d' summary.json
      sed -i '/"overfit\\/loss_after"/,/value/ s/"value" : [0-9.]*/"value" : 0.001/' summary.json
      """)
    #expect(ending.status == 0)
    let (collected, grades) = try collect()
    #expect(collected.status == 1)
    #expect(grades["Ada"]?.contains(",yes,verified,") == true)
    #expect(grades["Bo"]?.contains(",2,overfit.steps=4,yes,verified,") == true)
    #expect(grades["Cy"]?.contains("overfit.steps is 4, not 3") == true)
    #expect(grades["Cy"]?.contains("not checked") == true)
    #expect(grades["Eve"]?.contains(",different,") == true)
    #expect(grades["Eve"]?.contains("overfit/loss_after: 0.001") == true)
    #expect(grades["Eve"]?.contains("has the seed of Ada") == true)
    #expect(grades["04"]?.contains("nothing was handed in") == true)
    #expect(collected.output.contains("2 of 5 are without a problem."))
  }

  @Test func `other last digits are the same to rounding`() throws {
    try makeClass()
    try run("Ada", seed: 1, "--set overfit.steps=3")
    let ending = try sandbox.bash(
      "sed -i -E 's/^(1,loss,[0-9]\\.[0-9]{5}).*/\\10/' H/Ada/0*/metrics.csv")
    #expect(ending.status == 0)
    #expect(try collect().grades["Ada"]?.contains(",yes,same to rounding") == true)
  }

  @Test func `what is missing is told, and with trust nothing is run`() throws {
    try makeClass()
    let files = ["quick": (1, true, true), "half": (2, false, false), "alien": (9, true, false)]
    for (name, (seed, isComplete, isQuick)) in files {
      let folder = sandbox.folder.appending(path: "H/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let summary =
        "{\"lesson\": \"0-toy-transformer\", \"seed\": \(seed), \"date\": \"2026-01-01T00:00:00Z\","
        + " \"notes\": [], \"results\": {}, \"complete\": \(isComplete), \"quick\": \(isQuick)}"
      for (file, text) in [
        ("summary.json", summary), ("hyperparameters.yaml", "seed: \(seed)\n"),
        ("metrics.csv", "step,name,value\n"),
      ] {
        try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
      }
    }
    _ = try sandbox.bash("mkdir H/empty; rm H/half/metrics.csv; touch H/notes.txt")
    let (ending, grades) = try collect("--trust")
    #expect(ending.status == 1)
    #expect(grades["quick"]?.contains("it's a quick run") == true)
    #expect(grades["half"]?.contains("did not come to its end; metrics.csv is missing") == true)
    #expect(grades["alien"]?.contains("seed 9 was dealt to nobody") == true)
    #expect(grades["empty"]?.contains("there is no run in it") == true)
    #expect(grades["notes"] == nil)
    #expect(ending.errors == "")
  }

  @Test func `names from a spreadsheet are told, and a wrong list is refused`() throws {
    try makeClass()
    _ = try sandbox.bash(
      "sed -i 's/,/;/g; s/^01;;/01;\"Ada; \"\"A\"\"\";/' class.csv; mkdir H/x")
    let grades = try collect("--trust").grades
    #expect(grades["\"Ada; \"\"A\"\"\""] != nil, "\(grades)")
    try expectRefused("class collect H --class no.csv", "class new")
    try expectRefused("class collect nowhere", "nowhere")
    _ = try sandbox.bash("echo a,b > wrong.csv; printf 'x' > H/x.zip")
    let wrong = try sandbox.bash("tutor class collect H --class wrong.csv")
    #expect(wrong.status == 1 && wrong.errors.contains("wrong.csv, line 1"))
    let archive = try sandbox.bash("tutor class collect H")
    #expect(archive.status == 1)
    #expect(archive.words.contains("x: the archive cannot be unpacked"))
  }
}
