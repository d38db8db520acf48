/// How much people's own labels count beside the simulated labelers': the keys `labels.*`.
package struct LabelSettings: Codable, Equatable, Sendable {
  /// How often each of their rankings counts.
  package var weight: Int
}
