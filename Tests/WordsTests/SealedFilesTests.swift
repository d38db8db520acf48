import Foundation
import Testing
import Words

/// Objects of JSON that carry a checksum.
struct SealedFilesTests {
  private let object = Data(#"{"ranks": [2, 1], "text": "a \"b\" ,"}"#.utf8)

  @Test func `a sealed object is still one, and holds`() throws {
    let sealed = sealed(json: object + Data("\n".utf8))
    let text = String(decoding: sealed, as: UTF8.self)
    #expect(text.wholeMatch(of: #/\{"ranks": .* ,", "checksum": "[0-9a-f]{16}"\}\n/#) != nil)
    #expect(sealHolds(json: sealed) == true)
    struct Object: Decodable { var ranks: [Int] }
    #expect(try JSONDecoder().decodeStrictly(Object.self, from: sealed).ranks == [2, 1])
  }

  @Test func `another layout of it holds, too`() {
    let text = String(decoding: sealed(json: object), as: UTF8.self)
    let other = text.replacing("{", with: "{\n  ").replacing("[2, 1]", with: "[2,1]")
      .replacing(": \"", with: ":\"").replacing("}", with: "\r\n}\n")
    #expect(other != text)
    #expect(sealHolds(json: Data(other.utf8)) == true)
  }

  @Test func `what a person has written has no seal`() {
    for text in [#"{"a": 1}"#, "{}", "", #"{"checksum": "x", "a": 1}"#] {
      #expect(sealHolds(json: Data(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func `each byte that changes is found`() {
    let sealed = sealed(json: object)
    for place in 0..<(object.count - 1) where sealed[place] != UInt8(ascii: " ") {
      for bit in 0..<8 {
        var damaged = sealed
        damaged[place] ^= 1 << UInt8(bit)
        #expect(sealHolds(json: damaged) == false, "bit \(bit) of byte \(place)")
      }
    }
  }
}
