import Course
import Foundation
import TestSupport
import Testing
import Words

/// What ends a run in the middle of a training.
struct CutOff: Error {}

/// Tests of runs that are cut off and go on. Each test has caches in a folder of its own.
protocol CutOffRuns {
  var folder: TemporaryFolder { get }
}

extension CutOffRuns {
  func cache(_ name: String) -> StageCache {
    StageCache(folder: folder.url.appending(path: name))
  }

  /// A tiny course that keeps something at every step.
  func course(
    _ cache: StageCache, _ observer: Recorder, _ overrides: [String: String] = [:],
    usesRecords: Bool = true
  ) throws -> Course {
    let course = try makeTinyCourse(
      overrides, cache: cache, usesRecords: usesRecords, observer: observer)
    course.runner.pace = .everyStep
    return course
  }

  /// Runs something, and cuts it off at every third step, until it comes to its end.
  ///
  /// - Returns: the titles of stages that went on.
  func runCutOff(
    _ overrides: [String: String], _ cache: StageCache, _ run: (Course) throws -> Void
  ) throws -> Set<String> {
    var resumed: Set<String> = []
    for _ in 0..<200 {
      let observer = Recorder()
      var steps = 0
      observer.onUpdate = { _, _ in
        steps += 1
        if steps == 3 { throw CutOff() }
      }
      var hasEnded = false
      do {
        try run(course(cache, observer, overrides))
        hasEnded = true
      } catch is CutOff {}
      resumed.formUnion(observer.resumed.map(\.key))
      if hasEnded { return resumed }
    }
    Issue.record("the run does not get on")
    return resumed
  }
}
