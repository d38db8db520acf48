/// How a handout looks.
enum HandoutStyle {
  static func css(isForPrint: Bool) -> String {
    [base, isForPrint ? "" : dark, isForPrint ? print : "@media print {\n\(print)\n}"]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static let base = """
    :root { --ink: #1a1a1a; --dim: #565656; --paper: #fdfdfb; --box: #f1f1ec; --line: #c9c9c0;
      --link: #0b57a4; --mark: #8a4b00; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem; max-width: 46rem; background: var(--paper);
      color: var(--ink); font: 1.05rem/1.6 Georgia, "Noto Serif", serif; overflow-wrap: break-word; }
    h1, h2, h3, nav, figcaption, th, .mark, summary, header p {
      font-family: system-ui, "Noto Sans", sans-serif; line-height: 1.3; }
    h1 { font-size: 1.8rem; } h2 { font-size: 1.3rem; margin-top: 2rem; } h3 { font-size: 1.1rem; }
    header p, figcaption, .mark { color: var(--dim); font-size: .9rem; }
    a { color: var(--link); }
    nav { background: var(--box); padding: .6rem 1rem; border-radius: .4rem; font-size: .95rem; }
    nav h2 { margin: 0; font-size: 1rem; }
    nav ol { margin: .3rem 0; padding-left: 1.6rem; }
    section { padding: 1rem 0; border-bottom: 1px solid var(--line); }
    code, pre, samp { font: .85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
    pre { margin: 0; padding: .7rem .9rem; overflow-x: auto; background: var(--box);
      border-radius: .4rem; }
    pre.output { margin: 1rem 0; background: none; border-left: 3px solid var(--line);
      border-radius: 0; }
    figure { margin: 1.2rem 0; }
    figure.code figcaption { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
    img { display: block; max-width: 100%; height: auto; background: #fff; border-radius: .3rem; }
    .table { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-size: .92rem; }
    th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    .number, td[align=right], th[align=right] { text-align: right;
      font-variant-numeric: tabular-nums; }
    .question { border-left: 3px solid var(--mark); padding-left: .9rem; }
    .mark, summary { color: var(--mark); font-weight: 600; }
    .reply { color: var(--dim); font-style: italic; }
    details, .answer { margin: 1rem 0; padding: .5rem .9rem; border: 1px solid var(--line);
      border-radius: .4rem; }
    summary { cursor: pointer; }
    :not(pre) > code { overflow-wrap: anywhere; }
    section > table, div:not(.table) > table, details > table { display: block; overflow-x: auto; }
    @media (min-width: 80rem) {
      body { max-width: 68rem; display: grid; grid-template-columns: 17rem 46rem; column-gap: 3rem; }
      header { grid-column: 2; }
      nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow-y: auto; }
      main { grid-column: 2; grid-row: 2; min-width: 0; }
    }
    """

  private static let dark = """
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e6e1; --dim: #adada5; --paper: #16171a; --box: #232529; --line: #45484e;
        --link: #8ec2ff; --mark: #f0b35e; }
      img { filter: brightness(.92); }
    }
    """

  private static let print = """
    @page { size: A4; margin: 18mm 16mm; }
    :root { --ink: #000; --dim: #444; --paper: #fff; --box: #f4f4f4; --line: #bbb; --link: #000;
      --mark: #000; }
    body { display: block; font-size: 10.5pt; }
    @media print { body { max-width: none; padding: 0; } }
    nav { break-after: page; }
    h2, h3, .mark { break-after: avoid; }
    figure, .question, .options, .answer, tr, img { break-inside: avoid; }
    section { border: 0; }
    pre { white-space: pre-wrap; }
    .table { overflow: visible; }
    img { max-height: 110mm; max-width: 100%; }
    """
}
