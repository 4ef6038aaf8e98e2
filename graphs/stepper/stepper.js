'use strict';
// Steps through the picture: 0 is before everything, then F items are computed, then B gradients come back.
//
// #data tells of every item and link at which step it appears (`at`) and at which its gradient does (`back`). The
// picture's ids say which element is which: v3 is item 3, e3 and g3 are link 3 and its halo, and a note's class
// "share of-e3" says what it tells and of whom. Elements that are not listed are always there. Nothing here knows of
// layout, and every name goes into the page as text.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  const svg = document.querySelector('#picture svg');
  const forward = data.forward.length, last = forward + data.backward.length;

  // --- texts ---

  const subscripts = '₀₁₂₃₄₅₆₇₈₉';
  const spoken = label => label.replace(/_(\d+)$/, (_, n) => [...n].map(d => subscripts[d]).join(''));
  // A name as nodes: "W_xh" has a small xh.
  const written = label => label.split(/(·|, )/).flatMap(factor => {
    const [, head, low, turned] = /^([^_]+)_([^_ ]{1,12}?)(ᵀ?)$/.exec(factor) || [];
    if (!head) return [factor];
    const sub = document.createElement('sub');
    sub.textContent = low;
    return [head, sub, turned];
  });
  const shown = x => x === null || x === undefined ? '?' : typeof x === 'string' ? x :
    String(+x.toPrecision(4)).replace(/^-/, '−').replace(/e([+-]?)(\d+)/, (_, s, n) =>
      '·10' + (s === '-' ? '⁻' : '') + [...n].map(d => '⁰¹²³⁴⁵⁶⁷⁸⁹'[d]).join(''));
  const make = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children.flat());
    return element;
  };
  const rule = text => { const span = make('span', text); span.className = 'rule'; return span; };
  const join = (lists, between) => lists.flatMap((list, i) => i ? [between, ...list] : list);

  const where = (item, time) => time ? `t = ${time}` : !item.step ? '' :
    (item.last > item.step ? `t = ${item.step} … ${item.last}` : `t = ${item.step}`) +
    (item.lane ? ` of ${item.lane}` : '');
  const sorted = links => [...links].sort((a, b) => a.input - b.input);
  const value = item => 'value' in item ? ['value ', shown(item.value)] :
    'norm' in item ? ['‖value‖ = ', shown(item.norm)] : [];
  const gradient = item => {
    const by = ['∂L/∂', ...(item.look === 'state' || item.look === 'loss' ? written(item.label) : ['y'])];
    return 'slope' in item ? [...by, ' = ', shown(item.slope)] : ['‖', ...by, '‖ = ', shown(item.gradient)];
  };
  const flow = link => shown('share' in link ? link.share : link.flow);  // with its sign, if it is a single number

  // --- the picture's elements ---

  const {items, links} = data;
  const changes = Array.from({length: last + 1}, () => []);  // at step s these lose these classes
  const itemOf = new Map();
  // The element has this class until step `at`; if that never comes, it never shows.
  const until = (at, element, name) => {
    if (!element || at === 0) return;
    element.classList.add(name);
    if (at !== undefined) changes[at].push([element, name]);
  };
  items.forEach((item, i) => { item.number = i; item.into = []; item.out = []; });
  for (const link of links) {
    if (link.drawn === false) continue;
    items[link.to].into.push(link);
    items[link.from].out.push(link);
  }
  const isStep = item => item.at > 0 && !['kept', 'input', 'parameter', 'rail', 'delay'].includes(item.look);
  const hasHeat = shape => shape && !['#ffffff', 'white', '#e8f1fb', '#fff4dc', '#1f2933', 'none'].includes(
    (shape.getAttribute('fill') || '').toLowerCase());

  items.forEach((item, i) => {
    const element = item.element = byId('v' + i);
    if (!element) return;
    itemOf.set(element, item);
    until(item.at, element, 'later');
    if (item.look === 'rail') return;
    const shape = element.querySelector('path, ellipse, polygon');
    if (['op', 'state', 'input'].includes(item.look) && hasHeat(shape)) element.classList.add('heated');
    if (item.back) until(item.back, element, 'cold');
    // What is measured stands in a second line; of a single number, its value is there before its gradient.
    const texts = [...element.querySelectorAll('text')];
    const below = texts.filter(t => +t.getAttribute('y') > +texts[0].getAttribute('y') + 5);
    for (const text of item.look === 'cell' ? [] : below) {
      if (item.back || item.look === 'loss') text.classList.add('measure');
      if (!item.back || !item.note || !text.textContent.includes('∂') || item.look === 'state') continue;
      const early = text.cloneNode();
      early.textContent = item.note;
      early.setAttribute('class', 'early');
      const box = shape.getBBox();
      early.setAttribute('text-anchor', 'middle');
      early.setAttribute('x', box.x + box.width / 2);
      text.after(early);
    }
  });
  links.forEach((link, n) => {
    link.element = byId('e' + n);
    link.halo = byId('g' + n);
    until(link.at, link.element, 'later');
    until(link.back, link.halo, 'waits');
    if (link.flow === 0 && link.element && link.element.classList.contains('fwd') && items[link.from].look !== 'parameter')
      until(link.back, link.element, 'cold');
  });
  data.turns.forEach((turns, n) => turns.squares.forEach((back, k) => {
    until(back || last, byId(`turn${n}_${k}`), 'waits');
    until(back || last, svg.querySelector(`.of-turn${n}_${k}`), 'waits');
  }));
  for (const part of svg.querySelectorAll('.strip, .range')) until(last, part, 'waits');  // they sum up the whole pass
  for (const note of svg.querySelectorAll('[class*="of-v"], [class*="of-e"]')) {
    const [, kind, n] = /of-([ve])(\d+)/.exec(note.getAttribute('class'));
    const of = kind === 'v' ? items[n] : links[n], role = note.classList;
    if (role.contains('repeat')) {  // a rail once more, in another row
      (of.bars ??= []).push(note);
      itemOf.set(note, of);
      continue;
    }
    (of.notes ??= []).push(note);
    if (role.contains('junction')) until(of.at, note, 'later');
    else if (role.contains('value') || !('flow' in of || 'gradient' in of || 'back' in of)) until(of.at, note, 'waits');
    else if (of.look === 'rail') until(data.sums[n] && data.sums[n].length ? data.sums[n][0].at : of.back, note, 'waits');
    else until(of.back, note, 'waits');
  }

  // A rail's running sum: the number beside it, and how far the bar is filled.
  const rails = items.filter(item => item.look === 'rail' && item.element);
  for (const rail of rails) {
    rail.sums = data.sums[rail.number] || [];
    const note = (rail.notes || []).find(n => n.classList.contains('gradient'));
    rail.text = note && [...note.querySelectorAll('text')].pop();
    rail.largest = Math.max(0, ...rail.sums.map(s => s.norm || 0));
    rail.gauges = [rail.element, ...(rail.bars || [])].map(bar => {
      const shape = bar.querySelector('path, polygon'), box = shape.getBBox();
      const gauge = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      for (const [name, number] of Object.entries({x: box.x + 3, y: box.y + 3, width: 0, height: box.height - 6, rx: 4}))
        gauge.setAttribute(name, number);
      gauge.setAttribute('class', 'gauge');
      shape.after(gauge);
      return {gauge, width: box.width - 6};
    });
  }
  const sumAt = (rail, step) => rail.sums.filter(s => s.at <= step).pop();
  const fill = step => {
    for (const rail of rails) {
      const sum = sumAt(rail, step);
      if (rail.text && sum) rail.text.textContent = sum.text;
      const part = sum && sum.norm && rail.largest ? sum.norm / rail.largest : 0;
      for (const {gauge, width} of rail.gauges) {
        gauge.setAttribute('width', part * width);
        gauge.style.width = part * width + 'px';
      }
    }
  };

  // The gradient that the states carry back: a row for each field, a bar for each state, all on one log scale.
  const carried = byId('carried');
  const named = state => [...written(state.state), ...[...String(state.step || 0)].map(d => subscripts[d])];
  const tracks = [];
  const turned = data.turns.flatMap(({field, lane, norms, back}) => norms.map((gradient, t) =>
    ({look: 'state', state: field, lane, step: t + 1, gradient, back: back[t]})));
  for (const item of [...items, ...turned]) {
    if (!item.state || !item.back || item.look === 'kept' || typeof item.gradient !== 'number') continue;
    const key = (item.lane ? item.lane + ' ' : '') + item.state;
    let track = tracks.find(t => t.key === key);
    if (!track) tracks.push(track = {key, states: []});
    track.states.push(item);
  }
  const norms = tracks.flatMap(t => t.states.map(i => i.gradient)).filter(g => g > 0);
  const least = Math.log(Math.min(...norms)), most = Math.log(Math.max(...norms));
  for (const track of tracks) {
    track.bars = make('div');
    track.bars.className = 'bars';
    track.words = make('span');
    const lane = track.states[0].lane;
    carried.append(make('div', track.bars, lane ? `${lane.split('.').pop()}: ` : '', track.words));
    track.states.sort((a, b) => (a.step || 0) - (b.step || 0));
    for (const state of track.states) {
      state.bar = make('i');
      const part = state.gradient > 0 ? most > least ? .12 + .88 * (Math.log(state.gradient) - least) / (most - least) : 1 : 0;
      state.bar.style.height = 100 * part + '%';
      track.bars.append(state.bar);
    }
    track.back = [...track.states].sort((a, b) => a.back - b.back);
  }
  carried.hidden = !tracks.length;
  const carry = step => {
    for (const {states, back, words} of tracks) {
      for (const state of states) state.bar.className = state.back <= step ? '' : 'waits';
      const [newest, before] = back.filter(i => i.back <= step).reverse(), first = back[0];
      const gain = (of, to) => to.gradient > 0 ? [`, ×${shown(+(of.gradient / to.gradient).toPrecision(2))} from `, ...named(to)] : [];
      words.replaceChildren(...(newest ? ['‖∂L/∂', ...named(newest), '‖ = ', shown(newest.gradient),
        ...(before ? gain(newest, before) : []), ...(before && before !== first ? gain(newest, first) : [])] :
        ['‖∂L/∂', ...written(first.state), '‖: not back yet']));
    }
  };

  // --- where we are ---

  let step = 0, applied = 0, current = null, fresh = [];
  const itemAt = s => s === 0 ? null : items[s <= forward ? data.forward[s - 1] : data.backward[s - forward - 1]];
  const turnAt = s => s === 0 ? 0 : data.times[s - 1];  // of a loop

  const inputs = item => sorted(item.into).map((link, n) => {
    const letter = item.letters && item.letters[link.input];
    return [...(letter && item.look !== 'state' ? [rule(letter), ' from '] : []), ...written(items[link.from].label)];
  });
  const head = (item, time) => [make('b', ...written(item.label)), item.name && item.name !== item.label ? [' ', item.name] : '',
    where(item, time) ? ` at ${where(item, time)}` : ''].flat().filter(x => x !== '');

  const sayForward = (item, time) => {
    if (item.look === 'cell') return [...head(item, time), ': ', rule(item.note || 'computed'), ', the same for every t'];
    if (item.look === 'fold') return [...head(item), ': these steps are not drawn; they use the same parameters'];
    const from = inputs(item), parts = [];
    if (item.look === 'state') parts.push([' is computed from ', ...join(from, ', ')]);
    else parts.push([': ', rule(item.formula), ...(from.length ? [item.letters ? ', ' : ' of ', ...join(from, ', ')] : [])]);
    const v = value(item);
    return [...head(item), ...parts.flat(), ...(v.length ? ['; ', ...v] : []), make('small', ` ${item.shape}`)];
  };
  const sayBackward = (item, s) => {
    if (item.look === 'cell') {
      const time = turnAt(s), low = [...String(time)].map(d => subscripts[d]).join('');
      const norms = data.turns.filter(t => t.number === (item.loop || 0))
        .map(t => ['‖∂L/∂', ...written(t.field), low, '‖ = ', shown(t.norms[time - 1])]);
      return [...head(item, time), ': ', ...join(norms, ', ')];
    }
    const words = [...head(item), ': ', ...('gradient' in item ? gradient(item) : [])];
    if (item.rule && item.look !== 'state') words.push('; ', rule(item.rule));
    const passed = sorted(item.into).filter(l => 'flow' in l && items[l.from].look !== 'rail');
    const shares = sorted(item.into).filter(l => 'flow' in l && items[l.from].look === 'rail');
    if (passed.length)
      words.push('; passes back ', ...join(passed.map(l => [flow(l), ' to ', ...written(items[l.from].label)]), ', '));
    for (const l of shares) {
      const rail = items[l.from];
      words.push('; share of ', ...written(rail.label), ` ${flow(l)}`);
      if (l.back !== s) { words.push(', complete later'); continue; }
      const before = rail.sums && rail.sums.filter(x => x.at < s).pop(), now = rail.sums && sumAt(rail, s);
      if (now && now.norm !== null)
        words.push(', running sum ', before ? `${shown(before.norm)} → ` : '', shown(now.norm));
    }
    return words;
  };
  const caption = s => {
    if (s === 0) {
      const count = `${forward} operation${forward === 1 ? '' : 's'} forward` +
        (last > forward ? `, then ${last - forward} back` : '');
      return ['Only data and parameters are there yet. The right arrow or ▶ goes on: ' + count + '.',
        ...(data.derivative ? [make('small', ' The backward pass was recorded as a graph, too: its operations come after the forward pass.')] :
          !data.traced ? [make('small', ' No backward pass was traced, so there are no gradients to show.')] :
            !data.exact ? [make('small', ' The trace kept norms only: shares are known, running sums are not.')] : [])];
    }
    const item = itemAt(s), words = s <= forward ? sayForward(item, turnAt(s)) : sayBackward(item, s);
    if (s === forward && last === forward)
      words.push(make('small', data.derivative ? ' Both passes are computed.' : ' The end: no backward pass was traced.'));
    if (s === last && last > forward) words.push(make('small', ' All gradients are complete.'));
    return words;
  };

  const ui = Object.fromEntries(['to-first', 'to-back', 'to-play', 'to-forward', 'to-last', 'slider', 'phase', 'speed',
    'pauses', 'caption', 'detail'].map(id => [id, byId(id)]));
  ui.slider.max = last;

  const phase = s => s === 0 ? 'start' : s <= forward ? `forward ${s}/${forward}` : `backward ${s - forward}/${last - forward}`;
  const show = (s, {link = true} = {}) => {
    step = Math.max(0, Math.min(last, s));
    for (const [element] of fresh) element.classList.remove('now');
    fresh = [];
    for (; applied < step;) {
      for (const [element, name] of changes[++applied]) {
        element.classList.remove(name);
        if (applied === step) fresh.push([element]);
      }
    }
    for (; applied > step; --applied) for (const [element, name] of changes[applied]) element.classList.add(name);
    for (const [element] of fresh) element.classList.add('now');
    fill(step);
    carry(step);
    if (current && current.element) current.element.classList.remove('current');
    current = itemAt(step);
    if (current && current.element) {
      current.element.classList.add('current');
      follow(current.element);
    }
    rove(current || itemAt(1));
    ui.caption.replaceChildren(...caption(step));
    ui.phase.textContent = phase(step);
    ui.slider.value = step;
    ui.slider.setAttribute('aria-valuetext', phase(step) + (current ? `: ${spoken(current.label)} ${where(current, turnAt(step))}` : ''));
    ui['to-first'].disabled = ui['to-back'].disabled = step === 0;
    ui['to-last'].disabled = ui['to-forward'].disabled = step === last;
    detail();
    if (link) writeLink();
  };

  // The address follows, so that it can be copied; not at every step, because browsers limit how often.
  // The browser tells of our own change later, when the reader may have gone elsewhere: then it is no link to follow.
  let later = 0, own = null;
  const writeLink = () => {
    clearTimeout(later);
    later = setTimeout(() => {
      if (location.hash === '#' + step) return;
      own = '#' + step;
      location.replace(own);
    }, 150);
  };
  const readLink = () => {
    if (location.hash === own) return;
    own = null;
    const wanted = /^#(\d{1,7})$/.exec(location.hash);
    if (wanted && +wanted[1] !== step) { stop(); show(+wanted[1], {link: +wanted[1] > last}); }
  };

  // --- play ---

  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    ui['to-play'].textContent = 'play';
    ui['to-play'].setAttribute('aria-label', 'Play');
    ui['to-play'].setAttribute('aria-pressed', 'false');
    ui.caption.setAttribute('aria-live', 'polite');
  };
  // Between s and s+1 a time step ends, or the pass turns round.
  const boundary = s => {
    const a = itemAt(s), b = s < last ? itemAt(s + 1) : null;
    return !a || !b || s === forward || a.step !== b.step || turnAt(s) !== turnAt(s + 1) || a.lane !== b.lane || !!a.backward !== !!b.backward;
  };
  const tick = () => {
    show(step + 1);
    if (step >= last || (ui.pauses.checked && boundary(step))) stop();
    else timer = setTimeout(tick, 1000 / ui.speed.value);
  };
  const play = () => {
    if (timer) return stop();
    if (step >= last) show(0);
    ui['to-play'].textContent = 'pause';
    ui['to-play'].setAttribute('aria-label', 'Pause');
    ui['to-play'].setAttribute('aria-pressed', 'true');
    ui.caption.setAttribute('aria-live', 'off');  // it would be read aloud faster than anyone can listen
    timer = setTimeout(tick, 250 / ui.speed.value);
  };
  const go = s => { stop(); show(s); };
  const toBoundary = way => {
    let s = step + way;
    while (s > 0 && s < last && !boundary(s)) s += way;
    go(s);
  };

  // --- what is pointed at ---

  let hovered = null, focused = null, only = null;
  const detail = () => {
    const item = hovered || focused;
    if (only && (!item || item === only)) return ui.detail.replaceChildren(...tapList(only));
    if (!item) return ui.detail.replaceChildren();
    const words = [...head(item)];
    const say = (...parts) => words.push('; ', ...parts.flat());
    const place = (item.scope || '').replace(/(^|\/)t=\d+$/, '');
    if (place) words.push(` in ${place}`);
    if (item.look === 'cell') say(rule(item.note || ''), 'once for every time step');
    if (item.look === 'fold') say('not drawn, with the same parameters');
    if (item.formula && item.look !== 'state') say(item.op, ': ', rule(item.formula));
    if (item.rule) say(rule(item.rule));
    if (item.shape) say(`shape ${item.shape}`);
    if (item.at > step) say('not computed yet');
    else if (value(item).length) say(value(item));
    if (item.look === 'rail') {
      const sum = item.sums && sumAt(item, step);
      if (sum) say(sum.norm === null ? 'the sum so far is not known' : `filled up to ‖Σ‖ = ${shown(sum.norm)} so far`);
      say('click or Enter: only its taps');
    } else if (item.back && item.back <= step) say('‖gradient‖ ', shown(item.gradient));
    else if (item.back) say('its gradient comes at step ', String(item.back));
    ui.detail.replaceChildren(...words);
  };
  const tapList = rail => {
    const taps = rail.out.filter(l => 'back' in l).sort((a, b) => a.back - b.back);
    if (!taps.length) return [...head(rail), ': ', `${rail.out.length} taps, no gradient was traced`];
    const rows = taps.filter(l => l.back <= step).map(l => {
      const sum = sumAt(rail, l.back), user = items[l.to];
      return make('tr', make('td', ...written(user.label), where(user) ? `, ${where(user)}` : ''),
        make('td', shown(l.flow)), make('td', sum && sum.norm !== null ? shown(sum.norm) : '…'));
    });
    const title = [...head(rail), `: ${rows.length} of ${taps.length} shares have come in`];
    if (!rows.length) return title;
    rows.reverse();  // the newest first
    const few = rows.length > 8 ? [...rows.slice(0, 7), make('tr', make('td', '…'))] : rows;
    return [make('div', ...title), make('table',
      make('tr', make('th', 'tap'), make('th', '‖share‖'), make('th', '‖sum of shares so far‖')), ...few)];
  };
  const choose = rail => {
    for (const element of svg.querySelectorAll('.mine')) element.classList.remove('mine');
    if (only) only.element.setAttribute('aria-pressed', 'false');
    only = only === rail ? null : rail;
    svg.classList.toggle('only', only !== null);
    if (only) {
      only.element.setAttribute('aria-pressed', 'true');
      const mine = [only.element, ...(only.bars || []), ...(only.notes || [])];
      for (const link of only.out) mine.push(link.element, items[link.to].element, ...(link.notes || []));
      for (const element of mine) if (element) element.classList.add('mine');
    }
    detail();
  };
  const pressed = item => {
    if (item.look === 'rail') choose(item);
    else if (isStep(item)) go(step > forward && item.back ? item.back : item.at);
  };
  const itemUnder = target => {
    const group = target.closest && target.closest('g.node');
    return group ? itemOf.get(group) || null : null;
  };
  svg.addEventListener('pointerover', event => { hovered = itemUnder(event.target); detail(); });
  svg.addEventListener('pointerleave', () => { hovered = null; detail(); });
  const frame = svg.parentElement;  // an <svg> that listens for focus would itself be a stop of the Tab key
  frame.addEventListener('focusin', event => { focused = itemUnder(event.target); detail(); });
  frame.addEventListener('focusout', () => { focused = null; detail(); });

  // One tab stop for all operations, from which the arrows go on; one for each rail.
  for (const group of svg.querySelectorAll('g.node, g.edge, g.cluster')) {
    const item = itemOf.get(group);
    if (!item || group !== item.element || !(isStep(item) || item.look === 'rail')) { group.setAttribute('aria-hidden', 'true'); continue; }
    group.setAttribute('role', 'button');
    group.setAttribute('tabindex', item.look === 'rail' ? '0' : '-1');
    if (item.look === 'rail') group.setAttribute('aria-pressed', 'false');
    group.setAttribute('aria-label', item.look === 'rail' ? `parameter ${item.label}: only its taps` :
      `${spoken(item.label)}${where(item) ? ' at ' + where(item) : ''}`);
  }
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', document.title);
  let stopAt = null;
  const rove = item => {
    if (!item || !item.element || stopAt === item) return;
    if (stopAt) stopAt.element.setAttribute('tabindex', '-1');
    stopAt = item;
    item.element.setAttribute('tabindex', '0');
  };

  // --- pan and zoom: the viewBox ---

  const whole = svg.viewBox.baseVal, full = {x: whole.x, y: whole.y, width: whole.width, height: whole.height};
  let view = {...full};
  const scale = () => Math.min(svg.clientWidth / view.width, svg.clientHeight / view.height) || 1;
  const look = () => svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.height}`);
  const clamp = () => {  // at least a part of the picture stays in sight
    view.x = Math.max(full.x - view.width * .8, Math.min(full.x + full.width - view.width * .2, view.x));
    view.y = Math.max(full.y - view.height * .8, Math.min(full.y + full.height - view.height * .2, view.y));
  };
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
    const to = Math.max(full.width / 400, Math.min(full.width * 2, view.width / factor)), f = to / view.width;
    view = {x: x - (x - view.x) * f, y: y - (y - view.y) * f, width: to, height: view.height * f};
    clamp();
    look();
  };
  const fit = () => { view = {...full}; look(); };
  // A picture that would be too small to read begins at its left end, in a legible size.
  const begin = () => {
    fit();
    if (scale() >= .45 || !svg.clientHeight) return;
    const legible = Math.max(scale(), Math.min(.8, svg.clientHeight / full.height));
    view = {x: full.x, y: full.y, width: svg.clientWidth / legible, height: svg.clientHeight / legible};
    if (view.height > full.height) view.y -= (view.height - full.height) / 2;
    look();
  };
  const point = event => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const follow = element => {
    if (view.width >= full.width * .999 && view.height >= full.height * .999) return;
    const box = element.getBoundingClientRect(), frame = svg.getBoundingClientRect();
    if (!frame.width || (box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom))
      return;
    const to = point({clientX: (box.left + box.right) / 2, clientY: (box.top + box.bottom) / 2});
    view.x = to.x - view.width / 2;
    if (view.height < full.height) view.y = to.y - view.height / 2;
    clamp();
    look();
  };
  svg.addEventListener('wheel', event => {
    event.preventDefault();
    const at = point(event);
    zoom(Math.exp(-Math.sign(event.deltaY) * Math.min(.3, Math.abs(event.deltaY) / 400)), at.x, at.y);
  }, {passive: false});
  let grip = null;
  svg.addEventListener('pointerdown', event => {
    if (event.button === 0) grip = {x: event.clientX, y: event.clientY, view: {...view}, on: itemUnder(event.target), moved: false};
  });
  addEventListener('pointermove', event => {
    if (!grip) return;
    const dx = event.clientX - grip.x, dy = event.clientY - grip.y;
    if (!grip.moved && Math.hypot(dx, dy) < 5) return;
    grip.moved = true;
    svg.classList.add('dragged');
    view.x = grip.view.x - dx / scale();
    view.y = grip.view.y - dy / scale();
    clamp();
    look();
  });
  addEventListener('pointerup', () => {
    svg.classList.remove('dragged');
    if (grip && !grip.moved && grip.on) pressed(grip.on);
    grip = null;
  });
  addEventListener('pointercancel', () => { grip = null; svg.classList.remove('dragged'); });

  // --- buttons, slider, keys, address ---

  ui['to-first'].onclick = () => go(0);
  ui['to-back'].onclick = () => go(step - 1);
  ui['to-play'].onclick = play;
  ui['to-forward'].onclick = () => go(step + 1);
  ui['to-last'].onclick = () => go(last);
  ui.slider.oninput = () => go(+ui.slider.value);
  const keys = {
    ArrowLeft: () => go(step - 1), ArrowRight: () => go(step + 1), Home: () => go(0), End: () => go(last),
    PageUp: () => toBoundary(-1), PageDown: () => toBoundary(1), ' ': play,
    '+': () => zoom(1.25), '=': () => zoom(1.25), '-': () => zoom(.8), '−': () => zoom(.8), 0: fit,
    Escape: () => only && choose(only)
  };
  const neighbour = (item, way) => {
    const order = data.forward.map(i => items[i]).filter(i => i.element);
    return order[Math.max(0, Math.min(order.length - 1, order.indexOf(item) + way))];
  };
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target, tag = target.tagName;
    if (tag === 'SELECT' || (tag === 'INPUT' && event.key !== '+' && event.key !== '-' && event.key !== '0' &&
      (target.type === 'checkbox' ? event.key === ' ' : event.key !== ' '))) return;  // they know these keys
    if (tag === 'BUTTON' && (event.key === ' ' || event.key === 'Enter')) return;
    const item = svg.contains(target) && itemUnder(target);
    if (item && (event.key === 'Enter' || event.key === ' ')) pressed(item);
    else if (item && isStep(item) && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const next = neighbour(item, event.key === 'ArrowDown' ? 1 : -1);
      rove(next);
      next.element.focus();
      follow(next.element);
    } else if (Object.hasOwn(keys, event.key)) keys[event.key]();
    else return;
    event.preventDefault();
  });
  addEventListener('hashchange', readLink);
  addEventListener('resize', () => { if (step === 0 && !grip) begin(); });

  begin();
  show(0, {link: false});
  readLink();
})();
