// How the page is used: each test opens a page, does what a reader does, and looks at what came of it.
'use strict';
const assert = require('node:assert/strict');

const step = page => page.evaluate(() => +document.getElementById('slider').value);
const last = page => page.evaluate(() => +document.getElementById('slider').max);
const text = (page, id) => page.evaluate(i => document.getElementById(i).textContent, id);
const focus = page => page.evaluate(() => document.activeElement.id || document.activeElement.closest('g')?.id || document.activeElement.tagName);
const viewBox = page => page.evaluate(() => document.querySelector('#picture svg').getAttribute('viewBox').split(' ').map(Number));
const settles = (page, want, what) => page.waitForFunction(s => +document.getElementById('slider').value === s, want, {timeout: 10000})
  .catch(async () => assert.fail(`${what}: at ${await step(page)}, not ${want}`));
// "1.878·10⁻⁷"
const number = words => +words.replace('·10', 'e').replace('⁻', '-').replace(/[⁰¹²³⁴-⁹]/g, d => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(d));
// "t = 2" of what a step is about
const time = async page => (/t = (\d+)/.exec(await text(page, 'caption')) || [])[1];

module.exports = {
  'buttons step, jump and stop at both ends': async open => {
    const page = await open('lstm'), end = await last(page);
    for (const id of ['to-first', 'to-back']) assert.ok(await page.locator(`#${id}`).isDisabled());
    await page.click('#to-forward');
    await page.click('#to-forward');
    assert.equal(await step(page), 2);
    assert.equal(await text(page, 'phase'), `forward 2/${end / 2}`);
    await page.click('#to-back');
    assert.equal(await step(page), 1);
    await page.click('#to-last');
    assert.equal(await step(page), end);
    assert.match(await text(page, 'phase'), /^backward (\d+)\/\1$/);
    for (const id of ['to-last', 'to-forward']) assert.ok(await page.locator(`#${id}`).isDisabled());
    await page.click('#to-first');
    assert.equal(await text(page, 'phase'), 'start');
    await page.done();
  },

  'keys step, jump, and go from time step to time step': async open => {
    const page = await open('rnn'), end = await last(page);
    for (const [key, want] of [['ArrowRight', 1], ['ArrowRight', 2], ['ArrowLeft', 1], ['ArrowLeft', 0], ['ArrowLeft', 0],
      ['End', end], ['ArrowRight', end], ['Home', 0]]) {
      await page.keyboard.press(key);
      assert.equal(await step(page), want, key);
    }
    const times = [];
    for (let i = 0; i < 8; ++i) {
      await page.keyboard.press('PageDown');
      times.push(await time(page));
    }
    assert.deepEqual(times.slice(0, 3), ['1', '2', '3']);
    assert.deepEqual(times.slice(3, 8), [undefined, undefined, '3', '2', '1']);
    assert.equal(await step(page), end);
    await page.keyboard.press('PageUp');
    assert.equal(await time(page), '2');
    await page.done();
  },

  'the slider, by pointer and by key': async open => {
    const page = await open('lstm'), end = await last(page), box = await page.locator('#slider').boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    assert.ok(Math.abs(await step(page) - end / 2) <= 1, 'the middle of the slider is the middle of the pass');
    const before = await step(page);
    await page.keyboard.press('ArrowRight');
    assert.equal(await step(page), before + 1);
    assert.match(await page.getAttribute('#slider', 'aria-valuetext'), /^(forward|backward) \d+\/\d+: /);
    await page.keyboard.press('End');
    assert.equal(await step(page), end);
    await page.done();
  },

  'links open at a step, and the address follows': async open => {
    const page = await open('lstm', {hash: '#20'}), end = await last(page);
    assert.equal(await step(page), 20);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.hash === '#21');
    await page.evaluate(() => { location.hash = '#5'; });
    await settles(page, 5, 'a link within the page');
    await page.evaluate(() => { location.hash = '#9999999'; });
    await settles(page, end, 'past the end');
    await page.waitForFunction(s => location.hash === '#' + s, end);
    // The browser's word of that change may come late, after the reader's next step.
    await page.evaluate(() => {
      document.getElementById('to-back').click();
      dispatchEvent(new HashChangeEvent('hashchange'));
    });
    assert.equal(await step(page), end - 1, 'a late word of the address does not undo a step');
    await page.waitForFunction(s => location.hash === '#' + s, end - 1);
    await page.evaluate(s => { location.hash = s; }, end);
    await settles(page, end, 'a link to where the address was before');
    await page.done();
    for (const hash of ['#', '#x', '#-3', '#1e3', '#<img src=x onerror=alert(1)>']) {
      const odd = await open('lstm', {hash});
      assert.equal(await step(odd), 0, hash);
      await odd.done();
    }
  },

  'play goes to the end and stops there; the button pauses': async open => {
    const page = await open('rnn'), end = await last(page);
    await page.selectOption('#speed', '10');
    await page.click('#to-play');
    assert.equal(await page.getAttribute('#to-play', 'aria-label'), 'Pause');
    await page.waitForFunction(() => +document.getElementById('slider').value >= 3);
    await page.click('#to-play');
    const paused = await step(page);
    await page.waitForTimeout(400);
    assert.equal(await step(page), paused);
    await page.evaluate(s => { location.hash = s; }, end - 2);
    await settles(page, end - 2, 'link');
    await page.click('#to-play');
    await settles(page, end, 'play');
    assert.equal(await page.getAttribute('#to-play', 'aria-pressed'), 'false');
    await page.click('#to-play');  // from the end: once more from the start
    await page.waitForFunction(() => +document.getElementById('slider').value < 5);
    await page.done();
  },

  'play pauses where a time step ends, if asked to': async open => {
    const page = await open('rnn');
    await page.selectOption('#speed', '10');
    await page.check('#pauses');
    const times = [];
    for (let i = 0; i < 3; ++i) {
      await page.click('#to-play');
      await page.waitForFunction(() => document.getElementById('to-play').getAttribute('aria-pressed') === 'false', null, {timeout: 10000});
      times.push(await time(page));
      const at = await step(page);
      await page.click('#to-forward');
      assert.notEqual(await time(page), times[i], `the step after ${at} belongs to the next time step`);
      await page.click('#to-back');
    }
    assert.deepEqual(times, ['1', '2', '3']);
    await page.done();
  },

  "the pointer shows an op's formula, rule, shape and value": async open => {
    const page = await open('rnn', {hash: '#100000'});
    const tanh = page.locator('g.node[id^="v"]', {hasText: 'tanh'}).first();
    await tanh.hover();
    const detail = await text(page, 'detail');
    for (const part of ['y = tanh(x)', 'dx = dy (1 - y²)', '(2, 5)', '‖value‖', '‖gradient‖', 't = 1'])
      assert.ok(detail.includes(part), `${part} is missing in: ${detail}`);
    await page.mouse.move(5, 400);
    assert.equal(await text(page, 'detail'), '');
    await tanh.click();
    assert.match(await text(page, 'caption'), /^tanh.*t = 1/);
    await page.done();
  },

  'a rail that is clicked shows only its taps, and its running sum': async (open, expected) => {
    const page = await open('rnn', {hash: '#100000'});
    const {shares, rails} = expected('rnn'), rail = rails[0];
    await page.locator(`#${rail.id} path`).click();
    const opacity = id => page.evaluate(i => +getComputedStyle(document.getElementById(i)).opacity, id);
    for (const share of shares) assert.equal(await opacity(share.of) > .5, share.rail === rail.id, share.of);
    const mine = shares.filter(s => s.rail === rail.id), rows = await page.locator('#detail tr').count();
    assert.equal(rows, mine.length + 1);
    assert.match(await text(page, 'detail'), new RegExp(`${mine.length} of ${mine.length} shares`));
    const sum = await page.locator('#detail tr:nth-child(2) td:last-child').textContent();
    assert.ok(Math.abs(sum - rail.text) <= .06 * rail.text, `${sum} is not the gradient ${rail.text}`);
    await page.keyboard.press('Escape');
    for (const share of shares) assert.ok(await opacity(share.of) > .5);
    await page.done();
  },

  'wheel and keys zoom, dragging pans, 0 shows all': async open => {
    const page = await open('rnn'), whole = await viewBox(page), box = await page.locator('#picture').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -200);
    const near = await viewBox(page);
    assert.ok(near[2] < whole[2], 'the wheel zooms in');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2, {steps: 3});
    await page.mouse.up();
    assert.ok((await viewBox(page))[0] < near[0], 'the picture follows the pointer');
    assert.equal(await step(page), 0, 'dragging is no click');
    await page.keyboard.press('0');
    assert.deepEqual(await viewBox(page), whole);
    await page.keyboard.press('+');
    assert.ok((await viewBox(page))[2] < whole[2]);
    for (let i = 0; i < 12; ++i) await page.keyboard.press('+');
    await page.keyboard.press('End');  // the current item is followed
    const inside = await page.evaluate(() => {
      const item = document.querySelector('.current').getBoundingClientRect(), frame = document.querySelector('svg').getBoundingClientRect();
      return item.right > frame.left && item.left < frame.right && item.bottom > frame.top && item.top < frame.bottom;
    });
    assert.ok(inside, 'the current item is in sight');
    await page.done();
  },

  'everything can be reached and done with the keyboard alone': async open => {
    const page = await open('rnn', {hash: '#7'}), order = [];
    for (let i = 0; i < 40; ++i) {
      await page.keyboard.press('Tab');
      const now = await focus(page);
      if (now === 'BODY' || order.includes(now)) break;
      order.push(now);
    }
    const controls = ['to-first', 'to-back', 'to-play', 'to-forward', 'to-last', 'slider', 'speed', 'pauses'];
    assert.deepEqual(order.slice(0, controls.length), controls);
    const inPicture = order.slice(controls.length);
    const rails = await page.evaluate(() => [...document.querySelectorAll('g.rail')].map(g => g.id));
    assert.equal(inPicture.length, rails.length + 1, 'one stop for the operations, one for each rail');
    const op = inPicture.find(id => !rails.includes(id));
    assert.equal(op, await page.evaluate(() => document.querySelector('.current').id));

    const to = async id => {
      for (let i = 0; i < 40 && await focus(page) !== id; ++i) await page.keyboard.press('Tab');
      assert.equal(await focus(page), id);
    };
    await to(op);
    assert.notEqual(await text(page, 'detail'), '', 'what has the focus is explained');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await step(page), 7, 'looking does not step');
    await page.keyboard.press('Enter');
    assert.equal(await step(page), 9);
    await to(rails[0]);
    for (const [key, pressed] of [['Enter', 'true'], [' ', 'false']]) {
      await page.keyboard.press(key);
      assert.equal(await page.getAttribute(`#${rails[0]}`, 'aria-pressed'), pressed);
    }
    await to('to-play');
    await page.keyboard.press(' ');
    await page.waitForFunction(() => +document.getElementById('slider').value > 9);
    await page.keyboard.press(' ');
    assert.equal(await page.getAttribute('#to-play', 'aria-pressed'), 'false');
    await to('pauses');
    await page.keyboard.press(' ');
    assert.ok(await page.isChecked('#pauses'));
    for (const element of await page.locator('button, [role=button], input, select').all())
      assert.ok(await element.evaluate(e => e.getAttribute('aria-label') || e.closest('label')), 'every control has a name');
    await page.done();
  },

  'nothing moves by itself where less motion is preferred': async open => {
    for (const reducedMotion of ['reduce', 'no-preference']) {
      const page = await open('rnn', {hash: '#22', reducedMotion});
      const moving = await page.evaluate(() => [...document.querySelectorAll('svg *, .bars i')].filter(e => {
        const {transitionDuration, animationName} = getComputedStyle(e);
        return transitionDuration !== '0s' || animationName !== 'none';
      }).length);
      assert.equal(moving > 0, reducedMotion === 'no-preference');
      await page.done();
    }
  },

  'a rolled picture goes round as often as there are time steps, and back': async open => {
    const page = await open('rolled'), end = await last(page), turns = [];
    const squares = () => page.locator('.turn:not(.waits)').count();
    for (let s = 1; s <= end; ++s) {
      await page.keyboard.press('ArrowRight');
      const [direction] = (await text(page, 'phase')).split(' ');
      if (await time(page)) turns.push([direction, +await time(page), await squares()]);
    }
    const there = [1, 2, 3, 4, 5, 6].map(t => ['forward', t, 0]), back = [6, 5, 4, 3, 2, 1].map((t, k) => ['backward', t, k + 1]);
    assert.deepEqual(turns, [...there, ...back]);
    assert.equal(await page.locator('.bars i:not(.waits)').count(), 6, 'the gauge tells of each turn');
    assert.equal(await page.locator('.grad.waits').count(), 0, 'the way back is drawn');
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    assert.equal(await time(page), '2', 'a turn is a time step');
    await page.done();
  },

  "every row of a picture in rows fills its parameters' bars": async open => {
    const page = await open('wrapped'), widths = () => page.evaluate(() =>
      [...document.querySelectorAll('.gauge')].map(g => g.getBBox().width));
    assert.ok((await widths()).every(w => w === 0), 'empty before the backward pass');
    await page.keyboard.press('End');
    await page.waitForTimeout(400);  // they grow
    const full = await widths(), rails = await page.locator('g.rail:not(.repeat)').count();
    assert.equal(full.length, 2 * rails, 'two rows');
    assert.ok(full.every(w => w > 100), full.join(' '));
    await page.locator('g.repeat').first().click();
    assert.equal(await page.locator('g.rail[aria-pressed=true]').count(), 1, 'each stands for the parameter');
    assert.equal(await page.locator('g.repeat.mine').count(), 1);
    await page.done();
  },

  'the gauge tells what the states carry back': async (open, expected) => {
    for (const name of ['cell', 'lstm', 'both', 'fold']) {
      const page = await open(name), end = await last(page), {carried} = expected(name);
      const bars = () => page.locator('.bars i:not(.waits)').count();
      assert.equal(await bars(), 0, `${name}: nothing is back yet`);
      const read = async () => (await page.locator('#carried > div').allTextContents()).map(words => ({
        step: [.../∂L\/∂.*?([₀-₉]+)‖/.exec(words)[1]].map(d => '₀₁₂₃₄₅₆₇₈₉'.indexOf(d)).join(''),
        norm: number(/= ([^\s,]+)/.exec(words)[1])
      }));
      await page.evaluate(s => { location.hash = s; }, end);
      await settles(page, end, name);
      for (const {step, norm} of await read())
        assert.ok(carried.some(c => c.step === +step && Math.abs(c.norm - norm) <= 1e-3 * c.norm), `${name}: ${norm} at t = ${step}`);
      if (name !== 'fold') assert.equal(await bars(), carried.length, `${name}: all are back`);
      await page.done();
    }
    const page = await open('untraced');
    assert.ok(await page.locator('#carried').isHidden(), 'no pass, no gauge');
    await page.done();
  },

  'the dark theme is dark, and print is light': async open => {
    const page = await open('rnn', {colorScheme: 'dark'});
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number));
    assert.ok(Math.max(...await paper()) < 60);
    await page.emulateMedia({media: 'print', colorScheme: 'light'});
    assert.ok(Math.min(...await paper()) > 200);
    await page.done();
  }
};
