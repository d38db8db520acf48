// swift-tools-version: 6.3
import Foundation
import PackageDescription

// Targets stand in reading order. A target imports only targets above it, so the `dependencies`
// lines are the architecture:
//   text → tokens → tensors → model → metrics → trainer → plot → lesson → terminal
// Each names all that it imports: what is imported without being named is not built again in time.

let warned: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// What could read or write memory that is not its own is marked with `unsafe`.
let strict: [SwiftSetting] = warned + [.strictMemorySafety()]

// Numerical code is about 100 times slower without optimisation, so these targets are optimised in
// debug builds too.
let optimized: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

// Pointers and vectors, in one target: shape checks stand in for bounds checks there. What the other
// targets would gain, Benchmarks/README.md tells.
let unchecked: [SwiftSetting] =
  warned + [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=native"])]

// A lesson is a folder with its text and a target of its own: its names are its own, and no other
// target imports it but the list of lessons.
let lessons = [
  (folder: "0-toy-transformer", target: "ToyTransformer"),
  (folder: "1-capability-vs-alignment", target: "CapabilityVsAlignment"),
  (folder: "2-next-token-and-masked-lm", target: "NextTokenAndMaskedLM"),
  (folder: "3-supervised-fine-tuning", target: "SupervisedFineTuning"),
  (folder: "4-reward-ranking", target: "RewardRanking"),
  (folder: "5-ppo-with-kl", target: "PPOWithKL"),
  (folder: "6-limits-of-rlhf", target: "LimitsOfRLHF"),
  (folder: "7-other-ways", target: "OtherWays"),
  (folder: "8-verifiable-rewards", target: "VerifiableRewards"),
]

/// What a folder holds beside Swift: texts, words, settings, folders.
func others(in folder: String) -> [String] {
  let path = "\(Context.packageDirectory)/\(folder)"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  return names.filter { !$0.hasSuffix(".swift") }.sorted()
}

func lessonTarget(_ folder: String, _ name: String) -> Target {
  .target(
    name: name,
    dependencies: [
      "Alignment", "Course", "Hyperparameters", "LessonKit", "Metrics", "Models", "Notebook",
      "Plotting", "Randomness", "Tensors", "Tokenization", "ToyWorld", "Training", "Words",
    ],
    path: "Lessons/\(folder)", exclude: others(in: "Lessons/\(folder)"), swiftSettings: strict)
}

let package = Package(
  name: "tutor",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Words that people see, by their keys; errors; files; where the course is.
    .systemLibrary(
      name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),
    .target(name: "Words", dependencies: ["CUTF8Proc", "Yams"], swiftSettings: strict),
    // What a learner may change.
    .target(
      name: "Hyperparameters", dependencies: ["Words", "Yams"], swiftSettings: strict),

    // System libraries and the C++ shim.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CCMarkGFM",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CProcessor"),
    .target(
      name: "CGnuplot", linkerSettings: [.linkedLibrary("boost_iostreams")]),

    // Numbers that repeat: one seed, one sequence.
    .target(name: "Randomness", swiftSettings: optimized),
    // Text.
    .target(name: "Tokenization", dependencies: ["Words"], swiftSettings: optimized),
    .target(name: "ToyWorld", dependencies: ["Randomness", "Words"], swiftSettings: strict),
    // The transformer.
    .target(
      name: "Tensors", dependencies: ["COpenBLAS", "CProcessor", "Randomness", "Words"],
      swiftSettings: unchecked),
    .target(
      name: "Models", dependencies: ["Randomness", "Tensors", "Words"], swiftSettings: optimized),
    // Models as Hugging Face's libraries have them.
    .target(
      name: "HuggingFace",
      dependencies: ["Models", "Randomness", "Tensors", "Tokenization", "Words"],
      swiftSettings: strict),
    // What was measured, and how sure it is.
    .target(name: "Metrics", dependencies: ["Words"], swiftSettings: strict),
    // The transformer's training and its alignment.
    .target(
      name: "Training", dependencies: ["Models", "Randomness", "Tensors", "Tokenization", "Words"],
      swiftSettings: optimized),
    .target(
      name: "Alignment",
      dependencies: [
        "Metrics", "Models", "Randomness", "Tensors", "Tokenization", "ToyWorld", "Training",
        "Words",
      ],
      swiftSettings: optimized),
    // How all that is shown.
    .target(
      name: "Plotting", dependencies: ["CGnuplot", "Metrics", "Words"], swiftSettings: strict),
    .target(
      name: "Notebook",
      dependencies: ["CCMarkGFM", "Metrics", "Plotting", "Words", "Yams"],
      swiftSettings: strict),
    // The stages of the course, their settings and their cache.
    .target(
      name: "Course",
      dependencies: [
        "Alignment", "HuggingFace", "Hyperparameters", "Metrics", "Models", "Randomness", "Tensors",
        "Tokenization", "ToyWorld", "Training", "Words",
      ],
      swiftSettings: strict),
    // What lessons have in common, the lessons, and the list of them.
    .target(
      name: "LessonKit",
      dependencies: [
        "Alignment", "Course", "Hyperparameters", "Metrics", "Models", "Notebook", "Plotting",
        "Randomness", "Tensors", "Tokenization", "ToyWorld", "Training", "Words",
      ],
      swiftSettings: strict),
  ] + lessons.map { lessonTarget($0.folder, $0.target) } + [
    .target(
      name: "Lessons",
      dependencies: ["Course", "Hyperparameters", "LessonKit", "Words"]
        + lessons.map { .target(name: $0.target) },
      path: "Lessons", exclude: others(in: "Lessons"), swiftSettings: strict),
    .executableTarget(
      name: "tutor",
      dependencies: [
        "Alignment", "Course", "HuggingFace", "Hyperparameters", "LessonKit", "Lessons", "Metrics",
        "Models", "Notebook", "Plotting", "Randomness", "Tensors", "Tokenization", "ToyWorld",
        "Training", "Words", "Yams",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // How fast all this is; see Benchmarks/.
    .executableTarget(
      name: "bench",
      dependencies: [
        "Alignment", "Hyperparameters", "Models", "Randomness", "Tensors", "Training", "Words",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // What several test targets share; no part of the program.
    .target(
      name: "TestSupport",
      dependencies: [
        "CAllocationCounter", "CCMarkGFM", "Course", "Hyperparameters", "Metrics", "Tensors",
        "Words",
      ],
      path: "Tests/TestSupport", swiftSettings: warned),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),

    // One test target for each; what a test trains is tiny.
    .testTarget(
      name: "WordsTests", dependencies: ["TestSupport", "Words"], swiftSettings: warned),
    .testTarget(
      name: "HyperparametersTests", dependencies: ["Hyperparameters", "TestSupport", "Words"],
      swiftSettings: warned),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness"], exclude: ["Goldens"],
      swiftSettings: warned),
    .testTarget(
      name: "TokenizationTests", dependencies: ["Randomness", "Tokenization", "Words"],
      swiftSettings: warned),
    .testTarget(
      name: "ToyWorldTests", dependencies: ["Metrics", "Randomness", "ToyWorld", "Words"],
      swiftSettings: warned),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Randomness", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "Randomness", "Tensors", "TestSupport", "Words"],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "HuggingFaceTests",
      dependencies: [
        "HuggingFace", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization", "Words",
      ],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Models", "Randomness", "Tensors", "TestSupport", "Tokenization", "Training", "Words",
      ],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "AlignmentTests",
      dependencies: [
        "Alignment", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization", "ToyWorld",
        "Training", "Words",
      ],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "MetricsTests", dependencies: ["Metrics", "Randomness", "Words"], swiftSettings: warned),
    .testTarget(
      name: "PlottingTests", dependencies: ["CGnuplot", "Metrics", "Plotting", "Words"],
      swiftSettings: warned),
    .testTarget(
      name: "NotebookTests",
      dependencies: ["Metrics", "Notebook", "Plotting", "TestSupport", "Words"],
      swiftSettings: warned),
    .testTarget(
      name: "CourseTests",
      dependencies: [
        "Alignment", "Course", "HuggingFace", "Hyperparameters", "Metrics", "Models", "Tensors",
        "TestSupport", "ToyWorld", "Training", "Words",
      ],
      swiftSettings: warned),
    .testTarget(
      name: "LessonsTests",
      dependencies: [
        "Alignment", "Course", "Hyperparameters", "LessonKit", "Lessons", "Metrics", "Models",
        "Notebook", "Plotting", "Randomness", "Tensors", "TestSupport", "Tokenization", "ToyWorld",
        "Training", "Words",
      ]
        + lessons.map { .target(name: $0.target) },
      swiftSettings: warned),
    .testTarget(
      name: "RobustnessTests",
      dependencies: [
        "Course", "HuggingFace", "Hyperparameters", "Metrics", "Models", "Notebook", "Plotting",
        "Randomness", "Tensors", "TestSupport", "Tokenization", "ToyWorld", "Words", "Yams",
      ],
      swiftSettings: warned),
    // Drives the program, which is therefore built first.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Course", "Metrics", "Notebook", "TestSupport", "Words", "bench", "tutor",
      ],
      exclude: ["Fixtures", "Goldens"], swiftSettings: warned),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
