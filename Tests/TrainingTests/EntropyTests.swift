import Glibc
import TestSupport
import Testing
import Training

@Suite struct EntropyTests {
  @Test func `a certain token has entropy 0`() {
    #expect(entropy(of: [0, 1, 0]) == 0)
  }

  @Test func `equal chances have the log of their number`() {
    expectClose(entropy(of: Array(repeating: 0.125, count: 8)), log(Double(8)), relative: 1e-6)
  }

  @Test func `a worked case`() {
    // ½ ln 2 + ¼ ln 4 + ¼ ln 4 = 1.5 ln 2; a token that cannot come adds nothing.
    expectClose(entropy(of: [0.5, 0, 0.25, 0.25]), 1.5 * log(Double(2)), relative: 1e-6)
  }
}
