#!/usr/bin/env bash
# The pictures that the README and the lessons show. NN-name comes from lesson NN, which draws it as name.
#
#   pictures.sh draw  BUILD RENDERED    copies them into graphs/gallery
#   pictures.sh check BUILD RENDERED    fails if one that is committed is stale
#
# BUILD holds bin/gallery; RENDERED what the lessons drew, in a folder for each.
set -u -o pipefail
gallery=graphs/gallery
verb=$1 build=$2 rendered=$3 wrong=0

stale() { printf '%s is stale; ./learn gallery draws it anew.\n' "$1"; wrong=1; }

# take <picture> <source without its ending> <how to compare>
take() {
  local target=$gallery/$1 kind
  if [[ $verb == check ]]; then
    [[ -f $target.svg ]] || stale "$target.svg"
    [[ ! -f $2.dot ]] || "$build/bin/gallery" "$3" "$target.dot" "$2.dot" || stale "$target.dot"
    return
  fi
  for kind in svg dot; do [[ ! -f $2.$kind ]] || cp "$2.$kind" "$target.$kind" || exit 1; done
}

own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
"$build/bin/gallery" "$own" || exit 1
for picture in "$own"/*.svg; do
  name=$(basename "$picture" .svg)
  take "$name" "$own/$name" --same
done

while read -r name; do
  source=$(echo "$rendered/${name:0:2}"-*/"${name:3}.svg")
  [[ -f $source ]] || { echo "Lesson ${name:0:2} draws no picture ${name:3}.svg, but its text shows $gallery/$name.svg."; exit 1; }
  take "$name" "${source%.svg}" --alike
done < <(grep -ohE 'graphs/gallery/[0-9]{2}-[^.)]+' lessons/*/README.md | sed 's#.*/##' | sort -u)
exit "$wrong"
