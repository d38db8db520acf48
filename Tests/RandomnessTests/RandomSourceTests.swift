import Randomness
import Testing

/// Numbers from Goldens/make_goldens.py, an implementation of its own.
@Suite struct RandomSourceGoldenTests {
  private static let numbers: [(seed: UInt64, expected: [UInt64])] = [
    (
      0,
      [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c]
    ),
    (
      1,
      [0xb3f2_af6d_0fc7_10c5, 0x853b_5596_4736_4cea, 0x92f8_9756_082a_4514, 0x642e_1c7b_c266_a3a7]
    ),
    (
      2022,
      [0x3240_f99f_beb2_36c4, 0x97f4_c24e_d811_819d, 0x9d79_7807_af82_a01d, 0x428f_32d0_c9d1_5906]
    ),
    (
      .max,
      [0x8f55_20d5_2a7e_ad08, 0xc476_a018_caa1_802d, 0x81de_31c0_d260_469e, 0xbf65_8d7e_065f_3c2f]
    ),
  ]

  private static let streams: [(name: String, expected: [UInt64])] = [
    ("", [0x7a5b_1491_418e_f44c, 0xe13d_bcdc_9e71_3677]),
    ("weights", [0xd531_5ea6_f431_6abc, 0x8100_07d6_18ee_1e03]),
    ("web text", [0xda59_1ca5_109b_f075, 0xad40_421f_a68f_0957]),
    ("größe", [0xbd8e_1c1e_f848_7e27, 0x7850_d613_cef1_0ed0]),
  ]

  @Test(arguments: numbers) func `a seed gives the numbers of xoshiro256** seeded by SplitMix64`(
    seed: UInt64, expected: [UInt64]
  ) {
    var random = RandomSource(seed: seed)
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test(arguments: streams) func `a stream's name is hashed by FNV-1a over its bytes`(
    name: String, expected: [UInt64]
  ) {
    var random = RandomSource(seed: 7, stream: name)
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func `uniform numbers are the upper 53 bits`() {
    var random = RandomSource(seed: 3)
    #expect(
      (0..<4).map { _ in random.uniform() } == [
        0.690638295117788, 0.6405810067354607, 0.21826237328256315, 0.5339616265004538,
      ])
  }

  @Test func `whole numbers are the high half of a product`() {
    var random = RandomSource(seed: 3)
    #expect((0..<12).map { _ in random.below(10) } == [6, 6, 2, 5, 4, 3, 2, 7, 9, 1, 9, 6])
  }

  @Test func `normal numbers follow Box and Muller`() {
    var random = RandomSource(seed: 3)
    let expected = [
      -0.9721068514561665, -0.6858470975334099, -0.8486563367249466, -0.14742695869240144,
    ]
    for number in expected { #expect(abs(random.normal() - number) < 1e-14) }
  }

  @Test func `a shuffle follows Fisher and Yates`() {
    var random = RandomSource(seed: 3)
    #expect(String(random.shuffled(Array("abcdefgh"))) == "gadhcbef")
  }

  @Test func `a fork is seeded by the next number`() {
    var random = RandomSource(seed: 3)
    var fork = random.fork()
    #expect(fork.next() == 0x2bac_7b1c_29c3_ac4f)
    #expect(random.next() == 0xa3fd_1dea_5e18_64ee)
  }
}

@Suite struct RandomSourceTests {
  private var random = RandomSource(seed: 11)

  @Test func `uniform numbers fill the unit interval evenly`() {
    var random = random
    var counts = [Int](repeating: 0, count: 64)
    for _ in 0..<64_000 {
      let number = random.uniform()
      #expect((0..<1).contains(number))
      counts[Int(number * 64)] += 1
    }
    // 63 degrees of freedom: above 103.4 once in a thousand seeds.
    #expect(chiSquare(counts) < 103.4)
  }

  @Test(arguments: [1, 2, 3, 10, 1000, 1 << 40, .max])
  func `below stays below its bound`(bound: Int) {
    var random = random
    #expect((0..<1000).allSatisfy { _ in (0..<bound).contains(random.below(bound)) })
  }

  @Test func `below reaches every number, each as often`() {
    var random = random
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<20_000 { counts[random.below(10)] += 1 }
    #expect(chiSquare(counts) < 27.9)  // 9 degrees of freedom, 1 in 1000
  }

  @Test(arguments: [0, -1]) func `a bound that is not positive ends the program`(
    bound: Int
  ) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [bound] in
      var random = RandomSource(seed: 0)
      _ = random.below(bound)
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("below(\(bound))"))
  }

  @Test func `normal numbers have the moments of N(0, 1)`() {
    var random = random
    let numbers = (0..<40_000).map { _ in random.normal() }
    func moment(_ power: Int) -> Double {
      numbers.reduce(0) { sum, x in sum + (0..<power).reduce(1.0) { y, _ in y * x } } / 40_000
    }
    // Their standard errors are 0.005, 0.007, 0.019 and 0.049.
    #expect(abs(moment(1)) < 0.02)
    #expect(abs(moment(2) - 1) < 0.03)
    #expect(abs(moment(3)) < 0.08)
    #expect(abs(moment(4) - 3) < 0.2)
  }

  @Test(arguments: [0.0, 0.3, 1]) func `chance comes true as often as it says`(p: Double) {
    var random = random
    let share = Double((0..<20_000).count { _ in random.chance(p) }) / 20_000
    // Four standard errors; none where it is certain.
    #expect(abs(share - p) <= 4 * (p * (1 - p) / 20_000).squareRoot())
  }

  @Test func `every order of a shuffle is as likely`() {
    var random = random
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[random.shuffled([0, 1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values)) < 49.7)  // 23 degrees of freedom, 1 in 1000
  }

  @Test func `shuffling in place and shuffled agree, and lose nothing`() {
    var (first, second) = (random, random)
    var list = Array(0..<100)
    first.shuffle(&list)
    #expect(list == second.shuffled(Array(0..<100)))
    #expect(list != Array(0..<100))
    #expect(list.sorted() == Array(0..<100))
  }

  @Test func `lists of fewer than two elements draw nothing`() {
    var (random, untouched) = (random, random)
    #expect(random.shuffled([Int]()).isEmpty)
    #expect(random.shuffled([5]) == [5])
    #expect(random.next() == untouched.next())
  }

  @Test func `an element is found in a slice too`() {
    var random = random
    let slice = Array(0..<10)[3..<6]
    let drawn = (0..<1000).map { _ in random.element(of: slice) }
    #expect(Set(drawn) == [3, 4, 5])
  }

  @Test func `an index comes in proportion to its weight`() {
    var random = random
    let weights = [1.0, 0, 2, 5]
    var counts = [0, 0, 0, 0]
    for _ in 0..<16_000 { counts[random.index(weightedBy: weights)] += 1 }
    #expect(counts[1] == 0)
    #expect(
      chiSquare([counts[0], counts[2], counts[3]], expected: [2000, 4000, 10_000]) < 13.8)
  }

  @Test func `only a positive weight can be drawn`() {
    var random = random
    #expect((0..<100).allSatisfy { _ in random.index(weightedBy: [0, 0, 1e-300, 0]) == 2 })
  }

  @Test func `weights without a positive one end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomSource(seed: 0)
      _ = random.index(weightedBy: [0, 0])
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("[0.0, 0.0]"))
  }
}

@Suite struct RandomStreamTests {
  @Test func `streams of one seed, and one stream of several seeds, are unrelated`() {
    var sources = [
      RandomSource(seed: 5), RandomSource(seed: 5, stream: "a"),
      RandomSource(seed: 5, stream: "b"), RandomSource(seed: 5, stream: "ab"),
      RandomSource(seed: 6), RandomSource(seed: 6, stream: "a"),
    ]
    var parent = RandomSource(seed: 5)
    sources.append(parent.fork())
    sources.append(parent)
    let draws = sources.indices.map { index in (0..<4000).map { _ in sources[index].uniform() } }
    for first in draws.indices {
      for second in draws.indices where first < second {
        // The standard error of a correlation of 4000 pairs is 0.016.
        #expect(abs(correlation(draws[first], draws[second])) < 0.06, "\(first), \(second)")
      }
    }
  }

  @Test func `a copy gives the same numbers, and drawing from one leaves the other`() {
    var first = RandomSource(seed: 9)
    var second = first
    let numbers = (0..<10).map { _ in first.next() }
    #expect((0..<10).map { _ in second.next() } == numbers)
  }

  @Test func `successive numbers are unrelated`() {
    var random = RandomSource(seed: 12)
    let numbers = (0..<20_000).map { _ in random.uniform() }
    for lag in 1...4 {
      let earlier = Array(numbers.dropLast(lag))
      #expect(abs(correlation(earlier, Array(numbers.dropFirst(lag)))) < 0.03, "lag \(lag)")
    }
  }
}

/// Σ (count − expected)² / expected; without `expected` all counts should be alike.
private func chiSquare(_ counts: [Int], expected: [Double]? = nil) -> Double {
  let even = Double(counts.reduce(0, +)) / Double(counts.count)
  let expected = expected ?? counts.map { _ in even }
  return zip(counts, expected).reduce(0) { sum, pair in
    sum + (Double(pair.0) - pair.1) * (Double(pair.0) - pair.1) / pair.1
  }
}

private func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  func product(_ a: [Double], _ meanA: Double, _ b: [Double], _ meanB: Double) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
  }
  let scale = product(x, meanX, x, meanX) * product(y, meanY, y, meanY)
  return product(x, meanX, y, meanY) / scale.squareRoot()
}
