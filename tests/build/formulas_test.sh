#!/usr/bin/env bash
# Formulas in texts as GitHub renders them. Markdown takes a backslash before punctuation away inside $…$, so that \,
# would print a comma; \operatorname is refused; and a formula that goes over the end of a line is none.
set -u -o pipefail

# mistakes <file>...: a line for each, with its place
mistakes() {
  awk '
    FNR == 1 { fenced = 0 }
    /^```/ { fenced = !fenced; math = /^```math/; next }
    fenced && math && /\\operatorname/ { print FILENAME ":" FNR ": \\operatorname is refused; \\mathrm does the same." }
    fenced { next }
    {
      line = $0
      gsub(/\$`[^`]*`\$/, "", line)   # the form in which nothing is taken away
      gsub(/`[^`]*`/, "", line)
      gsub(/\\\$/, "", line)
      pieces = split(line, piece, /\$\$?/)
      if (pieces && pieces % 2 == 0) print FILENAME ":" FNR ": a formula does not end on its line."
      for (i = 2; i <= pieces; i += 2) {
        if (piece[i] ~ /\\operatorname/) print FILENAME ":" FNR ": \\operatorname is refused; \\mathrm does the same."
        if (match(piece[i], /\\[][,;:!{}_#&%\\]/))
          print FILENAME ":" FNR ": within dollars, " substr(piece[i], RSTART, 2) " loses its backslash."
      }
    }' "$@"
}

for bad in '$a\,b$' '$$a\;b$$' 'as $a +' '$\operatorname{norm}(x)$' 'in $\{a\}$'; do
  [[ -n $(mistakes <(printf '%s\n' "$bad")) ]] || { echo "The test does not see what is wrong with $bad"; exit 1; }
done
good=$'`$a\\,b$` and $a \\cdot b$\n```math\na\\,b \\\\\n```\n$$ a $$ costs \\$3'
[[ -z $(mistakes <(printf '%s\n' "$good")) ]] || { echo "The test finds a mistake where there is none."; exit 1; }

mapfile -t texts < <(find . -name '*.md' -not -path './build/*' -not -path './graphs/rendered/*')
found=$(mistakes "${texts[@]}")
[[ -z $found ]] || { printf '%s\n' "$found"; exit 1; }
