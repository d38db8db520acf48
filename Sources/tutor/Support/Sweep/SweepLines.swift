import Foundation
import Words

/// Each job as a line for a shell. Whoever runs a sweep runs these lines; by hand, one does the same.
extension SweepFolder {
  /// What a run reads of the environment, and another computer may not have.
  private static let variables = [
    "TUTOR_LANGUAGE", "TUTOR_MATRIX_PRODUCT", "TUTOR_ROOT", "XDG_CACHE_HOME", "XDG_DATA_HOME",
  ]

  /// Paths are whole, so that it means the same wherever it is run.
  ///
  /// - Throws: `UsageError` for what does not fit on a line.
  func line(of job: SweepJob) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let isFound =
      (try? ProjectRoot.find(environment: [:]).path) == (try? ProjectRoot.find().path)
    let variables = SweepFolder.variables.filter { $0 != "TUTOR_ROOT" || !isFound }.compactMap {
      name in environment[name].map { "\(name)=\($0)" }
    }
    let words =
      ["env", "--chdir=\(FileManager.default.currentDirectoryPath)"] + variables
      + [ProjectRoot.executable.path]
      + job.arguments(
        lesson: manifest.lesson, isQuick: manifest.isQuick, threads: 1, output: place)
    let line =
      words.map(\.quotedForShell).joined(separator: " ") + " >/dev/null 2>"
      + messagesFile(of: job).path.quotedForShell
    guard !line.contains(where: \.isNewline) else {
      throw UsageError("sweep-newline", ["line": line])
    }
    return line
  }

  /// Writes the lines of jobs to `commands.txt`.
  ///
  /// - Returns: the file, and what is in it.
  /// - Throws: `Failure`; `UsageError`.
  func writeLines(of jobs: [SweepJob]) throws -> (file: URL, text: String) {
    try makeFolder(messagesFolder)
    let file = place.appending(path: "commands.txt")
    let text = try jobs.map { try line(of: $0) + "\n" }.joined()
    try writeAtomically(text, to: file)
    return (file, text)
  }

  /// The folder by its whole path.
  private var place: URL { url.absoluteURL.standardizedFileURL }

  /// What each run writes to standard error.
  var messagesFolder: URL { place.appending(path: "messages", directoryHint: .isDirectory) }

  private func messagesFile(of job: SweepJob) -> URL {
    messagesFolder.appending(path: "\(job.number).txt")
  }

  /// Runs that are begun anew have said nothing yet.
  func forgetMessages(of jobs: [SweepJob]) {
    for job in jobs { try? deleteItem(messagesFile(of: job)) }
  }

  /// The last that a run said; nil if it said nothing, or was not begun.
  func complaint(of job: SweepJob) -> Complaint? {
    (try? readText(messagesFile(of: job))).flatMap(Complaint.init)
  }
}
