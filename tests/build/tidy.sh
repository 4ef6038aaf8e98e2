#!/usr/bin/env bash
# clang-tidy finds nothing in the libraries; .clang-tidy says what it looks for. tidy.sh FILE.cpp... looks there alone.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 1
sources=("$@")
((${#sources[@]})) || mapfile -t sources < <(git ls-files 'autograd/*.cpp' 'nn/*.cpp' 'optim/*.cpp' 'graphs/*.cpp')
((${#sources[@]})) || { echo 'There are no sources in git.'; exit 1; }
flags=(-std=c++20 -I. -isystem /usr/include/eigen3 -isystem /usr/include/graphviz -DUNROLL_REAL=double)
grep -q ' avx2' /proc/cpuinfo && flags+=(-march=x86-64-v3)
printf '%s\0' "${sources[@]}" |
  xargs -0 -P "$(nproc)" -I '{}' clang-tidy-14 --quiet '{}' -- "${flags[@]}" \
    2> >(grep -vE '^[0-9]+ warnings? |^Suppressed |^Use -header-filter' >&2) ||
  { echo 'clang-tidy has found something; mend it, or say in .clang-tidy why it is no mistake.'; exit 1; }
echo "clang-tidy finds nothing in ${#sources[@]} sources."
