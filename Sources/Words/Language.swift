import Foundation

/// The language that the learner reads: the two or three letters of ISO 639, such as `ko`.
package struct Language: Equatable, Sendable {
  package let code: String

  package static let english = Language(code: "en")

  package init(code: String) { self.code = code }

  /// `TUTOR_LANGUAGE`, which `--language` sets, else the language of the locale.
  package static var chosen: Language { chosen(by: ProcessInfo.processInfo.environment) }

  package static func chosen(by environment: [String: String]) -> Language {
    let names = ["TUTOR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]
    let locale = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let code = locale.prefix { $0.isASCII && $0.isLetter }.lowercased()
    // "C" and "POSIX" are no languages.
    return (2...3).contains(code.count) ? Language(code: code) : .english
  }

  /// The file in this language if there is one, such as `lesson.ko.md`, else the English one.
  package func file(_ name: String, _ kind: String, in folder: URL) -> URL {
    let translation = folder.appending(path: "\(name).\(code).\(kind)")
    return FileManager.default.fileExists(atPath: translation.path)
      ? translation : folder.appending(path: "\(name).\(kind)")
  }
}
