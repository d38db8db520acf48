import Randomness

/// The few people whose rankings a model is trained on.
package struct Panel: Hashable, Codable, Sendable {
  package var labelers: [Labeler]

  package init(labelers: [Labeler]) { self.labelers = labelers }

  /// Hires labelers: each one's biases are the panel's, give or take 0.2 · N(0, 1), for life.
  ///
  /// - Parameters:
  ///   - bias: the mean of the labelers' biases; the default is a fair panel.
  ///   - spread: the standard deviation of a labeler's biases around the mean.
  package init(
    count: Int = 5, bias: LabelerBias = LabelerBias(), guideline: Guideline = Guideline(),
    noise: Double = 0.5, spread: Double = 0.2, using random: inout RandomSource
  ) {
    labelers = (0..<count).map { _ in
      Labeler(
        guideline: guideline,
        bias: LabelerBias(
          length: bias.length + spread * random.normal(),
          flattery: bias.flattery + spread * random.normal(),
          caution: bias.caution + spread * random.normal(),
          prejudice: bias.prejudice + spread * random.normal(),
          cite: bias.cite + spread * random.normal()),
        noise: noise)
    }
  }
}
