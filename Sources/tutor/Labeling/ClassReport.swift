import Course
import LessonKit
import Metrics
import Models
import Notebook
import Words

/// What the labels of a class say: who agrees with whom, and whose values a reward model takes over.
struct ClassReport: Encodable {
  struct Person: Encodable {
    var name: String
    var sets: Int
    /// Pairs ordered as the others do, on shared sets.
    var withOthers: Estimate?
    /// Pairs ordered as the reward model of all does, on sets that it has read and that it hasn't.
    var judgeOnRead, judgeOnHeldOut: Estimate?
  }

  /// Two people, or one twice.
  struct Pair: Encodable {
    var one, other: String
    var alike: Estimate
  }

  let people: [Person]
  let pairs: [Pair]
  /// A wider matrix is no help to the eye.
  private let mostInMatrix = 8

  private enum CodingKeys: CodingKey { case people, pairs }

  /// - Parameter judge: the reward model that all have ranked for.
  init(_ labels: Labels, judge: ScalarModel, _ course: Course) {
    let agreement = LabelAgreement(labels)
    people = agreement.people.map { name in
      let own = labels.of(name)
      return Person(
        name: name, sets: agreement.sets(of: name),
        withOthers: agreement.withOthers(name).measured,
        judgeOnRead: course.agreement(of: judge, with: own.training),
        judgeOnHeldOut: course.agreement(of: judge, with: own.heldOut))
    }
    pairs = agreement.people.enumerated().flatMap { place, one in
      agreement.people.dropFirst(place).compactMap { other in
        agreement.between(one, other).measured.map { Pair(one: one, other: other, alike: $0) }
      }
    }
  }

  /// The share of pairs ordered alike, and how many there were; nil for too large a class.
  var matrix: Table? {
    guard people.count <= mostInMatrix else { return nil }
    let names = people.map(\.name)
    var table = Table(columns: [.data("")] + names.map { .init(.verbatim($0), .right) })
    for one in names {
      let cells = names.map { other -> any TableCell in
        let pair = pairs.first {
          ($0.one, $0.other) == (one, other) || ($0.one, $0.other) == (other, one)
        }
        return pair.map { "\($0.alike.value.formatted(places: 2)) (\($0.alike.n ?? 0))".unbroken }
          ?? "–"
      }
      table.add([one] + cells)
    }
    return table.told
  }

  var table: Table {
    var table = Table(
      columns: ["label-merge.who"]
        + ["sets", "others", "read", "held-out"].map { .number(Label("label-merge.\($0)")) })
    for person in people {
      table.add(
        person.name, person.sets, person.withOthers, person.judgeOnRead, person.judgeOnHeldOut)
    }
    return table.told
  }
}

extension PairAgreement {
  /// The share, if there's any pair.
  var measured: Estimate? { pairCount > 0 ? share : nil }
}
