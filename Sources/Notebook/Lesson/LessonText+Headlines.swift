extension LessonText {
  /// The results that the last page tells, in its order: the lesson's sum.
  package var headlines: [String] {
    let templates = pages.last?.segments.flatMap(\.templates) ?? []
    var seen: Set<String> = []
    return templates.flatMap(\.placeholders).flatMap(\.names).filter { seen.insert($0).inserted }
  }
}
