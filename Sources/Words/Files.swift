import Foundation

/// The whole of a regular file: a device or a pipe may never end.
///
/// - Throws: `Failure`.
package func readFile(_ file: URL) throws -> Data {
  var status = stat()
  if unsafe stat(file.path, &status) == 0 {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Failure("is-folder", at: file.path)
    default: throw Failure("input.no-file", at: file.path)
    }
  }
  return try told(at: file, isWriting: false) { try Data(contentsOf: file) }
}

/// A file's text, in UTF-8; what is no UTF-8 becomes U+FFFD.
///
/// - Throws: `Failure`.
package func readText(_ file: URL) throws -> String {
  String(decoding: try readFile(file), as: UTF8.self)
}

/// A file's JSON, an object.
///
/// - Parameter name: of the error where it is other JSON, or none; its words may use `{reason}`.
/// - Throws: `Failure`.
package func readJSON<Value: Decodable>(
  _ file: URL, with decoder: JSONDecoder = JSONDecoder(), orFail name: String
) throws -> Value {
  let data = try readInput(file, most: 200_000_000)
  do {
    return try decoder.decodeStrictly(from: data)
  } catch {
    throw Failure(name, ["reason": reason(of: error)], at: file.path)
  }
}

/// Writes a file under a temporary name and renames it, so that a crash, of the machine too, leaves either the old
/// file or the new one, never half of one. A link stays one: the file that it leads to is written.
///
/// - Throws: `Failure`, also for what is no regular file, such as a device or a pipe, which would be replaced
///   by one.
package func writeAtomically(_ data: Data, to file: URL) throws {
  let target = try followed(file)
  let temporary = try writeTemporary(data, beside: target, shown: file)
  guard unsafe rename(temporary, target.path) == 0 else {
    let code = errno
    unsafe unlink(temporary)
    throw systemFailure(code, at: file.path, isWriting: true)
  }
}

/// Makes sure that a file could be written now, and be so large, before somebody works for it.
///
/// - Throws: `Failure`, as `writeAtomically` would.
package func requireWritable(_ file: URL, bytes: Int) throws {
  let data = Data(count: bytes)
  unsafe unlink(try writeTemporary(data, beside: try followed(file), shown: file))
}

/// Writes a new file beside another, with its permissions if that is there. Where this fails, nothing is left.
///
/// - Returns: the path of the new file.
private func writeTemporary(_ data: Data, beside target: URL, shown file: URL) throws -> String {
  let name = temporaryName(for: "." + target.lastPathComponent)
  let path = target.deletingLastPathComponent().appending(path: name).path
  var status = stat()
  let isThere = unsafe stat(target.path, &status) == 0
  // One of a process that was killed, and had the same number.
  unsafe unlink(path)
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw systemFailure(errno, at: file.path, isWriting: true) }
  var code: Int32 = 0
  if isThere { fchmod(descriptor, status.st_mode & 0o7777) }
  var rest = data[...]
  while code == 0, !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { code = errno }
  }
  // Without this, a machine that loses its power just after the renaming may keep the name of a file that is empty.
  // A file system that cannot do it says EINVAL.
  if code == 0, fsync(descriptor) != 0, errno != EINVAL { code = errno }
  // Some file systems tell only here that the disk is full.
  if close(descriptor) != 0, code == 0, errno != EINTR { code = errno }
  guard code == 0 else {
    unsafe unlink(path)
    throw systemFailure(code, at: file.path, isWriting: true)
  }
  return path
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
      let path = try told(at: file, isWriting: true) {
        try FileManager.default.destinationOfSymbolicLink(atPath: target.path)
      }
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

/// What went wrong, in words, without what helps.
package func reason(of error: any Error) -> String {
  switch error {
  case let error as any ExplainedError: return error.problem
  case let error as DecodingError: return explanation(of: error)
  case let error as CocoaError:
    return systemCode(of: error).map { systemReason($0) } ?? error.localizedDescription
  default: return systemCode(of: error).map { systemReason($0) } ?? "\(error)"
  }
}

/// What the system means by an error code, such as `errno`: "the disk is full".
package func systemReason(_ code: Int32 = errno) -> String {
  systemFailure(code, at: "", isWriting: false).reason
}

/// Does something to a file, and says of what fails why, and what helps.
func told<Result>(
  at file: URL, isWriting: Bool, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch {
    guard let code = systemCode(of: error) else { throw error }
    throw systemFailure(code, at: file.path, isWriting: isWriting)
  }
}

func systemFailure(_ code: Int32, at path: String, isWriting: Bool) -> Failure {
  let name =
    switch code {
    case ENOSPC, EDQUOT: "disk-full"
    case EFBIG: "file-too-large"
    case EROFS: "disk-read-only"
    case EACCES, EPERM: "no-permission"
    case ENOTDIR: "file-in-path"
    case ENOENT: isWriting ? "no-folder" : "no-file"
    default: "unusable-file"
    }
  let folder = URL(filePath: path).deletingLastPathComponent().path
  return unsafe Failure(
    name, ["folder": folder, "reason": String(cString: strerror(code))], at: path)
}

private func systemCode(of error: any Error) -> Int32? {
  if let error = error as? POSIXError { return error.code.rawValue }
  guard let error = error as? CocoaError else { return nil }
  if let underlying = error.underlying as? POSIXError { return underlying.code.rawValue }
  // Foundation does not always say what the system has told it.
  return switch error.code {
  case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
  case .fileReadNoPermission, .fileWriteNoPermission: EACCES
  case .fileWriteOutOfSpace: ENOSPC
  case .fileWriteVolumeReadOnly: EROFS
  case .fileWriteFileExists: EEXIST
  default: nil
  }
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
