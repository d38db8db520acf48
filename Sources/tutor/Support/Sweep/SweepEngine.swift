import ArgumentParser
import Foundation
import Words
import Yams

/// Who runs the jobs of a sweep.
enum SweepEngine: String, Codable, CaseIterable, ExpressibleByArgument {
  /// This program, on this computer.
  case local
  /// GNU parallel, on this computer or on others by ssh.
  case parallel
  /// Slurm, which queues them on a cluster.
  case slurm
  /// Whoever is given the list of commands.
  case command
}

/// Whom a sweep was given to: `engine.yaml` in its folder. There is none where this program has run all of it.
struct EngineRecord: Codable {
  var engine: SweepEngine
  /// The computers of GNU parallel, as they were given.
  var hosts: String?
  /// Slurm's job that a run was submitted in, by the run's number; until what came of it was told.
  var submitted: [Int: String] = [:]

  private static func file(in folder: URL) -> URL { folder.appending(path: "engine.yaml") }

  init(engine: SweepEngine) { self.engine = engine }

  /// - Returns: nil where there is none.
  /// - Throws: `Failure`, also for a file that is no such record.
  init?(in folder: URL) throws {
    let file = EngineRecord.file(in: folder)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let text = try readText(file)
    try YAML.check(text, path: file.path)
    do {
      self = try YAMLDecoder().decode(EngineRecord.self, from: text)
    } catch {
      throw Failure("sweep-engine", ["reason": reason(of: error)], at: file.path)
    }
  }

  /// - Throws: `Failure`.
  func write(to folder: URL) throws {
    try writeAtomically(try YAMLEncoder().encode(self), to: EngineRecord.file(in: folder))
  }
}
