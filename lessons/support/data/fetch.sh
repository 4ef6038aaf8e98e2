#!/usr/bin/env bash
# Brings a set of data into the cache: files out of Debian packages, which are downloaded and unpacked, not installed.
#
#   fetch.sh NAME BYTES SHA256 PATTERN PACKAGE...            prints the folder with the files
#   fetch.sh --offline NAME BYTES SHA256 PATTERN PACKAGE...  the same, without a network
#
# BYTES and SHA256 are those of all files one after another, in the order of their names. PATTERN is a path within the
# packages, with * for names; files that end in .gz are unpacked. "bible" stands for the text that this program of the
# package bible-kjv reads out of its own compressed format.
# If the files cannot be had, one sentence on stdout says why, and the status is 1.
set -u -o pipefail
export LC_ALL=C

offline=false
[[ $1 != --offline ]] || { offline=true; shift; }
name=$1 bytes=$2 sha256=$3 pattern=$4
shift 4
cache=${UNROLL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/unroll}
target=$cache/$name

fail() { printf '%s\n' "$*"; exit 1; }

# Are these the files that the lesson was written for?
right() {
  [[ -d $1 ]] && [[ $(cat "$1"/* 2>/dev/null | wc -c) == "$bytes" ]] &&
    [[ $(cat "$1"/* | sha256sum) == "$sha256"* ]]
}

# download <folder>: the packages into it; once more with fresh lists if they are not found.
download() {
  local update=(apt-get -q update)
  [[ $(id -u) == 0 ]] || update=(sudo -n "${update[@]}")
  (cd "$1" && apt-get -q download "${packages[@]}") && return
  "${update[@]}" && (cd "$1" && apt-get -q download "${packages[@]}")
}

packages=("$@")
right "$target" && { printf '%s\n' "$target"; exit 0; }
there='is not in the cache'
[[ ! -d $target ]] || there='is in the cache, but changed or cut off,'
$offline && fail "The data set $name $there ($target), and --offline forbids to download it (Debian: ${packages[*]})."

command -v apt-get dpkg-deb >/dev/null ||
  fail "The data set $name comes out of Debian's packages (${packages[*]}), and this is not Debian."
mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || fail "The folder $cache cannot be written to; set UNROLL_CACHE to one that can."
work=$(mktemp -d "$cache/.$name.XXXXXX") || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

printf 'Downloading %s\n' "${packages[*]}" >&2
download "$work" >"$work/log" 2>&1 </dev/null ||
  fail "The data set $name could not be downloaded (Debian: ${packages[*]}): is there a network? $(grep -m1 '^E:' "$work/log")"
mkdir "$work/root" "$work/files"
for package in "$work"/*.deb; do
  dpkg-deb -x "$package" "$work/root" || fail "The package ${package##*/} cannot be unpacked."
done

if [[ $pattern == bible ]]; then
  "$work/root/usr/bin/bible" -l200 -p "$work/root/usr/lib/" gen1:1-rev22:21 >"$work/files/bible.txt" 2>"$work/log" ||
    fail "The program bible does not run: $(tail -1 "$work/log") (Debian: libreadline8)"
else
  # shellcheck disable=SC2086  # the pattern is to be matched
  (cd "$work/root" && cp $pattern "$work/files") || fail "The package ${packages[*]} has no $pattern any more."
  find "$work/files" -name '*.gz' -exec gunzip {} +
fi
right "$work/files" ||
  fail "The data set $name of ${packages[*]} is another than this course was written for: its size or SHA-256 differs."
rm -rf "$target"
mv -T "$work/files" "$target" 2>/dev/null || right "$target" || fail "The folder $target cannot be written."
printf '%s\n' "$target"
