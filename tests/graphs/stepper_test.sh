# Needs a browser: Debian's chromium and nodejs, which are installed here if they are missing. What the stepper page
# shows and how it is used, in headless Chromium.
source ./learn   # for ensure
set -e

missing=()
for program in chromium:chromium node:nodejs npm:npm; do
  command -v "${program%:*}" > /dev/null || missing+=("${program#*:}")
done
((${#missing[@]} == 0)) || ensure "${missing[@]}"

work=$UNROLL_BUILD/stepper
rm -rf "$work/pages"
mkdir -p "$work/pages"
if ! cmp -s tests/graphs/stepper/package-lock.json "$work/package-lock.json" || [[ ! -d $work/node_modules ]]; then
  cp tests/graphs/stepper/package.json "$work"
  (cp tests/graphs/stepper/package-lock.json "$work" && cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    { rm -f "$work/package-lock.json"; fail "stepper_test: npm could not install playwright-core: is there a network?"; }
fi
"$UNROLL_BUILD/bin/stepper-pages" "$work/pages"
NODE_PATH=$work/node_modules node tests/graphs/stepper/browser.js "$work/pages"
