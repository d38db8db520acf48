import Foundation
import Words

/// The Swift file of a lesson and the sources that its text quotes.
struct LessonSource {
  /// From the root of the project.
  let path: String
  /// True if the file was changed after the program was built.
  let isStale: Bool
  private let text: String
  let root: URL

  init(file: URL, root: URL) throws {
    self.root = root
    path = relative(file, to: root)
    isStale = ProjectRoot.isNewer(file)
    do {
      text = try readText(file)
    } catch {
      throw UsageError("no-lesson-source", ["path": file.path])
    }
  }

  /// The code of a cell.
  func cell(_ name: String) -> SourceListing? {
    SourceListing.cell(name, in: text, path: path)
  }

  /// A quoted function.
  /// - Throws: `UsageError` if the file has no such quote (a test finds that first).
  func listing(of quote: LessonText.SourceQuote) throws -> SourceListing {
    let file = root.appending(path: quote.path)
    guard let source = try? readText(file),
      let listing = SourceListing.quote(quote.name, in: source, path: quote.path)
    else {
      throw UsageError("no-lesson-quote", ["quote": "\(quote.path)#\(quote.name)"])
    }
    return listing
  }

  /// A path for the learner: from the root where it is inside.
  func shown(_ url: URL) -> String { relative(url, to: root) }
}

private func relative(_ url: URL, to root: URL) -> String {
  let folder = root.standardizedFileURL.path
  let path = url.standardizedFileURL.path
  return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
}
