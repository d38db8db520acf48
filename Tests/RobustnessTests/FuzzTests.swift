import Foundation
import TestSupport
import Testing
import Words

/// Files that accidents and people have changed, at every door: each is read as a strict reader of its format reads
/// it, or refused with words. Nothing crashes, nothing takes longer than a moment.
///
/// A short form runs with the other tests. The long one, which Benchmarks/robustness/README.md tells of:
///
///     TUTOR_FUZZ_INPUTS=8000 TUTOR_FUZZ_SEED=1 ./tutor test --filter FuzzTests
@Suite struct FuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// For each door.
  private let inputs = environment["TUTOR_FUZZ_INPUTS"].flatMap { Int($0) } ?? 150
  private let seed = environment["TUTOR_FUZZ_SEED"].flatMap { UInt64($0) } ?? 0

  @Test(arguments: Door.all)
  func `a changed file is read rightly or refused`(door: Door) throws {
    var mutator = Mutator(seed: seed, door: door.name)
    let folder = try TemporaryFolder()
    var (used, refused) = (0, 0)
    for number in 0..<inputs {
      let sample = door.samples[number % door.samples.count]
      let input = mutator.mutated(sample, others: door.samples)
      // A crash ends the tests; its input is then found here.
      if inputs > 1000 { try? input.write(to: lastInput(of: door)) }
      let start = ContinuousClock.now
      do {
        let found = try door.read(input, folder.url)
        used += 1
        if let mistake = door.mistake(input, found) {
          report("\(mistake): it was read as \(found.prefix(300))", door, input)
        }
      } catch let error as any ExplainedError {
        refused += 1
        if error.problem.isEmpty { report("refused without words", door, input) }
        if error.description.contains(where: { $0.isControl }) {
          report("a control character in \(error)", door, input)
        }
      } catch {
        report("an error without words: \(error)", door, input)
      }
      if ContinuousClock.now - start > .seconds(10) { report("took too long", door, input) }
    }
    if inputs > 1000 { print("\(door.name): \(used) used, \(refused) refused") }
    #expect(used + refused == inputs)
    // A door that refuses everything, or nothing, is not tested by this.
    #expect(refused > 0)
    let whole = door.samples.filter { (try? door.read($0, folder.url)) != nil }
    #expect(whole.count == door.samples.count, "an unchanged file of \(door.name) is refused")
  }

  private func report(_ what: String, _ door: Door, _ input: Data) {
    Issue.record(
      "\(door.name): \(what)\ninput: \(String(decoding: input, as: UTF8.self).debugDescription.prefix(1500))"
    )
  }

  private func lastInput(of door: Door) -> URL {
    URL(filePath: NSTemporaryDirectory()).appending(path: "tutor-fuzz-\(door.name)")
  }
}

extension Character {
  fileprivate var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" }
  }
}
