/// How a training goes through its data: again and again, a batch at a time.
package protocol EpochOptions {
  /// How often all data are gone through.
  var epochs: Int { get }
  /// Elements a step.
  var batchSize: Int { get }
}

extension EpochOptions {
  /// Steps of a training on `count` elements; the last batch of an epoch may be smaller than the others.
  package func steps(for count: Int) -> Int { (count + batchSize - 1) / batchSize * epochs }
}
