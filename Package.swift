// swift-tools-version: 6.3
import PackageDescription

// Targets stand in reading order. A target imports only targets above it, so the `dependencies`
// lines are the architecture:
//   text → tokens → tensors → model → metrics → trainer → plot → lesson → terminal
// Each names all that it imports: what is imported without being named is not built again in time.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// Numerical code is about 100 times slower without optimisation, and its own shape checks stand in
// for bounds checks; so these targets are optimised in debug builds too.
let hot: [SwiftSetting] = strict + [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=native"])]

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
    .target(name: "Randomness", swiftSettings: hot),
    // Text.
    .target(name: "Tokenization", swiftSettings: hot),
    .target(name: "ToyWorld", dependencies: ["Randomness"], swiftSettings: strict),
    // The transformer.
    .target(
      name: "Tensors", dependencies: ["COpenBLAS", "CProcessor", "Randomness"], swiftSettings: hot),
    .target(name: "Models", dependencies: ["Tensors", "Randomness"], swiftSettings: hot),
    // What was measured, and how sure it is.
    .target(name: "Metrics", swiftSettings: strict),
    // The transformer's training and its alignment.
    .target(
      name: "Training", dependencies: ["Models", "Randomness", "Tensors", "Tokenization"],
      swiftSettings: hot),
    .target(
      name: "Alignment",
      dependencies: [
        "Metrics", "Models", "Randomness", "Tensors", "Tokenization", "ToyWorld", "Training",
      ],
      swiftSettings: hot),
    // How all that is shown.
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
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),

    // One test target for each; what a test trains is tiny.
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness"], exclude: ["Goldens"],
      swiftSettings: strict),
    .testTarget(
      name: "TokenizationTests", dependencies: ["Tokenization", "Randomness"],
      swiftSettings: strict),
    .testTarget(
      name: "ToyWorldTests", dependencies: ["Randomness", "ToyWorld"], swiftSettings: strict),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Randomness", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "ModelsTests", dependencies: ["Models", "Randomness", "Tensors", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "CAllocationCounter", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization",
        "Training",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "AlignmentTests",
      dependencies: [
        "Alignment", "Models", "Randomness", "Tensors", "TestSupport", "Tokenization", "ToyWorld",
        "Training",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(name: "MetricsTests", dependencies: ["Metrics"], swiftSettings: strict),
    .testTarget(
      name: "PlottingTests", dependencies: ["CGnuplot", "Metrics", "Plotting"],
      swiftSettings: strict),
    .testTarget(
      name: "NotebookTests", dependencies: ["Metrics", "Notebook", "Plotting"],
      swiftSettings: strict),
    .testTarget(
      name: "CourseTests",
      dependencies: [
        "Alignment", "Course", "Metrics", "Models", "Notebook", "Tensors", "ToyWorld", "Training",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LessonsTests",
      dependencies: [
        "Alignment", "Course", "Lessons", "Metrics", "Notebook", "Plotting", "ToyWorld",
      ],
      swiftSettings: strict),
    // Drives the program, which is therefore built first.
    .testTarget(
      name: "CommandTests", dependencies: ["Metrics", "bench", "tutor"], exclude: ["Goldens"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
