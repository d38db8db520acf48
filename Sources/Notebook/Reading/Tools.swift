/// What a learner can do at any stop, beside reading on. The lesson's frame brings it.
package struct Tools {
  /// Lets the learner talk to the models that were trained so far; nil where there is none.
  package var talk: (() throws -> Void)?
  /// Changes settings and runs what depends on them; nil where a lesson has no knobs.
  package var workbench: (any Workbench)?
  package var glossary: () throws -> [GlossaryEntry] = { [] }

  package init() {}
}
