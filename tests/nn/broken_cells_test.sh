#!/usr/bin/env bash
# A cell that lacks something does not compile, and the first error says what: the sentence at the top of each
# tests/nn/broken/*.cpp, by g++ and, where it is installed, by clang.
set -u -o pipefail
wrong=0 count=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '#include "nn/bidirectional.hpp"\n#include "nn/recurrent.hpp"\n' >"$folder/nn.hpp"

# check <compiler> <use> <file>, with the headers compiled once
check() {
  local errors sentence status
  sentence=$(sed -n '1s,^// ,,p' "$3")
  errors=$("$1" -std=c++20 -fsyntax-only -I. "${headers[@]}" -DUSE_"$2" "$3" 2>&1)
  status=$?
  ((++count))
  if [[ $3 == */whole.cpp ]]; then
    ((status == 0)) || { printf '%s\n' "$1: a whole cell does not compile:" "$errors"; wrong=1; }
  elif ((status == 0)); then
    echo "$1: $3 compiles through $2; it should say: $sentence"; wrong=1
  elif ! grep -m1 'error' <<<"$errors" | grep -qF "$sentence"; then
    printf '%s\n' "$1: $3 through $2: the first error is not: $sentence" "$errors"; wrong=1
  fi
}

for compiler in g++ clang++-14; do
  command -v "$compiler" >/dev/null || { echo "Without $compiler, which is not installed."; continue; }
  compiled=$folder/nn.hpp.gch headers=(-include "$folder/nn.hpp")
  [[ $compiler == g++ ]] || compiled=$folder/nn.pch headers=(-include-pch "$folder/nn.pch")
  "$compiler" -std=c++20 -I. -x c++-header "$folder/nn.hpp" -o "$compiled" || exit 1
  for file in tests/nn/broken/*.cpp; do
    for use in recurrent unrolled; do check "$compiler" "$use" "$file"; done
  done
  for file in tests/nn/broken/{whole,no_state,no_step}.cpp; do
    for use in bidirectional from_a_state; do check "$compiler" "$use" "$file"; done
  done
done

((count >= 40)) || { echo "Only $count cells were compiled."; wrong=1; }
((wrong)) || echo "$count times, the compiler says what a cell lacks."
exit "$wrong"
