import Foundation

/// Sixteen hexadecimal digits that stand for some bytes (FNV-1a, 64 bits).
///
/// It tells contents apart that differ by accident, such as a file that a disk has damaged, which is all that is
/// needed here: it is no protection from somebody who wants two contents to look the same.
package func fingerprint(of data: Data) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in data { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Writes a file that only this program reads. Before the content stands a line that tells the format's number
/// and a checksum of the content: `tutor checkpoint 1 3f2a90c1d4e5b687`.
///
/// - Parameter format: what the content is, and the number of its format.
/// - Throws: `Failure`.
package func writeSealed(_ content: Data, as format: String, to file: URL) throws {
  try writeAtomically(
    Data("tutor \(format) \(fingerprint(of: content))\n".utf8) + content, to: file)
}

/// The content of a file that `writeSealed` wrote.
///
/// - Throws: `Failure` where the file is of another format, or is not as it was written.
package func readSealed(_ file: URL, as format: String) throws -> Data {
  let data = try readFile(file)
  // Longer than any first line.
  let line = data.prefix(100).prefix { $0 != UInt8(ascii: "\n") }
  guard line.starts(with: "tutor \(format) ".utf8) else {
    throw Failure("sealed.format", at: file.path)
  }
  let content = Data(data.dropFirst(line.count + 1))
  guard line.elementsEqual("tutor \(format) \(fingerprint(of: content))".utf8) else {
    throw Failure("sealed.checksum", at: file.path)
  }
  return content
}
