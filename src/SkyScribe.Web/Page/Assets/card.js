import { get, send } from './api.js';
import { $, make, say } from './dom.js';
import { percent, t } from './texts.js';

// All about one tile or picture: what the model saw, said, where it looked, and what a person says instead.
export class Card {
  constructor(changed, closed) {
    this.changed = changed;
    this.closed = closed;
    $('card').addEventListener('keydown', event => { if (event.key === 'Escape') this.closed(); });
  }

  close() { $('card').hidden = true; this.number = null; document.body.classList.remove('with-card'); }

  async openTile(layer, id) {
    this.number = id;
    const title = t('tile', { number: id });
    this.show(title, [make('p', { class: 'loading', text: t('loadingTile') })]);
    try {
      const card = await get(`/v1/layers/${layer.id}/tiles/${id}`);
      if (this.number === id) this.show(title, this.tileParts(layer, card));
    } catch (problem) {
      if (this.number !== id) return;
      this.show(title, [make('div', { class: 'bad', role: 'alert' }, make('p', { text: t('failed', { problem: problem.message }) }),
        make('button', { type: 'button', class: 'quiet', text: t('again'), onclick: () => this.openTile(layer, id) }))]);
    }
  }

  openPicture(line, address) {
    this.number = `picture ${line.image}`;
    this.show(line.image, this.captionParts(line.caption, line, address, line.image));
  }

  show(title, parts) {
    $('card').replaceChildren(
      make('div', { class: 'head' }, make('h2', { text: title, title }), make('button', { type: 'button', class: 'quiet icon', 'aria-label': t('close'), onclick: () => this.closed() }, '×')),
      ...parts);
    $('card').hidden = false;
    document.body.classList.add('with-card');
  }

  tileParts(layer, { tile, said, now, correction, longitude, latitude }) {
    const address = `/v1/layers/${layer.id}/tiles/${tile.id}/picture`;
    const line = { ...(now ?? {}), confidence: tile.confidence, outOfDomain: tile.outOfDomain };
    const parts = this.captionParts(said, line, address, t('picture'), correction);
    if (!now) parts.push(make('p', { class: 'facts', text: t('otherModel') }));
    parts.push(this.correctionForm(layer, tile, said, correction));
    if (latitude !== undefined) parts.push(make('p', { class: 'facts', text: `${t('place')}: ${latitude.toFixed(6)}, ${longitude.toFixed(6)}` }));
    return parts;
  }

  captionParts(said, line, address, alternative, correction) {
    const canvas = make('canvas', { width: 28, height: 28, 'aria-hidden': 'true' });
    const parts = [make('div', { class: 'seen' }, make('img', { src: address, alt: alternative }), canvas)];
    const attention = line.attention, words = said.split(' ');
    const isExplained = attention && attention.words.join(' ') === said;
    if (correction) parts.push(make('p', { class: 'caption', text: correction.text }), make('p', { class: 'facts', text: t('correctedBy', {
      who: correction.who ? t('by', { name: correction.who }) : t('anonymous'), time: new Date(correction.time).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }), said }) }));
    const saying = make('p', { class: correction ? 'words' : 'caption words' }, ...words.flatMap((word, i) => isExplained ? [make('button', {
      type: 'button', class: 'word', text: word, onpointerenter: () => draw(canvas, attention, i), onfocus: () => draw(canvas, attention, i),
      onpointerleave: () => wipe(canvas), onblur: () => wipe(canvas), onclick: () => draw(canvas, attention, i),
    }), ' '] : [`${word} `]));
    parts.push(saying);
    if (isExplained) parts.push(make('p', { class: 'hint', text: t('looked') }));
    if (line.confidence !== undefined) {
      parts.push(make('div', { class: 'meter' }, make('meter', { min: 0, max: 1, low: 0.35, high: 0.65, optimum: 1, value: line.confidence, 'aria-label': t('tableConfidence') }),
        make('span', { text: t('sure', { percent: percent(line.confidence) }) })));
    }
    if (line.outOfDomain) parts.push(make('p', { class: 'doubt', text: t('unsure') }));
    const attributes = (line.attributes ?? []).filter(attribute => attribute.sampled || attribute.probability >= 0.25).slice(0, 12);
    if (attributes.length) {
      parts.push(make('h3', { text: t('attributes') }), make('ul', { class: 'bars' }, ...attributes.map(attribute => make('li', { class: attribute.sampled ? 'on' : null },
        make('span', { text: attribute.name }), make('span', { class: 'track' }, make('span', { style: { width: percent(attribute.probability) } })), make('span', { class: 'value', text: percent(attribute.probability) })))));
    }
    if (line.alternatives?.length) parts.push(make('h3', { text: t('alternatives') }), make('ul', { class: 'others' }, ...line.alternatives.map(other => make('li', { text: other.caption }))));
    for (const remark of line.remarks ?? []) parts.push(make('p', { class: 'facts', text: remark }));
    return parts;
  }

  correctionForm(layer, tile, said, correction) {
    const text = make('textarea', { id: 'right-caption', rows: 2, maxlength: 500, required: true });
    const who = make('input', { id: 'right-who', maxlength: 100, autocomplete: 'name' });
    text.value = correction?.text ?? said;
    who.value = correction?.who ?? localStorage.getItem('skyscribe-name') ?? '';
    const told = make('p', { class: 'facts', role: 'status' }), address = `/v1/layers/${layer.id}/tiles/${tile.id}/correction`;
    const change = async work => {
      try {
        await work();
        this.changed(tile.id);
        await this.openTile(layer, tile.id);
      } catch (problem) {
        told.textContent = t('failed', { problem: problem.message });
      }
    };
    return make('details', { class: 'correct' }, make('summary', { text: t('correct') }), make('form', {
      onsubmit: event => {
        event.preventDefault();
        localStorage.setItem('skyscribe-name', who.value);
        change(async () => { await send('PUT', address, { text: text.value, who: who.value }); say(t('saved', { said })); });
      },
    }, make('label', { class: 'field', for: 'right-caption' }, make('span', { text: t('correction') }), text), make('label', { class: 'field', for: 'right-who' }, make('span', { text: t('who') }), who),
    make('div', { class: 'row' }, make('button', { class: 'main', text: t('save') }),
      correction ? make('button', { type: 'button', class: 'quiet', text: t('takeBack'), onclick: () => change(() => send('DELETE', address)) }) : null), told));
  }
}

function draw(canvas, attention, word) {
  const { rows, columns, weights } = attention, most = Math.max(...weights[word]) || 1;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d'), image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) image.data.set([6, 16, 24, Math.round(205 * (1 - weights[word][i] / most))], 4 * i);
  context.putImageData(image, 0, 0);
  canvas.classList.add('on');
}

const wipe = canvas => canvas.classList.remove('on');
