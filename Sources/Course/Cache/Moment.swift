import Words

/// What can be watched at one step of a training.
package struct Moment: Sendable {
  /// What goes up or down, such as the loss; drawn as curves.
  package var values: [(name: Label, value: Double)]
  /// What the model says at this moment; nil where it was not asked.
  package var sample: String?

  package init(_ values: [(name: Label, value: Double)], sample: String? = nil) {
    (self.values, self.sample) = (values, sample)
  }
}
