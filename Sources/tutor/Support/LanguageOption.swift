import Foundation
import Words

/// `--language CODE`, which may stand anywhere on the command line. Help and errors are told in this
/// language, too, so it is read before all else.
enum LanguageOption {
  /// Takes the option out of the arguments, and sets `TUTOR_LANGUAGE` by it. The last one counts.
  ///
  /// - Returns: the other arguments.
  /// - Throws: `UsageError` for what is no language, or one that the course is not told in.
  static func take(from arguments: [String]) throws -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    var words = arguments[..<end]
    var others: [String] = []
    while let word = words.popFirst() {
      if word == "--language" {
        try choose(words.popFirst() ?? "")
      } else if word.hasPrefix("--language=") {
        try choose(String(word.dropFirst("--language=".count)))
      } else {
        others.append(word)
      }
    }
    return others + arguments[end...]
  }

  private static func choose(_ word: String) throws {
    let languages = Language.all(in: try ProjectRoot.find())
    let values = [
      "word": word.printable, "list": languages.map(\.code).joined(separator: ", "),
    ]
    let language = Language(code: word.lowercased())
    guard language.code.wholeMatch(of: /[a-z]{2,3}/) != nil else {
      throw UsageError("no-language", values)
    }
    guard languages.contains(language) else { throw UsageError("no-such-language", values) }
    unsafe setenv("TUTOR_LANGUAGE", language.code, 1)
  }
}

extension Language {
  /// English, and those that a file below Lessons/ is in, such as `lesson.ko.md` or `messages.ko.yaml`.
  static func all(in root: URL) -> [Language] {
    let lessons = root.appending(path: "Lessons")
    func names(_ folder: URL) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    }
    let files = names(lessons).flatMap { [$0] + names(lessons.appending(path: $0)) }
    let codes = files.compactMap { $0.wholeMatch(of: /[^.]+\.([a-z]{2,3})\.(?:md|yaml)/)?.1 }
    return [.english]
      + Set(codes.map(String.init)).subtracting([Language.english.code]).sorted()
      .map { Language(code: $0) }
  }
}
