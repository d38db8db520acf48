import Testing
import Words

@Suite("JSON, looked at strictly")
struct JSONTextTests {
  @Test(
    "numbers that RFC 8259 allows",
    arguments: ["0", "-0", "7", "120", "-3.25", "0.5", "1e5", "1E+5", "-1.5e-300", "0e0"])
  func numbers(_ number: String) throws {
    for text in ["{\"a\":\(number)}", "{\"a\":[\(number) , \(number)]}"] {
      #expect(throws: Never.self) { try JSONText(checking: Array(text.utf8)) }
    }
  }

  @Test(
    "numbers that it does not allow are told as they stand",
    arguments: ["01", "-", "1.", "-.5", "1e", "1e+", "1.e5", "0x10", "1_000", "1-2", "--1", "00"])
  func notNumbers(_ number: String) throws {
    let text = "{\"a\": \(number), \"b\": 1}"
    let mistake = #expect(throws: JSONText.Mistake.self) {
      try JSONText(checking: Array(text.utf8))
    }
    #expect(mistake?.label.values["found"] == number)
    #expect(mistake?.column == 7)
  }
}
