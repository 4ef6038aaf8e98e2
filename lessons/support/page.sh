#!/usr/bin/env bash
# page.sh <file> <lesson folder>...: an HTML page of the lessons' pictures and findings.
set -u
page=$1
shift

escaped() { sed 's/&/\&amp;/g; s/</\&lt;/g' "$@"; }

lesson() {
  local pictures text=$1/README.md picture findings
  pictures=graphs/rendered/$(basename "$1")
  sed -n 's/^# *//p;T;q' "$text" | escaped | sed 's/.*/<h1>&<\/h1>/'
  sed -n 's/^> *//p;T;q' "$text" | escaped | sed 's/.*/<p><em>&<\/em><\/p>/'
  for findings in "$pictures"/*findings*.json; do
    [[ -f $findings ]] && echo "<pre>$(escaped "$findings")</pre>"
  done
  for picture in "$pictures"/*.svg; do
    [[ -f $picture ]] || continue
    picture=$(realpath --relative-to="$(dirname "$page")" "$picture")
    echo "<h3>$(basename "$picture" .svg)</h3><a href=\"$picture\"><img src=\"$picture\" alt=\"\"></a>"
  done
}

mkdir -p "$(dirname "$page")" || exit
{
  echo '<!doctype html><meta charset="utf-8"><title>Unroll: what the lessons drew</title>'
  echo '<style>body{font:16px sans-serif;max-width:70em;margin:2em auto;padding:0 1em}img{max-width:100%}</style>'
  for folder in "$@"; do lesson "$folder"; done
} >"$page.new" && mv "$page.new" "$page"
