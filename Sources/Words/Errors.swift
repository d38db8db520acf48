import Foundation
import Yams

/// An error that says what is wrong and what helps. Its words are a block of the messages:
///
///     no-such-lesson:
///       problem: There is no lesson "{name}".
///       remedy: "Lessons are {list}; for example `./tutor run 1`."
///
/// A block may have several problems with one remedy: `own-text.folder` is the problem `folder` of the
/// block `own-text`.
package protocol ExplainedError: Error, Equatable, CustomStringConvertible {
  /// What was found, or given, and what is allowed. What a file or a person said is printable in it.
  var problem: String { get }
  /// What to type or do instead; empty where nothing can be said.
  var remedy: String { get }
}

extension ExplainedError {
  package var description: String { remedy.isEmpty ? problem : "\(problem)\n\(remedy)" }
}

/// Something that the learner typed, or a file that the learner wrote, cannot be used.
package struct UsageError: ExplainedError {
  private let words: ErrorWords

  /// The error whose words are the block `name` of the messages.
  ///
  /// - Parameter remedy: the block's key of what helps, where it has several.
  package init(
    _ name: String, _ values: [String: String] = [:], remedy: String = "remedy"
  ) {
    words = ErrorWords(name, values, remedy: remedy)
  }

  /// An error that needs no messages: without the course's folder there are none.
  init(_ problem: String, remedy: String) {
    words = ErrorWords(problem: .verbatim(problem), remedy: .verbatim(remedy))
  }

  /// The file of the messages is missing, or is no such file, or was cut.
  package init(withoutWordsOf file: URL) {
    // Where these words are missing, no other message can be told either.
    var fault = "its last words are missing, so it was cut"
    do {
      guard FileManager.default.fileExists(atPath: file.path) else { throw POSIXError(.ENOENT) }
      _ = try YAML.compose(String(contentsOf: file, encoding: .utf8), path: file.path)
    } catch {
      fault = error is YamlError ? "it was cut or changed (\(error))" : Words.reason(of: error)
    }
    let root = file.deletingLastPathComponent().deletingLastPathComponent().path.quotedForShell
    let path = file.path
    self.init(
      "\(path) can't be used: \(fault)",
      remedy: """
        These are the words that the program speaks with. To have them as they were: \
        mv \(path.quotedForShell) \(spareName(for: path).quotedForShell); \
        git -C \(root) checkout -- Lessons/messages.yaml
        """)
  }

  /// EX_USAGE of sysexits.h.
  package static let exitCode: Int32 = 64

  package var problem: String { Messages.told(words.problem).printable }
  package var remedy: String { Messages.told(words.remedy).printable }
}

/// Something failed while the program ran: a file, or a training.
package struct Failure: ExplainedError {
  /// The file that is to blame, if one is.
  package private(set) var path: String?
  /// Its line, counted from 1, if one is to blame.
  package private(set) var line: Int?
  private var words: ErrorWords

  /// The failure whose words are the block `name` of the messages.
  package init(
    _ name: String, _ values: [String: String] = [:], at path: String? = nil, line: Int? = nil
  ) {
    (self.path, self.line) = (path, line)
    words = ErrorWords(name, values)
  }

  /// What is wrong, without the file.
  package var reason: String { Messages.told(words.problem).printable }
  package var remedy: String { Messages.told(words.remedy).printable }

  package var problem: String {
    guard let path else { return reason }
    return "\(line.map { place(path, line: $0) } ?? path): \(reason)".printable
  }

  /// The failure with its place, unless it has one.
  package func placed(at path: String, line: Int) -> Failure {
    var failure = self
    if self.path == nil { (failure.path, failure.line) = (path, line) }
    return failure
  }

  /// The failure with a remedy that knows more.
  package func remedied(_ remedy: Label) -> Failure {
    var failure = self
    failure.words.remedy = remedy
    return failure
  }
}

/// The words are told when somebody reads them: an error in the messages' own file has none yet.
private struct ErrorWords: Equatable, Sendable {
  let problem: Label
  var remedy: Label

  init(problem: Label, remedy: Label) {
    (self.problem, self.remedy) = (problem, remedy)
  }

  init(_ name: String, _ values: [String: String], remedy: String = "remedy") {
    let block = String(name.prefix { $0 != "." })
    problem = Label(block == name ? "\(name).problem" : name, values)
    self.remedy = Label("\(block).\(remedy)", values)
  }
}

/// `lesson.md, line 3`
package func place(_ path: String, line: Int) -> String {
  Messages.text("file.line", ["path": path, "line": "\(line)"])
}
