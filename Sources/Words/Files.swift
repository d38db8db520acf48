import Foundation

/// The whole of a file.
///
/// - Throws: `Failure`.
package func readFile(_ file: URL) throws -> Data {
  try told(at: file, isWriting: false) { try Data(contentsOf: file) }
}

/// A file's text, in UTF-8; what is no UTF-8 becomes U+FFFD.
///
/// - Throws: `Failure`.
package func readText(_ file: URL) throws -> String {
  String(decoding: try readFile(file), as: UTF8.self)
}

/// A file's JSON.
///
/// - Parameter name: of the error where it is other JSON, or none; its words may use `{reason}`.
/// - Throws: `Failure`.
package func readJSON<Value: Decodable>(
  _ file: URL, with decoder: JSONDecoder = JSONDecoder(), orFail name: String
) throws -> Value {
  let data = try readFile(file)
  do {
    return try decoder.decode(Value.self, from: data)
  } catch {
    throw Failure(name, ["reason": reason(of: error)], at: file.path)
  }
}

/// Writes a file under a temporary name and renames it, so that a crash leaves either the old file or
/// the new one, never half of one. A link stays one: the file that it leads to is written.
///
/// - Throws: `Failure`, also for what is no regular file, such as a device or a pipe, which would be replaced
///   by one.
package func writeAtomically(_ data: Data, to file: URL) throws {
  let target = try followed(file)
  try told(at: file, isWriting: true) { try data.write(to: target, options: .atomic) }
}

/// The file that links lead to, which may not be there yet.
private func followed(_ file: URL) throws -> URL {
  var target = file
  // As many links as Linux follows.
  for _ in 0..<40 {
    var status = stat()
    guard unsafe lstat(target.path, &status) == 0 else { return target }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return target
    case S_IFLNK:
      let path = try FileManager.default.destinationOfSymbolicLink(atPath: target.path)
      target = URL(filePath: path, relativeTo: target.deletingLastPathComponent()).absoluteURL
    case S_IFDIR: throw Failure("is-folder", at: file.path)
    default: throw Failure("no-regular-file", at: file.path)
    }
  }
  throw systemFailure(ELOOP, at: file.path, isWriting: true)
}

/// The same of a text, in UTF-8.
package func writeAtomically(_ text: String, to file: URL) throws {
  try writeAtomically(Data(text.utf8), to: file)
}

/// Makes a folder and those above it, where they are missing.
///
/// - Throws: `Failure`.
package func makeFolder(_ folder: URL) throws {
  try told(at: folder, isWriting: true) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }
}

/// What went wrong, in words, without what helps.
package func reason(of error: any Error) -> String {
  switch error {
  case let error as any ExplainedError: return error.problem
  case let error as DecodingError: return explanation(of: error)
  default: return systemCode(of: error).map { systemReason($0) } ?? "\(error)"
  }
}

/// What the system means by an error code, such as `errno`: "the disk is full".
package func systemReason(_ code: Int32 = errno) -> String {
  systemFailure(code, at: "", isWriting: false).reason
}

/// Does something to a file, and says of what fails why, and what helps.
private func told<Result>(
  at file: URL, isWriting: Bool, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch {
    guard let code = systemCode(of: error) else { throw error }
    throw systemFailure(code, at: file.path, isWriting: isWriting)
  }
}

private func systemFailure(_ code: Int32, at path: String, isWriting: Bool) -> Failure {
  let name =
    switch code {
    case ENOSPC, EDQUOT: "disk-full"
    case EROFS: "disk-read-only"
    case EACCES, EPERM: "no-permission"
    case ENOENT: isWriting ? "no-folder" : "no-file"
    default: "unusable-file"
    }
  let folder = URL(filePath: path).deletingLastPathComponent().path
  return unsafe Failure(
    name, ["folder": folder, "reason": String(cString: strerror(code))], at: path)
}

private func systemCode(of error: any Error) -> Int32? {
  ((error as? POSIXError) ?? (error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue
}

private func explanation(of error: DecodingError) -> String {
  func text(_ key: String, _ path: [any CodingKey]) -> String {
    let names = path.filter { $0.intValue == nil }.map(\.stringValue)
    return Messages.text(
      "json.\(names.isEmpty ? "other" : key)", ["key": names.joined(separator: " → ")])
  }
  return switch error {
  case .keyNotFound(let key, let context): text("missing", context.codingPath + [key])
  case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
    text("type", context.codingPath)
  @unknown default: text("other", [])
  }
}
