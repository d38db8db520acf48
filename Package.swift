// swift-tools-version: 6.3
import PackageDescription

// Targets stand in reading order. A target imports only targets above it, so the `dependencies`
// lines are the architecture:
//   text → tokens → tensors → model → trainer → metrics → plot → lesson → terminal
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

let lessonFolders = [
  "0-toy-transformer", "1-capability-vs-alignment", "2-next-token-and-masked-lm",
  "3-supervised-fine-tuning", "4-reward-ranking", "5-ppo-with-kl", "6-limits-of-rlhf",
]

let package = Package(
  name: "tutor",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries and the C++ shim.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CCMarkGFM",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(
      name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),
    .systemLibrary(name: "CProcessor"),
    .target(
      name: "CGnuplot", linkerSettings: [.linkedLibrary("boost_iostreams")]),

    // Numbers that repeat: one seed, one sequence.
    .target(name: "Randomness", swiftSettings: optimized),
    // Text.
    .target(name: "Tokenization", swiftSettings: optimized),
    .target(name: "ToyWorld", dependencies: ["Randomness"], swiftSettings: strict),
    // The transformer.
    .target(
      name: "Tensors", dependencies: ["COpenBLAS", "CProcessor", "Randomness"],
      swiftSettings: unchecked),
    .target(name: "Models", dependencies: ["Tensors", "Randomness"], swiftSettings: optimized),
    // Its training and its alignment.
    .target(
      name: "Training", dependencies: ["Models", "Randomness", "Tensors", "Tokenization"],
      swiftSettings: optimized),
    .target(
      name: "Alignment",
      dependencies: ["Models", "Randomness", "Tensors", "Tokenization", "ToyWorld", "Training"],
      swiftSettings: optimized),
    // What was measured, and how it is shown.
    .target(name: "Metrics", swiftSettings: strict),
    .target(name: "Plotting", dependencies: ["CGnuplot", "Metrics"], swiftSettings: strict),
    .target(
      name: "Notebook",
      dependencies: ["CCMarkGFM", "CUTF8Proc", "Metrics", "Plotting", "Yams"],
      swiftSettings: strict),
    // The stages of the course, their settings and their cache.
    .target(
      name: "Course",
      dependencies: [
        "Alignment", "Metrics", "Models", "Notebook", "Randomness", "Tensors", "Tokenization",
        "ToyWorld", "Training",
      ],
      swiftSettings: strict),
    .target(
      name: "Lessons",
      dependencies: [
        "Alignment", "Course", "Metrics", "Models", "Notebook", "Plotting", "Randomness",
        "Tensors", "Tokenization", "ToyWorld", "Training",
      ],
      path: "Lessons",
      exclude: lessonFolders.flatMap { ["\($0)/lesson.md", "\($0)/hyperparameters.yaml"] }
        + ["2-next-token-and-masked-lm/lesson-corpus.md", "glossary.yaml"],
      swiftSettings: strict),
    .executableTarget(
      name: "tutor",
      dependencies: [
        "Alignment", "Course", "Lessons", "Metrics", "Models", "Notebook", "Plotting", "Tensors",
        "ToyWorld", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // How fast all this is; see Benchmarks/.
    .executableTarget(
      name: "bench",
      dependencies: [
        "Alignment", "Models", "Randomness", "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // What several test targets share; no part of the program.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: warned),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),

    // One test target for each; what a test trains is tiny.
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness"], exclude: ["Goldens"],
      swiftSettings: warned),
    .testTarget(
      name: "TokenizationTests", dependencies: ["Tokenization", "Randomness"],
      swiftSettings: warned),
    .testTarget(
      name: "ToyWorldTests", dependencies: ["Randomness", "ToyWorld"], swiftSettings: warned),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Randomness", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "ModelsTests", dependencies: ["Models", "Randomness", "Tensors", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "CAllocationCounter", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization",
        "Training",
      ],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(
      name: "AlignmentTests",
      dependencies: [
        "Alignment", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization", "ToyWorld",
        "Training",
      ],
      exclude: ["Goldens"], swiftSettings: warned),
    .testTarget(name: "MetricsTests", dependencies: ["Metrics"], swiftSettings: warned),
    .testTarget(
      name: "PlottingTests", dependencies: ["CGnuplot", "Metrics", "Plotting"],
      swiftSettings: warned),
    .testTarget(
      name: "NotebookTests", dependencies: ["Metrics", "Notebook", "Plotting"],
      swiftSettings: warned),
    .testTarget(
      name: "CourseTests",
      dependencies: [
        "Alignment", "Course", "Metrics", "Models", "Notebook", "Tensors", "ToyWorld", "Training",
      ],
      swiftSettings: warned),
    .testTarget(
      name: "LessonsTests",
      dependencies: ["Alignment", "Course", "Lessons", "Metrics", "Notebook", "ToyWorld"],
      swiftSettings: warned),
    // Drives the program, which is therefore built first.
    .testTarget(
      name: "CommandTests", dependencies: ["Metrics", "bench", "tutor"], exclude: ["Goldens"],
      swiftSettings: warned),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
