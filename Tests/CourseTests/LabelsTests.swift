import Course
import Foundation
import TestSupport
import Testing
import ToyWorld
import Words

struct LabelsTests {
  private let folder: TemporaryFolder
  private let file: LabelFile
  private let header = LabelHeader(
    name: "ada", world: 0, settings: "any", setSeed: 0, date: Date(timeIntervalSince1970: 0))

  init() throws {
    folder = try TemporaryFolder()
    file = LabelFile(folder.url.appending(path: "tutor/labels/ada.jsonl"))
  }

  private func record(
    _ set: Int, by labeler: String = "ada", isRepeat: Bool = false, shown: [Int] = [0, 1, 2, 3],
    ranks: [Int]? = [1, 2, 3, 4]
  ) -> LabelRecord {
    LabelRecord(
      set: set, labeler: labeler, isRepeat: isRepeat, prompt: "what does the jorl eat ?",
      completions: (0..<shown.count).map { "no \($0) ." }, shown: shown, ranks: ranks)
  }

  private func labels(_ records: [LabelRecord]) -> Labels {
    Labels(header: header, records: records)
  }

  // MARK: Files

  @Test func `what was added is read again, with its header`() throws {
    #expect(try file.read() == nil)
    let writer = try LabelWriter(file, labels: labels([]))
    let records = [record(0), record(1, shown: [3, 1, 0, 2], ranks: nil)]
    for record in records { try writer.add(record) }
    let read = try #require(try file.read())
    #expect(read.header == header)
    #expect(read.records == records)
    #expect(!read.isTorn)
  }

  @Test(arguments: [
    ("[1,2,3,4]", "[1,2,3,3]"), ("\"ranks\"", "\"rank\""), ("world\":0", "world\":1"),
  ])
  func `what a disk has changed is told`(old: String, new: String) throws {
    try LabelWriter(file, labels: labels([])).add(record(0))
    let text = try readText(file.url)
    #expect(text.contains(old))
    try writeAtomically(text.replacing(old, with: new), to: file.url)
    #expect(throws: Failure.self) { try Labels(contentsOf: file.url) }
  }

  @Test func `two programs can't write into one file`() throws {
    let writer = try LabelWriter(file, labels: labels([]))
    #expect(throws: UsageError.self) { try LabelWriter(file, labels: labels([])) }
    try writer.add(record(0))
  }

  @Test func `a torn last line is left out, and cut off before the next one`() throws {
    try LabelWriter(file, labels: labels([])).add(record(0))
    let whole = try Data(contentsOf: file.url)
    try (whole + Data(#"{"set": 1, "la"#.utf8)).write(to: file.url)
    let torn = try Labels(contentsOf: file.url)
    #expect(torn.isTorn)
    #expect(torn.records == [record(0)])
    try LabelWriter(file, labels: torn).add(record(2))
    #expect(try Labels(contentsOf: file.url).records == [record(0), record(2)])
  }

  @Test func `a damaged line elsewhere is an error with its number`() throws {
    let text = try header.line() + "{\"set\": 1}\n" + JSONLines.line(record(0)) + "\n"
    let damaged = try folder.write(text, to: "damaged.jsonl")
    let error = try #require(throws: Failure.self) { try Labels(contentsOf: damaged) }
    #expect(error.line == 2)
    let headless = try folder.write(JSONLines.line(record(0)) + "\n", to: "headless.jsonl")
    #expect(throws: Failure.self) { try Labels(contentsOf: headless) }
  }

  @Test(arguments: ["../x", "a b", "", ".hidden", "a/b"])
  func `a name that is no file's is an error`(name: String) {
    #expect(throws: UsageError.self) { try LabelFile(named: name) }
  }

  // MARK: What is trained on

  @Test func `repeats, skipped sets and every fifth set are not trained on`() {
    let all = labels([
      record(0), record(1, ranks: nil), record(4), record(0, isRepeat: true), record(5),
    ])
    #expect(all.training.count == 2)
    #expect(all.heldOut.count == 1)
  }

  @Test func `labels make another reward model, and none makes the usual one`() throws {
    let course = try makeTinyCourse()
    let usual = try course.rewardModel().key
    let prompt = course.world.prompts(.fact, .train)[0].text
    var own = labels([record(0), record(1)])
    for index in own.records.indices { own.records[index].prompt = prompt }
    own.header = try course.labelHeader(name: "ada", setSeed: 0)
    try course.use(own, at: "here")
    let mixed = try course.rewardModel().key
    #expect(mixed.text.contains("no 3 ."))
    #expect(mixed != usual)
    // Others are exchanged without the person being heard.
    #expect(
      try course.rewardModel(course.settings.rewardModel, panel: course.fairPanel).key == usual)
    own.records.append(record(1, isRepeat: true, ranks: [4, 3, 2, 1]))
    try course.use(own, at: "here")
    #expect(try course.rewardModel().key == mixed)
    own.records[0].ranks = [4, 3, 2, 1]
    try course.use(own, at: "here")
    #expect(try course.rewardModel().key != mixed)
  }

  @Test func `labels of other settings can't be used`() throws {
    let course = try makeTinyCourse()
    var own = labels([record(0)])
    own.header = try makeTinyCourse(["sft.epochs": "3"]).labelHeader(name: "ada", setSeed: 0)
    #expect(throws: UsageError.self) { try course.use(own, at: "here") }
    own.header = try course.labelHeader(name: "ada", setSeed: 0)
    own.header.world = 7
    #expect(throws: UsageError.self) { try course.use(own, at: "here") }
    own.header.world = 0
    own.records = []
    #expect(throws: UsageError.self) { try course.use(own, at: "here") }
  }

  @Test func `the sequence of sets is the same for all, and another for another seed`() throws {
    let sets = try makeTinyCourse().labelSets(page: 0, seed: 0)
    let again = try makeTinyCourse().labelSets(page: 0, seed: 0)
    let other = try makeTinyCourse().labelSets(page: 0, seed: 1)
    #expect(!sets.isEmpty)
    #expect(sets.map(\.completions) == again.map(\.completions))
    #expect(sets.map(\.prompt) != other.map(\.prompt))
    for set in sets {
      #expect(Course.labelOutputs.contains(set.completions.count))
      #expect(Set(set.completions).count == set.completions.count)
    }
  }

  @Test func `models whose outputs are ranked together take turns, and who wrote what is known`()
    throws
  {
    let course = try makeTinyCourse()
    let models: [CourseModel] = [.base, .sft]
    let sets = try course.labelSets(page: 0, seed: 0, models: models)
    #expect(!sets.isEmpty)
    #expect(Set(sets.flatMap { $0.writers.compactMap(\.self) }) == Set(models))
    for set in sets {
      #expect(Set(set.completions).count == set.completions.count)
      #expect(set.writers.count == set.completions.count)
      #expect(try course.labelSet(set.number, seed: 0, models: models)?.prompt == set.prompt)
      // Where both have enough to say, both are shown.
      guard models.allSatisfy({ model in set.writers.count { $0 == model } > 1 }) else { continue }
      #expect(Set(set.writers.prefix(4)).isSuperset(of: models))
    }
    let alone = try course.labelSets(page: 0, seed: 0)
    #expect(alone.allSatisfy { $0.writers.allSatisfy { $0 == .sft } })
    #expect(alone.map(\.completions) != sets.map(\.completions))
  }

  @Test func `of several models it is told whose outputs were put first`() throws {
    let course = try makeTinyCourse()
    let models: [CourseModel] = [.base, .sft]
    let sets = try course.labelSets(page: 0, seed: 0, models: models)
    let records = sets.prefix(5).map { set in
      LabelRecord(
        set: set.number, labeler: "ada", isRepeat: false, prompt: set.prompt,
        completions: set.completions, shown: Array(set.completions.indices),
        ranks: set.writers.map { $0 == .sft ? 1 : $0 == .base ? 2 : 3 })
    }
    let header = try course.labelHeader(name: "ada", setSeed: 0, models: models)
    let wins = try LabelReport(records, course, header: header).wins
    #expect(wins.map(\.model) == models)
    #expect(wins.map(\.share.value) == [0, 1])
    // All tied.
    let tied = records.map { record in
      var record = record
      record.ranks = record.completions.map { _ in 1 }
      return record
    }
    #expect(
      try LabelReport(tied, course, header: header).wins.map(\.share.value) == [0.5, 0.5])
    #expect(try LabelReport(records, course, header: self.header).wins.isEmpty)
  }

  @Test func `labels of other models are other labels`() throws {
    let course = try makeTinyCourse()
    let header = try course.labelHeader(name: "ada", setSeed: 0, models: [.sft, .ppo])
    #expect(header.models == [.sft, .ppo])
    #expect(try course.labelHeader(name: "ada", setSeed: 0).models == nil)
    #expect {
      try labels([record(0)]).requireSets(of: header, at: "here")
    } throws: { error in
      "\(error)".contains("--model sft, or") && "\(error)".contains("--model sft,ppo")
    }
    #expect(try [CourseModel](typed: "sft, PPO,sft") == [.sft, .ppo])
    #expect(throws: UsageError.self) { try [CourseModel](typed: "sft,gpt") }
    #expect(throws: UsageError.self) { try [CourseModel](typed: " ") }
    // The same models, trained otherwise.
    var own = labels([record(0)])
    own.header = header
    let other = try makeTinyCourse(["ppo.klCoefficient": "0.7"])
      .labelHeader(name: "ada", setSeed: 0, models: [.sft, .ppo])
    #expect(throws: UsageError.self) { try own.requireSets(of: other, at: "here") }
    try own.requireSets(of: header, at: "here")
    let line = try header.line()
    #expect(line.contains(#""models":["sft","ppo"]"#))
  }

  // MARK: The schedule

  @Test func `one set of five is an earlier one, never one of the last two, in another order`() {
    let schedule = LabelSchedule(seed: 0, name: "ada")
    var records: [LabelRecord] = []
    for number in 0..<50 {
      switch schedule.next(after: records) {
      case .new: records.append(record(number))
      case .again(let first):
        #expect(!records.suffix(2).contains(first))
        var again = first
        again.isRepeat = true
        again.shown = schedule.order(of: 4, after: records, unlike: first.shown)
        #expect(again.shown != first.shown)
        records.append(again)
      }
    }
    let repeats = records.filter(\.isRepeat)
    #expect((8...10).contains(repeats.count))
    #expect(Set(repeats.map(\.set)).count == repeats.count)
  }

  // MARK: Reports

  @Test func `who always takes the first is told so, and how alike a second look was`() throws {
    let course = try makeTinyCourse()
    let first = (0..<6).map { record($0, shown: [2, 0, 1, 3], ranks: [2, 3, 1, 4]) }
    let again = record(0, isRepeat: true, shown: [3, 0, 1, 2], ranks: [2, 3, 4, 1])
    let report = try LabelReport(first + [again], course, header: header)
    #expect(report.sets == 6)
    #expect(report.repeats == 1)
    #expect(report.firstShown.value == 1)
    #expect(report.chance == 0.25)
    // Of six pairs, the three with outputs 2 or 3 on top … 2 falls behind 0, 1 and 3; 3 rises above 0, 1.
    #expect(abs(report.again.share.value - 1.0 / 6) < 1e-9)
    let tied = try LabelReport([record(0, ranks: [1, 1, 3, 4])], course, header: header)
    #expect(tied.firstShown.value == 0.5)
  }

  @Test func `a class is joined under names of their own, and compared on what both have ranked`()
    throws
  {
    let reversed = record(0, shown: [0, 1, 2], ranks: [3, 2, 1])
    let merger = try LabelMerger(
      [
        (labels([record(0), record(1)]), "a/ada.jsonl"), (labels([reversed]), "b/ben.jsonl"),
        (labels([record(0)]), "c/ben.jsonl"),
      ], name: "class")
    #expect(merger.labels.labelers == ["ada", "ben", "ada-2"])
    let agreement = LabelAgreement(merger.labels)
    #expect(agreement.sets(of: "ada") == 2)
    #expect(agreement.between("ada", "ben").share.value == 0)
    // The three outputs that both have ranked.
    #expect(agreement.between("ada", "ben").pairCount == 3)
    #expect(agreement.between("ada", "ada-2").share.value == 1)
    #expect(agreement.withOthers("ada").pairCount == 9)
    #expect(agreement.between("ada", "ada").pairCount == 0)
  }

  @Test func `labels of another sequence of sets can't be joined`() {
    var other = labels([record(0)])
    other.header.setSeed = 1
    #expect(throws: UsageError.self) {
      try LabelMerger([(labels([record(0)]), "a"), (other, "b")], name: "class")
    }
  }
}
