import Foundation
import HuggingFace
import TestSupport
import Testing

/// A model that transformers has written; `make_goldens.py` says how.
@Suite struct TransformersTests {
  @Test func `a model of transformers computes the same here, whatever the order of its tokens`()
    throws
  {
    let golden = try Golden.read()
    let imported = try HuggingFaceFolder(Golden.folder).read()
    let model = try imported.language()
    let tokenizer = imported.tokenizer
    let ids = [tokenizer.endOfText] + tokenizer.encode(golden.text)
    // Their ids, by the names of our tokens.
    let theirs = try tokenizer.names.map { try #require(golden.names.firstIndex(of: $0)) }
    #expect(theirs != Array(0..<theirs.count))
    #expect(ids.map { theirs[Int($0)] } == golden.ids)
    let logits = model.logits(ids)
    let expected = golden.logits.flatMap { row in theirs.map { row[$0] } }
    expectClose(logits, expected)
  }
}
