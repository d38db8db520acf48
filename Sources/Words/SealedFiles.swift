import Foundation

/// Sixteen hexadecimal digits that stand for some bytes (FNV-1a, 64 bits).
///
/// It tells contents apart that differ by accident, such as a file that a disk has damaged, which is all that is
/// needed here: it is no protection from somebody who wants two contents to look the same.
package func fingerprint(of data: Data) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  // Four times as fast as a loop over `data` itself, and checkpoints wait for it.
  unsafe data.withUnsafeBytes { bytes in
    for place in bytes.indices { hash = unsafe (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3 }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A JSON object with a checksum of all the rest of it as its last value: `{"a": 1, "checksum": "3f2a90c1d4e5b687"}`.
///
/// White space does not count, so that a program may lay it out otherwise.
package func sealed(json object: Data) -> Data {
  var rest = object
  while let last = rest.last, isWhite(last) { rest.removeLast() }
  let (tail, body) = (object[rest.endIndex...], rest.dropLast())
  let checksum = fingerprint(of: body.filter { !isWhite($0) })
  return body + Data(", \"checksum\": \"\(checksum)\"}".utf8) + tail
}

/// Whether an object is as `sealed` made it; nil for one without a checksum at its end, such as one that a person has
/// written.
package func sealHolds(json object: some Sequence<UInt8>) -> Bool? {
  let bytes = Data(object.lazy.filter { !isWhite($0) })
  let start = Data(",\"checksum\":\"".utf8)
  let body = bytes.dropLast(start.count + 16 + 2)
  let seal = bytes[body.endIndex...]
  guard seal.starts(with: start), seal.suffix(2).elementsEqual("\"}".utf8) else { return nil }
  return seal.dropFirst(start.count).dropLast(2).elementsEqual(fingerprint(of: body).utf8)
}

private func isWhite(_ byte: UInt8) -> Bool { " \t\n\r".utf8.contains(byte) }

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
