// Opens the pages in Chromium and compares what they show with what the trace says (pages.cpp wrote both), then uses
// them: buttons, keys, slider, links, play, pointer. Ends with 1 at the first thing that is not so.
//
//   NODE_PATH=… node browser.js <folder of pages>
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {pathToFileURL} = require('node:url');
const {chromium} = require('playwright-core');
const use = require('./use.js');

const folder = path.resolve(process.argv[2]);
const only = process.argv[3];  // of the tests of use, for work on one
const names = only ? [] : fs.readdirSync(folder).filter(f => f.endsWith('.json')).map(f => f.slice(0, -5)).sort();

// What can be seen of the picture. An element that is faded or has no opacity is not seen.
const seen = () => {
  const svg = document.querySelector('#picture svg');
  const opacity = element => {
    let product = 1;
    for (let e = element; e !== svg; e = e.parentElement) product *= +getComputedStyle(e).opacity;
    return product;
  };
  const visible = element => opacity(element) > .5;
  const ids = prefix => [...svg.querySelectorAll(`[id^="${prefix}"]`)].filter(e => /^[a-z]\d+$/.test(e.id));
  const notes = kind => Object.fromEntries([...svg.querySelectorAll(`.${kind}[class*="of-"]`)].filter(visible)
    .map(note => [/of-([ve]\d+)/.exec(note.getAttribute('class'))[1], [...note.querySelectorAll('text')].pop().textContent]));
  // An op's second line.
  const numbers = {};
  for (const node of ids('v')) {
    const texts = [...node.querySelectorAll('text')], y = text => +text.getAttribute('y');
    const below = texts.filter(text => y(text) > y(texts[0]) + 5 && visible(text));
    if (below.length && visible(node)) numbers[node.id] = below.pop().textContent;
  }
  const current = svg.querySelectorAll('.current');
  return {
    nodes: ids('v').filter(visible).map(e => e.id), halos: ids('g').filter(visible).map(e => e.id),
    lit: ids('v').filter(e => e.classList.contains('heated') && !e.classList.contains('cold')).map(e => e.id),
    dashed: ids('e').filter(e => visible(e) && getComputedStyle(e.querySelector('path')).strokeDasharray !== 'none').map(e => e.id),
    shares: notes('share'), gradients: {...notes('gradient'), ...numbers}, current: [...current].map(e => e.id),
    filled: Object.fromEntries([...svg.querySelectorAll('.gauge')].map(g => [g.parentElement.closest('.node').id, g.getBBox().width])),
    strips: [...svg.querySelectorAll('.strip')].filter(visible).length, allStrips: svg.querySelectorAll('.strip').length,
    step: +document.getElementById('slider').value, last: +document.getElementById('slider').max,
    phase: document.getElementById('phase').textContent
  };
};

const same = (a, b, what) => assert.deepEqual([...a].sort(), [...b].sort(), what);
const ids = list => list.map(x => x.id);

// By a link within the page.
const goTo = (page, s) => page.evaluate(step => new Promise(done => {
  if (location.hash === '#' + step) return done();
  addEventListener('hashchange', done, {once: true});
  location.hash = step;
}).then(() => {}), s);

async function compare(page, expected) {
  const {name} = expected;
  const go = async s => {
    await goTo(page, s);
    const now = await page.evaluate(seen);
    assert.equal(now.step, s, `${name}: the link #${s}`);
    return now;
  };
  const computed = expected.nodes.filter(n => n.computed), given = expected.nodes.filter(n => !n.computed);
  const start = await page.evaluate(seen);
  const forward = computed.length, last = start.last, back = last - forward;
  assert.equal(start.step, 0);
  assert.ok(expected.traced ? back > 0 && back <= forward : back === 0, `${name}: ${forward} forward, ${back} back`);

  // Start: what is given, and nothing of the gradient.
  const early = ids(given).filter(id => start.nodes.includes(id));
  if (name !== 'derivative') same(early, ids(given), `${name}: given at the start`);
  same(start.nodes, early, `${name}: nothing is computed yet`);
  for (const what of ['halos', 'current']) same(start[what], [], `${name}: no ${what} at the start`);
  same(Object.keys(start.shares), [], `${name}: no shares at the start`);

  // The turn: every node, and still nothing of the gradient.
  const turn = await go(forward);
  same(turn.nodes, ids(expected.nodes), `${name}: all is computed`);
  same(turn.halos, [], `${name}: no halo before the backward pass`);
  assert.equal(turn.strips, 0, `${name}: no strip before the backward pass`);
  if (name !== 'derivative') same(Object.keys(turn.shares), [], `${name}: no share before the backward pass`);
  for (const node of expected.nodes) {
    if ('gradient' in node) assert.equal(turn.gradients[node.id], undefined, `${name}: ${node.id} has no gradient yet`);
    if (node.rail) assert.ok(!turn.filled[node.id], `${name}: ${node.id} is empty before the backward pass`);
  }

  // The end: exactly the halos, shares, gradients and sums of the trace.
  const end = await go(last);
  assert.equal(end.strips, end.allStrips, `${name}: the strips at the end`);
  same(end.nodes, ids(expected.nodes), `${name}: all nodes at the end`);
  const arcs = ids(expected.zeros).filter(id => end.halos.includes(id));  // at cell level a zero is a dashed arc
  if (expected.ops) same(arcs, [], `${name}: no halo where the gradient is exactly 0`);
  same(end.halos, [...ids(expected.halos), ...arcs], `${name}: halos at the end`);
  if (expected.traced) {
    const taps = Object.fromEntries(expected.shares.map(s => [s.of, s.text]));
    if (name !== 'numbers') assert.deepEqual(end.shares, taps, `${name}: shares at the end`);
    for (const node of expected.nodes)
      if ('gradient' in node) assert.equal(end.gradients[node.id], node.gradient, `${name}: gradient of ${node.id}`);
    for (const rail of expected.rails) {
      assert.ok(end.gradients[rail.id].endsWith(rail.text), `${name}: ${end.gradients[rail.id]} is not ${rail.text}`);
      assert.ok(end.filled[rail.id] > 0, `${name}: rail ${rail.id} is filled`);
    }
    for (const zero of expected.zeros)
      assert.ok(arcs.includes(zero.id) || end.dashed.includes(zero.id.replace('g', 'e')), `${name}: ${zero.id} is exactly 0, so dashed`);
  }

  // Between: every step, from the first to the last and back again.
  const users = new Map([...expected.halos, ...expected.zeros].map(h => [h.id, h.into]));
  const there = [];
  for (let s = 0; s <= last; ++s) {
    const now = there[s] = await go(s);
    assert.deepEqual(now.current.length, s === 0 ? 0 : 1, `${name}: one current item at ${s}`);
    const visible = new Set(now.nodes);
    assert.equal(computed.filter(n => visible.has(n.id)).length, Math.min(s, forward), `${name}: one more node at ${s}`);
    if (name !== 'fold') for (const node of computed)
      if (visible.has(node.id)) for (const input of node.reads) assert.ok(visible.has(input), `${name}: ${node.id} reads ${input} at ${s}`);
    if (expected.order) {
      const reverse = expected.traced ? [...expected.order].reverse() : [], reached = new Set(reverse.slice(0, Math.max(0, s - forward)));
      same(now.nodes, [...ids(given), ...expected.order.slice(0, s)], `${name}: nodes at ${s}`);
      assert.deepEqual(now.current, s === 0 ? [] : [s <= forward ? expected.order[s - 1] : reverse[s - forward - 1]], `${name}: current at ${s}`);
      same(now.halos, ids(expected.halos.filter(h => reached.has(h.into))), `${name}: halos at ${s}`);
      same(Object.keys(now.shares), expected.shares.filter(t => reached.has(t.into)).map(t => t.of), `${name}: shares at ${s}`);
      same(Object.keys(now.gradients).filter(id => expected.nodes.some(n => n.id === id && 'gradient' in n)),
        ids(expected.nodes.filter(n => 'gradient' in n && reached.has(n.id))), `${name}: gradients at ${s}`);
    } else {
      for (const halo of now.halos) assert.ok(s > forward && users.has(halo), `${name}: halo ${halo} at ${s}`);
      if (s > 0) for (const halo of there[s - 1].halos) assert.ok(now.halos.includes(halo), `${name}: ${halo} stays at ${s}`);
    }
  }
  for (let s = last; s >= 0; --s) assert.deepEqual(await go(s), there[s], `${name}: step ${s} on the way back`);
}

// Every text on its own shape: WCAG's contrast of large text, at least.
const faint = () => {
  const linear = c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(c => linear(c / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  return [...document.querySelectorAll('svg .node[id^="v"]')].flatMap(node => {
    const shape = node.querySelector('path, ellipse, polygon');
    if (!shape || getComputedStyle(shape).fill === 'none') return [];
    const under = luminance(getComputedStyle(shape).fill);
    return [...node.querySelectorAll('text')].filter(t => +getComputedStyle(t).opacity > .5).flatMap(text => {
      const over = luminance(getComputedStyle(text).fill);
      const contrast = (Math.max(under, over) + .05) / (Math.min(under, over) + .05);
      return contrast < 3 ? [`${node.id} ${text.textContent} ${contrast.toFixed(2)}`] : [];
    });
  });
};

async function main() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync']
  });
  // A page in a context of its own; whatever it says, asks for or fails at is kept.
  const open = async (name, {hash = '', ...options} = {}) => {
    const context = await browser.newContext({viewport: {width: 1500, height: 780}, reducedMotion: 'reduce', ...options});
    const page = await context.newPage(), url = pathToFileURL(path.join(folder, name + '.html')).href;
    page.wrong = [];
    page.on('console', message => page.wrong.push(`console: ${message.text()}`));
    page.on('pageerror', error => page.wrong.push(`error: ${error.message}`));
    page.on('dialog', dialog => { page.wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', request => {
      if (request.url().split('#')[0] !== url && !request.url().startsWith('data:')) page.wrong.push(`fetched: ${request.url()}`);
    });
    await page.goto(url + hash);
    page.done = async () => {
      assert.deepEqual(page.wrong, [], name);
      await context.close();
    };
    return page;
  };
  try {
    for (const name of names) {
      const expected = JSON.parse(fs.readFileSync(path.join(folder, name + '.json'), 'utf8'));
      const page = await open(name);
      await compare(page, expected);
      assert.equal(await page.locator('script').count(), 2, `${name}: its own two scripts`);
      assert.equal(await page.locator('img, iframe, object, link[href^="http"]').count(), 0, `${name}: nothing injected`);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        const last = await page.evaluate(() => +document.getElementById('slider').max);
        for (const step of [0, Math.min(10, last), last]) {
          await goTo(page, step);
          const hidden = await page.evaluate(faint);
          assert.deepEqual(hidden, [], `${name}#${step} ${colorScheme}: texts that are hard to see`);
        }
      }
      await page.done();
      console.log(`${name}: shows what the trace says`);
    }
    for (const [what, test] of Object.entries(use)) {
      if (only && !what.includes(only)) continue;
      await test(open, name => JSON.parse(fs.readFileSync(path.join(folder, name + '.json'), 'utf8')));
      console.log(what);
    }
  } finally {
    await browser.close();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
