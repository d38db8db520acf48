import Tensors

/// Plain attention of each head of each sequence of packed rows, `[rows, width]`.
func plainAttention(
  _ packed: Tensor, lengths: [Int32], heads: Int, isCausal: Bool
) -> [Double] {
  let width = packed.columns / 3
  let headSize = width / heads
  var result = [Double](repeating: 0, count: packed.rows * width)
  var rows = 0..<0
  for length in lengths {
    rows = rows.upperBound..<rows.upperBound + Int(length)
    for first in stride(from: 0, to: width, by: headSize) {
      func part(_ start: Int) -> [[Double]] {
        rows.map { row in (start..<start + headSize).map { Double(packed[row, $0]) } }
      }
      let gathered = plainAttention(
        queries: part(first), keys: part(first + width), values: part(first + 2 * width),
        isCausal: isCausal)
      for (row, numbers) in zip(rows, gathered) {
        result.replaceSubrange(row * width + first..<row * width + first + headSize, with: numbers)
      }
    }
  }
  return result
}
