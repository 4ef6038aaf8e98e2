#!/usr/bin/env bash
# What the texts link to exists: files, and pictures that are committed.
set -u -o pipefail
wrong=0
while IFS= read -r -d '' text; do
  while IFS= read -r link; do
    [[ $link == *://* || $link == '#'* ]] && continue
    target=$(dirname "$text")/${link%%#*}
    [[ -e $target ]] || { echo "$text links to $link, which does not exist."; wrong=1; }
  done < <(sed '/^ *```/,/^ *```/d' "$text" | grep -oE '\]\([^) ]+\)' | sed 's/^](\(.*\))$/\1/')
done < <(find . -name '*.md' -not -path './build/*' -not -path './graphs/rendered/*' -print0)
exit "$wrong"
