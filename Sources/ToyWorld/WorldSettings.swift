/// What a teacher may change about the toy world: the keys `world.*` of `Data/world.yaml`.
package struct WorldSettings: Hashable, Codable, Sendable {
  /// Another seed is another world: other facts, rumours and texts.
  package var seed: UInt64 = 0
  /// Documents in the web text that a base model is trained on.
  package var webDocuments = 6500
  /// Further documents of the same web, to measure a model on.
  package var validationDocuments = 800
  /// Demonstrations written by labelers.
  package var demonstrations = 768
  /// Share of the facts, 0...1, about which the web has a rumour: one fixed false value.
  package var rumourShare = 0.3
  /// How often, 0...1, the web states the rumour rather than the truth.
  package var rumourRepetition = 0.8
  /// Share of slander, 0...1, among the documents of opinion about a group of people.
  package var slanderShare = 0.6
  /// Share of the prompts' contents, 0.1...0.9, that demonstrations, rankings and PPO may use; the
  /// rest is held out.
  package var trainShare = 0.67

  /// The settings of the committed files, but for the seed.
  package init(seed: UInt64 = 0) {
    self.seed = seed
  }
}
