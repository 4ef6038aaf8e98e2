#!/usr/bin/env bash
# Public headers include neither Eigen, xsimd, Boost nor fmt, so that a lesson compiles in about two seconds;
# and folders know only of those that they build on.
set -u -o pipefail
wrong=0
complain() { printf '%s\n' "$*"; wrong=1; }

# arrows <folder> <folder it may include>... (The gallery is a program, not part of graphs.)
arrows() {
  local folder=$1 line
  shift
  [[ -d $folder ]] || return 0
  while IFS= read -r line; do
    complain "$line: $folder may include only $*."
  done < <(grep -rnE --exclude-dir=gallery --include='*.hpp' --include='*.cpp' '^ *# *include *"' "$folder" |
    grep -vE "\"($(IFS='|' && echo "$*"))/")
}
arrows autograd autograd
arrows nn nn autograd
arrows optim optim autograd
arrows graphs graphs autograd

# What each header includes, in the end: "object: file file..." with one rule for each header.
mapfile -t headers < <(find autograd nn optim graphs -name '*.hpp' 2>/dev/null | LC_ALL=C sort)
((${#headers[@]})) || { echo "There are no headers."; exit 1; }
march=$(sed -n 's/^UNROLL_MARCH:[A-Z]*=//p' "${UNROLL_BUILD:-build/dev}/CMakeCache.txt" 2>/dev/null)
declare -A includes
for header in "${headers[@]}"; do
  includes[$header]=$("${CXX:-g++}" -std=c++20 ${march:+-march=$march} -I. -I/usr/include/eigen3 -x c++ -M "$header" |
    tr -d '\\\n') || complain "$header does not preprocess on its own."
done

# custom_op.hpp is for users' own ops and sees xsimd; so do the headers through which it does.
custom=autograd/custom_op.hpp
for header in "${headers[@]}"; do
  libraries=$(grep -oE '/(Eigen|xsimd|boost|fmt)/' <<<"${includes[$header]}" | tr -d / | sort -u | paste -sd ' ')
  [[ -z $libraries ]] && continue
  [[ $libraries == xsimd && " ${includes[$custom]-} " == *" $header "* ]] && continue
  complain "$header includes $libraries; only *.cpp and $custom may."
done
for header in "${headers[@]}"; do
  [[ $header == "$custom" || " ${includes[$header]} " != *" $custom "* ]] ||
    complain "$header includes $custom, which is for users' own ops."
done

((wrong)) || echo "${#headers[@]} headers include what they may."
exit "$wrong"
