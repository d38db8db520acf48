import Foundation
import Notebook
import Testing
import Words

/// A course that is told in Korean in part: `Fixtures/ko` has some pages of lesson 1 and some words.
struct LanguageTests {
  private let sandbox: Sandbox
  private let root: URL

  init() throws {
    sandbox = try Sandbox()
    root = sandbox.home.appending(path: "clone")
    try LanguageTests.overlay(
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/ko"),
      on: projectRoot, at: root, names: ["Package.swift", "Data", "Lessons"])
  }

  /// A folder with links to what another has, and with the files of a fixture, folder by folder.
  ///
  /// - Parameter names: of what is linked; all if nil.
  private static func overlay(
    _ fixture: URL, on original: URL, at place: URL, names: [String]? = nil
  ) throws {
    let files = FileManager.default
    try files.createDirectory(at: place, withIntermediateDirectories: true)
    let added = try files.contentsOfDirectory(atPath: fixture.path)
    for name in try names ?? files.contentsOfDirectory(atPath: original.path)
    where !added.contains(name) {
      try files.createSymbolicLink(
        at: place.appending(path: name), withDestinationURL: original.appending(path: name))
    }
    for name in added {
      let (file, target) = (fixture.appending(path: name), place.appending(path: name))
      if try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
        try overlay(file, on: original.appending(path: name), at: target)
      } else {
        try files.copyItem(at: file, to: target)
      }
    }
  }

  private func tutor(_ line: String, environment: [String: String] = [:]) throws -> Ending {
    try sandbox.bash(
      "tutor \(line)", environment: ["TUTOR_ROOT": root.path].merging(environment) { $1 })
  }

  /// A `PATH` by which this computer has fonts for Korean. (Without them a figure has boxes for letters.)
  private func pathWithFonts() throws -> String {
    let folder = sandbox.home.appending(path: "bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lister = folder.appending(path: "fc-list").path
    try "#!/bin/sh\necho :charset=20-ffff\n".write(
      toFile: lister, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: lister)
    return "\(folder.path):\(sandbox.environment["PATH"] ?? "")"
  }

  /// Without spaces and line breaks, which fall elsewhere in every window.
  private func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  @Test(arguments: [60, 80])
  func `what is translated is told in Korean, all else in English, and no line is too wide`(
    columns: Int
  ) throws {
    let ending = try tutor(
      "--language ko run 1 --no-input --quick",
      environment: ["COLUMNS": "\(columns)", "PATH": try pathWithFonts()])
    #expect(ending.status == 0, "\(ending.errors)")
    let told = letters(ending.output)
    for korean in [
      "능력은 정렬이 아니다",  // the head
      "트랜스포머 → 기반 모델 → 시연",  // the map
      "메아리를 바라지는 않았습니다.", "주사위를 굴려 씁니다.",  // pages
      "파일에 처음 나오는 문서", "게시판",  // a table
      "예측해 보세요.", "바닥보다 절반 넘게 높음",  // a question
      "모델에게는 모든 글이 그저 글입니다.",  // the other page of a section that has an empty one
    ] {
      #expect(told.contains(letters(korean)), "\(korean)")
    }
    for english in [
      "How does one learn from text without a teacher?",  // the page that is left empty
      "Let us work it out for a tiny vocabulary of three words.",  // a section that is missing
      "the model has read",  // a table
      "What to remember",  // the end
    ] {
      #expect(told.contains(letters(english)), "\(english)")
    }
    for replaced in ["Imagine a program that has read", "Can the perplexity fall to 1?"] {
      #expect(!told.contains(letters(replaced)), "\(replaced)")
    }
    // A path is not broken.
    #expect(ending.lines.filter { $0.displayWidth > columns && !$0.contains("/Runs/") } == [])
    #expect(ending.errors.contains("기반 모델"))

    let script = try sandbox.read("Runs/latest/plots/loss.gnuplot")
    for label in ["사전 훈련: 손실", "훈련 단계", "교차 엔트로피 (토큰당 나트)", "검증"] {
      #expect(script.contains(label), "\(label)")
    }
    #expect(
      try sandbox.read("Runs/latest/plots/beliefs.gnuplot").contains("what stands before the value")
    )
  }

  @Test(arguments: ["--language ko list", "list --language=ko", "list --language KO"])
  func `the language may stand anywhere on the command line`(line: String) throws {
    let ending = try tutor(line)
    #expect(ending.lines.contains { $0.hasSuffix("능력은 정렬이 아니다") })
    #expect(ending.lines.contains { $0.hasSuffix("The toy transformer") })
  }

  @Test(arguments: [
    ("ko_KR.UTF-8", "", "능력은"), ("ko_KR.UTF-8", "--language en", "Capability is"),
    ("xx_XX.UTF-8", "", "Capability is"),
  ])
  func `without the option the locale counts, and English where there is no translation`(
    locale: String, option: String, title: String
  ) throws {
    let ending = try tutor("list \(option)", environment: ["LANG": locale])
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    #expect(ending.output.contains(title))
  }

  @Test(arguments: [
    "--language xx run 1", "run 1 --language=xx", "list --language korean", "list --language k2",
    "list --language", "list --language ''", "--language --help",
  ])
  func `what is no language of the course is refused, with those that are`(line: String) throws {
    let ending = try tutor(line)
    #expect(ending.status == 64)
    #expect(ending.output == "")
    #expect(ending.errors.contains("--language"))
    #expect(ending.errors.contains("en, ko"))
    #expect(sandbox.names(".") == [])
  }

  @Test func `help is told in the language, too`() throws {
    let ending = try tutor("run --help --language ko")
    #expect(ending.output.contains("수업을 하나 또는 모두 실행합니다."))
    #expect(ending.output.contains("EXAMPLES"))
  }

  @Test func `what follows two dashes is no option`() throws {
    let ending = try tutor("glossary -- --language=ko")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("The glossary has no \"--language=ko\""))
  }

  @Test func `a term is explained in Korean, and found by its names in both languages`() throws {
    for name in ["KL 발산", "상대 엔트로피", "kl", "KL divergence"] {
      let ending = try tutor("--language ko glossary \(name)")
      #expect(ending.output.hasPrefix("KL 발산"), "\(name)")
      #expect(letters(ending.output).contains(letters("두 분포가 같으면 0입니다.")))
    }
    let half = try tutor("--language ko glossary perplexity").output
    #expect(half.hasPrefix("perplexity") && half.contains("거듭제곱"))
    #expect(try tutor("--language ko glossary token").output.contains("The unit in which"))
  }

  @Test func `the doctor lists the languages, and the faults of translations`() throws {
    func notes() throws -> [String] {
      let ending = try tutor("doctor")
      #expect(ending.status == 0, "\(ending.output)")
      #expect(ending.lines.contains { $0.hasPrefix("ok       languages   en, ko") })
      return ending.lines.filter { $0.hasPrefix("note     translation") }
    }
    #expect(try notes() == [])
    let file = root.appending(path: "Lessons/glossary.ko.yaml")
    try (String(contentsOf: file, encoding: .utf8) + "\nperplexty:\n  term: 퍼플렉시티\n")
      .write(to: file, atomically: true, encoding: .utf8)
    #expect(try notes() == ["note     translation ko: the glossary has no term \"perplexty\""])
  }

  @Test func `a translation that cannot be read is told with its file`() throws {
    let file = root.appending(path: "Lessons/glossary.ko.yaml")
    try "KL divergence: [\n".write(to: file, atomically: true, encoding: .utf8)
    let ending = try tutor("--language ko glossary KL")
    #expect(ending.status == 64)
    #expect(ending.errors.contains(file.path))
    #expect(try tutor("glossary KL").status == 0)
  }
}
