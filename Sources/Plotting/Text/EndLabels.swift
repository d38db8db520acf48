/// Gives each label a row of its own, as near as can be to the row where its line ends.
///
/// - Parameters:
///   - wanted: the row of each line's end.
///   - count: how many rows there are; at least one for each label.
/// - Returns: the row of each label, in the order of `wanted`.
func spreadRows(_ wanted: [Int], in count: Int) -> [Int] {
  let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
  var rows = wanted
  var free = 0
  for (place, index) in order.enumerated() {
    // Those that follow need a row each, too.
    let last = count - (order.count - place)
    rows[index] = min(max(wanted[index], free), last)
    free = rows[index] + 1
  }
  // Labels pushed down together move up again by half of what the group was pushed.
  return balanced(rows, wanted, order)
}

private func balanced(_ rows: [Int], _ wanted: [Int], _ order: [Int]) -> [Int] {
  var rows = rows
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, rows[order[end]] == rows[order[end - 1]] + 1 { end += 1 }
    let group = order[start..<end]
    let pushed = group.reduce(0) { $0 + rows[$1] - wanted[$1] }
    let above = start == 0 ? -1 : rows[order[start - 1]]
    let shift = min(max(0, pushed / group.count), rows[order[start]] - above - 1)
    for index in group { rows[index] -= shift }
    start = end
  }
  return rows
}
