#!/usr/bin/env bash
# coverage.sh: of the lines that g++ has made code of, how many the tests in build/coverage have run, folder by folder.
# The lines that did not run go to build/coverage/not_run.
set -u -o pipefail
cd "$(dirname "$0")/../build/coverage" || exit

# gcov knows a source by the path that the compiler was given, from here or from the root; with several instances of a
# template a line is told several times, and it has run if one has. Told apart from the system's: -r.
find . -name '*.gcno' -print0 | xargs -0 gcov -t -r -s "$(cd ../.. && pwd)" 2>/dev/null |
  awk -F: '
    $3 == "Source" { file = $4; sub(/^(\.\.\/)+/, "", file); next }
    file !~ /^(autograd|nn|optim|graphs|lessons\/(support|workshop))\// || NF < 3 { next }
    { count = $1; line = $2; gsub(/ /, "", count); gsub(/ /, "", line) }
    line !~ /^[0-9]+$/ || count == "-" { next }
    { run[file ":" line] = run[file ":" line] || count ~ /^[0-9]/ }
    END {
      for (place in run) {
        folder = place; sub(/\/[^\/]*$/, "", folder)
        ++all[folder]; done[folder] += run[place]
        if (!run[place]) print place | "LC_ALL=C sort -t: -k1,1 -k2,2n >not_run"
      }
      for (folder in all)
        printf "%-24s %6d of %6d lines  %5.1f %%\n", folder, done[folder], all[folder], 100 * done[folder] / all[folder] | "LC_ALL=C sort"
    }'
