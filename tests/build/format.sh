#!/usr/bin/env bash
# Every source is formatted as .clang-format says. With --fix, formats it.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 1
sources=()
while IFS= read -r -d '' file; do [[ -f $file ]] && sources+=("$file"); done < <(git ls-files -z '*.cpp' '*.hpp')
((${#sources[@]})) || { echo "There are no sources in git."; exit 1; }
if [[ ${1:-} == --fix ]]; then exec clang-format-14 -i "${sources[@]}"; fi
wrong=0
for file in "${sources[@]}"; do   # not --dry-run: clang-format 14 complains about what it would not change
  clang-format-14 "$file" | cmp -s - "$file" || { echo "$file is not formatted."; wrong=1; }
done
((wrong)) && { echo 'Run bash tests/build/format.sh --fix.'; exit 1; }
echo "${#sources[@]} sources are formatted."
