import { get, send, Problem } from './api.js';
import { Card } from './card.js';
import { $, ask, make, note, say } from './dom.js';
import { Jobs } from './jobs.js';
import { CLASSES, RasterMap, UNKNOWN, colorOf } from './map.js';
import { Table } from './table.js';
import { fillTexts, number, percent, t } from './texts.js';

const RASTERS = /\.(tiff?|gtiff?)$/i, PICTURES = /\.(jpe?g|jfif|png|webp)$/i, MOST_FOUND = 50;
fillTexts(document);

let layers = [], layer = null, restoring = false;
const filter = { q: '', attribute: '', minConfidence: 0 };
const map = new RasterMap(id => (id === null ? closeCard() : openTile(id)), () => keepAddress());
const card = new Card(() => { map.load(true); table.load(); }, () => { closeCard(); $('map').focus(); });
const table = new Table(tile => map.show(tile));
const jobs = new Jobs(async job => {
  note(t('done', { name: job.name, tiles: number(job.progress.done) }));
  await loadLayers();
  if (!layer) await openLayer(job.id);
});

// ---- layers

async function loadLayers() {
  layers = await get('/v1/layers');
  $('no-layers').hidden = layers.length > 0;
  $('layers').replaceChildren(...layers.map(one => make('li', {},
    make('button', { type: 'button', class: 'layer', 'aria-current': String(one.id === layer?.id), onclick: () => openLayer(one.id) },
      make('strong', { text: one.name, title: one.name }), make('span', { text: `${t('tileCount', { count: number(one.tiles) })} · ${one.bounds ? one.crs : t('noPlace')}` })),
    make('button', { type: 'button', class: 'quiet icon remove', 'aria-label': t('deleteLayer', { name: one.name }), onclick: () => removeLayer(one) }, '×'))));
  showEmpty();
}

async function openLayer(id, place) {
  try {
    layer = await get(`/v1/layers/${id}`);
  } catch (problem) {
    note(t('failed', { problem: problem.message }));
    return;
  }
  closeCard();
  for (const button of document.querySelectorAll('.layer')) button.setAttribute('aria-current', String(layers.findIndex(one => one.id === id) === [...document.querySelectorAll('.layer')].indexOf(button)));
  $('tools').hidden = false;
  $('attribute').replaceChildren(make('option', { value: '', text: t('anyAttribute') }), ...layer.attributes.map(one => make('option', { value: one.name, text: `${one.name} (${number(one.tiles)})` })));
  if (![...$('attribute').options].some(option => option.value === filter.attribute)) filter.attribute = '';
  $('attribute').value = filter.attribute;
  $('downloads').replaceChildren(...Object.entries(layer.files).flatMap(([ending, address]) => [make('a', { href: address, download: '', text: `.${ending}` }), ' ']),
    make('a', { href: '/v1/corrections.zip', download: '', text: t('corrections') }));
  $('facts').replaceChildren(...[t('pixels', { width: number(layer.width), height: number(layer.height) }), layer.bounds ? layer.crs : t('noPlace'),
    layer.empty ? t('empty', { count: number(layer.empty) }) : '', layer.unreadable ? t('unreadable', { count: number(layer.unreadable) }) : '', ...layer.notes]
    .filter(text => text).map(text => make('span', { text })));
  Object.assign(map.filter, filter);
  showEmpty();
  await map.open(layer, place);
  await Promise.all([map.load(true), table.load(layer, filter)]);
}

async function removeLayer(one) {
  if (!await ask(t('askDelete', { name: one.name }))) return;
  try {
    await send('DELETE', `/v1/jobs/${one.id}`);
  } catch (problem) {
    note(t('failed', { problem: problem.message }));
  }
  if (layer?.id === one.id) {
    layer = null;
    closeCard();
    map.close();
    table.load(null);
    $('tools').hidden = true;
  }
  await loadLayers();
  if (!layer && layers.length) await openLayer(layers[0].id);
}

function showEmpty() { $('empty').hidden = Boolean(layer) || layers.length > 0; document.body.classList.toggle('no-layer', !layer); }

function openTile(id) {
  card.openTile(layer, id);
  keepAddress();
}

function closeCard() {
  card.close();
  if (map.chosen !== null) map.select(null, false);
  keepAddress();
}

// ---- filters and search

function setFilter(change) {
  Object.assign(filter, change);
  map.setFilter(filter);
  table.load(layer, filter);
  keepAddress();
}

$('attribute').addEventListener('change', () => setFilter({ attribute: $('attribute').value }));
$('confidence').addEventListener('input', () => { $('confidence-shown').textContent = `${$('confidence').value} %`; });
$('confidence').addEventListener('change', () => setFilter({ minConfidence: Number($('confidence').value) / 100 }));
for (const button of document.querySelectorAll('[data-view]')) button.addEventListener('click', () => setView(button.dataset.view));
$('search').addEventListener('submit', event => { event.preventDefault(); search($('query').value.trim()); });
$('query').addEventListener('input', () => { if ($('query').value === '' && filter.q) search(''); });

function setView(view) {
  for (const button of document.querySelectorAll('[data-view]')) button.setAttribute('aria-pressed', String(button.dataset.view === view));
  map.setView(view);
  keepAddress();
}

async function search(query) {
  if (!query) {
    $('found').hidden = true;
    setFilter({ q: '' });
    return;
  }
  try {
    const found = await get(`/v1/search?${new URLSearchParams({ q: query, limit: MOST_FOUND })}`);
    const title = found.length === 0 ? t('foundNone', { query }) : t(found.length < MOST_FOUND ? 'foundSome' : 'foundMost', { count: found.length, query });
    say(title);
    $('found').replaceChildren(
      make('div', { class: 'row' }, make('h2', { text: title }), make('button', { type: 'button', class: 'quiet small', text: t('clearSearch'), onclick: () => { $('query').value = ''; search(''); } })),
      make('ul', { class: 'results' }, ...found.map(one => make('li', {}, make('button', { type: 'button', onclick: () => go(one) },
        make('span', { class: 'dot', style: { background: colorOf(one.tile.confidence) } }), make('span', { text: one.tile.caption }), layers.length > 1 ? make('small', { text: one.layerName }) : null)))));
    $('found').hidden = false;
    setFilter({ q: query });
  } catch (problem) {
    if (problem.status === 400) $('found').replaceChildren(make('p', { class: 'none', text: problem.message }));
    else note(t('failed', { problem: problem.message }));
    $('found').hidden = problem.status !== 400;
  }
}

async function go(found) {
  if (found.layer !== layer?.id) await openLayer(found.layer);
  map.show(found.tile);
}

// ---- files

$('choose').addEventListener('click', () => $('files').click());
$('files').addEventListener('change', () => { take([...$('files').files]); $('files').value = ''; });
let inside = 0;
addEventListener('dragenter', event => { if (event.dataTransfer?.types.includes('Files')) { inside++; document.body.classList.add('dropping'); } });
addEventListener('dragleave', () => { if (inside && --inside === 0) document.body.classList.remove('dropping'); });
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  event.preventDefault();
  inside = 0;
  document.body.classList.remove('dropping');
  take([...event.dataTransfer.files]);
});

function take(files) {
  for (const file of files.filter(file => RASTERS.test(file.name))) jobs.sendFile(file);
  const pictures = files.filter(file => PICTURES.test(file.name));
  for (const file of files.filter(file => !RASTERS.test(file.name) && !PICTURES.test(file.name))) note(t('notFiles', { name: file.name }));
  Promise.all([next(), next()]);
  async function next() {
    for (let file; (file = pictures.shift());) await describe(file);
  }
}

async function describe(file) {
  const address = URL.createObjectURL(file);
  const text = make('span', { class: 'loading', text: t('loadingTile') });
  const button = make('button', { type: 'button', disabled: true }, make('img', { src: address, alt: '' }), make('span', { class: 'two' }, make('strong', { text: file.name, title: file.name }), text));
  $('pictures').hidden = false;
  $('picture-list').prepend(make('li', {}, button));
  for (let trial = 0; ; trial++) {
    try {
      const [line] = await send('POST', `/v1/captions?${new URLSearchParams({ attention: true, name: file.name })}`, file, file.type || 'application/octet-stream');
      text.className = '';
      text.textContent = line.confidence === undefined ? line.caption : `${line.caption} · ${percent(line.confidence)}`;
      button.disabled = false;
      button.addEventListener('click', () => card.openPicture(line, address));
      return;
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 429 && trial < 10) {
        await new Promise(resolve => setTimeout(resolve, 1000 * (trial + 1)));
        continue;
      }
      text.className = 'wrong';
      text.textContent = problem.message;
      return;
    }
  }
}

// ---- the address restores the view

let keeping = 0;
function keepAddress() {
  if (restoring || !layer) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    const place = map.place(), values = { layer: layer.id };
    if (place) Object.assign(values, { at: place.center.join(','), zoom: Math.round(place.resolution * 1000) / 1000 });
    if (map.chosen !== null && map.chosen !== undefined) values.tile = map.chosen;
    if (map.view !== 'auto') values.view = map.view;
    if (table.isOpen) values.table = 1;
    for (const [name, value] of Object.entries(filter)) if (value) values[name] = value;
    history.replaceState(null, '', `#${new URLSearchParams(values)}`);
  }, 150);
}

async function restore() {
  const asked = new URLSearchParams(location.hash.slice(1)), id = asked.get('layer');
  restoring = true;
  Object.assign(filter, { q: asked.get('q') ?? '', attribute: asked.get('attribute') ?? '', minConfidence: Number(asked.get('minConfidence')) || 0 });
  $('query').value = filter.q;
  $('confidence').value = 100 * filter.minConfidence;
  $('confidence-shown').textContent = `${$('confidence').value} %`;
  if (['tiles', 'regions', 'none'].includes(asked.get('view'))) setView(asked.get('view'));
  const center = (asked.get('at') ?? '').split(',').map(Number), resolution = Number(asked.get('zoom'));
  const place = center.length === 2 && center.every(Number.isFinite) && resolution > 0 ? { center, resolution } : undefined;
  const wanted = layers.find(one => one.id === id) ?? layers[0];
  if (wanted) await openLayer(wanted.id, wanted.id === id ? place : undefined);
  if (filter.q && layer) await search(filter.q);
  if (asked.get('table') && layer) table.toggle(true);
  const tile = Number(asked.get('tile'));
  if (tile && layer?.id === id) map.select(tile);
  restoring = false;
}

$('share').addEventListener('click', async () => {
  keepAddress();
  await new Promise(resolve => setTimeout(resolve, 200));
  try {
    await navigator.clipboard.writeText(location.href);
    note(t('shared'));
  } catch {
    note(t('shareFailed'));
  }
});

$('theme').addEventListener('click', () => {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('skyscribe-theme', theme);
});

$('table-toggle').addEventListener('click', () => keepAddress());

$('legend').replaceChildren(...CLASSES.map(([, color, text]) => make('li', {}, make('span', { class: 'dot', style: { background: color } }), text)),
  make('li', {}, make('span', { class: 'dot', style: { background: UNKNOWN } }), t('legendUnknown')));

async function start() {
  try {
    await loadLayers();
    await jobs.start();
    await restore();
  } catch (problem) {
    note(t('failed', { problem: problem.message }), 0);
  }
}

document.addEventListener('online-again', () => { note(''); if (!layer) start(); else map.load(true); });
await start();
document.body.dataset.ready = 'true';
