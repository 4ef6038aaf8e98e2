#!/usr/bin/env bash
# The reading path is listed in README.md, in its order, with right line counts, and stays small.
# reading_path_test.sh --update writes the counts that are right.
set -u -o pipefail
most=4000
wrong=0
complain() { printf '%s\n' "$*"; wrong=1; }

# Its rows:   | [`autograd/shape`](autograd/shape.hpp) | 182 | what it is about |
# A name stands for its header and its source, whichever there are.
rows() { sed -n 's/^| \[`\([^`]*\)`\]([^)]*) | *\([0-9]*\) |.*/\1 \2/p' README.md; }
files_of() { local file; for file in "$1".hpp "$1".cpp; do [[ -f $file ]] && echo "$file"; done; }
# Lines of code: neither blank nor a comment alone, so that explaining never costs.
lines_of() { files_of "$1" | xargs -r cat | grep -cvE '^[[:space:]]*(//.*)?$'; }

if [[ ${1:-} == --update ]]; then
  while read -r name _; do
    sed -i "s#^\(| \[\`$name\`\]([^)]*) |\) *[0-9]* |#\1 $(lines_of "$name") |#" README.md
  done < <(rows)
  total=$(rows | awk '{ lines += $2 } END { print lines + 0 }')
  sed -i -E "s/[0-9]+ lines of code in all/$total lines of code in all/" README.md
fi
update='run bash tests/build/reading_path_test.sh --update'

total=0
path=' '
while read -r name lines; do
  actual=$(lines_of "$name")
  ((actual > 0)) || complain "README.md: $name is on the reading path, but $name.hpp and $name.cpp hold no code."
  ((actual == lines)) || complain "README.md: $name has $actual lines, not $lines; $update."
  ((total += actual))
  path+="$(files_of "$name" | paste -sd ' ') "
done < <(rows)
((total > 0)) || complain 'README.md lists no reading path.'
((total <= most)) || complain "The reading path has $total lines; $most are the most it may have."
grep -qw "$total lines of code in all" README.md || complain "README.md: the reading path has $total lines of code in all; $update."

# The engine is on it, but for what README.md says is beside it; and nothing on it includes anything off it.
beside=$(sed -n '/lines of code in all/,$p' README.md | grep -oE '\[`autograd/[a-z_]+`\]' | tr -d '[]`' | paste -sd ' ')
for file in autograd/*.hpp autograd/*.cpp; do
  [[ $path == *" $file "* || " $beside " == *" ${file%.*} "* ]] || complain "README.md: $file is missing in the reading path."
done
for file in $path; do
  while read -r included; do
    [[ $path == *" $included "* ]] || complain "$file is on the reading path and includes $included, which is not."
  done < <(sed -n 's/^ *# *include *"\([^"]*\)".*/\1/p' "$file")
done

((wrong)) || echo "The reading path has $total lines."
exit "$wrong"
