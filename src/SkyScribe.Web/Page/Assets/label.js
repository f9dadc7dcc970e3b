import { get, request, Problem } from './api.js';
import { $, make, note, say } from './dom.js';
import { fillTexts, number, percent, t } from './texts.js';
import { Words } from './words.js';

const MARKS = { open: '', accepted: '✓', edited: '✎', rejected: '×' }, SHOWN = 60, MOST_UNDONE = 200;
const STATES = { open: 'labelStateOpen', accepted: 'labelStateAccepted', edited: 'labelStateEdited', rejected: 'labelStateRejected' };
fillTexts(document);

let dataset, labels = [], at = -1, show = 'all', busy = false, typed = {}, undone = [];
const words = new Words();
const current = () => labels[at];
const nameOf = label => label.image.replace(/^images\//, '');
const address = image => `/v1/labels/picture?${new URLSearchParams({ image })}`;

// ---- what is kept in the browser: what was typed and not saved yet, and what undo takes back

const kept = name => `skyscribe-label-${name}-${dataset.id}`;
const read = name => { try { return JSON.parse(localStorage.getItem(kept(name))); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(kept(name), JSON.stringify(value)); } catch { /* the page works without */ } };

function keepTyped() {
  const label = current(), texts = boxes().map(box => box.value);
  if (texts.join('\n') === shownOf(label).join('\n')) delete typed[label.image];
  else typed[label.image] = texts;
  keep('typed', typed);
  showSave();
}

// ---- the list

const isShown = label => show === 'all' || (show === 'done' ? label.state === 'accepted' || label.state === 'edited' : label.state === show);

function showRows() {
  const list = labels.map((label, i) => ({ label, i })).filter(({ label, i }) => isShown(label) || i === at), here = list.findIndex(({ i }) => i === at);
  const from = Math.max(0, Math.min(here - SHOWN / 2, list.length - SHOWN)), some = list.slice(from, from + SHOWN);
  $('rows').replaceChildren(
    ...[from > 0 ? make('li', { class: 'more', text: t('labelMoreBefore', { count: number(from) }) }) : null,
      ...some.map(({ label, i }) => make('li', { class: label.state }, make('button', { type: 'button', 'aria-current': String(i === at), title: nameOf(label), onclick: () => open(i, true) },
        make('span', { class: 'mark', 'aria-hidden': 'true', text: MARKS[label.state] }), make('span', {}, nameOf(label), make('span', { class: 'hidden', text: `, ${t(STATES[label.state])}` }))))),
      list.length > from + SHOWN ? make('li', { class: 'more', text: t('labelMoreAfter', { count: number(list.length - from - SHOWN) }) }) : null].filter(item => item));
  $('none').hidden = list.length > 0;
  $('rows').querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
}

function showCounts(counts) {
  const done = counts.accepted + counts.edited + counts.rejected;
  $('progress').max = Math.max(1, counts.pictures);
  $('progress').value = done;
  $('counts').textContent = t('labelCounts', { done: number(done), pictures: number(counts.pictures), accepted: number(counts.accepted), edited: number(counts.edited), rejected: number(counts.rejected) });
}

// ---- one picture

const shownOf = label => label.captions.length ? label.captions : [label.draft];
const boxes = () => [...document.querySelectorAll('#captions textarea')];

function open(index, focus) {
  at = index;
  const label = current();
  words.close();
  $('work').hidden = !label;
  if (!label) { $('picture').hidden = true; showRows(); return; }
  $('wrong').textContent = '';
  $('picture-problem').hidden = true;
  $('picture').hidden = false;
  $('picture').alt = t('labelAlt', { name: nameOf(label) });
  $('picture').src = address(label.image);
  $('title').textContent = t('labelPlace', { number: number(at + 1), total: number(labels.length) });
  $('state').textContent = t(STATES[label.state]);
  $('state').className = `tag ${label.state}`;
  $('file').textContent = nameOf(label);
  $('draft').textContent = label.draft || t('labelNoDraft');
  $('confidence').textContent = label.confidence === undefined ? '' : t('sure', { percent: percent(label.confidence) });
  $('captions').replaceChildren();
  for (const text of typed[label.image] ?? shownOf(label)) addBox(text);
  showSave();
  showRows();
  history.replaceState(null, '', `#${new URLSearchParams({ image: label.image })}`);
  for (const near of [step(1), step(1, step(1))]) if (labels[near]) new Image().src = address(labels[near].image);
  if (focus) { $('save').focus(); say(`${$('title').textContent}. ${$('state').textContent}. ${boxes()[0].value || t('labelNoDraft')}`); }
}

function addBox(text) {
  const count = boxes().length + 1, box = make('textarea', { rows: 2, maxlength: dataset.longestCaption, spellcheck: 'true', autocomplete: 'off' });
  box.value = text;
  words.attach(box);
  for (const event of ['input', 'change']) box.addEventListener(event, keepTyped);
  $('captions').append(make('label', { class: 'field' }, make('span', { text: t(count === 1 ? 'labelCaption' : 'labelCaptionNumber', { number: count }) }), box));
  $('another').disabled = count >= dataset.mostCaptions;
  return box;
}

function showSave() {
  const texts = captionsNow(), label = current();
  $('save').textContent = t(texts.length === 1 && texts[0] === label.draft ? 'labelAccept' : 'labelSave');
}

const captionsNow = () => boxes().map(box => box.value.trim().replace(/\s+/g, ' ')).filter(text => text);

// The next picture that the list shows; null for none. After a decision: the next open one, where there is one.
function step(by, from = at) {
  for (let i = from + by; i >= 0 && i < labels.length; i += by) if (isShown(labels[i])) return i;
  return null;
}

function go(by) {
  const next = step(by);
  if (next === null) note(t(by > 0 ? 'labelLast' : 'labelFirst'));
  else open(next, true);
}

function goOn() {
  const next = labels.findIndex((label, i) => i > at && label.state === 'open'), first = labels.findIndex(label => label.state === 'open');
  if (next >= 0 || first >= 0) open(next >= 0 ? next : first, true);
  else { open(at, true); note(t('labelAllDone')); say(t('labelAllDone')); }
}

// ---- decisions

async function put(label, state, captions) {
  const answer = await request(`/v1/labels/label?${new URLSearchParams({ image: label.image })}`,
    { method: 'PUT', headers: { 'Content-Type': 'application/json', 'If-Match': `"${label.tag}"` }, body: JSON.stringify({ state, captions }) });
  const change = await answer.json();
  labels[labels.findIndex(one => one.image === label.image)] = change.label;
  showCounts(change.counts);
  if (change.notice) note(change.notice, 0);
  return change.label;
}

async function decide(state, captions) {
  if (busy || !current()) return;
  if (state !== 'rejected' && !captions.length) { $('wrong').textContent = t('labelEmpty'); boxes()[0].focus(); return; }
  const before = current();
  await change(async () => {
    await put(before, state, captions);
    undone = [...undone, { image: before.image, state: before.state, captions: before.captions }].slice(-MOST_UNDONE);
    keep('undone', undone);
    delete typed[before.image];
    keep('typed', typed);
    words.learn(captions);
    goOn();
  });
}

async function undo() {
  const last = undone.at(-1), label = last && labels.find(one => one.image === last.image);
  if (busy || !last) return;
  await change(async () => {
    if (label) await put(label, last.state, last.captions);
    undone = undone.slice(0, -1);
    keep('undone', undone);
    if (label) { open(labels.findIndex(one => one.image === last.image), true); say(t('labelUndone', { name: nameOf(label) })); }
  });
}

async function change(work) {
  busy = true;
  $('wrong').textContent = '';
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 412 || problem.status === 404) await load(current()?.image);
    $('wrong').textContent = problem.message;
  } finally {
    busy = false;
    $('undo').disabled = undone.length === 0;
  }
}

// ---- keys: letters only while the focus is in the panel and not in a text box

const KEYS = { a: () => $('save').click(), e: () => edit(), c: () => $('another').click(), r: () => $('reject').click(), n: () => go(1), b: () => go(-1), u: () => undo(), ArrowRight: () => go(1), ArrowLeft: () => go(-1) };

function edit() {
  const box = boxes()[0];
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

$('work').addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.tagName === 'TEXTAREA') {
    if (words.key(event)) return;
    if (event.key === 'Enter') { event.preventDefault(); if (event.shiftKey) $('another').click(); else $('form').requestSubmit(); }
    if (event.key === 'Escape') $('save').focus();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

$('form').addEventListener('submit', event => { event.preventDefault(); decide('edited', captionsNow()); });
$('edit').addEventListener('click', edit);
$('another').addEventListener('click', () => { if (boxes().length < dataset.mostCaptions) addBox('').focus(); });
$('reject').addEventListener('click', () => decide('rejected', []));
$('next').addEventListener('click', () => go(1));
$('back').addEventListener('click', () => go(-1));
$('undo').addEventListener('click', undo);
for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    show = button.dataset.show;
    for (const one of document.querySelectorAll('[data-show]')) one.setAttribute('aria-pressed', String(one === button));
    const first = labels.findIndex(isShown);
    if (current() && !isShown(current()) && first >= 0) open(first, false);
    else showRows();
  });
}

$('picture').addEventListener('error', async () => {
  const label = current();
  $('picture').hidden = true;
  let sentence = t('labelNoPicture', { name: nameOf(label) });
  try {
    await request(address(label.image));
  } catch (problem) {
    sentence = problem.message;
  }
  if (label !== current()) return;
  $('picture-problem').textContent = sentence;
  $('picture-problem').hidden = false;
});

$('theme').addEventListener('click', () => {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('skyscribe-theme', theme);
});

// ---- start

async function load(image) {
  dataset = await get('/v1/labels');
  labels = dataset.labels;
  $('dataset').textContent = dataset.dataset;
  showCounts(dataset.counts);
  if (dataset.notice) note(dataset.notice, 0);
  const wanted = labels.findIndex(label => label.image === image), first = labels.findIndex(label => label.state === 'open');
  open(wanted >= 0 ? wanted : Math.max(first, labels.length ? 0 : -1), false);
}

async function start() {
  try {
    dataset = { dataset: '' };
    await load(new URLSearchParams(location.hash.slice(1)).get('image'));
    typed = read('typed') ?? {};
    undone = read('undone') ?? [];
    $('undo').disabled = undone.length === 0;
    words.all = await get('/v1/labels/words');
    if (current()) open(at, true);
  } catch (problem) {
    note(t('failed', { problem: problem.message }), 0);
  }
}

// Somebody else may have worked meanwhile, at another page or in the file.
document.addEventListener('visibilitychange', async () => {
  if (document.visibilityState !== 'visible' || busy) return;
  try {
    const fresh = await get('/v1/labels');
    if (JSON.stringify(fresh.labels) !== JSON.stringify(labels)) await load(current()?.image);
  } catch (problem) {
    note(t('failed', { problem: problem.message }));
  }
});
document.addEventListener('online-again', () => { note(''); if (!labels.length) start(); });
await start();
document.body.dataset.ready = 'true';
